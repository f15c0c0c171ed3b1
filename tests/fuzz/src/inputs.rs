//! The inputs: what they read is the same for any chunks, keeps the laws, and no bytes make them
//! panic.

use std::fs;
use std::sync::Arc;

use newsprint::core::{Document, Origin, Part, RawRecord};
use newsprint_testkit::check_round_trip;

use super::support::{OneFile, Read, check_read};

/// Limits on what is unpacked, so that bombs cost nothing.
const SMALL: &str = "max-bytes = 100_000\ndecompress = { max-bytes = 1_000_000 }\n";

/// A target whose input is built once.
macro_rules! target {
    ($(#[$doc:meta])* $name:ident: $input:literal of $file:literal with $options:expr, $check:expr) => {
        $(#[$doc])*
        pub fn $name(bytes: &[u8]) {
            thread_local! {
                static INPUT: OneFile = OneFile::new($input, $file, $options);
            }
            INPUT.with(|input| $check(&input.read(bytes)));
        }
    };
}

target! {
    /// Compressed files and archives.
    packed: "text" of "in.txt" with SMALL, |read: &[Read]| {
        for document in read.iter().flatten() {
            assert!(document.source().text().len() <= 300_000, "it grew beyond its limit");
        }
    }
}

target! {
    /// News pages.
    html: "html" of "in.html" with "", laws
}

target! {
    /// PDF files.
    pdf: "pdf" of "in.pdf" with "max-unpacked = 1_000_000", laws
}

target! {
    /// Crawls.
    warc: "warc" of "in.warc" with SMALL, laws
}

target! {
    /// Pages in ALTO and PAGE XML.
    ocr: "ocr" of "in.xml" with "", laws
}

target! {
    /// Tables.
    parquet: "parquet" of "in.parquet" with "max-page-bytes = 1_000_000\nmax-row-bytes = 10_000",
        laws
}

fn laws(read: &[Read]) {
    read.iter().flatten().for_each(check_read);
}

/// Corpora in JSON Lines. Lines of newsprint's own forms can claim anything of their sources.
pub fn jsonl(bytes: &[u8]) {
    thread_local! {
        static INPUTS: [OneFile; 2] = [
            OneFile::new("jsonl", "in.jsonl", "max-line-bytes = 4096"),
            OneFile::new("jsonl", "in.jsonl", "encoding = \"auto\"\nmalformed = \"replace\"\n\
                fields = { text = \"/a/body\", title = \"/a/0\", id = \"n\" }"),
        ];
    }
    let claims = String::from_utf8_lossy(bytes).contains("newsprint");
    INPUTS.with(|inputs| {
        for document in inputs.iter().flat_map(|input| input.read(bytes)).flatten() {
            if claims { check_round_trip(&document).unwrap() } else { check_read(&document) }
        }
    });
}

/// Texts in any encoding. UTF-8 comes in as it is.
pub fn text(bytes: &[u8]) {
    thread_local! {
        static INPUTS: [OneFile; 4] = [
            "", "malformed = \"replace\"", "encoding = \"gb18030\"\nmalformed = \"replace\"",
            "encoding = \"utf-16le\"\nmalformed = \"replace\"",
        ].map(|options| OneFile::new("text", "in.txt", options));
    }
    let origin = Arc::new(Origin::new("in.txt"));
    let record = RawRecord { origin: &origin, part: Part::Whole, bytes };
    INPUTS.with(|inputs| {
        let whole: [Option<Document>; 4] = inputs.each_ref().map(|it| it.input.decode(record).ok());
        let [strict, lenient, ..] = &whole;
        if let Some(strict) = strict {
            assert_eq!(Some(strict), lenient.as_ref(), "sound bytes are replaced");
        }
        for document in whole.iter().flatten() {
            check_round_trip(document).unwrap();
        }
        let plain = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
        if let (Some(plain), Some(read)) = (plain, strict) {
            let plain = plain.strip_prefix('\u{feff}').unwrap_or(plain);
            assert_eq!(read.source().text(), plain, "UTF-8 is changed");
        }
        for document in inputs.iter().flat_map(|input| input.read(bytes)).flatten() {
            check_round_trip(&document).unwrap();
        }
    });
}

/// What stands beside a text, in TOML.
pub fn sidecar(bytes: &[u8]) {
    thread_local! {
        static INPUT: OneFile = {
            let input = OneFile::new("text", "in.txt", "");
            fs::write(input.folder.path().join("in.txt"), "一行。\u{c}又一行。\n").unwrap();
            input
        };
    }
    INPUT.with(|input| {
        fs::write(input.folder.path().join("in.toml"), bytes).unwrap();
        laws(&input.read_again());
    });
}

/// Issues in METS, whose pages stand beside them.
pub fn mets(bytes: &[u8]) {
    const PAGE: &str = include_str!("../seeds/ocr/alto.xml");
    thread_local! {
        static INPUT: OneFile = {
            let input = OneFile::new("ocr", "in.xml", "");
            for page in ["1.xml", "2.xml"] {
                fs::write(input.folder.path().join(page), PAGE).unwrap();
            }
            input
        };
    }
    INPUT.with(|input| laws(&input.read(bytes)));
}
