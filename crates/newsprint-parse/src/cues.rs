//! The words by which the parts of a page are told apart, read from `data/cues.toml`.

use newsprint_core::Span;
use newsprint_core::config::{Fault, decode_options, parse_toml};

use crate::phrases::Phrases;

newsprint_core::options! {
    /// Words that give a part of a page away.
    pub(crate) struct Cues {
        /// Bylines and attributions.
        pub(crate) byline: BylineCues;
        /// Captions of pictures.
        pub(crate) caption: CaptionCues;
        /// Sources, photographers and editors.
        pub(crate) credit: CreditCues;
        /// What is on the page, but in no article.
        pub(crate) furniture: FurnitureCues;
        /// How sentences begin and end.
        pub(crate) sentence: SentenceCues;
        /// Headings.
        pub(crate) heading: HeadingCues;
        /// Decks of headlines.
        pub(crate) deck: DeckCues;
        /// Kickers.
        pub(crate) kicker: KickerCues;
        /// References to other pages.
        pub(crate) turn: TurnCues;
    }
}

newsprint_core::options! {
    /// Words of bylines.
    pub(crate) struct BylineCues {
        /// What people are: 记者, 通讯员.
        pub(crate) roles: Phrases;
        /// Words for the act of sending: 讯, 电.
        pub(crate) dispatches: Phrases;
        /// What names of papers end with.
        pub(crate) outlets: Phrases;
        /// What follows 报道 where that is no byline.
        pub(crate) predicates: Phrases;
        /// How a text begins that names who wrote it.
        pub(crate) writers: Phrases;
        /// What follows the outlet in an attribution.
        pub(crate) attributions: Phrases;
    }
}

newsprint_core::options! {
    /// Words of captions.
    pub(crate) struct CaptionCues {
        /// At the start of the line.
        pub(crate) starts: Phrases;
        /// At the end of the line.
        pub(crate) ends: Phrases;
        /// Anywhere in the line.
        pub(crate) anywhere: Phrases;
        /// Characters that point at a picture, at the start of the line.
        pub(crate) marks: String;
    }
}

newsprint_core::options! {
    /// Words of credits.
    pub(crate) struct CreditCues {
        /// At the start of the credit, its bracket aside.
        pub(crate) starts: Phrases;
        /// So, of a credit that is a line of its own.
        pub(crate) alone: Phrases;
        /// At the end of the credit, its bracket aside.
        pub(crate) ends: Phrases;
        /// Anywhere in a line: no heading has them.
        pub(crate) anywhere: Phrases;
    }
}

newsprint_core::options! {
    /// Words of what belongs to the page and not to an article.
    pub(crate) struct FurnitureCues {
        /// Those who made the page, and how to reach them.
        pub(crate) editors: Phrases;
        /// Number and date of the page.
        pub(crate) folios: Phrases;
        /// Titles of notices, as whole lines.
        pub(crate) notices: Phrases;
        /// Phrases of notices.
        pub(crate) notices_within: Phrases;
    }
}

newsprint_core::options! {
    /// How sentences begin and end.
    pub(crate) struct SentenceCues {
        /// Words that begin a sentence.
        pub(crate) openers: Phrases;
        /// How a sentence begins, and no heading does.
        pub(crate) reports: Phrases;
        /// Characters that no heading ends with.
        pub(crate) unfinished: String;
        /// Characters that no sentence begins with.
        pub(crate) leaning: String;
        /// Units of measure: a sentence begins with an amount in them only where it was cut.
        pub(crate) units: Phrases;
    }
}

newsprint_core::options! {
    /// Words of headings.
    pub(crate) struct HeadingCues {
        /// What headings end with.
        pub(crate) ends: Phrases;
    }
}

newsprint_core::options! {
    /// Words of decks.
    pub(crate) struct DeckCues {
        /// What officials do there.
        pub(crate) acts: Phrases;
    }
}

newsprint_core::options! {
    /// Words of kickers.
    pub(crate) struct KickerCues {
        /// The places whose name keeps the colon that follows it.
        pub(crate) places: Phrases;
    }
}

newsprint_core::options! {
    /// Words of references to other pages.
    pub(crate) struct TurnCues {
        /// To another page.
        pub(crate) to: Phrases;
        /// From another page.
        pub(crate) from: Phrases;
    }
}

impl Cues {
    /// The bundled words.
    pub(crate) fn bundled() -> Result<Self, Vec<Fault>> {
        let text = include_str!("../data/cues.toml");
        let (table, mut faults) = parse_toml(text, 0);
        let cues = decode_options(table, Span::new(0, text.len()), "cues", &mut faults);
        cues.filter(|_| faults.is_empty()).ok_or(faults)
    }
}
