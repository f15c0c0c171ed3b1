//! The same records come out for any limits of a chunk.

use newsprint_core::ChunkLimits;

use super::{build, folder, read_by};

#[test]
fn limits_change_nothing() {
    // Lines from 20 bytes to 300 kB, so that blocks end inside lines, between and on line feeds.
    let line = |n: usize| {
        let text = "渠".repeat(n * n * n % 100_003);
        format!("{{\"id\":{n},\"text\":\"{text}\"}}{}", ["\n", "\r\n", "\n\n \n"][n % 3])
    };
    let corpus: String = (0..80).map(line).collect();
    let folder = folder(&[
        ("1.jsonl", corpus.as_bytes()),
        ("2.jsonl", b""),
        ("3.jsonl", b"\n{\"text\":\"a\"}\nbroken\n\n"),
        ("4.jsonl", b"{\"text\":\"b\"}"),
    ]);
    for (name, records) in [("jsonl", 83), ("text", 4)] {
        let options = "paths = [\"~/?.jsonl\"]\n".to_owned()
            + if name == "jsonl" { "max-line-bytes = 250_000" } else { "max-bytes = 3_000_000" };
        let input = build(name, folder.path(), &options).unwrap();
        let whole = read_by(&*input, ChunkLimits { records: 512, bytes: usize::MAX });
        assert_eq!(whole.len(), records);
        for (records, bytes) in
            [(1, 1), (2, usize::MAX), (1, 1 << 20), (3, 50_000), (512, 1), (512, 700_000)]
        {
            let found = read_by(&*input, ChunkLimits { records, bytes });
            assert!(found == whole, "{name}: {records} records, {bytes} bytes");
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_a_record_like_others() {
    let folder = folder(&[("1.txt", b"a"), ("2.txt", b"too large"), ("3.txt", b"b")]);
    let options = "paths = [\"~/?.txt\"]\nmax-bytes = 3";
    let input = build("text", folder.path(), options).unwrap();
    let whole = read_by(&*input, ChunkLimits { records: 512, bytes: usize::MAX });
    assert_eq!(whole.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    for records in [1, 2] {
        assert_eq!(read_by(&*input, ChunkLimits { records, bytes: 1 }), whole);
    }
}
