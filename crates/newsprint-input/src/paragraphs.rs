//! Texts of records that stand as lists.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A text that stands as a list of its paragraphs, or of the lists of their sentences.
#[derive(Default)]
pub(crate) struct Paragraphs {
    pub(crate) text: String,
    /// Whether there is something else in the list.
    pub(crate) has_other: bool,
}

/// An item of such a list.
pub(crate) struct Piece<'p> {
    pub(crate) of: &'p mut Paragraphs,
    /// Whether it stands in a paragraph.
    pub(crate) is_sentence: bool,
}

impl<'de> DeserializeSeed<'de> for Piece<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Piece<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a paragraph")
    }

    fn visit_str<E>(self, piece: &str) -> Result<(), E> {
        let text = &mut self.of.text;
        if !self.is_sentence {
            text.push_str(piece);
            text.push('\n');
            return Ok(());
        }
        // Sentences of Chinese follow one another without a blank.
        let is_apart = |c: char| c.is_ascii() && !c.is_whitespace();
        if text.ends_with(is_apart) && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(piece);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if self.is_sentence {
            self.of.has_other = true;
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        while items.next_element_seed(Piece { of: &mut *self.of, is_sentence: true })?.is_some() {}
        self.of.text.push('\n');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.of.has_other = true;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.of.has_other = true;
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.of.has_other = true;
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.of.has_other = true;
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.of.has_other = true;
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.of.has_other = true;
        Ok(())
    }
}
