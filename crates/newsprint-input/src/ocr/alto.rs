//! ALTO, versions 1 to 4: the Library of Congress's form of recognised pages.

use std::collections::BTreeMap;

use newsprint_core::Frame;
use roxmltree::Node;

use super::{OcrLine, OcrPage, in_order, named, number, outermost, rounded, size_of_type};

/// The pages of a file.
pub(super) fn pages<'a>(root: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    outermost(root, "Page")
}

/// The page `page` of the file `root`.
pub(super) fn read(root: Node<'_, '_>, page: Node<'_, '_>) -> OcrPage {
    let file = File::new(root);
    let order: Vec<&str> = named(root, "ElementRef").filter_map(|of| of.attribute("REF")).collect();
    let blocks = in_order(named(page, "TextBlock"), "ID", &order);
    let frame = file.frame(page);
    OcrPage {
        size: (frame.width, frame.height),
        number: page.attribute("PRINTED_IMG_NR").map(str::to_owned),
        blocks: blocks.into_iter().map(|block| file.lines(block)).collect(),
    }
}

/// What holds for all of a file.
struct File<'a> {
    /// Tenths of a point in a unit of its lengths.
    scale: f64,
    styles: BTreeMap<&'a str, Style>,
}

/// How a text is set.
#[derive(Clone, Copy)]
struct Style {
    size: Option<i32>,
    is_bold: bool,
}

impl<'a> File<'a> {
    fn new(root: Node<'a, 'a>) -> Self {
        let unit = named(root, "MeasurementUnit").next().and_then(|unit| unit.text());
        let scale = match unit.map(str::trim) {
            Some("mm10") => 720.0 / 254.0,
            Some("inch1200") => 720.0 / 1200.0,
            // Pixels, of which the file does not say how many make an inch.
            _ => 720.0 / 300.0,
        };
        let style = |style: Node<'a, 'a>| {
            let words = style.attribute("FONTSTYLE").unwrap_or_default();
            let is_bold = words.split_whitespace().any(|word| word == "bold");
            let size = size_of_type(style, "FONTSIZE");
            Some((style.attribute("ID")?, Style { size, is_bold }))
        };
        Self { scale, styles: named(root, "TextStyle").filter_map(style).collect() }
    }

    fn lines(&self, block: Node<'_, '_>) -> Vec<OcrLine> {
        let style_of_block = self.style(block);
        // Its own: blocks that stand in others have theirs read once.
        let own = block.children().filter(|node| node.tag_name().name() == "TextLine");
        let lines = own.map(|line| {
            let strings = line.children().filter(|node| node.tag_name().name() == "String");
            let style = strings.chain([line]).find_map(|node| self.style(node)).or(style_of_block);
            OcrLine {
                text: text_of(line),
                frame: self.frame(line),
                size: style.and_then(|style| style.size),
                is_bold: style.is_some_and(|style| style.is_bold),
            }
        });
        lines.filter(|line| !line.text.is_empty()).collect()
    }

    /// The style of text that `node` refers to.
    fn style(&self, node: Node<'_, '_>) -> Option<Style> {
        let references = node.attribute("STYLEREFS")?.split_whitespace();
        references.into_iter().find_map(|id| self.styles.get(id).copied())
    }

    fn frame(&self, node: Node<'_, '_>) -> Frame {
        let length = |name| rounded(number(node, name).unwrap_or_default() * self.scale);
        let (x, y) = (length("HPOS"), length("VPOS"));
        Frame { x, y, width: length("WIDTH").max(0), height: length("HEIGHT").max(0) }
    }
}

/// What a line says, white space at its ends aside. A hyphen at its end stays, as it is printed.
fn text_of(line: Node<'_, '_>) -> String {
    let parts = line.children().map(|node| match node.tag_name().name() {
        "String" | "HYP" => node.attribute("CONTENT").unwrap_or_default(),
        "SP" => " ",
        _ => "",
    });
    let text: String = parts.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
