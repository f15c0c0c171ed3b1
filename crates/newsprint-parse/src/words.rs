//! What the page's own words tell: which characters stand together, and how alike two texts are.

use std::collections::HashSet;

use crate::fragment::Fragment;

/// Pairs of neighbouring characters of a text, marks and white space aside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(HashSet<(char, char)>);

impl Pairs {
    /// The pairs of `texts`.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(texts.into_iter().flat_map(pairs).collect())
    }

    /// How many hundredths of the pairs of `text` are among these.
    pub(crate) fn share(&self, text: &str) -> usize {
        let (mut all, mut known) = (0, 0);
        for pair in pairs(text) {
            all += 1;
            known += usize::from(self.0.contains(&pair));
        }
        known * 100 / all.max(1)
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    text.chars()
        .zip(text.chars().skip(1))
        .filter(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric())
}

/// Which runs of two and three characters stand on the page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seams {
    two: HashSet<(char, char)>,
    three: HashSet<(char, char, char)>,
}

/// What the page knows of two texts set together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seam {
    /// The characters on both sides stand together elsewhere.
    pub(crate) seen: bool,
    /// So do three of them.
    pub(crate) seen_long: bool,
    /// Both are digits.
    pub(crate) digits: bool,
}

impl Seams {
    /// The runs of all fragments.
    pub(crate) fn of(fragments: &[Fragment]) -> Self {
        let mut seams = Self::default();
        for fragment in fragments {
            let (mut before, mut last) = ('\0', '\0');
            for c in fragment.folded.chars() {
                if last != '\0' {
                    seams.two.insert((last, c));
                }
                if before != '\0' {
                    seams.three.insert((before, last, c));
                }
                (before, last) = (last, c);
            }
        }
        seams
    }

    /// What is known of `left` and `right` set together.
    pub(crate) fn between(&self, left: &str, right: &str) -> Seam {
        let mut end = left.chars().rev();
        let mut start = right.chars();
        let (Some(b), Some(c)) = (end.next(), start.next()) else {
            return Seam { seen: false, seen_long: false, digits: false };
        };
        let wide_left = end.next().is_some_and(|a| self.three.contains(&(a, b, c)));
        let wide_right = start.next().is_some_and(|d| self.three.contains(&(b, c, d)));
        Seam {
            seen: self.two.contains(&(b, c)),
            seen_long: wide_left || wide_right,
            digits: b.is_ascii_digit() && c.is_ascii_digit(),
        }
    }
}
