//! What takes more than linear time shows where a piece of text is repeated.

use std::sync::Arc;

use newsprint::core::{Document, Input, Origin, Part, RawRecord, Source, Step};
use newsprint_testkit::{apply, record};

use super::support::{OneFile, stage};

/// Bytes of what is made of pieces; in the tests, which are not timed, only that nothing panics.
const LENGTH: usize = if cfg!(test) { 1_000 } else { 100_000 };
/// The choice of the stage that works on pages, and by how much less it gets: with instrumentation it
/// takes a second for ten kilobytes.
const PAGE: usize = 4;
const LESS: usize = 5;

/// Pieces, parted by zero bytes: the first byte chooses what reads them, the first piece stands once,
/// the others follow each as often as there is room. libFuzzer's limit of time is the oracle.
pub fn repeated(bytes: &[u8]) {
    thread_local! {
        static INPUTS: [(OneFile, &'static str); 4] =
            [("html", "a.html"), ("ocr", "a.xml"), ("jsonl", "a.jsonl"), ("text", "a.txt")]
                .map(|(input, file)| (OneFile::new(input, file, ""), file));
        static STAGES: [Step; 6] = [
            stage("split-page", ""), stage("find-metrics", ""), stage("filter-quality", ""),
            stage("identify-language", ""), stage("mask", ""),
            stage("mark-passages", "stories = 1"),
        ];
    }
    let Some((&choice, pieces)) = bytes.split_first() else { return };
    let pieces: Vec<&[u8]> = pieces.splitn(4, |byte| *byte == 0).collect();
    let choice = usize::from(choice) % 10;
    let length = if choice == PAGE { LENGTH / LESS } else { LENGTH };
    let mut whole = pieces[0].to_vec();
    for piece in pieces[1..].iter().filter(|piece| !piece.is_empty()) {
        let times = length / (pieces.len() - 1) / piece.len();
        whole.extend(piece.repeat(times));
    }
    INPUTS.with(|inputs| match inputs.get(choice) {
        Some((input, file)) => decode(&*input.input, file, &whole),
        None => STAGES.with(|stages| {
            let text = String::from_utf8_lossy(&whole);
            let mut document = match choice {
                PAGE => Document::new(Source::new("a.txt", text).unwrap()),
                _ => record("a.jsonl", &text),
            };
            let _ = apply(&stages[choice - inputs.len()], &mut document).unwrap();
        }),
    });
}

fn decode(input: &dyn Input, file: &str, bytes: &[u8]) {
    let origin = Arc::new(Origin::new(file));
    let _ = input.decode(RawRecord { origin: &origin, part: Part::Whole, bytes });
}
