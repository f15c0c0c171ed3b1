//! Where a document came from.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{Layout, LayoutError};

/// What was read, unchanged for the whole run.
///
/// A source is *detached* when its text is not at hand: articles read back from the interchange
/// form know the name and hash of their source, but do not carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    record: Option<String>,
    part: Part,
    sha256: TextHash,
    facts: Facts,
    text: Option<String>,
    layout: Option<Layout>,
}

/// Which part of a file a document is read from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// A line, from 1.
    Line(u64),
    /// A page, from 1, as the file counts them; what is printed on it may be another number.
    Page(u64),
}

impl Part {
    /// The name of this part of `file`: `corpus.jsonl:17`, and for pages the fragment of RFC 8118,
    /// `daily.pdf#page=3`.
    pub fn of(self, file: &str) -> String {
        match self {
            Self::Whole => file.to_owned(),
            Self::Line(line) => format!("{file}:{line}"),
            Self::Page(page) => format!("{file}#page={page}"),
        }
    }

    /// The file and the part that [`of`](Self::of) named.
    pub fn read(place: &str) -> (&str, Self) {
        let number = |n: &str| n.parse().ok().filter(|n| *n > 0);
        let page = place.rsplit_once("#page=");
        let page = page.and_then(|(file, n)| Some((file, Self::Page(number(n)?))));
        let line = || {
            let (file, n) = place.rsplit_once(':')?;
            Some((file, Self::Line(number(n)?)))
        };
        page.or_else(line).unwrap_or((place, Self::Whole))
    }
}

/// What is known of a source besides its text, each as the input gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facts {
    /// Name of the paper or outlet.
    pub paper: Option<String>,
    /// Date of publication, `2024-06-28` where the input is well-formed.
    pub date: Option<String>,
    /// Page or edition, as printed.
    pub page: Option<String>,
    /// Address that the text was published at.
    pub url: Option<String>,
    /// Place that the paper or the record belongs to, as given.
    pub place: Option<String>,
}

impl Facts {
    /// Takes from `others` what is not known yet; gives what was taken.
    #[expect(clippy::return_self_not_must_use, reason = "most callers need not know")]
    pub fn complete(&mut self, others: Self) -> Self {
        fn take(known: &mut Option<String>, other: Option<String>) -> Option<String> {
            let taken = other.filter(|_| known.is_none());
            if taken.is_some() {
                known.clone_from(&taken);
            }
            taken
        }
        Self {
            paper: take(&mut self.paper, others.paper),
            date: take(&mut self.date, others.date),
            page: take(&mut self.page, others.page),
            url: take(&mut self.url, others.url),
            place: take(&mut self.place, others.place),
        }
    }
}

/// A text that cannot be a source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text of {bytes} bytes is too large: the limit is 4 GiB a document")]
pub struct TooLarge {
    /// Length of the text.
    pub bytes: usize,
}

impl Source {
    /// A source named `name` (a path or an address) with its text. Hashes the text once.
    ///
    /// # Errors
    /// When the text has 4 GiB or more, since provenance is kept in 32 bits.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Result<Self, TooLarge> {
        let text = text.into();
        if u32::try_from(text.len()).is_err() {
            return Err(TooLarge { bytes: text.len() });
        }
        let sha256 = TextHash::of(&text);
        Ok(Self {
            name: name.into(),
            record: None,
            part: Part::Whole,
            sha256,
            facts: Facts::default(),
            text: Some(text),
            layout: None,
        })
    }

    /// A source whose text is elsewhere.
    pub fn detached(name: impl Into<String>, sha256: TextHash) -> Self {
        let name = name.into();
        let (part, facts) = (Part::Whole, Facts::default());
        Self { name, record: None, part, sha256, facts, text: None, layout: None }
    }

    /// Gives a detached source its text back.
    ///
    /// # Errors
    /// When the text is not the one that the hash was made of.
    pub(crate) fn with_text(mut self, text: String) -> Result<Self, String> {
        if TextHash::of(&text) != self.sha256 {
            return Err(format!("the text of `{}` is not what its sha256 says", self.name));
        }
        self.text = Some(text);
        Ok(self)
    }

    /// The same source without its text and layout.
    #[must_use]
    pub fn detach(&self) -> Self {
        Self {
            name: self.name.clone(),
            record: self.record.clone(),
            facts: self.facts.clone(),
            text: None,
            layout: None,
            ..*self
        }
    }

    /// Sets the record's own id in its corpus.
    #[must_use]
    pub fn with_record(mut self, record: Option<String>) -> Self {
        self.record = record;
        self
    }

    /// Sets which part of its file the text is. It tells records without an id apart.
    #[must_use]
    pub fn with_part(mut self, part: Part) -> Self {
        self.part = part;
        self
    }

    /// Sets what is known besides the text.
    #[must_use]
    pub fn with_facts(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    /// Says where the lines of the text stand on the page.
    ///
    /// # Errors
    /// When the lines are not lines of the text, in its order.
    pub fn with_layout(mut self, layout: Option<Layout>) -> Result<Self, LayoutError> {
        layout.as_ref().map_or(Ok(()), |layout| layout.check(self.text()))?;
        self.layout = layout;
        Ok(self)
    }

    /// Path or address that the text was read from, as the pipeline names it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The record's own id in its corpus.
    pub fn record(&self) -> Option<&str> {
        self.record.as_deref()
    }

    /// Which part of its file the text is.
    pub fn part(&self) -> Part {
        self.part
    }

    /// SHA-256 of the text.
    pub fn sha256(&self) -> TextHash {
        self.sha256
    }

    /// What is known besides the text.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The text, decoded to UTF-8; empty when the source is detached.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// Where the lines of the text stand on the page, where the input knows it.
    pub fn layout(&self) -> Option<&Layout> {
        self.layout.as_ref()
    }

    /// Whether the text is not at hand.
    pub fn is_detached(&self) -> bool {
        self.text.is_none()
    }
}

/// SHA-256 (FIPS 180-4) of a text's UTF-8 bytes; in JSON and in print 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TextHash([u8; 32]);

impl TextHash {
    /// The hash of `text`.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<TextHash> for String {
    fn from(hash: TextHash) -> Self {
        hex(&hash.0)
    }
}

impl TryFrom<String> for TextHash {
    type Error = String;

    fn try_from(digits: String) -> Result<Self, String> {
        let bytes = unhex(&digits).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| "a SHA-256 is 64 lower-case hex digits".to_owned())
    }
}

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Lower-case hex digits of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(HEX_DIGITS[usize::from(digit)])).collect()
}

/// The bytes that [`hex`] wrote.
pub(crate) fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_part_reads_back() {
        let parts =
            [(Part::Whole, "a.txt"), (Part::Line(17), "a.txt:17"), (Part::Page(3), "a.txt#page=3")];
        for (part, place) in parts {
            assert_eq!((part.of("a.txt"), Part::read(place)), (place.to_owned(), ("a.txt", part)));
        }
        // Lines and pages count from 1.
        for place in ["C:/old", "a.txt:0", "a.txt#page=0"] {
            assert_eq!(Part::read(place), (place, Part::Whole));
        }
    }

    #[test]
    fn a_hash_reads_back() {
        let hash = TextHash::of("abc");
        let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash.to_string(), digits);
        assert_eq!(TextHash::try_from(digits.to_owned()), Ok(hash));
        assert!(TextHash::try_from("BA".to_owned()).is_err());
        assert!(TextHash::try_from("g".repeat(64)).is_err());
    }
}
