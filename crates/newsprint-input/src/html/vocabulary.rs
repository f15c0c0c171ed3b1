//! What class names, ids and the words on news pages mean, read from `data/html.toml`.

use std::collections::HashMap;

use newsprint_core::Span;
use newsprint_core::config::{Fault, decode_options, parse_toml};

use super::headline::key;

/// Words in the longest name of a part of a page; those with more are made of other things.
const SLUG: usize = 5;

const DATA: &str = include_str!("../../data/html.toml");

newsprint_core::options! {
    /// The file.
    struct File {
        /// Meanings of names.
        names: Names;
        /// Words of bylines.
        bylines: Bylines;
        /// Meanings of lines.
        lines: Lines;
    }
}

newsprint_core::options! {
    /// Words of names by meaning.
    struct Names {
        /// The text of an article.
        body: Words;
        /// What readers wrote.
        comment: Words;
        /// Ways to other pages.
        navigation: Words;
        /// What stands beside the article.
        sidebar: Words;
        /// Other articles.
        related: Words;
        /// Sharing, rating, printing.
        share: Words;
        /// Advertisements.
        advertisement: Words;
        /// What the outlet offers and asks.
        promotion: Words;
        /// The foot of the page.
        footer: Words;
        /// The head of the page.
        header: Words;
        /// Authors.
        author: Words;
        /// Source, editor.
        credits: Words;
        /// Date, counts.
        data: Words;
        /// Keywords.
        tags: Words;
        /// What belongs to pictures.
        caption: Words;
        /// Sentences of the text that are set large beside it.
        quote: Words;
        /// Headlines.
        title: Words;
        /// What is not seen.
        unseen: Words;
    }
}

newsprint_core::options! {
    /// The words of one meaning.
    struct Words {
        /// Whole words.
        words: Vec<String>;
        /// Parts of names.
        parts: Vec<String>;
    }
}

newsprint_core::options! {
    /// The words around the names of authors.
    pub(crate) struct Bylines {
        /// Words that name authors, before their names.
        pub(crate) labels: Vec<String>;
        /// Labels that are roles of the people behind them.
        pub(crate) roles: Vec<String>;
        /// Words behind which no author is named.
        pub(crate) others: Vec<String>;
        /// What stands behind a name and is no part of it.
        pub(crate) tails: Vec<String>;
        /// The commonest surnames in Chinese.
        pub(crate) surnames: Vec<String>;
        /// How the names of outlets end.
        pub(crate) outlets: Vec<String>;
        /// Words of names that begin with a small letter.
        pub(crate) particles: Vec<String>;
        /// What stands between two names in Latin letters.
        pub(crate) joints: Vec<String>;
        /// What a name in Latin letters ends before.
        pub(crate) limits: Vec<String>;
        /// Words of names that are no person's.
        pub(crate) no_names: Vec<String>;
    }
}

newsprint_core::options! {
    /// How lines begin.
    pub(crate) struct Lines {
        /// What pages ask and say of themselves.
        pub(crate) furniture: Vec<String>;
        /// What outlets say of their rights, at any length.
        pub(crate) notices: Vec<String>;
        /// The same anywhere in a line.
        pub(crate) phrases: Vec<String>;
        /// Headings of other stories, letters and digits only.
        pub(crate) endings: Vec<String>;
        /// Names of sources, authors, editors.
        pub(crate) credits: Vec<String>;
        /// Words in the captions of pictures.
        pub(crate) captions: Vec<String>;
        /// Marks around headlines.
        pub(crate) marks: Vec<String>;
        /// What stands before the date of a change.
        pub(crate) changes: Vec<String>;
        /// Keys of the parts of a text in the JSON of a script.
        pub(crate) texts: Vec<String>;
        /// Keys of what leads to other articles there.
        pub(crate) others: Vec<String>;
    }
}

/// What names tell of an element: a set of meanings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meaning(u32);

impl Meaning {
    pub(crate) const BODY: Self = Self(1);
    pub(crate) const COMMENT: Self = Self(1 << 1);
    pub(crate) const NAVIGATION: Self = Self(1 << 2);
    pub(crate) const SIDEBAR: Self = Self(1 << 3);
    pub(crate) const RELATED: Self = Self(1 << 4);
    pub(crate) const SHARE: Self = Self(1 << 5);
    pub(crate) const ADVERTISEMENT: Self = Self(1 << 6);
    pub(crate) const PROMOTION: Self = Self(1 << 7);
    pub(crate) const FOOTER: Self = Self(1 << 8);
    pub(crate) const HEADER: Self = Self(1 << 9);
    pub(crate) const CREDITS: Self = Self(1 << 10);
    pub(crate) const DATA: Self = Self(1 << 11);
    pub(crate) const TAGS: Self = Self(1 << 12);
    pub(crate) const CAPTION: Self = Self(1 << 13);
    pub(crate) const TITLE: Self = Self(1 << 14);
    pub(crate) const UNSEEN: Self = Self(1 << 15);
    /// A name that is given to nothing else than an article's text.
    pub(crate) const STRONG: Self = Self(1 << 16);
    pub(crate) const AUTHOR: Self = Self(1 << 17);
    pub(crate) const QUOTE: Self = Self(1 << 18);

    /// Furniture whose names mean nothing else.
    pub(crate) const PLAIN: Self = Self(Self::COMMENT.0 | Self::PROMOTION.0);

    /// What is never part of an article's text.
    pub(crate) const FURNITURE: Self = Self(
        Self::COMMENT.0
            | Self::NAVIGATION.0
            | Self::SIDEBAR.0
            | Self::RELATED.0
            | Self::SHARE.0
            | Self::ADVERTISEMENT.0
            | Self::PROMOTION.0
            | Self::FOOTER.0
            | Self::TAGS.0
            | Self::UNSEEN.0,
    );

    /// Whether any of `other` is in it.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in `other` too.
    pub(crate) fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// All but `other`.
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// The vocabulary, ready for use.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    words: HashMap<String, Meaning>,
    parts: Vec<(String, Meaning)>,
    pub(crate) bylines: Bylines,
    pub(crate) lines: Lines,
}

impl Vocabulary {
    /// The vocabulary that comes with the crate.
    ///
    /// # Errors
    /// The faults of the file, with their places.
    pub(crate) fn bundled() -> Result<Self, Vec<Fault>> {
        let (table, mut faults) = parse_toml(DATA, 0);
        let file = decode_options::<File>(table, Span::default(), "html.toml", &mut faults);
        let Some(File { names, bylines, mut lines }) = file.filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        let meanings = [
            (Meaning::BODY, names.body),
            (Meaning::COMMENT, names.comment),
            (Meaning::NAVIGATION, names.navigation),
            (Meaning::SIDEBAR, names.sidebar),
            (Meaning::RELATED, names.related),
            (Meaning::SHARE, names.share),
            (Meaning::ADVERTISEMENT, names.advertisement),
            (Meaning::PROMOTION, names.promotion),
            (Meaning::FOOTER, names.footer),
            (Meaning::HEADER, names.header),
            (Meaning::CREDITS.and(Meaning::AUTHOR), names.author),
            (Meaning::CREDITS, names.credits),
            (Meaning::DATA, names.data),
            (Meaning::TAGS, names.tags),
            (Meaning::CAPTION, names.caption),
            (Meaning::QUOTE, names.quote),
            (Meaning::TITLE, names.title),
            (Meaning::UNSEEN, names.unseen),
        ];
        let mut words: HashMap<String, Meaning> = HashMap::new();
        let mut parts = Vec::new();
        for (meaning, names) in meanings {
            for word in names.words {
                let known = words.entry(word).or_default();
                *known = known.and(meaning);
            }
            let is_body = meaning == Meaning::BODY;
            let of_part = if is_body { meaning.and(Meaning::STRONG) } else { meaning };
            parts.extend(names.parts.into_iter().map(|part| (part, of_part)));
        }
        for ending in &mut lines.endings {
            *ending = key(ending);
        }
        Ok(Self { words, parts, bylines, lines })
    }

    /// What a label (class names, an id, a role) means.
    pub(crate) fn meaning(&self, label: &str) -> Meaning {
        let is_post = label.split(' ').any(|name| name == "hentry");
        let names = label.split_whitespace().filter(|name| {
            // A headline in a name, and the rubrics that a post is filed under, name no part of a page.
            let is_slug = name.split('-').count() > SLUG;
            let is_rubric = is_post && (name.starts_with("tag-") || name.starts_with("category-"));
            !is_slug && !is_rubric
        });
        names.fold(Meaning::default(), |meaning, name| meaning.and(self.meaning_of_name(name)))
    }

    /// Whether a line begins with words that stand before the date of a change.
    pub(crate) fn says_change(&self, line: &str) -> bool {
        let lower = line.to_lowercase();
        self.lines.changes.iter().any(|word| lower.starts_with(word.as_str()))
    }

    /// Whether a line is the heading of other stories.
    pub(crate) fn is_ending(&self, line: &str) -> bool {
        let text = key(line);
        self.lines.endings.iter().any(|ending| text.starts_with(ending.as_str()))
    }

    fn meaning_of_name(&self, name: &str) -> Meaning {
        let mut meaning = Meaning::default();
        // `article__body` is a part of an article in a common way to write names, and a commentary is
        // no comment.
        let lower = name.to_lowercase().replace("__", "_").replace("--", "-");
        let lower = lower.replace("commentary", "");
        for (part, means) in &self.parts {
            if lower.contains(part.as_str()) {
                meaning = meaning.and(*means);
            }
        }
        let mut word = String::new();
        let mut last = ' ';
        for c in name.chars().chain([' ']) {
            let ends = !c.is_alphabetic() || c.is_uppercase() && last.is_lowercase();
            if ends && !word.is_empty() {
                meaning = meaning.and(self.words.get(&word).copied().unwrap_or_default());
                word.clear();
            }
            if c.is_alphabetic() {
                word.extend(c.to_lowercase());
            }
            last = c;
        }
        meaning
    }
}
