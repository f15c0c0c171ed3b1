//! The input `pdf`, on files that are written here.

use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::catch_unwind;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use newsprint_core::{Layout, Part};
use newsprint_testkit::{PdfPage, write_objects, write_pdf};

use super::*;

fn read_pdf(file: &[u8]) -> Vec<Read> {
    read("pdf", folder(&[("a.pdf", file)]).path(), "paths = ['~/a.pdf']")
}

/// A page of the given lines: where they stand, their size, and what they say.
fn page(lines: &[(u32, u32, u32, &str)]) -> PdfPage {
    let mut page = PdfPage::new(400, 600);
    for (x, y, size, text) in lines {
        page.line(*x, *y, *size, text);
    }
    page
}

/// The text of the only page of a file, and where its lines stand.
#[track_caller]
fn page_of(page: PdfPage) -> (String, Layout) {
    let all = read_pdf(&write_pdf(&[page]));
    let [Ok(document)] = &all[..] else { panic!("{all:?}") };
    (document.source().text().to_owned(), document.source().layout().unwrap().clone())
}

#[test]
fn lines_come_in_the_order_of_drawing_with_their_boxes() {
    let (text, layout) = page_of(page(&[
        (20, 50, 20, "青河县图书馆开馆"),
        (40, 80, 10, "青河县图书馆6月3日开"),
        (20, 94, 10, "馆，首日迎来读者300人。"),
        (220, 80, 10, "另一栏。"),
    ]));
    let lines = ["青河县图书馆开馆", "", "青河县图书馆6月3日开", "馆，首日迎来读者300人。"];
    assert_eq!(text, lines.join("\n") + "\n\n另一栏。");
    assert_eq!((layout.width, layout.height), (4_000, 6_000));
    let of = |line: &str| {
        let laid = layout.lines.iter().find(|it| it.span.of(&text) == Some(line)).unwrap();
        (laid.frame.x, laid.frame.y, laid.frame.width, laid.frame.height, laid.size, laid.vertical)
    };
    assert_eq!(of("青河县图书馆开馆"), (200, 324, 1_600, 200, Some(200), false));
    assert_eq!(of("另一栏。"), (2_200, 712, 400, 100, Some(100), false));
}

#[test]
fn vertical_headlines_are_one_line() {
    let mut page = page(&[(60, 60, 10, "正文在右。")]);
    page.line_down(30, 40, 20, "春风满园");
    let (text, layout) = page_of(page);
    assert_eq!(text, "正文在右。\n\n春风满园");
    let line = layout.lines[1];
    assert!(line.vertical);
    assert_eq!((line.frame.width, line.frame.height, line.size), (200, 800, Some(200)));
    // So are characters that are put below each other one by one.
    let (text, layout) =
        page_of(self::page(&[(20, 40, 20, "夏"), (20, 62, 20, "日"), (20, 84, 20, "长")]));
    assert_eq!((text.as_str(), layout.lines[0].vertical), ("夏日长", true));
}

#[test]
fn what_is_drawn_twice_is_read_once() {
    let (text, _) = page_of(page(&[(20, 50, 20, "描红"), (20, 50, 20, "描红")]));
    assert_eq!(text, "描红");
    let mut outlined = PdfPage::new(400, 600);
    outlined.draw("2 Tr");
    outlined.line(20, 50, 20, "镶边");
    assert_eq!(page_of(outlined).0, "镶边");
}

#[test]
fn words_keep_apart_and_headings_of_neighbours_too() {
    let (text, _) =
        page_of(page(&[(20, 50, 10, "总值"), (52, 50, 10, "一万"), (90, 52, 20, "大字")]));
    assert_eq!(text, "总值 一万\n\n大字");
}

#[test]
fn the_text_that_a_file_states_comes_before_that_of_its_glyphs() {
    let mut page = PdfPage::new(400, 600);
    page.draw("/Span <</ActualText <FEFF75284E8E>>> BDC");
    page.line(20, 50, 10, "\u{2F64}\u{4E8E}");
    page.draw("EMC");
    page.line(40, 50, 10, "民");
    assert_eq!(page_of(page).0, "用于民");
}

#[test]
fn every_page_is_a_document() {
    let pages = ["甲", "乙", "丙"].map(|text| page(&[(20, 50, 10, text)]));
    let all = read_pdf(&write_pdf(&pages));
    let told = |read: &Read| {
        let source = read.as_ref().unwrap().source().clone();
        (source.text().to_owned(), source.part(), source.facts().page.clone().unwrap())
    };
    let expected = [("甲", 1), ("乙", 2), ("丙", 3)];
    let expected = expected.map(|(text, n)| (text.to_owned(), Part::Page(n), n.to_string()));
    assert_eq!(all.iter().map(told).collect::<Vec<_>>(), expected);
    let alone = read_pdf(&write_pdf(&pages[..1]));
    assert_eq!(alone[0].as_ref().unwrap().source().part(), Part::Whole);
    let folder = folder(&[("a.pdf", &write_pdf(&pages[..1])), ("a.toml", b"page = 'A3'")]);
    let all = read("pdf", folder.path(), "paths = ['~/a.pdf']");
    assert_eq!(all[0].as_ref().unwrap().source().facts().page.as_deref(), Some("A3"));
}

#[track_caller]
fn check_refused(file: &[u8], expected: &str) {
    let all = read_pdf(file);
    let [Err(told)] = &all[..] else { panic!("{} documents", all.len()) };
    assert!(told.starts_with("~/a.pdf: ") && told.contains(expected), "{told}");
}

#[test]
fn what_cannot_be_read_is_told() {
    check_refused(b"", "the file is no PDF");
    check_refused("某报".as_bytes(), "the file is no PDF; it should begin with `%PDF-`");
    check_refused(b"%PDF-1.7\nnothing else", "the file is damaged");
    let mut scan = PdfPage::new(400, 600);
    scan.draw("400 0 0 600 0 0 cm /I1 Do");
    check_refused(&write_pdf(&[scan]), "the page is a picture without a text layer");
    let mut encrypted = write_pdf(&[page(&[(20, 50, 10, "密")])]);
    let trailer = "/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<OO>/U<UU>>>/ID[<00><00>]";
    let trailer = trailer.replace("OO", &"41".repeat(32)).replace("UU", &"42".repeat(32));
    let at = encrypted.windows(6).rposition(|it| it == b"/Root ").unwrap();
    encrypted.splice(at..at, trailer.into_bytes());
    check_refused(&encrypted, "the file is encrypted and asks for a password");
    let nameless = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>>>>>",
        "<</Length 34>>\nstream\nBT /F1 10 Tf 9 9 Td (abc) Tj ET   \nendstream",
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97\
         /LastChar 99/Widths[1 1 1]/CharProcs<</q1 6 0 R>>\
         /Encoding<</Differences[97/q1/q1/q1]>>>>",
        "<</Length 11>>\nstream\n1 0 d0     \nendstream",
    ];
    let file = write_objects(&nameless.map(str::to_owned));
    check_refused(&file, "3 of 3 characters are drawn without saying which they are");
}

#[test]
fn a_page_without_anything_is_empty() {
    assert_eq!(page_of(PdfPage::new(400, 600)).0, "");
    assert_eq!(page_of(PdfPage::new(0, 0)).0, "");
}

/// A content stream that draws `content`, deflated `times` over.
fn deflated(content: &[u8], times: usize) -> Vec<u8> {
    let mut packed = content.to_vec();
    for _ in 0..times {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&packed).unwrap();
        packed = encoder.finish().unwrap();
    }
    let filter = "/FlateDecode".repeat(times);
    let mut file = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n\
        <</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R\
        /MediaBox[0 0 99 99]/Contents 4 0 R>>\nendobj\n4 0 obj\n"
        .to_vec();
    write!(file, "<</Length {}/Filter[{filter}]>>\nstream\n", packed.len()).unwrap();
    file.extend(packed);
    file.extend(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");
    file
}

#[test]
fn a_file_that_unpacks_to_too_much_is_refused_before() {
    let spaces = vec![b' '; 8 << 20];
    let read = |file: &[u8], limit: u32| {
        let folder = folder(&[("a.pdf", file)]);
        let toml = format!("paths = ['~/a.pdf']\nmax-unpacked = {limit}");
        super::read("pdf", folder.path(), &toml).remove(0).map(|_| ())
    };
    let refused = |limit: u32| {
        Err(format!(
            "~/a.pdf: the file unpacks to more than `max-unpacked`, {limit} bytes; \
             raise `max-unpacked` if you trust the file"
        ))
    };
    assert_eq!(read(&deflated(&spaces, 1), 1 << 20), refused(1 << 20));
    assert_eq!(read(&deflated(&spaces, 1), 9 << 20), Ok(()));
    assert_eq!(read(&deflated(&spaces, 2), 1 << 16), refused(1 << 16));
}

#[test]
fn damage_at_any_place_is_told_or_read_past() {
    let pages = ["甲", "乙"].map(|text| page(&[(20, 50, 10, text), (20, 70, 10, "续行。")]));
    let whole = write_pdf(&pages);
    for end in (0..whole.len()).step_by(29) {
        let _ = read_pdf(&whole[..end]);
    }
    for at in (0..whole.len()).step_by(37) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x15;
        let panicked = catch_unwind(|| read_pdf(&damaged)).is_err();
        assert!(!panicked, "a byte changed at {at}");
    }
}

#[test]
fn a_tree_that_holds_itself_ends() {
    let mut objects: Vec<String> = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 2/Kids[2 0 R 3 0 R]>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[2 0 R 3 0 R]>>".to_owned(),
    ];
    check_refused(&write_objects(&objects), "no pages can be found");
    // A form that draws the next one ten times, 12 deep.
    objects[1] = "<</Type/Pages/Count 1/Kids[3 0 R]>>".to_owned();
    objects[2] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R\
                  /Resources<</XObject<</X 5 0 R>>>>>>"
        .to_owned();
    objects.push("<</Length 5>>\nstream\n/X Do\nendstream".to_owned());
    for level in 0..12 {
        let draw = "/X Do ".repeat(10);
        let mut form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]".to_owned();
        let next = 5 + (level + 1) % 12;
        write!(form, "/Resources<</XObject<</X {next} 0 R>>>>/Length {}>>", draw.len()).unwrap();
        objects.push(format!("{form}\nstream\n{draw}\nendstream"));
    }
    check_refused(&write_objects(&objects), "more is drawn on the page than any page needs");
}

#[test]
fn pages_have_the_numbers_that_the_file_says_are_printed() {
    let check = |labels: &str, expected: [&str; 4]| {
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>".to_owned();
        let mut objects = vec![
            format!("<</Type/Catalog/Pages 2 0 R/PageLabels {labels}>>"),
            "<</Type/Pages/Count 4/Kids[3 0 R 4 0 R 5 0 R 6 0 R]>>".to_owned(),
        ];
        objects.extend([const { String::new() }; 4].map(|_| page.clone()));
        objects.push("<</Nums[2<</S/A/St 27>>]/Limits[2 2]>>".to_owned());
        let all = read_pdf(&write_objects(&objects));
        let found = all.iter().map(|it| it.as_ref().unwrap().source().facts().page.clone());
        assert_eq!(found.collect::<Option<Vec<_>>>().unwrap(), expected, "{labels}");
    };
    check("null", ["1", "2", "3", "4"]);
    check("<</Nums[0<</S/D/P(A)>>]>>", ["A1", "A2", "A3", "A4"]);
    check("<</Nums[0<</S/r/St 9>> 2<</S/R>>]>>", ["ix", "x", "I", "II"]);
    check("<</Nums[0<</P<FEFF5C019762>>> 1<</S/D/St 2>>]>>", ["封面", "2", "3", "4"]);
    check("<</Kids[<</Nums[1<</S/a>>]>> 7 0 R]>>", ["1", "a", "AA", "BB"]);
    // What makes no sense says nothing.
    check("<</Kids[1 0 R 5 0 R]/Nums[-1 5 0 R 1]>>", ["1", "2", "3", "4"]);
    check(
        "<</Nums[0<</S/r/St 2000000000>>]>>",
        ["2000000000", "2000000001", "2000000002", "2000000003"],
    );
}

#[test]
fn ten_thousand_pages_are_read_one_by_one() {
    let pages = vec![page(&[(20, 50, 10, "页")]); 10_000];
    let folder = folder(&[("a.pdf", &write_pdf(&pages))]);
    let input = build("pdf", folder.path(), "paths = ['~/a.pdf']").unwrap();
    // The pages of a chunk share the bytes of their file.
    let all = read_by(&*input, ChunkLimits { records: 512, bytes: 8 << 20 });
    assert_eq!(all.len(), 10_000);
    assert!(all.iter().all(|read| read.as_ref().is_ok_and(|it| it.source().text() == "页")));
}
