//! The encodings that texts come in.

use encoding_rs::{BIG5, Encoding, GB18030, WINDOWS_1252};

use super::{build, folder, read};

const TEXT: &str = "云岭市青石镇今年新修水渠三十二公里,\r\n灌溉农田12000余亩。";
const TRADITIONAL: &str = "雲嶺市青石鎮今年新修水渠三十二公里，灌溉農田一萬兩千餘畝。";

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{text} is no text of {}", encoding.name());
    bytes.into_owned()
}

/// The text of a file with this content, and what is said of it.
fn page(content: &[u8], options: &str) -> Result<(String, Vec<String>), String> {
    let folder = folder(&[("page.txt", content)]);
    let mut all = read("text", folder.path(), &format!("paths = [\"~/page.txt\"]\n{options}"));
    assert_eq!(all.len(), 1);
    all.remove(0).map(|document| {
        let told = document.diagnostics.iter().map(|it| format!("{}: {}", it.code, it.message));
        (document.source().text().to_owned(), told.collect())
    })
}

#[test]
fn the_encoding_is_found_out() {
    let check = |content: &[u8], text: &str, encoding: Option<&str>| {
        let told = encoding.map(|name| format!("encoding: the text was {name}"));
        assert_eq!(page(content, ""), Ok((text.to_owned(), told.into_iter().collect())));
    };
    check(TEXT.as_bytes(), TEXT, None);
    check(&[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), TEXT, None);
    check(&encoded(TEXT, GB18030), TEXT, Some("gb18030"));
    check(&encoded("云岭市新修水渠", GB18030), "云岭市新修水渠", Some("gb18030"));
    // Beyond GBK: four bytes.
    let rare = format!("{TEXT}𠮷䶮");
    check(&encoded(&rare, GB18030), &rare, Some("gb18030"));
    check(&[b"\x84\x31\x95\x33", &*encoded(TEXT, GB18030)].concat(), TEXT, Some("gb18030"));
    check(&encoded(TRADITIONAL, BIG5), TRADITIONAL, Some("Big5"));
    for mark in ["", "\u{FEFF}"] {
        let marked = format!("{mark}{TEXT}𠮷");
        let text = format!("{TEXT}𠮷");
        check(&utf16(&marked, u16::to_le_bytes), &text, Some("UTF-16LE"));
        check(&utf16(&marked, u16::to_be_bytes), &text, Some("UTF-16BE"));
    }
    check(&utf16("plain words\n", u16::to_le_bytes), "plain words\n", Some("UTF-16LE"));
    let english = "The canal – 32 km long – was opened by the mayor’s office in Qingshi.";
    check(&encoded(english, WINDOWS_1252), english, Some("windows-1252"));
    // The lower half of the commonest character is a zero byte, and a headline may have no other.
    let one = "一江春水向东流过一座小城,一年一度";
    check(&utf16(one, u16::to_le_bytes), one, Some("UTF-16LE"));
    check(&utf16(one, u16::to_be_bytes), one, Some("UTF-16BE"));
    let none = one.replace(['一', ','], "");
    check(&utf16(&none.repeat(2), u16::to_le_bytes), &none.repeat(2), Some("UTF-16LE"));
    // Zero bytes alone make no UTF-16.
    check("水渠\0\n".as_bytes(), "水渠\0\n", None);
    check(b"abc\0", "abc\0", None);
}

#[test]
fn every_window_of_a_text_is_found_out() {
    let check = |text: &str, encoding: &'static Encoding| {
        let chars: Vec<char> = text.chars().collect();
        for window in chars.windows(16) {
            let text: String = window.iter().collect();
            let found = page(&encoded(&text, encoding), "").map(|(text, _)| text);
            assert_eq!(found, Ok(text), "{}", encoding.name());
        }
    };
    check(TEXT, GB18030);
    check(TRADITIONAL, BIG5);
}

#[test]
fn the_option_overrides_what_the_bytes_look_like() {
    let check = |content: &[u8], label: &str, expected: &str| {
        let found = page(content, &format!("encoding = \"{label}\""));
        assert_eq!(found.map(|(text, _)| text), Ok(expected.to_owned()), "{label}");
    };
    let both = b"\xC4\xE3";
    check(both, "gb18030", "你");
    check(both, "gb2312", "你");
    check(both, "GBK", "你");
    check(both, "big5", "斕");
    check(both, "iso-8859-1", "Äã");
    check(&utf16("水渠", u16::to_be_bytes), "utf-16be", "水渠");
    check(TEXT.as_bytes(), "utf-8", TEXT);
    // A mark cannot be meant otherwise.
    check(&[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), "gb18030", TEXT);
    check(&utf16("\u{FEFF}水渠", u16::to_le_bytes), "gb18030", "水渠");
}

#[test]
fn an_unknown_label_is_a_fault() {
    let check = |label: &str, help: &str| {
        let folder = folder(&[("page.txt", b"")]);
        let toml = format!("paths = [\"~/page.txt\"]\nencoding = \"{label}\"");
        let expected = format!("\"{label}\": no encoding has the label `{label}`; {help}");
        assert_eq!(build("text", folder.path(), &toml).err(), Some(vec![expected]));
    };
    check("gb18300", "did you mean `gb18030`?");
    check("utf16-le", "did you mean `utf-16le`?");
    check(
        "chinese simplified",
        "give `auto` or a label such as `utf-8`, `gb18030`, `big5` or `utf-16le`",
    );
}

#[test]
fn malformed_bytes_are_told_with_their_place() {
    let check = |content: &[u8], options: &str, expected: &str, replaced: &str| {
        let help = "name the right encoding, `encoding = \"…\"`, or let what is malformed be \
                    replaced: `malformed = \"replace\"`";
        let told = format!("~/page.txt: {expected}; {help}");
        assert_eq!(page(content, options), Err(told));
        let (text, told) = page(content, &format!("{options}\nmalformed = \"replace\"")).unwrap();
        assert_eq!(text, replaced);
        let (name, at) = expected.trim_start_matches("not ").split_once(" at byte ").unwrap();
        let message = format!("1 malformed sequence replaced, the first at byte {at} of {name}");
        assert_eq!(told.last(), Some(&format!("malformed-bytes: {message}")));
    };
    check(
        "水\u{0}".replace('\0', "").as_bytes().split_at(2).0,
        "encoding = \"utf-8\"",
        "not UTF-8 at byte 0",
        "\u{FFFD}",
    );
    check(&["水渠".as_bytes(), b"\xFF"].concat(), "", "not UTF-8 at byte 6", "水渠\u{FFFD}");
    check(
        &["\u{FEFF}水".as_bytes(), b"\xE6\xB0"].concat(),
        "",
        "not UTF-8 at byte 6",
        "水\u{FFFD}",
    );
    check(b"abc\xC4\xE3\xFF", "encoding = \"gbk\"", "not gb18030 at byte 5", "abc你\u{FFFD}");
    check(
        b"\x34\x6C\x00\xD8\x20\x6E",
        "encoding = \"utf-16le\"",
        "not UTF-16LE at byte 2",
        "水\u{FFFD}渠",
    );
    check(b"\x34\x6C\x20", "encoding = \"utf-16le\"", "not UTF-16LE at byte 2", "水\u{FFFD}");
    // Lines that were cut in the middle of a character are still UTF-8.
    let cut = ["青石镇新修水渠".as_bytes(), b"\xE6\xB0\n", "灌溉农田一万余亩".as_bytes()].concat();
    check(&cut, "", "not UTF-8 at byte 21", "青石镇新修水渠\u{FFFD}\n灌溉农田一万余亩");
}

/// A text of some kilobytes, a paragraph a line.
const LONG: &str = "云岭市青石镇今年新修水渠三十二公里，灌溉农田一万两千余亩。\n\
    镇里的老人说，从前一到春天就要上山挑水，如今水顺着渠流到地头。\n\
    记者看到，渠边新栽的柳树已经发芽，几名工人正在清理去年留下的泥沙。\n\
    据市水务局介绍，这项工程总投资五千三百万元，分两期建成，明年还要向北延伸十公里。\n";

#[test]
fn damaged_chinese_stays_chinese_and_is_told() {
    let check = |content: &[u8], name: &str, at: std::ops::Range<usize>| {
        let told = page(content, "").unwrap_err();
        let found = told.strip_prefix(&format!("~/page.txt: not {name} at byte ")).unwrap_or(&told);
        let found = found.split(';').next().and_then(|it| it.parse().ok());
        assert!(found.is_some_and(|byte| at.contains(&byte)), "{told}");
        let (text, told) = page(content, "malformed = \"replace\"").unwrap();
        assert!(text.contains("青石鎮") || text.contains("青石镇"), "{text}");
        assert!(text.contains('\u{FFFD}'), "{text}");
        assert_eq!(told[0], format!("encoding: the text was {name}"));
    };
    let without = |mut bytes: Vec<u8>, at: usize| {
        bytes.remove(at);
        bytes
    };
    let gbk = encoded(&LONG.repeat(30), GB18030);
    let big5 = encoded(&TRADITIONAL.repeat(30), BIG5);
    for at in [81, 512, 3001, 5000] {
        check(&without(gbk.clone(), at), "gb18030", at..at + 100);
    }
    let with = |bytes: &[u8], at: usize| [&bytes[..at], b"\xFF", &bytes[at..]].concat();
    check(&with(&gbk, 400), "gb18030", 400..401);
    check(&with(&big5, 400), "Big5", 400..401);
}

#[test]
fn western_texts_stay_what_they_are() {
    let check = |text: &str, name: &str| {
        let encoding = Encoding::for_label(name.as_bytes()).unwrap();
        for length in [60, 200, text.chars().count()] {
            let text: String = text.chars().take(length).collect();
            let found = page(&encoded(&text, encoding), "");
            assert_eq!(found, Ok((text, vec![format!("encoding: the text was {name}")])));
        }
    };
    let french = "L’été dernier, la municipalité a inauguré le canal rénové à Qingshi : trente-deux \
                  kilomètres, déjà très fréquentés. « C’était nécessaire », a déclaré le maire.";
    check(french, "windows-1252");
    let german = "Der Bürgermeister eröffnete gestern früh den Kanal, größer als alle übrigen; für \
                  die Bauern ändert sich dadurch fast alles, äußerte er während der Feier.";
    check(german, "windows-1252");
    let russian = "Вчера в городе открыли новый канал длиной тридцать два километра. Мэр сказал, \
                   что вода пойдёт на поля уже весной, и поблагодарил строителей.";
    check(russian, "windows-1251");
    let greek = "Χθες εγκαινιάστηκε το νέο κανάλι μήκους τριάντα δύο χιλιομέτρων. Ο δήμαρχος είπε \
                 ότι το νερό θα φτάσει στα χωράφια την άνοιξη.";
    check(greek, "windows-1253");
}

#[test]
fn two_encodings_in_one_text_are_told() {
    let help = "split the text where its encoding changes, and convert one part";
    let check = |content: Vec<u8>, at: usize, other: &str| {
        let message = format!("in two encodings: UTF-8, and what looks like {other} at byte {at}");
        for options in ["", "malformed = \"replace\""] {
            assert_eq!(page(&content, options), Err(format!("~/page.txt: {message}; {help}")));
        }
    };
    let (utf8, gbk) = (format!("{TEXT}\n"), encoded(TEXT, GB18030));
    check([utf8.as_bytes(), &gbk].concat(), utf8.len(), "gb18030");
    check([&*gbk, b"\n", utf8.as_bytes()].concat(), 0, "gb18030");
    check([utf8.as_bytes(), &gbk, utf8.as_bytes()].concat(), utf8.len(), "gb18030");
    check([utf8.as_bytes(), &encoded(TRADITIONAL, BIG5)].concat(), utf8.len(), "Big5");
    let long = encoded(&LONG.repeat(8), GB18030);
    let line = "本报讯 记者张三\n";
    check([line.as_bytes(), &long].concat(), line.len(), "gb18030");
    check([&*long, line.as_bytes(), &*long].concat(), 0, "gb18030");
    check([&*long, "水渠修到了\n".as_bytes(), &*long].concat(), 0, "gb18030");
}

#[test]
fn what_is_no_text_is_told() {
    let help = "name text files, or the input that reads this format";
    let message = "not a text: it has zero bytes and is in no Unicode encoding";
    let image = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\xC2";
    assert_eq!(page(image, ""), Err(format!("~/page.txt: {message}; {help}")));
}
