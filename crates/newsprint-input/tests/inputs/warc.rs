//! The input `warc`.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use newsprint_core::{Document, Part};

use super::{folder, read};

const PAGE: &str = "<html><head><meta charset=\"utf-8\"><title>云岭修渠引水上山</title></head><body>\
    <h1>云岭修渠引水上山</h1><p>云岭市青石镇今年新修水渠三十二公里，灌溉农田一万两千余亩，往年靠天吃饭，如今水到田头。</p>\
    <p>据统计，全镇粮食总产量达4.6万吨，同比增长8.3%，下一步将继续完善田间道路和泵站。</p></body></html>";

/// A record with these header fields.
fn record(kind: &str, media: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\n\
         WARC-Target-URI: https://news.example/1\r\nContent-Type: {media}\r\n\
         Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
    record("response", "application/http; msgtype=response", &block)
}

fn documents(file: &[u8], options: &str) -> Vec<Result<Document, String>> {
    let folder = folder(&[("c.warc", file)]);
    read("warc", folder.path(), &format!("paths = [\"~/c.warc\"]\n{options}"))
}

fn headlines(file: &[u8], options: &str) -> Vec<Result<String, String>> {
    let shown = |document: Document| {
        let headline = document.articles.first().and_then(|article| article.headline.as_ref());
        headline.map_or_else(|| "-".to_owned(), ToString::to_string)
    };
    documents(file, options).into_iter().map(|read| read.map(shown)).collect()
}

const HTML: &str = "200 OK\r\nContent-Type: text/html; charset=utf-8";

#[test]
fn pages_are_read_and_other_records_passed_over() {
    let file = [
        record("warcinfo", "application/warc-fields", b"software: x\r\n"),
        record("request", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        answer(HTML, PAGE.as_bytes()),
        answer("404 Not Found\r\nContent-Type: text/html", PAGE.as_bytes()),
        answer("200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        record("resource", "text/html", PAGE.as_bytes()),
        record("revisit", "application/http", b"HTTP/1.1 200 OK\r\n\r\n"),
    ]
    .concat();
    let all = documents(&file, "");
    let found: Vec<_> = all.iter().map(|read| read.as_ref().unwrap().source()).collect();
    assert_eq!(
        found.iter().map(|it| it.part()).collect::<Vec<_>>(),
        [Part::Line(3), Part::Line(6)]
    );
    assert_eq!(found[0].record(), Some("<urn:uuid:1>"));
    assert_eq!(found[0].facts().url.as_deref(), Some("https://news.example/1"));
    assert_eq!(headlines(&file, ""), vec![Ok("云岭修渠引水上山".to_owned()); 2]);
}

#[test]
fn bodies_are_unpacked() {
    let check = |head: &str, body: &[u8]| {
        let file = answer(&format!("{HTML}\r\n{head}"), body);
        assert_eq!(headlines(&file, ""), [Ok("云岭修渠引水上山".to_owned())], "{head}");
    };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(PAGE.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(PAGE.as_bytes()).unwrap();
    check("Content-Encoding: gzip", &gzip);
    check("content-encoding: deflate", &zlib.finish().unwrap());
    // A crawler that had unpacked it, and one that had put the chunks together.
    check("Content-Encoding: gzip", PAGE.as_bytes());
    check("Content-Encoding: br", PAGE.as_bytes());
    check("Transfer-Encoding: chunked", PAGE.as_bytes());
    let chunks = |body: &[u8]| {
        let parts = body
            .chunks(100)
            .map(|part| [format!("{:x};ext=1\r\n", part.len()).as_bytes(), part, b"\r\n"].concat());
        [parts.collect::<Vec<_>>().concat(), b"0\r\n\r\n".to_vec()].concat()
    };
    check("Transfer-Encoding: chunked", &chunks(PAGE.as_bytes()));
    check("Transfer-Encoding: gzip, chunked\r\nContent-Encoding: gzip", &chunks(&gzip));
}

#[test]
fn what_is_broken_is_passed_over() {
    let sound = answer(HTML, PAGE.as_bytes());
    let check = |broken: &[u8]| {
        let found = headlines(&[&*sound, broken, &sound, &sound].concat(), "");
        assert_eq!(found.len(), 4, "{found:?}");
        let told = found[1].as_ref().unwrap_err();
        let next = sound.len() + broken.len();
        let help = format!("reading goes on with the record at byte {next}");
        assert!(told.starts_with("~/c.warc:2: ") && told.ends_with(&help), "{told}");
        assert!(found[0].is_ok() && found[2].is_ok() && found[3].is_ok());
    };
    check(b"rubbish\r\n\r\n");
    check(b"rubbish\r\n");
    check(b"rubbish");
    check(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n");
    check(b"WARC/1.0\r\nbro ken\r\n\r\nand more\r\n");
    check(&vec![b'x'; 200_000]);
    // A length that is too short.
    let record = String::from_utf8(record("metadata", "text/plain", &[b'x'; 500])).unwrap();
    let short = record.replace("Content-Length: 500", "Content-Length: 400");
    assert_ne!(record, short);
    let found = headlines(&[&*sound, short.as_bytes(), &sound].concat(), "");
    assert!(found[0].is_ok() && found[1].is_err() && found[2].is_ok(), "{found:?}");
}

#[test]
fn what_is_broken_ends_the_file_after_what_is_sound() {
    let check = |tail: &[u8], expected: &str| {
        let found = headlines(&[&answer(HTML, PAGE.as_bytes()), tail].concat(), "");
        assert!(found[0].is_ok(), "{:?}", found[0]);
        let told = found[1].as_ref().unwrap_err();
        assert!(told.starts_with("~/c.warc:2: ") && told.contains(expected), "{told}");
        assert_eq!(found.len(), 2);
    };
    check(b"rubbish\r\n\r\n", "it does not start with `WARC/`");
    check(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "has no `Content-Length`");
    check(b"WARC/1.0\r\nbro ken\r\n\r\n", "its header is broken");
    check(b"WARC/1.0\r\nWARC-Ty", "the file ends inside this record");
    check(&vec![b'x'; 100_000], "its header does not end");
    let whole = answer(HTML, PAGE.as_bytes());
    check(&whole[..whole.len() - 40], "the file ends inside this record");
    let passed = record("request", "application/http", &[b'x'; 1000]);
    check(&passed[..passed.len() - 40], "the file ends inside this record");
}

#[test]
fn what_is_too_large_is_rejected_alone() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
    let bomb = answer(&format!("{HTML}\r\nContent-Encoding: gzip"), &gzip.finish().unwrap());
    let large = answer(HTML, &vec![b' '; 100_000]);
    let file = [large, bomb, answer(HTML, PAGE.as_bytes())].concat();
    let found = headlines(&file, "max-bytes = 50_000");
    let told = |at: usize| found[at].as_ref().unwrap_err();
    assert!(told(0).contains("more than `max-bytes`, 50000; raise `max-bytes`"), "{}", told(0));
    assert!(told(1).contains("larger than `max-bytes`, 50000 bytes, when unpacked"), "{}", told(1));
    assert!(found[2].is_ok());
    let packed = headlines(&answer(&format!("{HTML}\r\nContent-Encoding: br"), b"\x0b\x02"), "");
    assert!(packed[0].as_ref().unwrap_err().contains("the page is packed by `br`"));
}
