//! Lists of words that lines are looked through for. A line has few of the characters that the
//! words begin or end with, so that most are ruled out without a look at them.

use newsprint_core::config::{Fault, Kind, Node, OptionValue};

/// Words, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrases {
    words: Vec<String>,
    /// The characters of each.
    chars: Vec<Chars>,
    starts: Edge,
    ends: Edge,
}

/// The first or last characters of words.
#[derive(Clone, Debug, Default)]
struct Edge {
    all: Chars,
    /// Each with the place of its word, ascending.
    places: Vec<(char, usize)>,
}

/// A set of characters, or of a few more: each is known by the low bits of its number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Chars([u64; 4]);

impl Chars {
    /// The characters of `text`. Linear.
    pub(crate) fn of(text: &str) -> Self {
        let mut set = Self::default();
        text.chars().for_each(|c| set.insert(c));
        set
    }

    pub(crate) fn insert(&mut self, c: char) {
        self.insert_low(u32::from(c));
    }

    /// Takes in a character whose number has the low byte of `number`.
    #[inline]
    pub(crate) fn insert_low(&mut self, number: u32) {
        self.0[number as usize / 64 % 4] |= 1 << (number % 64);
    }

    /// Whether `c` is among them, or another character with the same low bits.
    pub(crate) fn may_have(&self, c: char) -> bool {
        self.0[c as usize / 64 % 4] >> (c as u32 % 64) & 1 == 1
    }

    fn is_within(&self, others: &Self) -> bool {
        self.0.iter().zip(&others.0).all(|(own, others)| own & !others == 0)
    }
}

impl Edge {
    fn of(chars: impl Iterator<Item = Option<char>>) -> Self {
        let mut edge = Self::default();
        for (place, c) in chars.enumerate().filter_map(|(place, c)| Some((place, c?))) {
            edge.all.insert(c);
            edge.places.push((c, place));
        }
        edge.places.sort_unstable();
        edge
    }

    /// The places of the words with `c` there.
    fn with(&self, c: Option<char>) -> impl Iterator<Item = usize> {
        let c = c.filter(|c| self.all.may_have(*c));
        let start = c.map_or(self.places.len(), |c| self.places.partition_point(|it| it.0 < c));
        let places = self.places[start..].iter();
        places.take_while(move |it| Some(it.0) == c).map(|it| it.1)
    }
}

impl Phrases {
    fn new(words: Vec<String>) -> Self {
        Self {
            chars: words.iter().map(|word| Chars::of(word)).collect(),
            starts: Edge::of(words.iter().map(|word| word.chars().next())),
            ends: Edge::of(words.iter().map(|word| word.chars().next_back())),
            words,
        }
    }

    /// The first that `text` starts with.
    pub(crate) fn starting(&self, text: &str) -> Option<&str> {
        let places = self.starts.with(text.chars().next());
        places.map(|place| self.words[place].as_str()).find(|word| text.starts_with(word))
    }

    /// The first that `text` ends with.
    pub(crate) fn ending(&self, text: &str) -> Option<&str> {
        let places = self.ends.with(text.chars().next_back());
        places.map(|place| self.words[place].as_str()).find(|word| text.ends_with(word))
    }

    /// Whether any of them stands in `text`, whose characters are `chars`.
    pub(crate) fn within(&self, text: &str, chars: &Chars) -> bool {
        let words = self.words.iter().zip(&self.chars);
        words.filter(|(_, own)| own.is_within(chars)).any(|(word, _)| text.contains(word.as_str()))
    }

    /// Whether `text` is one of them.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.starts.with(text.chars().next()).any(|place| self.words[place] == text)
    }
}

impl OptionValue for Phrases {
    fn kind() -> Kind {
        Vec::<String>::kind()
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        Vec::decode(node, faults).map(Self::new)
    }

    fn show(&self) -> String {
        self.words.show()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Phrases {
        Phrases::new(["特约记者", "记者", "特约", "者"].map(str::to_owned).into())
    }

    #[test]
    fn the_first_word_at_an_end_is_found() {
        let check = |text: &str, starting: Option<&str>, ending: Option<&str>| {
            assert_eq!(phrases().starting(text), starting, "{text}");
            assert_eq!(phrases().ending(text), ending, "{text}");
        };
        check("特约记者张三", Some("特约记者"), None);
        check("特约", Some("特约"), Some("特约"));
        check("本报记者", None, Some("记者"));
        check("者", Some("者"), Some("者"));
        check("", None, None);
        // 丅 shares the low bits of its number with 者 and is no word.
        check("丅", None, None);
    }

    #[test]
    fn a_word_is_found_anywhere() {
        let check = |text: &str, within: bool, has: bool| {
            assert_eq!(phrases().within(text, &Chars::of(text)), within, "{text}");
            assert_eq!(phrases().has(text), has, "{text}");
        };
        check("本报记者张三", true, false);
        check("记者", true, true);
        check("约特", false, false);
        check("", false, false);
    }
}
