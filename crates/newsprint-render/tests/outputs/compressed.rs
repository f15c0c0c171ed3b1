//! Compressed files read back, and do not depend on how their bytes came.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use newsprint_core::Document;
use tempfile::tempdir;

use super::{document, sink, sink_to, write};

fn unpacked(path: &Path) -> String {
    let packed = fs::read(path).unwrap();
    let mut text = String::new();
    if packed.starts_with(&[0x1F, 0x8B]) {
        // Reads one member and no more.
        let mut decoder = flate2::bufread::GzDecoder::new(&*packed);
        decoder.read_to_string(&mut text).unwrap();
        assert!(decoder.into_inner().is_empty());
    } else if packed.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        let mut decoder = zstd::Decoder::new(&*packed).unwrap().single_frame();
        decoder.read_to_string(&mut text).unwrap();
        assert!(decoder.finish().buffer().is_empty());
    } else {
        text = String::from_utf8(packed).unwrap();
    }
    text
}

#[test]
fn the_ending_says_how_or_the_option() {
    let folder = tempdir().unwrap();
    let documents = [document("春耕", "开始。"), document("丰收", "在望。")];
    let plain = folder.path().join("a.jsonl");
    write(&*sink_to("jsonl", &plain), &documents).unwrap();
    let expected = unpacked(&plain);
    let check = |name: &str, option: &str, magic: &[u8]| {
        let path = folder.path().join(name);
        let options = format!("path = {:?}\n{option}", path.to_str().unwrap());
        write(&*sink("jsonl", &options), &documents).unwrap();
        assert!(fs::read(&path).unwrap().starts_with(magic), "{name}");
        assert_eq!(unpacked(&path), expected, "{name}");
    };
    check("a.jsonl.gz", "", &[0x1F, 0x8B]);
    check("a.jsonl.zst", "", &[0x28, 0xB5]);
    check("b.jsonl", "compression = \"gzip\"", &[0x1F, 0x8B]);
    check("c.jsonl", "compression = \"zstd\"", &[0x28, 0xB5]);
}

#[test]
fn nothing_and_much_read_back() {
    let folder = tempdir().unwrap();
    // Text that does not repeat, so that it does not vanish when it is compressed.
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4E00 + (state >> 16) % 20_000).unwrap()
    };
    let mut much = || document("长篇", &(0..300_000).map(|_| next()).collect::<String>());
    let cases: [Vec<Document>; 3] =
        [vec![], vec![document("短", "篇。")], (0..12).map(|_| much()).collect()];
    for documents in cases {
        let at = |name: &str| folder.path().join(name);
        for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"] {
            write(&*sink_to("jsonl", &at(name)), &documents).unwrap();
            assert_eq!(unpacked(&at(name)), unpacked(&at("a.jsonl")), "{name}");
        }
    }
}

#[test]
fn the_bytes_do_not_depend_on_how_they_came() {
    let folder = tempdir().unwrap();
    let text: Vec<u8> =
        (0..5_000_000_u32).map(|n| n.wrapping_mul(n).to_le_bytes()[1] % 64).collect();
    for name in ["a.gz", "a.zst"] {
        let pack = |piece: usize| {
            let path = folder.path().join(name);
            let mut writer = sink_to("jsonl", &path).open().unwrap();
            for piece in text.chunks(piece) {
                writer.write(&document("", ""), piece).unwrap();
            }
            writer.finish(newsprint_core::RunSummary::default()).unwrap();
            writer.commit().unwrap();
            fs::read(path).unwrap()
        };
        assert!(pack(1_000) == pack(3_333_333), "{name}");
    }
}
