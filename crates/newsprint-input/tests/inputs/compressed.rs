//! Compressed files and archives, known by what is in them.

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::{build, folder, read, read_by};

const TEXT: &str = "云岭市青石镇今年新修水渠三十二公里\n";

/// Compresses some bytes.
type Compress = fn(&[u8]) -> Vec<u8>;

pub(super) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 3).unwrap()
}

fn xz(content: &[u8]) -> Vec<u8> {
    let mut writer = liblzma::write::XzEncoder::new(Vec::new(), 6);
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // What a builder refuses is written as it stands.
        if name.contains("..") {
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            archive.append(&header, *content).unwrap();
        } else {
            archive.append_data(&mut header, name, *content).unwrap();
        }
    }
    archive.into_inner().unwrap()
}

/// How a file of a zip archive is packed: its method's number, and its bytes.
type Pack = fn(&[u8]) -> (u16, Vec<u8>);

fn stored(content: &[u8]) -> (u16, Vec<u8>) {
    (0, content.to_vec())
}

fn deflated(content: &[u8]) -> (u16, Vec<u8>) {
    let mut writer = DeflateEncoder::new(Vec::new(), Compression::best());
    writer.write_all(content).unwrap();
    (8, writer.finish().unwrap())
}

/// A zip archive, written byte by byte so that it can be wrong in every way.
fn zip(files: &[(&[u8], &[u8])], pack: Pack) -> Vec<u8> {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let (method, packed) = pack(content);
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut common = vec![20, 0, 0, 0];
        common.extend(method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc.sum().to_le_bytes());
        common.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        common.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(u32::try_from(all.len()).unwrap().to_le_bytes());
        directory.extend(*name);
        all.extend(b"PK\x03\x04");
        all.extend(&common);
        all.extend(*name);
        all.extend(packed);
    }
    let (start, length) = (all.len(), directory.len());
    all.extend(directory);
    all.extend(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    all.extend([count, count].concat());
    all.extend(u32::try_from(length).unwrap().to_le_bytes());
    all.extend(u32::try_from(start).unwrap().to_le_bytes());
    all.extend([0, 0]);
    all
}

/// Each text that `name` reads of a file, with its place; or what is wrong.
fn read_file(name: &str, content: &[u8], options: &str) -> Vec<String> {
    let folder = folder(&[("data", content)]);
    let all = read(name, folder.path(), &format!("paths = [\"~/data\"]\n{options}"));
    let root = folder.path().to_str().unwrap();
    let shown = all.into_iter().map(|read| match read {
        Ok(document) => {
            let source = document.source();
            let place = source.part().of(source.name()).replace(root, "~");
            format!("{place} = {}", source.text())
        }
        Err(told) => told,
    });
    shown.collect()
}

#[test]
fn the_compression_is_found_by_content() {
    let formats: [Compress; 4] = [gzip, zstd, xz, bzip2];
    let lines = format!("{{\"text\":\"{0}\"}}\n{{\"text\":\"{0}\"}}\n", TEXT.trim());
    for pack in formats {
        assert_eq!(read_file("text", &pack(TEXT.as_bytes()), ""), [format!("~/data = {TEXT}")]);
        let line = TEXT.trim();
        let expected = [format!("~/data:1 = {line}"), format!("~/data:2 = {line}")];
        assert_eq!(read_file("jsonl", &pack(lines.as_bytes()), ""), expected);
        // Parts that were compressed by themselves and put together; and twice over.
        let (first, second) = lines.split_at(lines.len() / 2);
        let parts = [pack(first.as_bytes()), pack(second.as_bytes())].concat();
        assert_eq!(read_file("jsonl", &parts, ""), expected);
        assert_eq!(read_file("jsonl", &pack(&gzip(lines.as_bytes())), ""), expected);
        assert_eq!(read_file("text", &pack(b""), ""), ["~/data = "]);
    }
    // A frame of zstd that is to be skipped stands first.
    let skipped = [b"\x50\x2A\x4D\x18\x02\0\0\0ab".as_slice(), &zstd(TEXT.as_bytes())].concat();
    assert_eq!(read_file("text", &skipped, ""), [format!("~/data = {TEXT}")]);
    // Compressed UTF-16.
    let wide: Vec<u8> = lines.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_file("jsonl", &gzip(&wide), "").len(), 2);
}

#[test]
fn archives_are_the_files_in_them() {
    let expected = ["~/data/b/2.txt = 2", "~/data/1.txt = 1"];
    let files: [(&str, &[u8]); 6] = [
        ("b/2.txt", b"2"),
        ("1.txt", b"1"),
        (".hidden.txt", b"h"),
        ("__MACOSX/1.txt", b"m"),
        ("1.toml", b"date = 2024-06-28"),
        ("image.png", b"\x89PNG"),
    ];
    let names = files.map(|(name, content)| (name.as_bytes(), content));
    for pack in
        [stored as Pack, deflated, |it| (93, zstd(it)), |it| (12, bzip2(it)), |it| (95, xz(it))]
    {
        assert_eq!(read_file("text", &zip(&names, pack), ""), expected);
    }
    assert_eq!(read_file("text", &tar(&files), ""), expected);
    assert_eq!(read_file("text", &gzip(&tar(&files)), ""), expected);
    assert_eq!(read_file("text", &zstd(&tar(&files)), ""), expected);
    // Files in archives may be compressed, and have long names.
    let long = format!("{}.jsonl.gz", "长".repeat(90));
    let record = gzip(br#"{"text":"r"}"#);
    let expected = [format!("~/data/{long}:1 = r")];
    assert_eq!(read_file("jsonl", &tar(&[(&long, &record)]), ""), expected);
    assert_eq!(read_file("jsonl", &zip(&[(long.as_bytes(), &record)], stored), ""), expected);
    // Names in the encoding of the machine that packed them.
    let (name, ..) = encoding_rs::GB18030.encode("云岭日报青石镇新修水渠第三版.txt");
    let expected = ["~/data/云岭日报青石镇新修水渠第三版.txt = x"];
    assert_eq!(read_file("text", &zip(&[(&*name, b"x")], stored), ""), expected);
    assert_eq!(read_file("text", &zip(&[(b"a\\b.txt", b"x")], stored), ""), ["~/data/a/b.txt = x"]);
}

#[test]
fn a_sidecar_and_a_pattern_hold_for_archives() {
    let archive = zip(&[("2024-06-28/03.txt".as_bytes(), b"x")], deflated);
    let folder = folder(&[("q.zip", &archive), ("q.toml", b"paper = \"q\"")]);
    let toml = "paths = [\"~/q.zip\"]\npath-pattern = \"{date}/{page}.txt\"";
    let document = read("text", folder.path(), toml).remove(0).unwrap();
    let facts = document.source().facts();
    let found = [&facts.paper, &facts.date, &facts.page].map(|fact| fact.as_deref().unwrap());
    assert_eq!(found, ["q", "2024-06-28", "03"]);
}

#[test]
fn what_is_cut_off_is_told_after_the_sound_part() {
    let line = format!("{{\"text\":\"{}\"}}\n", "水渠三十二公里".repeat(9));
    let lines: String =
        (0..9_000_u64).map(|n| line.replace("三十二", &format!("{}", n * n * n))).collect();
    for pack in [gzip, zstd, xz, bzip2] as [Compress; 4] {
        let whole = pack(lines.as_bytes());
        let all = read_file("jsonl", &whole[..whole.len() / 2], "");
        let (last, sound) = all.split_last().unwrap();
        assert!(sound.len() < 9_000, "{}", sound.len());
        assert!(sound.iter().all(|it| it.contains(" = 水渠")));
        let place = format!("~/data:{}: the file cannot be read: ", sound.len() + 1);
        assert!(last.starts_with(&place), "{last}");
        let text = read_file("text", &whole[..whole.len() / 2], "");
        assert!(text[0].starts_with("~/data: the file cannot be read: "), "{}", text[0]);
    }
    // The same where all of it fits into the first look.
    let small: String = lines.split_inclusive('\n').take(99).collect();
    let whole = gzip(small.as_bytes());
    let all = read_file("jsonl", &whole[..whole.len() - 30], "");
    assert!((2..=100).contains(&all.len()), "{}", all.len());
    assert!(all[all.len() - 1].contains(": the file cannot be read: "));
    let archive = tar(&[("1.txt", b"1"), ("2.txt", &[b'x'; 5000])]);
    let all = read_file("text", &archive[..4000], "");
    assert_eq!(all[0], "~/data/1.txt = 1");
    assert!(all[1].starts_with("~/data/2.txt: the file cannot be read: "), "{}", all[1]);
    assert_eq!(all.len(), 2);
    let all = read_file("text", &archive[..1300], "");
    assert!(
        all[1].starts_with("~/data: the tar archive cannot be read from here on: "),
        "{}",
        all[1]
    );
    let mut header = tar::Header::new_gnu();
    header.set_path("1.bin").unwrap();
    header.set_size(u64::MAX);
    header.set_cksum();
    let endless = [header.as_bytes().as_slice(), &archive].concat();
    let all = read_file("text", &endless, "");
    assert!(all[0].contains("the tar archive cannot be read from here on: "), "{all:?}");
    let archive = zip(&[(b"1.txt", b"1")], stored);
    let all = read_file("text", &archive[..archive.len() - 5], "");
    assert!(all[0].starts_with("~/data: the zip archive cannot be read: "), "{}", all[0]);
}

#[test]
fn files_made_to_fill_memory_are_refused() {
    let help = "if it is no trap, raise the limit: `decompress = { max-ratio = … }`";
    let zeros = vec![b'0'; 17 << 20];
    let expected = [format!("~/data: it grows to more than 200 times its compressed size; {help}")];
    for pack in [gzip, zstd] as [Compress; 2] {
        assert_eq!(read_file("text", &pack(&zeros), ""), expected);
        assert_eq!(read_file("text", &gzip(&pack(&zeros)), ""), expected);
    }
    let expected = [expected[0].replace("~/data:", "~/data/0.txt:")];
    assert_eq!(read_file("text", &zip(&[(b"0.txt", &zeros)], deflated), ""), expected);
    assert_eq!(read_file("text", &gzip(&zeros), "decompress.max-ratio = 2000").len(), 1);
    let help = help.replace("max-ratio", "max-bytes");
    let told = read_file("text", &gzip(b"12345"), "decompress.max-bytes = 4");
    assert_eq!(told, [format!("~/data: it grows beyond `max-bytes`, 4 bytes; {help}")]);
    let mut deep = gzip(TEXT.as_bytes());
    for _ in 0..5 {
        deep = gzip(&deep);
    }
    assert!(
        read_file("text", &deep, "")[0].starts_with("~/data: compressed more than 4 times over")
    );
}

#[test]
fn what_no_packer_writes_is_refused() {
    let help = "rename it in the archive, or unpack it where it does no harm";
    for name in ["../a.txt", "a/../../b.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt"] {
        let all = read_file("text", &zip(&[(name.as_bytes(), b"x"), (b"b.txt", b"b")], stored), "");
        let shown = name.replace('\\', "/");
        assert_eq!(all[0], format!("~/data/{shown}: its name leaves the archive; {help}"));
        assert_eq!(all[1], "~/data/b.txt = b");
    }
    assert!(read_file("text", &tar(&[("../a.txt", b"x")]), "")[0].contains("its name leaves"));

    let mut archive = zip(&[(b"1.txt", b"content")], stored);
    let at = archive.windows(7).position(|it| it == b"content").unwrap();
    archive[at] = b'k';
    let told = &read_file("text", &archive, "")[0];
    assert!(told.contains("it is not what the archive's checksum says"), "{told}");

    let inner = zip(&[(b"1.txt", b"1")], stored);
    let told = &read_file("text", &zip(&[(b"inner.zip", &inner)], stored), "")[0];
    assert!(told.starts_with("~/data/inner.zip: a zip archive in a stream"), "{told}");
    let told = &read_file("text", &zip(&[(b"inner.tar", &tar(&[("1.txt", b"1")]))], stored), "")[0];
    assert!(told.starts_with("~/data/inner.tar: an archive inside"), "{told}");
    let told = &read_file("text", &gzip(&inner), "")[0];
    assert!(told.starts_with("~/data: a zip archive in a stream"), "{told}");
    let told = &read_file("text", &zip(&[(b"1.png", b"1")], stored), "")[0];
    assert!(told.starts_with("~/data: the archive has no file in `.txt`"), "{told}");
    let told = &read_file("text", &zip(&[(b"1.txt", b"1")], |it| (14, it.to_vec())), "")[0];
    assert!(told.contains("compressed with LZMA, which is not supported"), "{told}");

    // Files that stand in one place.
    let archive = zip(&[(b"1.txt", &[b'1'; 900])], stored);
    let directory = archive.windows(4).rposition(|it| it == b"PK\x01\x02").unwrap();
    let (files, end) = archive.split_at(archive.len() - 22);
    let record = &files[directory..];
    let mut end = end.to_vec();
    end[8..12].copy_from_slice(&[3, 0, 3, 0]);
    end[12..16].copy_from_slice(&u32::try_from(3 * record.len()).unwrap().to_le_bytes());
    let told = &read_file("text", &[files, record, record, &end].concat(), "")[0];
    assert!(told.starts_with("~/data: the files of the zip archive overlap"), "{told}");

    // Lengths that are more together than can be counted, in the form for large archives.
    let mut huge = record.to_vec();
    huge[20..24].fill(0xFF);
    huge[30] = 12;
    huge.extend([1, 0, 8, 0]);
    huge.extend((1_u64 << 63).to_le_bytes());
    end[8..12].copy_from_slice(&[2, 0, 2, 0]);
    end[12..16].copy_from_slice(&u32::try_from(2 * huge.len()).unwrap().to_le_bytes());
    let archive = [&files[..directory], &huge, &huge, &end].concat();
    let told = &read_file("text", &archive, "")[0];
    assert!(told.starts_with("~/data: the files of the zip archive overlap"), "{told}");
}

#[test]
fn a_file_that_grows_or_shrinks_is_told() {
    let line = "{\"text\":\"渠\"}\n".repeat(60_000);
    let folder = folder(&[("1.jsonl", line.as_bytes())]);
    let path = folder.path().join("1.jsonl");
    for (now, length) in [("grown", line.len() + 3), ("shrunk", line.len() / 2)] {
        fs::write(&path, &line).unwrap();
        let input = build("jsonl", folder.path(), "paths = [\"~/1.jsonl\"]").unwrap();
        let limits = newsprint_core::ChunkLimits { records: 10, bytes: 1 << 20 };
        let mut reader = input.open().unwrap();
        let first = reader.next_chunk(limits).unwrap().unwrap();
        assert_eq!(first.len(), 10);
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(length as u64).unwrap();
        let mut told = Vec::new();
        while let Some(chunk) = reader.next_chunk(limits).unwrap() {
            told.extend(
                chunk.records().filter_map(Result::err).map(|(place, error)| {
                    format!("{}: {error}", place.rsplit('/').next().unwrap())
                }),
            );
        }
        let from = line.len();
        let changed = format!("the file changed while it was read, from {from} bytes to {length}");
        assert_eq!(told.len(), 1, "{now}: {told:?}");
        assert!(told[0].ends_with(&changed), "{now}: {told:?}");
    }
    assert!(
        read_by(&*build("text", folder.path(), "paths = [\"~/1.jsonl\"]").unwrap(), super::LIMITS)
            [0]
        .is_ok()
    );
}
