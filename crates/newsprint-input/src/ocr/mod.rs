//! The input `ocr`: pages that were recognised by machine, as libraries publish them.

mod alto;
mod mets;
mod page_xml;

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::{memchr, memmem};
use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Component, Document, Facts, Field, Frame, Input, LaidLine, Layout, Origin, Part, PassedOver,
    RawRecord, Reader, Span, StepError,
};
use roxmltree::Node;

use crate::compression::Decompression;
use crate::encoding::{Decoded, Decoding, Malformed, TextEncoding};
use crate::files::FileSet;
use crate::whole::{WholeFiles, source};

newsprint_core::options! {
    /// Options of `ocr`.
    pub struct OcrOptions {
        /// Files to read: paths, globs such as `issue/*.xml`, folders, `@LIST` for the paths in a
        /// file, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The size in bytes above which a file is rejected.
        pub max_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
        /// Whether pages that a METS file names are read that lie outside of its folder.
        pub outside: bool = false;
        /// What the end of a path says, with `{paper}`, `{date}`, `{page}`, `{place}` and `*`:
        /// `{paper}/{date}/{page}.xml`.
        pub path_pattern: Option<Located<String>>;
        /// Limits on what compressed files may grow to.
        pub decompress: Option<Decompression>;
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

/// The whole number nearest to `value`, which the file gives as a decimal; one that no page can
/// have ends at the bound, so that a box of two such corners is still one of a page.
#[expect(clippy::cast_possible_truncation, reason = "it is clamped to what fits")]
fn rounded(value: f64) -> i32 {
    let farthest = f64::from(Layout::FARTHEST / 2);
    value.round().clamp(-farthest, farthest) as i32
}

/// The attribute `name` as a number.
fn number(node: Node<'_, '_>, name: &str) -> Option<f64> {
    node.attribute(name)?.trim().parse().ok()
}

/// The attribute `name`, which is in points, as a size of type in tenths of a point.
fn size_of_type(node: Node<'_, '_>, name: &str) -> Option<i32> {
    number(node, name).filter(|points| *points > 0.0).map(|points| rounded(points * 10.0))
}

/// The elements below `node` of this name, in whatever namespace: each version of a form has its
/// own.
fn named<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

/// The elements below `node` of this name that are in no other of it: each node is in one of them at
/// most, however they are nested.
fn outermost<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    let mut end = 0;
    named(node, name).filter(move |node| {
        // Nodes are numbered in the order of the text.
        let start = node.id().get_usize();
        let is_outermost = start >= end;
        if is_outermost {
            end = start + node.descendants().len();
        }
        is_outermost
    })
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
    // Of an id that is named twice the first place counts: it is inserted last.
    let places = order.iter().enumerate().rev().map(|(place, id)| (*id, place));
    let places: BTreeMap<&str, usize> = places.collect();
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
    outside: bool,
}

impl Component for OcrInput {
    const NAME: &'static str = "ocr";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../../manual/ocr.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text];
    const CODES: newsprint_core::Codes = crate::origin::OF_TEXTS;
    type Options = OcrOptions;

    fn build(options: OcrOptions) -> Result<Self, Vec<Fault>> {
        let OcrOptions { paths, max_bytes, outside, path_pattern, decompress } = options;
        let files = FileSet::new(&paths, &["xml"], decompress, path_pattern.as_ref())?;
        Ok(Self { files, max_bytes, outside })
    }
}

impl Input for OcrInput {
    fn passed_over(&self) -> Vec<PassedOver> {
        self.files.passed_over()
    }

    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(WholeFiles::new(&self.pages(), self.max_bytes, pages)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let Decoded { text: xml, diagnostics } = decoded(record.bytes)?;
        let xml = parsed(&xml)?;
        let root = xml.root_element();
        let number = match record.part {
            Part::Page(page) => usize::try_from(page - 1).unwrap_or(usize::MAX),
            _ => 0,
        };
        let page = match root.tag_name().name() {
            "alto" => alto::pages(root).nth(number).map(|page| alto::read(root, page)),
            "PcGts" => child(root, "Page").map(page_xml::read),
            "mets" => return Err(mets::refusal(root)),
            other => return Err(no_form(other)),
        };
        let page = page.ok_or_else(|| {
            StepError::new("the file has no page")
                .code("no-page")
                .help("see that the file is whole")
        })?;
        let mut facts = Facts::default();
        facts.page.clone_from(&page.number);
        let (text, layout) = page.into_text();
        let source = source(record, text, facts)?.with_layout(Some(layout)).map_err(|error| {
            StepError::new("the lines of the page cannot be laid out")
                .code("bad-layout")
                .because(error)
        })?;
        let mut document = Document::new(source);
        document.diagnostics.clone_from(&record.origin.diagnostics);
        document.diagnostics.extend(diagnostics);
        Ok(document)
    }

    fn origin(&self, file: &str) -> Result<Origin, StepError> {
        self.pages().origin(file)
    }
}

impl OcrInput {
    /// The files, with those that METS files name.
    fn pages(&self) -> FileSet {
        self.files.with_files(|files| mets::with_pages(files, self.max_bytes, self.outside))
    }
}

/// The pages of a file. One that cannot be parsed is one record, and told when it is decoded.
#[expect(clippy::unnecessary_wraps, reason = "other inputs' splits can fail")]
fn pages(file: &[u8], _: &mut Origin) -> Result<Vec<(Part, Range<usize>)>, StepError> {
    // One page is opened and closed: the reading thread need not parse what `decode` parses again.
    // UTF-16, which has zero bytes, is not searched.
    let is_one = memchr(0, file).is_none() && memmem::find_iter(file, "Page").count() <= 2;
    let decoded = if is_one { None } else { decoded(file).ok() };
    let count = decoded.and_then(|decoded| {
        let xml = parsed(&decoded.text).ok()?;
        let root = xml.root_element();
        (root.tag_name().name() == "alto").then(|| alto::pages(root).count())
    });
    let whole = 0..file.len();
    Ok(match count {
        Some(count @ 2..) => (1..).take(count).map(|n| (Part::Page(n), whole.clone())).collect(),
        _ => vec![(Part::Whole, whole)],
    })
}

/// The text of an XML file; its declaration may name the encoding.
fn decoded(bytes: &[u8]) -> Result<Decoded<'_>, StepError> {
    let start = &bytes[..bytes.len().min(256)];
    let declared = memmem::find(start, b"encoding=").and_then(|at| {
        let label = &start[at + b"encoding=".len()..];
        let (mark, label) = label.split_first()?;
        std::str::from_utf8(&label[..label.iter().position(|byte| byte == mark)?]).ok()
    });
    let decoding = Decoding { encoding: TextEncoding::AUTO, malformed: Malformed::Reject };
    decoding.decode(bytes, declared)
}

/// Elements nested deeper than this are not read: the forms have some ten levels.
const DEPTH: usize = 128;

fn parsed(xml: &str) -> Result<roxmltree::Document<'_>, StepError> {
    let bad = |message| StepError::new(message).code("bad-xml").help("get the file again");
    let parsed = roxmltree::Document::parse(xml)
        .map_err(|error| bad("the file is no sound XML".to_owned()).because(error))?;
    if is_deep(parsed.root_element()) {
        return Err(bad(format!("the elements are nested deeper than {DEPTH}")));
    }
    Ok(parsed)
}

/// Whether elements below `root` are nested deeper than is read. Linear, without recursion.
fn is_deep(root: Node<'_, '_>) -> bool {
    let (mut node, mut depth) = (root, 1);
    loop {
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            if depth > DEPTH {
                return true;
            }
            continue;
        }
        loop {
            if node == root {
                return false;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return false };
            (node, depth) = (parent, depth - 1);
        }
    }
}

fn no_form(root: &str) -> StepError {
    let message = format!("`{root}` is the root of neither ALTO nor PAGE XML");
    StepError::new(message).code("unknown-form").help("convert the pages to ALTO first")
}
