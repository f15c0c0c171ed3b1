//! Parts of articles as pipeline files name them.

use newsprint_core::config::{Fault, Located, nearest};
use newsprint_core::{Article, MappedText};

/// A part of an article that can be moved or set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// A text of the page.
    Text(Part),
    /// An attachment, by its key.
    Attachment(String),
}

/// A text that an article has at most one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Kicker,
    Headline,
    Section,
}

const PARTS: [(&str, Part); 3] =
    [("kicker", Part::Kicker), ("headline", Part::Headline), ("section", Part::Section)];

impl Name {
    /// Reads a name: one of `parts`, or `crate/thing`.
    pub(crate) fn read(name: &Located<String>, parts: &[Part]) -> Result<Self, Fault> {
        let known = PARTS.iter().filter(|(_, part)| parts.contains(part));
        if let Some((_, part)) = known.clone().find(|(word, _)| *word == name.value) {
            return Ok(Self::Text(*part));
        }
        let fault = |message: String, label: &str| Fault::new(name.span, message, label);
        let value = &name.value;
        if let Some((owner, thing)) = value.split_once('/') {
            if owner.starts_with("newsprint") {
                let message = format!("`{value}` belongs to a stage of newsprint");
                return Err(fault(message, "taken").help("use a word of your own before the `/`"));
            }
            if is_words(owner) && is_words(thing) {
                return Ok(Self::Attachment(value.clone()));
            }
        }
        let words = || known.clone().map(|(word, _)| *word);
        let fault = fault(format!("`{value}` is no part of an article"), "unknown name");
        let names: Vec<&str> = words().collect();
        let help = match nearest(value, words()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name {}, or an attachment `crate/thing`", names.join(", ")),
        };
        Err(fault.help(help))
    }
}

impl Part {
    /// Where the article has it.
    pub(crate) fn of(self, article: &mut Article) -> &mut Option<MappedText> {
        match self {
            Self::Kicker => &mut article.kicker,
            Self::Headline => &mut article.headline,
            Self::Section => &mut article.section,
        }
    }
}

/// Whether a name is made of lower-case words joined by `-`.
fn is_words(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

/// A word that a user makes up: lower-case words joined by `-`.
pub(crate) fn made_up(name: &Located<String>) -> Result<String, Fault> {
    if is_words(&name.value) {
        return Ok(name.value.clone());
    }
    let message = format!("`{}` is not made of lower-case words", name.value);
    let fault = Fault::new(name.span, message, "not lower-case words");
    Err(fault.help("use lower-case words joined by `-`: `too-short`"))
}
