//! Full-text search without a server: overlapping pairs of characters, and the articles that each
//! stands in.
//!
//! Articles are indexed in segments. A segment's pairs are sorted and cut into files of a bounded
//! size, so that a query loads a few small files of each segment and stops when it has found
//! enough; and a segment is all that building holds in memory. Pages opened from the disk cannot
//! read files, only run scripts, so each file is a call with its data. The reader of these files is
//! `assets/search.js`; both sides fold characters alike.

use std::fmt::Write as _;

use newsprint_core::StepError;

use crate::atomic::AtomicFolder;

/// Articles in a segment.
const ARTICLES: u64 = 8192;
/// Pairs in a segment, each counted once an article: eight bytes each in memory.
const PAIRS: usize = 4 << 20;
/// Bytes after which a file is ended. The last list or article of a file can exceed it.
const FILE_BYTES: usize = 48 << 10;

/// The pairs of neighbouring letters and digits in `texts`, each once, sorted: two code points of
/// 21 bits. A letter before a mark or an end is paired with nothing (0), so that single characters
/// are found by their prefix.
pub(super) fn pairs<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u64> {
    let mut pairs = Vec::new();
    for text in texts {
        let mut before = None;
        for c in text.chars().map(folded) {
            let now = c.is_alphanumeric().then_some(u64::from(u32::from(c)));
            if let Some(before) = before {
                pairs.push(before << 21 | now.unwrap_or(0));
            }
            before = now;
        }
        if let Some(before) = before {
            pairs.push(before << 21);
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The characters of a pair.
fn characters(pair: u64) -> impl Iterator<Item = char> {
    let character = |half| u32::try_from(half).ok().and_then(char::from_u32);
    [pair >> 21, pair & 0x1F_FFFF].into_iter().filter(|half| *half != 0).filter_map(character)
}

/// A character without differences of width and case.
fn folded(c: char) -> char {
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}

/// Writes the index below `search/` as articles come.
#[derive(Default)]
pub(super) struct Search {
    /// Finished segments.
    segments: usize,
    /// Of the segment at work: pair and article, 42 and 16 bits.
    pairs: Vec<u64>,
    articles: u64,
    /// The file of texts at work, and the first article of each.
    texts: String,
    firsts: Vec<u64>,
}

impl Search {
    /// Adds the next article: its pairs, and its entry as JSON.
    pub(super) fn add(
        &mut self,
        folder: &AtomicFolder,
        pairs: impl Iterator<Item = u64>,
        entry: &str,
    ) -> Result<(), StepError> {
        let article = self.articles;
        self.pairs.extend(pairs.map(|pair| pair << 16 | article));
        if self.texts.is_empty() {
            let number = self.firsts.len();
            let _ = writeln!(self.texts, "newsprint.put(\"{}-t{number}\",[", self.segments + 1);
            self.firsts.push(article);
        } else {
            self.texts.push_str(",\n");
        }
        self.texts.push_str(entry);
        self.articles += 1;
        if self.texts.len() >= FILE_BYTES {
            self.end_texts(folder)?;
        }
        if self.articles == ARTICLES || self.pairs.len() >= PAIRS {
            self.end_segment(folder)?;
        }
        Ok(())
    }

    /// Writes what is left; gives the number of segments.
    pub(super) fn finish(mut self, folder: &AtomicFolder) -> Result<usize, StepError> {
        if self.articles > 0 {
            self.end_segment(folder)?;
        }
        Ok(self.segments)
    }

    fn write(&self, folder: &AtomicFolder, name: &str, text: &str) -> Result<(), StepError> {
        folder.write(&format!("search/{}/{name}.js", self.segments + 1), text.as_bytes())
    }

    fn end_texts(&mut self, folder: &AtomicFolder) -> Result<(), StepError> {
        self.texts.push_str("\n]);\n");
        self.write(folder, &format!("t{}", self.firsts.len() - 1), &self.texts)?;
        self.texts.clear();
        Ok(())
    }

    fn end_segment(&mut self, folder: &AtomicFolder) -> Result<(), StepError> {
        if !self.texts.is_empty() {
            self.end_texts(folder)?;
        }
        let mut pairs = std::mem::take(&mut self.pairs);
        pairs.sort_unstable();
        let mut keys: Vec<u64> = Vec::new();
        let mut file = String::new();
        for same in pairs.chunk_by(|a, b| a >> 16 == b >> 16) {
            let key = same[0] >> 16;
            if file.is_empty() {
                let _ =
                    writeln!(file, "newsprint.put(\"{}-p{}\",{{", self.segments + 1, keys.len());
                keys.push(key);
            } else {
                file.push_str(",\n");
            }
            file.push('"');
            file.extend(characters(key));
            file.push_str("\":[");
            let mut before = 0;
            for (at, pair) in same.iter().enumerate() {
                let article = pair & 0xFFFF;
                let comma = if at == 0 { "" } else { "," };
                let _ = write!(file, "{comma}{}", article - before);
                before = article;
            }
            file.push(']');
            if file.len() >= FILE_BYTES {
                self.end_pairs(folder, keys.len(), &mut file)?;
            }
        }
        if !file.is_empty() {
            self.end_pairs(folder, keys.len(), &mut file)?;
        }
        let (number, articles, texts) = (self.segments + 1, self.articles, &self.firsts);
        let index = format!(
            "newsprint.put(\"{number}\",{{\"articles\":{articles},\n\"texts\":{texts:?},\n\"pairs\":{keys:?}}});\n"
        );
        self.write(folder, "index", &index)?;
        pairs.clear();
        *self = Self { segments: number, pairs, ..Self::default() };
        Ok(())
    }

    fn end_pairs(
        &self,
        folder: &AtomicFolder,
        files: usize,
        file: &mut String,
    ) -> Result<(), StepError> {
        file.push_str("\n});\n");
        self.write(folder, &format!("p{}", files - 1), file)?;
        file.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_those_of_letters_and_digits() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<String> =
                pairs([text].into_iter()).iter().map(|it| characters(*it).collect()).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("", &[]);
        check("新闻纸", &["新闻", "纸", "闻纸"]);
        check("新,闻", &["新", "闻"]);
        check("ＧＤＰ gdp", &["dp", "gd", "p"]);
        check("9.8%", &["8", "9"]);
        check("新新新", &["新", "新新"]);
    }
}
