//! `filter`: articles or documents for which an expression holds.

use std::borrow::Cow;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Codes, Component, Document, DropReason, Field, Flow, Outcome, Stage, StepError,
};

use crate::expression::{Expression, Kind, Scope, Subject};
use crate::name::made_up;
use crate::text::drop_articles;

newsprint_core::choices! {
    /// What a stage decides on.
    pub enum Each {
        /// Each article by itself.
        Article = "article",
        /// Each document with all its articles.
        Document = "document",
    }
}

impl Each {
    /// The names that expressions know.
    pub(crate) fn scope(self) -> Scope {
        match self {
            Self::Article => Scope::ARTICLE,
            Self::Document => Scope::DOCUMENT,
        }
    }
}

newsprint_core::options! {
    /// Options of `filter`.
    pub struct FilterOptions {
        /// What goes on: an expression over the fields below, such as
        /// `length > 200 and section != "广告"`. The rest is dropped.
        pub keep: Located<String>;
        /// What is decided on.
        pub each: Each = Each::Article;
        /// The reason that rejects give, as lower-case words joined by `-`; `filtered` when left out.
        pub code: Option<Located<String>>;
    }
}

#[doc = include_str!("../manual/filter.md")]
#[derive(Debug)]
pub struct Filter {
    keep: Expression,
    each: Each,
    code: Cow<'static, str>,
}

impl Component for Filter {
    const NAME: &'static str = "filter";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/filter.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const FLOW: Option<fn(&Self) -> Flow> = Some(|stage| stage.keep.flow(Flow::default()));
    const CODES: Codes = &[(
        "filtered",
        "The expression of `keep` does not hold; the value names what it looked at. `code` gives the reason another name.",
    )];
    type Options = FilterOptions;

    fn build(options: FilterOptions) -> Result<Self, Vec<Fault>> {
        let FilterOptions { keep, each, code } = options;
        let keep = Expression::new(&keep, each.scope(), Some(Kind::Bool));
        let code =
            code.map_or(Ok(Cow::Borrowed("filtered")), |code| made_up(&code).map(Cow::Owned));
        match (keep, code) {
            (Ok(keep), Ok(code)) => Ok(Self { keep, each, code }),
            (keep, code) => {
                let faults = keep.err().unwrap_or_default();
                Err(faults.into_iter().chain(code.err()).collect())
            }
        }
    }
}

impl Filter {
    /// Why `subject` is dropped, if it is.
    fn decide(&self, subject: Subject<'_>) -> Result<Option<DropReason>, StepError> {
        let decided = self.keep.decide(subject)?;
        Ok((!decided.holds).then(|| DropReason::new(self.code.clone(), decided.values())))
    }
}

impl Stage for Filter {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        if let Each::Document = self.each {
            let reason = self.decide(Subject::Document(document))?;
            return Ok(reason.map_or(Outcome::Keep, Outcome::Drop));
        }
        drop_articles(document, |source, article| self.decide(Subject::Article(source, article)))?;
        Ok(Outcome::Keep)
    }
}

#[cfg(test)]
mod tests {
    use newsprint_core::config::parse_toml;
    use newsprint_core::{Registry, Span, StepKind};

    use super::*;

    /// The faults of options, each with what it underlines.
    fn faults(options: &str) -> Vec<String> {
        let mut registry = Registry::new();
        registry.add_stage::<Filter>().unwrap();
        let (table, mut faults) = parse_toml(options, 0);
        let step = registry.get(StepKind::Stage, "filter").unwrap();
        step.build(table, Span::default(), &mut faults);
        let at = |fault: &Fault| fault.span.of(options).unwrap_or("?").to_owned();
        faults.iter().map(|it| format!("{}: {}", at(it), it.message)).collect()
    }

    #[test]
    fn faults_have_their_places_after_chinese_text_too() {
        let cases: &[(&str, &[&str])] = &[
            (
                r#"keep = 'section != "广告" and lenght > 200'"#,
                &["lenght: expressions know no `lenght`"],
            ),
            (r#"keep = 'length > "200"'"#, &["\"200\": a number is compared with a text"]),
            ("keep = 'length'", &["length: expected true or false, found a number"]),
            (
                "code = 'Too short'
keep = 'lenght > 1'",
                &[
                    "lenght: expressions know no `lenght`",
                    "'Too short': `Too short` is not made of lower-case words",
                ],
            ),
            (
                "keep = \"section == \\\"广告\\\" or x\"",
                &["\"section == \\\"广告\\\" or x\": expressions know no `x`, at character 20"],
            ),
            ("keep = 'articles > 1'", &["articles: expressions know no `articles`"]),
            (
                "each = \"document\"
keep = 'articles > 1'",
                &[],
            ),
            ("", &[": the option `keep` is missing"]),
        ];
        for (options, expected) in cases {
            assert_eq!(faults(options), *expected, "{options}");
        }
    }
}
