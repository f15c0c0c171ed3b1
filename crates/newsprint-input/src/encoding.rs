//! From bytes to text: which encoding they are in, and what is malformed.

use std::borrow::Cow;
use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;
use newsprint_core::config::{Fault, Kind, Node, OptionValue, nearest};
use newsprint_core::{Diagnostic, StepError};

/// The mark of UTF-8 that some programs put before a text.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// U+FEFF in GB18030, which the WHATWG standard does not count among the marks.
const GB18030_MARK: &[u8] = b"\x84\x31\x95\x33";

/// Bytes that the detector looks at, from the first that is not ASCII. It needs some sixteen
/// characters, and reads no more than some ten megabytes a second.
const DETECTOR_BYTES: usize = 4 << 10;

/// Bytes that show whether a text is UTF-16.
const UTF16_BYTES: usize = 64 << 10;

/// Fewer characters than this in an encoding of their own are an accident, not a second encoding.
const PART_OF_ITS_OWN: usize = 8;

/// As many characters of UTF-8 in stretches are no accident among others: they stand in a text of
/// other bytes once in some gigabytes.
const LINE_OF_ITS_OWN: usize = 5;

/// An encoding, as an option names it: `auto`, or a label of the WHATWG Encoding Standard.
///
/// Labels of the GB family all mean GB18030, the encoding that contains the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextEncoding(Option<&'static Encoding>);

impl TextEncoding {
    /// Found out for each text by itself.
    pub const AUTO: Self = Self(None);
    /// UTF-8.
    pub const UTF_8: Self = Self(Some(UTF_8));
}

impl OptionValue for TextEncoding {
    fn kind() -> Kind {
        Kind::String
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        let label = String::decode(node, faults)?;
        if label == "auto" {
            return Some(Self::AUTO);
        }
        if let Some(encoding) = by_label(&label) {
            return Some(Self(Some(encoding)));
        }
        let known = ["auto", "utf-8", "gb18030", "gbk", "big5", "utf-16le", "utf-16be"];
        let help = nearest(&label, known).map_or_else(
            || "give `auto` or a label such as `utf-8`, `gb18030`, `big5` or `utf-16le`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("no encoding has the label `{label}`");
        faults.push(Fault::new(node.span, message, "unknown encoding").help(help));
        None
    }

    fn show(&self) -> String {
        let name = self.0.map_or("auto".to_owned(), |encoding| encoding.name().to_lowercase());
        format!("{name:?}")
    }
}

newsprint_core::choices! {
    /// What becomes of a text with bytes that mean nothing in its encoding.
    pub enum Malformed {
        /// It goes to the rejects, with the first such byte told.
        Reject = "reject",
        /// Each such sequence becomes U+FFFD, and a diagnostic tells how many there are.
        Replace = "replace",
    }
}

/// How the bytes of texts are decoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decoding {
    pub(crate) encoding: TextEncoding,
    pub(crate) malformed: Malformed,
}

/// A text without its byte order mark.
#[derive(Debug, PartialEq)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// The encoding where it is not UTF-8 (`encoding`), and what was replaced (`malformed-bytes`).
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Decoding {
    /// The same, where the encoding of the whole file has been found out before its parts are read.
    pub(crate) fn or(mut self, found: Option<&str>) -> Self {
        self.encoding.0 = self.encoding.0.or_else(|| by_label(found?));
        self
    }

    /// The text of `bytes`. A byte order mark decides; then the option; then, unless the bytes are
    /// UTF-8 or UTF-16 anyhow, `declared`, the label that the text itself gives (a page's `charset`);
    /// then what the bytes look like. UTF-8 is not copied. Linear.
    ///
    /// # Errors
    /// When the text is malformed, is in two encodings, or is no text; the message says where.
    pub(crate) fn decode<'a>(
        self,
        bytes: &'a [u8],
        declared: Option<&str>,
    ) -> Result<Decoded<'a>, StepError> {
        let mark = match Encoding::for_bom(bytes) {
            None if bytes.starts_with(GB18030_MARK) => Some((GB18030, GB18030_MARK.len())),
            mark => mark,
        };
        let start = mark.map_or(0, |(_, length)| length);
        let rest = &bytes[start..];
        let known = mark.map(|(encoding, _)| encoding).or(self.encoding.0);
        let may_be_utf8 = known.map_or_else(|| memchr(0, rest).is_none(), |it| it == UTF_8);
        if may_be_utf8 && let Ok(text) = simdutf8::basic::from_utf8(rest) {
            return Ok(Decoded { text: text.into(), diagnostics: Vec::new() });
        }
        match known.or_else(|| utf16_without_mark(rest)) {
            Some(encoding) => self.finish(Transcoded::new(encoding, rest), start),
            None => self.decode_unmarked(rest, declared),
        }
    }

    /// The text of bytes that nothing outside them says the encoding of, and that are no UTF-16.
    fn decode_unmarked<'a>(
        self,
        bytes: &'a [u8],
        declared: Option<&str>,
    ) -> Result<Decoded<'a>, StepError> {
        // Pages that were saved as UTF-8 often still declare what they were in before.
        if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
            return Ok(Decoded { text: text.into(), diagnostics: Vec::new() });
        }
        let declared = declared.and_then(by_label).map(|it| Transcoded::new(it, bytes));
        match declared {
            Some(declared) if declared.malformed.is_empty() => self.finish(declared, 0),
            Some(declared) => {
                let found = Transcoded::new(guess(bytes)?, bytes);
                // Nothing is malformed in an encoding where each byte is a character.
                let may_win = !found.encoding.is_single_byte() || !declared.is_damaged_chinese();
                let is_better = may_win && found.malformed.len() < declared.malformed.len();
                self.finish(if is_better { found } else { declared }, 0)
            }
            None => self.finish(Transcoded::new(guess(bytes)?, bytes), 0),
        }
    }

    fn finish<'a>(self, found: Transcoded, start: usize) -> Result<Decoded<'a>, StepError> {
        let name = found.encoding.name();
        let mut diagnostics = Vec::new();
        if found.encoding != UTF_8 {
            diagnostics.push(Diagnostic::info("encoding", format!("the text was {name}")));
        }
        if let Some(first) = found.malformed.first() {
            let at = start + first.start;
            if self.malformed == Malformed::Reject {
                let help = "name the right encoding, `encoding = \"…\"`, or let what is malformed \
                            be replaced: `malformed = \"replace\"`";
                return Err(StepError::new(format!("not {name} at byte {at}"))
                    .code("bad-encoding")
                    .value(format!("byte {at}"))
                    .help(help));
            }
            let count = found.malformed.len();
            let s = if count == 1 { "" } else { "s" };
            let message =
                format!("{count} malformed sequence{s} replaced, the first at byte {at} of {name}");
            diagnostics.push(Diagnostic::warning("malformed-bytes", message));
        }
        Ok(Decoded { text: found.text.into(), diagnostics })
    }
}

/// The label of what `bytes` are in, where that is not UTF-8 and can be told.
pub(crate) fn encoding_of(bytes: &[u8]) -> Option<&'static str> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = marked.or_else(|| utf16_without_mark(bytes)).or_else(|| {
        let is_utf8 = simdutf8::basic::from_utf8(bytes).is_ok();
        if is_utf8 { None } else { guess(bytes).ok() }
    });
    encoding.filter(|encoding| *encoding != UTF_8).map(Encoding::name)
}

/// How `character` (of ASCII) stands in a text in the encoding with this label.
pub(crate) fn unit_of(label: Option<&str>, character: u8) -> Vec<u8> {
    match label {
        Some("UTF-16LE") => vec![character, 0],
        Some("UTF-16BE") => vec![0, character],
        _ => vec![character],
    }
}

/// The encoding that a WHATWG label means.
fn by_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).map(with_all_of_gb)
}

/// GB18030 in place of GBK, of which it is the superset.
fn with_all_of_gb(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

/// UTF-16 whose mark is missing: half of the bytes, every second one, are the upper halves of
/// Chinese characters, of their punctuation or of ASCII, while the others are anything. What is
/// UTF-8 as well can only be ASCII in UTF-16, where nearly every pair has a zero.
pub(crate) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF16_BYTES)];
    let is_upper = |byte: u8| matches!(byte, 0 | 0x20 | 0x30 | 0x4E..=0x9F | 0xFF);
    let (mut little, mut big, mut zeros) = (0, 0, 0);
    let (pairs, _) = sample.as_chunks::<2>();
    for [first, second] in pairs {
        little += usize::from(is_upper(*second));
        big += usize::from(is_upper(*first));
        zeros += usize::from(*first == 0 || *second == 0);
    }
    let (most, least) = (little.max(big), little.min(big));
    let of_pairs = |share: usize| pairs.len() * share / 100;
    let is_plain = zeros > of_pairs(75);
    let is_chinese = most > of_pairs(90)
        && (zeros > 0 || (least < of_pairs(60) && pairs.len() >= 16))
        && simdutf8::basic::from_utf8(sample).is_err();
    if pairs.is_empty() || little == big || !(is_plain || is_chinese) {
        return None;
    }
    Some(if little > big { UTF_16LE } else { UTF_16BE })
}

/// What bytes that are no sound UTF-8 most likely are.
fn guess(bytes: &[u8]) -> Result<&'static Encoding, StepError> {
    if memchr(0, bytes).is_some() {
        return Err(StepError::new("not a text: it has zero bytes and is in no Unicode encoding")
            .code("not-text")
            .help("name text files, or the input that reads this format"));
    }
    match Parts::of(bytes) {
        Parts { foreign: None, utf8: 1.. } => Ok(UTF_8),
        Parts { foreign: Some(part), utf8: LINE_OF_ITS_OWN.. } => {
            let (other, at) = (detect(&bytes[part.clone()]).name(), part.start);
            let message =
                format!("in two encodings: UTF-8, and what looks like {other} at byte {at}");
            Err(StepError::new(message)
                .code("mixed-encodings")
                .help("split the text where its encoding changes, and convert one part"))
        }
        Parts { .. } => Ok(detect(bytes)),
    }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
    let sample = &bytes[start..bytes.len().min(start.saturating_add(DETECTOR_BYTES))];
    let is_whole = start + sample.len() == bytes.len();
    let looks = by_detector(sample, is_whole);
    if !looks.is_single_byte() {
        return looks;
    }
    // One malformed byte rules an encoding out for the detector, and only those remain in which
    // nothing is malformed: damaged Chinese is asked for once more, without its damage.
    let is_damaged = |encoding: &&'static Encoding| {
        let found = Transcoded::new(encoding, sample);
        let sound = || found.without_malformed(sample);
        found.is_damaged_chinese() && by_detector(&sound(), is_whole) == *encoding
    };
    [GB18030, BIG5].into_iter().find(is_damaged).unwrap_or(looks)
}

fn by_detector(sample: &[u8], is_whole: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, is_whole);
    with_all_of_gb(detector.guess(None, Utf8Detection::Deny))
}

/// How much of some bytes is UTF-8 beyond chance, and where something else stands between.
#[derive(Default)]
struct Parts {
    /// Characters of three or four bytes in stretches of four or more of them. In GBK a pair of
    /// characters is such a character by chance once in seventy times.
    utf8: usize,
    /// The first part in another encoding: errors so dense that no stretch of UTF-8 stands between
    /// them, enough of them to be a text.
    foreign: Option<Range<usize>>,
}

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let mut parts = Self::default();
        let (mut at, mut characters, mut errors) = (0, 0, 0);
        // Errors since the last stretch of UTF-8, and where the first of them stands.
        let (mut dense, mut start) = (0, 0);
        for chunk in bytes.utf8_chunks() {
            let long = chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count();
            characters += long;
            if long >= 4 {
                parts.utf8 += long;
                parts.note(dense, start..at);
                dense = 0;
            }
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                (start, dense) = if dense == 0 { (at, 1) } else { (start, dense + 1) };
                errors += 1;
            }
            at += chunk.invalid().len();
        }
        parts.note(dense, start..at);
        if parts.foreign.is_none() && characters > errors {
            parts.utf8 = characters;
        }
        parts
    }

    fn note(&mut self, errors: usize, part: Range<usize>) {
        if errors >= PART_OF_ITS_OWN {
            self.foreign.get_or_insert(part);
        }
    }
}

/// A text out of another encoding, or out of UTF-8 with faults.
struct Transcoded {
    encoding: &'static Encoding,
    text: String,
    /// Where sequences stand that were replaced.
    malformed: Vec<Range<usize>>,
}

impl Transcoded {
    fn new(encoding: &'static Encoding, bytes: &[u8]) -> Self {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut done = Self { encoding, text: String::new(), malformed: Vec::new() };
        let mut taken = 0;
        // Chinese grows by half from any of its encodings.
        done.text.reserve(bytes.len() + bytes.len() / 2 + 16);
        loop {
            let (result, read) =
                decoder.decode_to_string_without_replacement(&bytes[taken..], &mut done.text, true);
            taken += read;
            match result {
                DecoderResult::InputEmpty => return done,
                DecoderResult::OutputFull => done.text.reserve(bytes.len() - taken + 16),
                DecoderResult::Malformed(malformed, after) => {
                    let length = usize::from(malformed) + usize::from(after);
                    let start = taken.saturating_sub(length);
                    done.malformed.push(start..start + usize::from(malformed));
                    done.text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
    }
    /// Whether this is Chinese with a few faults: less than one in a hundred characters, or one at
    /// all.
    fn is_damaged_chinese(&self) -> bool {
        let (mut han, mut others) = (0, 0);
        for c in self.text.chars().filter(|c| !c.is_ascii()) {
            let is_chinese = is_wide(c);
            han += usize::from(is_chinese);
            others += usize::from(!is_chinese);
        }
        let few = self.malformed.len() <= 1 + han / 100;
        [GB18030, BIG5].contains(&self.encoding) && few && han > 4 * others
    }

    /// `bytes`, which this was made of, without what is malformed.
    fn without_malformed(&self, bytes: &[u8]) -> Vec<u8> {
        let mut sound = Vec::with_capacity(bytes.len());
        let mut done = 0;
        for malformed in &self.malformed {
            sound.extend(bytes.get(done..malformed.start).unwrap_or_default());
            done = malformed.end;
        }
        sound.extend(bytes.get(done..).unwrap_or_default());
        sound
    }
}

/// Whether `c` is an ideograph or a mark that stands among them.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{3400}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
        || matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}
