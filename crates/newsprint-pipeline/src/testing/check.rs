//! Runs a test and tells what is not as expected.

use std::collections::BTreeMap;

use newsprint_core::config::{Fault, Located, Node};
use newsprint_core::interchange::{self, RejectKind};
use newsprint_core::{Article, Document, MappedText, Residue, Span};
use serde_json::{Value as Json, json};

use super::compare::{Difference, Pairing, differences, pair};
use super::{Expected, Test};
use crate::trial::{Left, Tried};
use crate::{Plan, RunError};

/// What became of a test.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct TestReport {
    /// What is not as expected, in the order of the pipeline file; none when the test passes.
    pub failures: Vec<Failure>,
}

/// Something that is not as expected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Where the expectation stands in the pipeline file.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// A word or two on the place.
    pub label: String,
    /// Of a row that did not come out, how the nearest one differs.
    pub differences: Vec<Difference>,
    /// What came out of the kind in question, where a kind is.
    pub found: Option<Vec<Json>>,
}

impl Failure {
    fn of_fault(fault: Fault) -> Self {
        let help = fault.help.map(|help| format!("; {help}")).unwrap_or_default();
        Self {
            span: fault.span,
            message: format!("{}{help}", fault.message),
            label: fault.label,
            differences: Vec::new(),
            found: None,
        }
    }
}

impl Plan {
    /// The pipeline's tests.
    pub fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// Leads a test's texts through the stages and compares what comes out.
    ///
    /// # Errors
    /// When a stage that sees all articles cannot decide.
    pub fn run_test(&self, test: &Test) -> Result<TestReport, RunError> {
        let input = self.input.step.as_ref();
        let mut report = TestReport::default();
        let mut documents = Vec::new();
        for given in &test.given {
            match given.documents(input) {
                Ok(read) => documents.extend(read),
                Err(faults) => report.failures.extend(faults.into_iter().map(Failure::of_fault)),
            }
        }
        if !report.failures.is_empty() {
            return Ok(report);
        }
        let tried = self.trial(documents).finish()?;
        let found = Found::new(&tried);
        found.check(test, &mut report.failures);
        report.failures.sort_by_key(|failure| failure.span);
        Ok(report)
    }
}

/// What came out, in the forms that tests state.
#[derive(Default)]
struct Found {
    articles: Vec<Json>,
    metrics: Vec<Json>,
    groups: Vec<Vec<String>>,
    diagnostics: Vec<Json>,
    residue: Vec<Json>,
    dropped: Vec<Json>,
    failed: Vec<Json>,
}

impl Found {
    fn new(tried: &[Tried]) -> Self {
        let mut found = Self::default();
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (tried, number) in tried.iter().zip(1_usize..) {
            let source = tried.document.as_ref().map(Document::source);
            let record = source.and_then(|it| it.record().map(str::to_owned));
            let record = record.unwrap_or_else(|| number.to_string());
            for (alone, left) in &tried.dropped {
                found.left(alone.articles.first(), left, &record);
            }
            if let Some(left) = &tried.left {
                let article = tried.document.as_ref().and_then(|it| it.articles.first());
                found.left(article, left, &record);
            }
            if let Some(document) = tried.here() {
                found.document(document, &record, &mut groups);
            }
        }
        let several = groups.into_values().filter(|records| records.len() > 1);
        found.groups = several.collect();
        found
    }

    fn left(&mut self, article: Option<&Article>, left: &Left, record: &str) {
        let Left { stage, message, reason, .. } = left;
        if left.kind == RejectKind::Quarantined {
            self.failed.push(json!({ "stage": stage, "message": message, "record": record }));
            return;
        }
        let headline = article.and_then(|it| it.headline.as_ref()).map(MappedText::as_str);
        let code = reason.as_ref().map(|it| &it.code);
        let value = reason.as_ref().map(|it| &it.value);
        self.dropped.push(json!({
            "stage": stage, "code": code, "value": value, "record": record, "headline": headline,
        }));
    }

    fn document(
        &mut self,
        document: &Document,
        record: &str,
        groups: &mut BTreeMap<String, Vec<String>>,
    ) {
        for diagnostic in &document.diagnostics {
            self.diagnostics.extend(serde_json::to_value(diagnostic));
        }
        let text = document.source().text();
        for Residue { span, reason, detail } in &document.residue {
            let said = span.of(text);
            self.residue.push(json!({
                "text": said, "reason": reason, "detail": detail, "record": record,
            }));
        }
        for article in &document.articles {
            let mut line = Vec::new();
            // An attachment that is no JSON would have failed in the run; here it only lacks a row.
            if interchange::write_article(document.source(), article, &mut line).is_err() {
                continue;
            }
            let mut row: Json = serde_json::from_slice(&line).unwrap_or_default();
            let rows = |value: &Json| value.as_array().cloned().unwrap_or_default();
            self.metrics.extend(rows(&row["metrics"]));
            self.diagnostics.extend(rows(&row["diagnostics"]));
            if let Some(entries) = row.as_object_mut() {
                entries.remove("spans");
                entries.remove("schema");
            }
            self.articles.push(row);
            if let Some(group) = &article.group {
                groups.entry(group.id.to_string()).or_default().push(record.to_owned());
            }
        }
    }

    fn check(&self, test: &Test, failures: &mut Vec<Failure>) {
        let Expected { articles, metrics, groups, diagnostics, residue, dropped, failed, count } =
            &test.expected;
        let rows = [
            ("articles", articles.as_ref().map(|it| &it.nodes), &self.articles),
            ("metrics", metrics.as_ref().map(|it| &it.nodes), &self.metrics),
            ("diagnostics", diagnostics.as_ref().map(|it| &it.nodes), &self.diagnostics),
            ("residue", residue.as_ref().map(|it| &it.nodes), &self.residue),
            ("dropped", dropped.as_ref().map(|it| &it.nodes), &self.dropped),
            ("failed", failed.as_ref().map(|it| &it.nodes), &self.failed),
        ];
        for (name, expected, found) in rows {
            check_rows(name, expected.map_or(&[], Vec::as_slice), found, failures);
        }
        self.check_groups(groups, failures);
        self.check_failed(test.span, failed.as_ref().map_or(&[], |it| &it.nodes), failures);
        let groups: Vec<Json> = self.groups.iter().map(|group| json!(group)).collect();
        let Some(count) = count else { return };
        let counts = [
            ("articles", &count.articles, &self.articles),
            ("metrics", &count.metrics, &self.metrics),
            ("groups", &count.groups, &groups),
            ("diagnostics", &count.diagnostics, &self.diagnostics),
            ("residue", &count.residue, &self.residue),
            ("dropped", &count.dropped, &self.dropped),
        ];
        for (name, expected, found) in counts {
            let Some(Located { value, span }) = expected else { continue };
            if *value != found.len() as u64 {
                failures.push(Failure {
                    span: *span,
                    message: format!("`{name}`: {value} expected, {} came out", found.len()),
                    label: format!("there are {}", found.len()),
                    differences: Vec::new(),
                    found: Some(found.clone()),
                });
            }
        }
    }

    fn check_groups(&self, expected: &[Located<Vec<String>>], failures: &mut Vec<Failure>) {
        for Located { value, span } in expected {
            let mut wanted = value.clone();
            wanted.sort();
            let is_wanted = |group: &Vec<String>| {
                let mut group = group.clone();
                group.sort();
                group == wanted
            };
            if self.groups.iter().any(is_wanted) {
                continue;
            }
            failures.push(Failure {
                span: *span,
                message: "no group has these records and no others".to_owned(),
                label: "not together".to_owned(),
                differences: Vec::new(),
                found: Some(self.groups.iter().map(|group| json!(group)).collect()),
            });
        }
    }

    /// What failed though no row says so.
    fn check_failed(&self, name: Span, expected: &[Node], failures: &mut Vec<Failure>) {
        let is_expected =
            |row: &Json| expected.iter().any(|node| differences(node, row).is_empty());
        for row in self.failed.iter().filter(|row| !is_expected(row)) {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            failures.push(Failure {
                span: name,
                message: format!("`{}` failed: {}", text("stage"), text("message")),
                label: format!("on document {}", text("record")),
                differences: Vec::new(),
                found: None,
            });
        }
    }
}

fn check_rows(name: &str, expected: &[Node], found: &[Json], failures: &mut Vec<Failure>) {
    for (node, pairing) in expected.iter().zip(pair(expected, found)) {
        let differences = match pairing {
            Pairing::Found => continue,
            Pairing::Near(at) => differences(node, &found[at]),
            Pairing::None => Vec::new(),
        };
        failures.push(Failure {
            span: node.span,
            message: format!("`{name}`: no row is like this one"),
            label: "not found".to_owned(),
            differences,
            found: Some(found.to_vec()),
        });
    }
}
