//! The input `ocr`: pages that were recognised by machine, as libraries publish them.

mod alto;
mod page_xml;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Component, Document, Facts, Field, Frame, Input, LaidLine, Layout, Part, RawRecord, Reader,
    Source, Span, StepError,
};
use roxmltree::{Node, ParsingOptions};

newsprint_core::options! {
    /// Options of `ocr`.
    pub struct OcrOptions {
        /// Files to read: paths, globs such as `issue/*.xml`, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The size in bytes above which a file is rejected.
        pub max_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
    }
}

/// A page as it was recognised, in reading order.
#[derive(Debug, Default)]
struct OcrPage {
    /// Width and height, in tenths of a point.
    size: (i32, i32),
    /// What is printed as its number.
    number: Option<String>,
    blocks: Vec<Vec<OcrLine>>,
}

/// A line as it was recognised.
#[derive(Debug)]
struct OcrLine {
    text: String,
    frame: Frame,
    /// Size of its type, in tenths of a point.
    size: Option<i32>,
    is_bold: bool,
}

impl OcrPage {
    /// The text, a line each, with a blank line between blocks; and where its lines stand.
    fn into_text(self) -> (String, Layout) {
        let (mut text, mut layout) = (String::new(), Layout::new(self.size.0, self.size.1));
        for block in self.blocks.iter().filter(|block| !block.is_empty()) {
            if !text.is_empty() {
                text.push('\n');
            }
            for line in block {
                let start = text.len();
                text.push_str(&line.text);
                let mut laid = LaidLine::new(Span::new(start, text.len()), line.frame);
                laid.size = line.size;
                laid.bold = line.is_bold;
                layout.lines.push(laid);
                text.push('\n');
            }
        }
        (text, layout)
    }
}

/// The whole number nearest to `value`, which the file gives as a decimal.
fn rounded(value: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a cast that goes beyond ends at the bound")]
    let rounded = value.round() as i32;
    rounded
}

/// The elements below `node` of this name, in whatever namespace: each version of a form has its
/// own.
fn named<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

/// The first child of `node` of this name.
fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.children().find(|node| node.tag_name().name() == name)
}

/// `blocks` in the order of the ids in `order`; those that it does not name come last, as they
/// stand.
fn in_order<'a>(
    blocks: impl Iterator<Item = Node<'a, 'a>>,
    id: &str,
    order: &[&str],
) -> Vec<Node<'a, 'a>> {
    let places: BTreeMap<&str, usize> = order.iter().copied().zip(0..).rev().collect();
    let place = |block: &Node<'a, 'a>| block.attribute(id).and_then(|id| places.get(id).copied());
    let mut blocks: Vec<_> = blocks.collect();
    blocks.sort_by_key(|block| place(block).unwrap_or(usize::MAX));
    blocks
}

#[doc = include_str!("../../manual/ocr.md")]
#[derive(Clone, Debug)]
pub struct OcrInput {
    files: FileSet,
    max_bytes: u64,
}

impl Component for OcrInput {
    const NAME: &'static str = "ocr";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../../manual/ocr.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text];
    type Options = OcrOptions;

    fn build(options: OcrOptions) -> Result<Self, Vec<Fault>> {
        todo
    }
}

impl Input for OcrInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(WholeFiles::new(&self.files, self.max_bytes, split)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let decoded = decode(record.bytes)?;
        let xml = parse(&decoded.text)?;
        let root = xml.root_element();
        let page = match root.tag_name().name() {
            "alto" => {
                let number = match record.part {
                    Part::Page(number) => usize::try_from(number - 1).unwrap_or(usize::MAX),
                    _ => 0,
                };
                alto::pages(root).nth(number).map(|page| alto::read(root, page))
            }
            "PcGts" => named(root, "Page").next().map(page_xml::read),
            other => return Err(unknown_root(other)),
        };
        let Some(page) = page else {
            return Err(StepError::new("the file has no page").help("see that it is whole"));
        };
        document(record, page, decoded.diagnostics)
    }
}
