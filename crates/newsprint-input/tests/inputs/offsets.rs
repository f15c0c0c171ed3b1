//! Each record knows where in its file it begins.

use newsprint_core::ChunkLimits;

use super::{build, folder};

/// Where the records of a file begin, whatever the limits of a chunk. `plain` is the file when it is
/// unpacked: what is read stands there.
fn check(input: &str, packed: &[u8], plain: &[u8], options: &str, expected: &[Option<u64>]) {
    let folder = folder(&[("file", packed)]);
    let input = build(input, folder.path(), &format!("paths = [\"~/file\"]\n{options}")).unwrap();
    for (records, bytes) in [(1, 1), (2, 50), (512, 1 << 20)] {
        let mut reader = input.open().unwrap();
        let mut found = Vec::new();
        while let Some(chunk) = reader.next_chunk(ChunkLimits { records, bytes }).unwrap() {
            for (record, offset) in chunk.records().zip(chunk.offsets()) {
                if let (Ok(record), Some(offset)) = (record, offset) {
                    let rest = &plain[usize::try_from(offset).unwrap()..];
                    assert!(rest.starts_with(record.bytes), "{offset}");
                }
                found.push(offset);
            }
        }
        assert_eq!(found, expected, "{records} records, {bytes} bytes");
    }
}

fn plain(input: &str, file: &[u8], options: &str, expected: &[u64]) {
    let expected: Vec<Option<u64>> = expected.iter().copied().map(Some).collect();
    check(input, file, file, options, &expected);
}

#[test]
fn lines() {
    plain("jsonl", b"{}\n{\"a\":1}\n{}", "", &[0, 3, 11]);
    plain("jsonl", b"\r\n{}\r\n \n\n{}\r\n", "", &[2, 9]);
    plain("jsonl", b"\xEF\xBB\xBF{}\n{}\n", "", &[3, 6]);
    plain("jsonl", b"{}\n0123456789012345\n{}\n", "max-line-bytes = 10", &[0, 3, 20]);
    // A line above the limit that is longer than what is read at once.
    let long = [b"{}\n", vec![b'x'; 2 << 20].as_slice(), b"\n{}\n"].concat();
    plain("jsonl", &long, "max-line-bytes = 10", &[0, 3, (2 << 20) + 4]);
    let wide: Vec<u8> = "{}\n{}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("jsonl", &[&b"\xFF\xFE"[..], &wide].concat(), b"{}\n{}\n", "", &[None, None]);
}

#[test]
fn pages_and_files() {
    plain("text", b"one", "", &[0]);
    plain("text", b"one\x0Ctwo\x0C \x0Cthree", "", &[0, 4, 10]);
}

#[cfg(feature = "compression")]
#[test]
fn what_is_compressed_is_counted_when_it_is_unpacked() {
    let lines = b"{}\n{\"a\":1}\n{}\n";
    let packed = zstd::encode_all(&lines[..], 0).unwrap();
    check("jsonl", &packed, lines, "", &[Some(0), Some(3), Some(11)]);
}

#[cfg(feature = "warc")]
#[test]
fn records_of_a_crawl() {
    let record = |kind: &str, body: &str| {
        let length = body.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: text/html\r\n\
             Content-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    };
    let page = "<html><body><p>一篇报道的正文。</p></body></html>";
    let (first, other, second) =
        (record("resource", page), record("metadata", "x"), record("resource", page));
    let file = [first.as_str(), &other, &second].concat();
    let start = (first.len() + other.len()) as u64;
    plain("warc", file.as_bytes(), "", &[0, start]);
    plain("warc", file.as_bytes(), "max-bytes = 10", &[0, start]);
    let cut = &file.as_bytes()[..file.len() - 20];
    plain("warc", cut, "", &[0, start]);
}
