//! PAGE XML, of the research lab `PRImA`: the form of recognised pages that `eScriptorium`, Transkribus
//! and OCR-D exchange.

use newsprint_core::Frame;
use roxmltree::Node;

use super::{OcrLine, OcrPage, child, in_order, named, number, rounded, size_of_type};

/// Tenths of a point in a pixel: the file does not say how many pixels make an inch.
const SCALE: f64 = 720.0 / 300.0;

/// The page of the file `root`.
pub(super) fn read(page: Node<'_, '_>) -> OcrPage {
    let length = |name| rounded(number(page, name).unwrap_or_default() * SCALE);
    let order = child(page, "ReadingOrder").map(references).unwrap_or_default();
    let regions = in_order(named(page, "TextRegion"), "id", &order);
    OcrPage {
        size: (length("imageWidth"), length("imageHeight")),
        number: None,
        blocks: regions.into_iter().map(lines).collect(),
    }
}

/// The regions that an order names, groups within groups in their places.
fn references<'a>(order: Node<'a, 'a>) -> Vec<&'a str> {
    let mut regions = Vec::new();
    // What comes next is last. A recursion could be as deep as the file is long.
    let mut waiting = vec![order];
    while let Some(group) = waiting.pop() {
        regions.extend(group.attribute("regionRef"));
        let mut members: Vec<_> = group.children().filter(Node::is_element).collect();
        members.sort_by_key(|node| node.attribute("index").and_then(|at| at.parse::<u32>().ok()));
        waiting.extend(members.into_iter().rev());
    }
    regions
}

/// The lines of a region; where it has none, those of its own text, which stand somewhere in it.
fn lines(region: Node<'_, '_>) -> Vec<OcrLine> {
    let own = region.children().filter(|node| node.tag_name().name() == "TextLine");
    let lines: Vec<_> = own.filter_map(|line| laid(&text_of(line)?, line, region)).collect();
    if !lines.is_empty() {
        return lines;
    }
    let text = text_of(region).unwrap_or_default();
    text.lines().filter_map(|line| laid(line, region, region)).collect()
}

fn laid(text: &str, node: Node<'_, '_>, region: Node<'_, '_>) -> Option<OcrLine> {
    let style = [node, region].into_iter().find_map(|node| child(node, "TextStyle"));
    let bold = style.and_then(|style| style.attribute("bold")).map(str::trim);
    let text = text.trim();
    (!text.is_empty()).then(|| OcrLine {
        text: text.to_owned(),
        frame: child(node, "Coords").map_or_else(Frame::default, frame),
        size: style.and_then(|style| size_of_type(style, "fontSize")),
        is_bold: matches!(bold, Some("true" | "1")),
    })
}

/// What is recognised of a line or region: its own text, or else the words in it.
fn text_of(node: Node<'_, '_>) -> Option<String> {
    if let Some(text) = own_text(node) {
        return Some(text);
    }
    let words = node.children().filter(|node| node.tag_name().name() == "Word");
    let words: Vec<String> = words.filter_map(own_text).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Of several readings of a node the first.
fn own_text(node: Node<'_, '_>) -> Option<String> {
    let readings = node.children().filter(|node| node.tag_name().name() == "TextEquiv");
    let index = |it: &Node<'_, '_>| it.attribute("index").and_then(|at| at.parse::<u32>().ok());
    let text = child(readings.min_by_key(index)?, "Unicode")?;
    Some(text.text().unwrap_or_default().to_owned())
}

/// The box around a polygon: `points="x,y x,y"`, in files before 2013 a `Point` each.
fn frame(coords: Node<'_, '_>) -> Frame {
    let pixels = |value: &str| value.trim().parse().ok().map(|value: f64| rounded(value * SCALE));
    let listed = coords.attribute("points").unwrap_or_default().split_whitespace();
    let listed = listed.filter_map(|point| {
        let (x, y) = point.split_once(',')?;
        Some((pixels(x)?, pixels(y)?))
    });
    let single = coords
        .children()
        .filter_map(|point| Some((pixels(point.attribute("x")?)?, pixels(point.attribute("y")?)?)));
    let boxes = listed.chain(single).map(|corner| Frame::of_corners(corner, corner));
    boxes.reduce(Frame::cover).unwrap_or_default()
}
