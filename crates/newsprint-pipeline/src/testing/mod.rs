//! `[[test]]` tables: what goes in, what must come out, and whether it does.

mod check;
mod compare;
mod document;
mod row;
mod shape;

use newsprint_core::Span;
use newsprint_core::config::{
    Fault, Located, Node, OptionSpec, Options as _, Value, decode_options,
};

pub use check::{Failure, TestReport};
pub use compare::Difference;

pub(crate) use self::document::TestInput;

use self::document::Given;
use self::row::{Articles, Diagnostics, Dropped, Failed, Metrics, Residues, Rows};

newsprint_core::options! {
    /// A `[[test]]` table: what the stages must make of a text.
    pub(crate) struct TestTable {
        /// What the example shows.
        name: Located<String>;
        /// The article that goes in, each line a paragraph.
        text: Option<Located<String>>;
        /// What goes in as the pipeline's input reads it: a page dump, a line of JSON Lines, HTML.
        raw: Option<Located<String>>;
        /// A file that goes in, as the pipeline's input reads it.
        file: Option<Located<String>>;
        /// Headline of `text`.
        title: Option<String>;
        /// Id of `text` in a corpus; its number where there is none.
        record: Option<String>;
        /// Day of publication, as a string.
        date: Option<String>;
        /// Place that the paper or the record belongs to.
        place: Option<String>;
        /// Name of the paper or outlet.
        paper: Option<String>;
        /// Page or edition, as printed.
        page: Option<String>;
        /// Address that the text was published at.
        url: Option<String>;
        /// Several texts and files that go in together, for stages that see all articles.
        documents: Vec<Located<DocumentTable>> = Vec::new();
        /// What must come out.
        expect: Located<Expected>;
    }
}

newsprint_core::options! {
    /// One of the texts that go in together.
    pub(crate) struct DocumentTable {
        /// An article, each line a paragraph.
        text: Option<Located<String>>;
        /// What the pipeline's input reads: a page dump, a line of JSON Lines, HTML.
        raw: Option<Located<String>>;
        /// A file, as the pipeline's input reads it.
        file: Option<Located<String>>;
        /// Headline of `text`.
        title: Option<String>;
        /// Id of `text` in a corpus; its number where there is none.
        record: Option<String>;
        /// Day of publication, as a string.
        date: Option<String>;
        /// Place that the paper or the record belongs to.
        place: Option<String>;
        /// Name of the paper or outlet.
        paper: Option<String>;
        /// Page or edition, as printed.
        page: Option<String>;
        /// Address that the text was published at.
        url: Option<String>;
    }
}

newsprint_core::options! {
    /// What must come out. Of each row only the keys that are stated count, `[..]` in a string
    /// stands for any text, and `""` for a value that is absent.
    pub(crate) struct Expected {
        /// Articles at the end of the stages, with the keys of an article's line.
        articles: Option<Rows<Articles>>;
        /// Figures of all articles, with the keys of a metric.
        metrics: Option<Rows<Metrics>>;
        /// Groups of reprints, each as the records of all its articles.
        groups: Vec<Located<Vec<String>>> = Vec::new();
        /// Diagnostics of all articles and documents.
        diagnostics: Option<Rows<Diagnostics>>;
        /// Bytes that no article took, with `reason`, `detail` and `text`.
        residue: Option<Rows<Residues>>;
        /// Documents and articles that stages dropped, with `stage`, `code`, `value`, `record` and
        /// `headline`.
        dropped: Option<Rows<Dropped>>;
        /// Documents that a stage failed on, with `stage`, `message` and `record`. What fails and is
        /// not expected fails the test.
        failed: Option<Rows<Failed>>;
        /// How many there are of each in all.
        count: Option<Counts>;
    }
}

newsprint_core::options! {
    /// How many there must be of each in all.
    pub(crate) struct Counts {
        /// Articles at the end.
        articles: Option<Located<u64>>;
        /// Figures of all articles.
        metrics: Option<Located<u64>>;
        /// Groups of at least two articles.
        groups: Option<Located<u64>>;
        /// Diagnostics of all articles and documents.
        diagnostics: Option<Located<u64>>;
        /// Stretches that no article took.
        residue: Option<Located<u64>>;
        /// Documents and articles that were dropped.
        dropped: Option<Located<u64>>;
    }
}

/// A test of a pipeline, checked and ready to run.
pub struct Test {
    /// What it shows.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    given: Vec<Given>,
    expected: Expected,
}

impl Test {
    /// The keys of a `[[test]]` table.
    pub fn options() -> Vec<OptionSpec> {
        TestTable::specs()
    }

    /// Reads a `[[test]]` table; `None` when a fault was added.
    pub(crate) fn read(
        node: Node,
        input: Option<&TestInput<'_>>,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let at = node.span;
        let Value::Table(table) = node.value else {
            let message = format!("expected a table `[[test]]`, found {}", node.value.describe());
            faults.push(Fault::new(at, message, "not a table").help("write `[[test]]`"));
            return None;
        };
        let table: TestTable = decode_options(table, at, "test", faults)?;
        let TestTable {
            name, text, raw, file, title, record, date, place, paper, page, url, ..
        } = table;
        let alone = DocumentTable { text, raw, file, title, record, date, place, paper, page, url };
        let before = faults.len();
        let documents = match (alone.is_empty(), table.documents.is_empty()) {
            (true, true) => {
                let fault = Fault::new(name.span, "this test has no text", "nothing goes in");
                faults.push(fault.help("add `text`, `raw`, `file` or `documents`"));
                return None;
            }
            (false, false) => {
                let message = "this test has `documents` and a text of its own";
                let fault = Fault::new(name.span, message, "two ways to say what goes in");
                faults.push(fault.help("put the text, with its facts, among `documents`"));
                return None;
            }
            (false, true) => vec![Located { value: alone, span: name.span }],
            (true, false) => table.documents,
        };
        table.expect.value.check(table.expect.span, faults);
        let given = documents
            .into_iter()
            .zip(1..)
            .map(|(it, number)| Given::read(it, number, input?, faults));
        let given: Vec<Option<Given>> = given.collect();
        let given = given.into_iter().collect::<Option<Vec<_>>>()?;
        (faults.len() == before).then_some(Self {
            name: name.value,
            span: name.span,
            given,
            expected: table.expect.value,
        })
    }
}

impl Expected {
    /// Adds a fault for an expectation that nothing could disappoint.
    fn check(&self, at: Span, faults: &mut Vec<Fault>) {
        let Self { articles, metrics, groups, diagnostics, residue, dropped, failed, count } = self;
        let no_rows = articles.is_none()
            && metrics.is_none()
            && diagnostics.is_none()
            && residue.is_none()
            && dropped.is_none()
            && failed.is_none();
        if no_rows && groups.is_empty() && count.is_none() {
            let fault = Fault::new(at, "this test expects nothing", "nothing can fail");
            faults.push(fault.help("say what must come out: `expect.metrics = [{ … }]`"));
        }
    }
}
