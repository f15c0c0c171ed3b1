//! What reads texts, and what users write beside them: pages, figures, word lists, expressions, and
//! the interchange form.

use std::fs;

use newsprint::core::config::{Key, Node, Table, Value};
use newsprint::core::interchange::{
    ReadError, read_article, read_document, read_reject, read_reject_head, schema_of,
    write_document, write_reject,
};
use newsprint::core::{
    Diagnostic, Digests, Document, Labels, MappedText, MemoryRoom, Part, Source, Span, Step,
    StepKind,
};
use newsprint::metrics::{Lexicon, extract_with, recognise, scan};
use newsprint::zh::date::{Date, DateTime};
use newsprint_testkit::{apply, check_alone, check_document, check_round_trip, record};
use tempfile::TempDir;

use super::support::{stage, step};

/// The text of a page. Form feeds part the pages of an issue, over which articles can go on.
pub fn page(bytes: &[u8]) {
    thread_local! {
        static STEPS: [Step; 2] = [stage("split-page", ""), stage("join-pages", "")];
    }
    let text = String::from_utf8_lossy(bytes);
    let source = |text: &str| Source::new("issue.txt", text).unwrap();
    STEPS.with(|[split, join]| {
        check_alone(split, &Document::new(source(&text))).unwrap();
        let pages = text.split('\u{c}').zip(1..).map(|(text, number)| {
            let mut page = Document::new(source(text).with_part(Part::Page(number)));
            let _ = apply(split, &mut page).unwrap();
            page
        });
        let mut pages: Vec<Document> = pages.collect();
        let Step::Corpus(join) = join else { unreachable!("it sees all pages") };
        let mut digests = Digests::new();
        for page in &pages {
            digests.extend(&join.digest_document(page).unwrap());
        }
        let room = MemoryRoom(usize::MAX);
        let verdicts = join.resolve(&mut Some(digests).into_iter(), &room).unwrap().verdicts;
        let mut verdicts = verdicts.as_slice();
        for page in &mut pages {
            let (own, others) = verdicts.split_at(page.articles.len());
            verdicts = others;
            let _ = join.apply_to_document(page, own).unwrap();
            check_document(page).unwrap();
        }
    });
}

/// The text of an article with figures.
pub fn figures(bytes: &[u8]) {
    thread_local! {
        static READER: (Lexicon, Step) = (Lexicon::bundled().unwrap(), stage("find-metrics", ""));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    READER.with(|(lexicon, step)| {
        let article = record("a.jsonl", text);
        check_alone(step, &article).unwrap();
        if let Step::Stage(stage) = step {
            stage.explain(&article);
        }
        let mut end = 0;
        for token in scan(lexicon, text) {
            assert!(token.span.start >= end && text.get(token.span.clone()).is_some(), "{token:?}");
            end = token.span.end;
        }
        let written = Date::new(2024, 6, 28);
        let found = extract_with(lexicon, text, written);
        assert_eq!(found, extract_with(lexicon, text, written));
        for reading in &found.readings {
            assert!(text.get(reading.span.clone()).is_some_and(|it| !it.is_empty()), "{reading:?}");
        }
        for found in recognise(lexicon, text, DateTime::parse("2024-06-28T09:30")) {
            assert!(text.get(found.span.clone()).is_some_and(|it| !it.is_empty()), "{found:?}");
        }
    });
}

/// A word list in TOML. Its own text is read with it, so that its words stand in what is read.
pub fn lexicon(bytes: &[u8]) {
    thread_local! {
        static FOLDER: TempDir = tempfile::tempdir().unwrap();
    }
    FOLDER.with(|folder| {
        let path = folder.path().join("words.toml");
        fs::write(&path, bytes).unwrap();
        let options = format!("lexicons = [{:?}]", path.display().to_string());
        let built = step(StepKind::Stage, "find-metrics", &options);
        let Ok(text) = std::str::from_utf8(bytes) else {
            assert!(built.is_err_and(|faults| faults.len() == 1));
            return;
        };
        match built {
            Ok(step) => {
                let news = "要闻\n去年,青岭市茶叶产量5.2万吨,增长8.5%,其中红茶3000吨。";
                check_alone(&step, &record("a.jsonl", news)).unwrap();
                check_alone(&step, &record("a.jsonl", text)).unwrap();
            }
            Err(faults) => {
                assert!(!faults.is_empty());
                // Each names its place in the word list.
                let name = path.display().to_string();
                for fault in faults {
                    let place = fault.message.strip_prefix(&format!("{name}:"));
                    let line = place.and_then(|it| it.split(':').next()?.parse::<usize>().ok());
                    let lines = text.split('\n').count();
                    assert!(line.is_some_and(|line| (1..=lines).contains(&line)), "{fault:?}");
                }
            }
        }
    });
}

/// An expression of `filter` and `set`.
pub fn expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let registry = newsprint::registry().unwrap();
    let span = Span::new(0, text.len() + 2);
    let entry = |name: &str, value| (Key { span, name: name.to_owned() }, Node { span, value });
    let table = |entries: [(Key, Node); 2]| {
        let mut table = Table::default();
        for (key, node) in entries {
            table.insert(key, node);
        }
        table
    };
    let string = |text: &str| Value::String(text.to_owned());
    let field = table([entry("name", string("a/b")), entry("value", string(text))]);
    let fields = Value::Array(vec![Node { span, value: Value::Table(field) }]);
    let mut set = Table::default();
    let (key, node) = entry("fields", fields);
    set.insert(key, node);
    let filter = |each| table([entry("keep", string(text)), entry("each", string(each))]);
    for (name, options) in
        [("filter", filter("article")), ("filter", filter("document")), ("set", set)]
    {
        let mut faults = Vec::new();
        let built = registry.get(StepKind::Stage, name).unwrap().build(options, span, &mut faults);
        for fault in &faults {
            assert!(fault.span.end() <= span.end(), "{fault:?}");
        }
        let Some(step) = built else {
            assert!(!faults.is_empty(), "refused without a reason");
            continue;
        };
        for article in articles() {
            // What is said of an attachment may not fit what stands in it.
            if apply(&step, &mut article.clone()).is_ok() {
                check_alone(&step, &article).unwrap();
            }
        }
    }
}

/// An article that lacks nearly all, and articles of which one has what expressions ask for.
fn articles() -> [Document; 2] {
    let mut full = read_document(include_str!("../seeds/interchange/document.jsonl")).unwrap();
    let article = &mut full.articles[0];
    article.section = Some(MappedText::unmapped("要闻"));
    article.diagnostics.push(Diagnostic::info("headline-after-body", ""));
    article.extensions.set(&Labels(vec!["water".to_owned()])).unwrap();
    [record("b.jsonl", ""), full]
}

/// Lines of the interchange form. What could be read is the same when it is written and read again,
/// and no stage or output panics over what such a line claims.
pub fn interchange(bytes: &[u8]) {
    let Ok(line) = std::str::from_utf8(bytes) else { return };
    let _ = schema_of(line);
    for read in [read_article, read_document] as [fn(&str) -> Result<Document, ReadError>; 2] {
        let Ok(document) = read(line) else { continue };
        check_round_trip(&document).unwrap();
        let mut written = Vec::new();
        write_document(&document, &mut written).unwrap();
        assert_eq!(read_document(std::str::from_utf8(&written).unwrap()).unwrap(), document);
        let _ = document.check_conservation();
        work_on(&document);
    }
    if let Ok(reject) = read_reject(line) {
        let head = read_reject_head(line).unwrap();
        assert_eq!((&head.place, head.offset), (&reject.place, reject.offset));
        let mut written = Vec::new();
        write_reject(&reject, &mut written).unwrap();
        assert_eq!(read_reject(std::str::from_utf8(&written).unwrap()).unwrap(), reject);
    }
}

/// Every stage that a line can come to, with options.
const STAGES: &[(&str, &str)] = &[
    ("split-page", ""),
    ("find-metrics", ""),
    ("identify-language", ""),
    ("filter-quality", ""),
    ("mask", ""),
    ("filter", "keep = 'length > 3 and labels'"),
    ("set", "fields = [{ name = \"section\", value = \"headline\" }]"),
    ("join-pages", ""),
    ("drop-exact", ""),
    ("group-reprints", ""),
    ("mark-passages", "stories = 1"),
    ("link-metrics", ""),
];

/// Lets every stage and output work on a document. They may refuse it.
fn work_on(document: &Document) {
    thread_local! {
        static STEPS: (Vec<Step>, Vec<Step>) = (
            STAGES.iter().map(|(name, options)| stage(name, options)).collect(),
            outputs(),
        );
    }
    let rendered = |outputs: &[Step], document: &Document| {
        for output in outputs {
            if let Step::Sink(sink) = output {
                let _ = sink.render(document, &mut Vec::new());
            }
        }
    };
    STEPS.with(|(stages, outputs)| {
        rendered(outputs, document);
        for stage in stages {
            let mut after = document.clone();
            if apply(stage, &mut after).is_ok() {
                check_round_trip(&after).unwrap();
                rendered(outputs, &after);
            }
        }
    });
}

/// Every output that a path is enough for.
fn outputs() -> Vec<Step> {
    let registry = newsprint::registry().unwrap();
    let names = registry.of_kind(StepKind::Output).map(|info| info.name);
    names.filter_map(|name| step(StepKind::Output, name, "path = \"out\"").ok()).collect()
}
