//! `rename`: parts of articles in another place.

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Codes, Component, Diagnostic, Document, Field, Flow, FlowItem, Outcome, Span, Stage,
    StepError,
};

use crate::name::{Name, Part};

newsprint_core::options! {
    /// Options of `rename`.
    pub struct RenameOptions {
        /// The part to move: `kicker`, `headline`, `section`, or the key of an attachment.
        pub from: Located<String>;
        /// Where it goes: another of these.
        pub to: Located<String>;
    }
}

#[doc = include_str!("../manual/rename.md")]
#[derive(Debug)]
pub struct Rename {
    from: Name,
    /// Where the options name it.
    from_at: Span,
    to: Name,
}

const PARTS: [Part; 3] = [Part::Kicker, Part::Headline, Part::Section];

impl Component for Rename {
    const NAME: &'static str = "rename";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/rename.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const FLOW: Option<fn(&Self) -> Flow> = Some(Self::flow);
    const CODES: Codes =
        &[(TAKEN, "Something stands already where it was to be moved: it stays where it was.")];
    type Options = RenameOptions;

    fn build(options: RenameOptions) -> Result<Self, Vec<Fault>> {
        let (from, to) = (Name::read(&options.from, &PARTS), Name::read(&options.to, &PARTS));
        let (from, to) = match (from, to) {
            (Ok(from), Ok(to)) => (from, to),
            (from, to) => return Err(from.err().into_iter().chain(to.err()).collect()),
        };
        let is_text = |name: &Name| matches!(name, Name::Text(_));
        let what = if from == to {
            "`to` is where it stands already"
        } else if is_text(&from) != is_text(&to) {
            "a text of the page cannot become an attachment, nor an attachment a text"
        } else {
            return Ok(Self { from, from_at: options.from.span, to });
        };
        let help = "name two texts, or two attachments";
        Err(vec![Fault::new(options.to.span, what, "cannot go here").help(help)])
    }
}

/// Code of the diagnostic for a part that could not be moved.
const TAKEN: &str = "place-taken";

impl Rename {
    fn flow(&self) -> Flow {
        match (&self.from, &self.to) {
            (Name::Attachment(from), Name::Attachment(to)) => Flow::default()
                .reads(FlowItem::Attachment(from.clone()), self.from_at)
                .writes(FlowItem::Attachment(to.clone())),
            _ => Flow::default(),
        }
    }

    /// Moves the part; says whether something stood in the new place.
    fn move_in(&self, article: &mut Article) -> bool {
        match (&self.from, &self.to) {
            (Name::Text(from), Name::Text(to)) => {
                let is_taken = to.of(article).is_some();
                if is_taken {
                    return from.of(article).is_some();
                }
                *to.of(article) = from.of(article).take();
                false
            }
            (Name::Attachment(from), Name::Attachment(to)) => !article.extensions.rename(from, to),
            _ => false,
        }
    }
}

impl Stage for Rename {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        for article in &mut document.articles {
            if self.move_in(article) && article.diagnostics.iter().all(|it| it.code != TAKEN) {
                let message = "a part was not moved: something stands in the new place";
                article.diagnostics.push(Diagnostic::info(TAKEN, message));
            }
        }
        Ok(Outcome::Keep)
    }
}
