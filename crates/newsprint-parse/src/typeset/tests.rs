use newsprint_core::{LaidLine, Span};

use super::*;

/// A line: its left edge, base line, width and size in points, and what it says.
type Printed<'a> = (i32, i32, i32, i32, &'a str);

const BODY: i32 = 10;

fn source(lines: &[Printed<'_>], vertical: &[&str]) -> Source {
    let (mut text, mut layout) = (String::new(), Layout::new(6_000, 9_000));
    for (x, y, width, size, said) in lines {
        let span = Span::new(text.len(), text.len() + said.len());
        text.push_str(said);
        text.push('\n');
        let down = vertical.contains(said);
        let (width, height) = if down { (*size, *width) } else { (*width, *size) };
        let frame = Frame { x: x * 10, y: y * 10, width: width * 10, height: height * 10 };
        let mut line = LaidLine::new(span, frame);
        (line.size, line.vertical) = (Some(size * 10), down);
        layout.lines.push(line);
    }
    Source::new("page", text).unwrap().with_layout(Some(layout)).unwrap()
}

/// The fragments of a page, `>` before what begins with an indent.
#[track_caller]
fn check(lines: &[Printed<'_>], expected: &[&str]) {
    check_with(lines, &[], expected);
}

#[track_caller]
fn check_with(lines: &[Printed<'_>], vertical: &[&str], expected: &[&str]) {
    let fragments = fragments(&source(lines, vertical)).unwrap();
    let told = |it: &Fragment| format!("{}{}", if it.indented { ">" } else { "" }, it.folded);
    assert_eq!(fragments.iter().map(told).collect::<Vec<_>>(), expected);
}

#[test]
fn an_indent_begins_a_paragraph() {
    check(
        &[
            (20, 20, 80, BODY, "甲甲甲甲甲甲甲甲"),
            (0, 35, 100, BODY, "甲甲甲甲甲甲甲甲甲。"),
            (20, 50, 80, BODY, "乙乙乙乙乙乙乙乙"),
            (0, 65, 20, BODY, "乙。"),
        ],
        &[">甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲。", ">乙乙乙乙乙乙乙乙乙。"],
    );
}

#[test]
fn room_after_a_sentence_ends_a_paragraph() {
    check(
        &[
            (0, 20, 100, BODY, "甲甲甲甲甲甲甲甲甲甲"),
            (0, 35, 40, BODY, "甲甲甲。"),
            (0, 50, 100, BODY, "乙乙乙乙乙乙乙乙乙乙"),
            (0, 65, 80, BODY, "乙乙乙乙乙乙乙乙"),
            (0, 80, 100, BODY, "WideWord乙。"),
        ],
        &["甲甲甲甲甲甲甲甲甲甲甲甲甲。", "乙乙乙乙乙乙乙乙乙乙乙乙乙乙乙乙乙乙WideWord乙。"],
    );
}

#[test]
fn headings_of_two_lines_are_one_and_columns_apart() {
    check(
        &[
            (10, 0, 60, 20, "甲甲甲"),
            (20, 24, 40, 20, "甲甲"),
            (20, 50, 60, BODY, "乙乙乙乙乙乙"),
            (0, 65, 80, BODY, "乙乙乙乙乙乙乙乙"),
            (100, 50, 80, BODY, "丙丙丙丙丙丙丙丙"),
            (100, 65, 20, BODY, "丙。"),
        ],
        &["甲甲甲甲甲", ">乙乙乙乙乙乙乙乙乙乙乙乙乙乙", "丙丙丙丙丙丙丙丙丙。"],
    );
}

#[test]
fn a_head_drawn_after_its_text_goes_above_it() {
    let text = [
        (20, 50, 60, BODY, "乙乙乙乙乙乙"),
        (0, 65, 80, BODY, "乙乙乙乙乙乙乙。"),
        (100, 50, 80, BODY, "丙丙丙丙丙丙丙。"),
    ];
    let lines = [text.as_slice(), &[(0, 20, 60, 20, "甲甲甲")]].concat();
    let in_order = ["甲甲甲", ">乙乙乙乙乙乙乙乙乙乙乙乙乙。", "丙丙丙丙丙丙丙。"];
    check(&lines, &in_order);
    // Not where it stands above what follows.
    let own = [(0, 100, 60, 20, "丁丁丁"), (0, 130, 80, BODY, "戊戊戊戊戊戊戊。")];
    check(
        &[lines.as_slice(), &own].concat(),
        &[&in_order[..], &["丁丁丁", "戊戊戊戊戊戊戊。"]].concat(),
    );
    let down = [text.as_slice(), &[(190, 50, 60, 20, "竖竖竖")]].concat();
    check_with(&down, &["竖竖竖"], &["竖竖竖", in_order[1], in_order[2]]);
}

#[test]
fn text_that_stands_nowhere_is_read_as_text() {
    let mut layout = Layout::new(100, 100);
    layout.lines.push(LaidLine::new(Span::new(0, 3), Frame::default()));
    let source = Source::new("page", "甲\n乙").unwrap().with_layout(Some(layout)).unwrap();
    assert!(fragments(&source).is_none());
    assert!(fragments(&Source::new("page", "甲").unwrap()).is_none());
}
