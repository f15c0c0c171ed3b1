//! What a run did, in numbers.

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use newsprint_core::{Document, PassedOver, ReasonCount, StepKind, StepReport};
use serde::Serialize;

use crate::Shard;

/// `schema` of a report.
pub const REPORT: &str = "newsprint/report/1";
/// The JSON Schema (draft 2020-12) of a report.
pub const REPORT_JSON_SCHEMA: &str = include_str!("../schema/report-1.schema.json");

/// What a run did.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RunReport {
    /// The form of the report, [`REPORT`].
    pub schema: &'static str,
    /// Each step in order: the input, the stages, the outputs.
    pub steps: Vec<StepReport>,
    /// Documents and records that could not be read or worked on.
    pub quarantined: u64,
    /// Documents and articles that stages dropped on purpose.
    pub dropped: u64,
    /// Where both are kept; `None` when none are.
    pub rejects: Option<String>,
    /// How many are kept there.
    pub rejects_kept: u64,
    /// Files of the folders that are read which the input does not read, by reason.
    pub passed_over: Vec<PassedOver>,
    /// What can now be opened.
    pub written: Vec<String>,
    /// Chunks that were worked on, and those that a journal had already; `None` without a journal.
    pub journal: Option<JournalReport>,
    /// Which part of a run this was; `None` when outputs were written.
    pub part: Option<PartReport>,
    /// Time from start to end.
    pub seconds: f64,
}

/// Which part of a run a process did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct PartReport {
    /// The shard, `2/8`; `None` of a process that only decides.
    pub shard: Option<String>,
    /// The corpus stage up to which the work is done: which a merge has to decide, or which this
    /// process has decided. `None` when nothing is left but the outputs.
    pub up_to: Option<String>,
}

impl PartReport {
    pub(crate) fn new(shard: Option<Shard>, up_to: Option<&str>) -> Self {
        Self { shard: shard.map(|shard| shard.to_string()), up_to: up_to.map(str::to_owned) }
    }
}

impl fmt::Display for PartReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.shard, &self.up_to) {
            (Some(shard), Some(stage)) => {
                write!(f, "shard {shard} is done up to `{stage}`, which decides over all of them")
            }
            (Some(shard), None) => write!(f, "shard {shard} is done"),
            (None, Some(stage)) => {
                write!(f, "`{stage}` has decided; run the shards again, or merge them")
            }
            (None, None) => write!(f, "nothing is left to decide; merge the shards"),
        }
    }
}

/// What a journal was good for. A chunk is counted once in each part of the run: before the first
/// corpus stage, and after each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct JournalReport {
    /// Chunks whose results were in the journal.
    pub taken: u64,
    /// Documents in them.
    pub documents_taken: u64,
    /// Chunks that were worked on.
    pub worked_on: u64,
    /// Documents in them.
    pub documents_worked_on: u64,
}

impl JournalReport {
    pub(crate) fn add(&mut self, documents: u64, is_taken: bool) {
        let (chunks, sum) = if is_taken {
            (&mut self.taken, &mut self.documents_taken)
        } else {
            (&mut self.worked_on, &mut self.documents_worked_on)
        };
        *chunks += 1;
        *sum += documents;
    }
}

impl Default for RunReport {
    fn default() -> Self {
        Self {
            schema: REPORT,
            steps: Vec::new(),
            quarantined: 0,
            dropped: 0,
            rejects: None,
            rejects_kept: 0,
            passed_over: Vec::new(),
            written: Vec::new(),
            journal: None,
            part: None,
            seconds: 0.0,
        }
    }
}

/// The counts of one step over some documents.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) documents_in: u64,
    pub(crate) documents_out: u64,
    pub(crate) articles_in: u64,
    pub(crate) articles_out: u64,
    pub(crate) quarantined: u64,
    pub(crate) dropped: u64,
    /// Bytes of the source texts of the documents that came.
    pub(crate) text_bytes: u64,
    pub(crate) time: Duration,
}

impl Counts {
    pub(crate) fn enter(&mut self, document: &Document) {
        self.documents_in += 1;
        self.articles_in += document.articles.len() as u64;
        self.text_bytes += document.source().text().len() as u64;
    }

    pub(crate) fn leave(&mut self, document: &Document) {
        self.documents_out += 1;
        self.articles_out += document.articles.len() as u64;
    }

    pub(crate) fn report(&self, kind: StepKind, name: &str, timings: bool) -> StepReport {
        let mut report = StepReport::new(kind, name);
        report.documents_in = self.documents_in;
        report.documents_out = self.documents_out;
        report.articles_in = self.articles_in;
        report.articles_out = self.articles_out;
        report.quarantined = self.quarantined;
        report.dropped = self.dropped;
        report.text_bytes = self.text_bytes;
        report.seconds = timings.then_some(self.time.as_secs_f64());
        report
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.documents_in += other.documents_in;
        self.documents_out += other.documents_out;
        self.articles_in += other.articles_in;
        self.articles_out += other.articles_out;
        self.quarantined += other.quarantined;
        self.dropped += other.dropped;
        self.text_bytes += other.text_bytes;
        self.time += other.time;
    }
}

impl fmt::Display for RunReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.steps.iter().map(|step| step.name.len()).max().unwrap_or(0);
        writeln!(
            f,
            "{:6}  {:width$}  {:>19}  {:>19}  rejects",
            "step", "", "documents in → out", "articles in → out"
        )?;
        for step in &self.steps {
            let documents = format!("{} → {}", step.documents_in, step.documents_out);
            let articles = format!("{} → {}", step.articles_in, step.articles_out);
            write!(f, "{:6}  {:width$}  {documents:>19}  {articles:>19}  ", step.kind, step.name)?;
            match (step.quarantined, step.dropped) {
                (0, 0) => writeln!(f, "-")?,
                (failed, 0) => writeln!(f, "{failed} failed ({})", Reasons(&step.rejects))?,
                (0, dropped) => writeln!(f, "{dropped} dropped ({})", Reasons(&step.rejects))?,
                (failed, dropped) => {
                    let reasons = Reasons(&step.rejects);
                    writeln!(f, "{failed} failed, {dropped} dropped ({reasons})")?;
                }
            }
        }
        self.timings(width, f)?;
        if !self.passed_over.is_empty() {
            let count: u64 = self.passed_over.iter().map(|it| it.count).sum();
            let reasons = self.passed_over.iter().map(|it| format!("{} {}", it.count, it.reason));
            let reasons: Vec<String> = reasons.collect();
            let files = if count == 1 { "file" } else { "files" };
            writeln!(f, "passed over {count} {files} of the folders ({})", reasons.join(", "))?;
        }
        for name in &self.written {
            writeln!(f, "wrote {name}")?;
        }
        let (failed, dropped, kept) = (self.quarantined, self.dropped, self.rejects_kept);
        match &self.rejects {
            Some(path) if kept == failed + dropped => {
                writeln!(f, "kept {failed} failed and {dropped} dropped in {path}")?;
            }
            Some(path) => {
                writeln!(f, "kept {kept} of {failed} failed and {dropped} dropped in {path}")?;
            }
            // Those of a part are kept with it.
            None if failed + dropped > 0 && self.part.is_none() => {
                writeln!(f, "kept none of {failed} failed and {dropped} dropped")?;
            }
            None => {}
        }
        if let Some(journal) = self.journal.filter(|journal| journal.taken > 0) {
            let (taken, all) = (journal.taken, journal.taken + journal.worked_on);
            writeln!(f, "{taken} of {all} chunks were done already, as the journal had them")?;
        }
        if let Some(part) = &self.part {
            writeln!(f, "{part}")?;
        }
        write!(f, "done in {:.2} s", self.seconds)
    }
}

impl RunReport {
    /// A table of what the steps took, where that was measured.
    fn timings(&self, width: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: f64 = self.steps.iter().filter_map(|step| step.seconds).sum();
        if self.steps.iter().all(|step| step.seconds.is_none()) {
            return Ok(());
        }
        writeln!(
            f,
            "{:6}  {:width$}  {:>10}  {:>7}  {:>10}  {:>10}  {:>10}",
            "time", "", "on threads", "share", "documents", "articles", "MB/s"
        )?;
        for step in &self.steps {
            let seconds = step.seconds.unwrap_or(0.0);
            let share = if all > 0.0 { seconds * 100.0 / all } else { 0.0 };
            let (documents, articles) = (step.documents_in, step.articles_in);
            writeln!(
                f,
                "{:6}  {:width$}  {:>10}  {:>7}  {documents:>10}  {articles:>10}  {:>10}",
                step.kind,
                step.name,
                format!("{seconds:.3} s"),
                format!("{share:.1} %"),
                rate(step.text_bytes, seconds),
            )?;
        }
        Ok(())
    }
}

/// Megabytes a second; `-` where there is nothing to tell.
#[expect(clippy::cast_precision_loss, reason = "a rate is told to a tenth")]
fn rate(bytes: u64, seconds: f64) -> String {
    if bytes == 0 || seconds <= 0.0 {
        return "-".to_owned();
    }
    format!("{:.1}", bytes as f64 / 1e6 / seconds)
}

/// `bad-json 3, missing-text 1`; of many, the commonest.
struct Reasons<'a>(&'a [ReasonCount]);

impl fmt::Display for Reasons<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const TOLD: usize = 5;
        if let [only] = self.0 {
            return f.write_str(&only.code);
        }
        for (at, ReasonCount { code, count, .. }) in self.0.iter().take(TOLD).enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{code} {count}")?;
        }
        match self.0.len().checked_sub(TOLD) {
            Some(more) if more > 0 => write!(f, ", and {more} more reasons"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use newsprint_core::interchange::RejectKind;
    use serde_json::Value;

    use super::*;

    fn report() -> RunReport {
        let mut input = StepReport::new(StepKind::Input, "jsonl");
        (input.documents_in, input.documents_out, input.quarantined) = (4, 2, 2);
        let reason = |code: &str, count| ReasonCount {
            kind: RejectKind::Quarantined,
            code: code.to_owned(),
            count,
        };
        input.rejects = vec![reason("bad-json", 1), reason("missing-text", 1)];
        (input.text_bytes, input.seconds) = (2_000_000, Some(0.5));
        let mut stage = StepReport::new(StepKind::Stage, "find-metrics");
        stage.seconds = Some(1.5);
        RunReport {
            steps: vec![input, stage],
            quarantined: 2,
            rejects: Some("r.jsonl".to_owned()),
            rejects_kept: 1,
            written: vec!["a.jsonl".to_owned()],
            seconds: 1.234,
            ..RunReport::default()
        }
    }

    #[test]
    fn a_report_is_told() {
        let expected = "\
step                   documents in → out    articles in → out  rejects
input   jsonl                       4 → 2                0 → 0  2 failed (bad-json 1, missing-text 1)
stage   find-metrics                0 → 0                0 → 0  -
time                  on threads    share   documents    articles        MB/s
input   jsonl            0.500 s   25.0 %           4           0         4.0
stage   find-metrics     1.500 s   75.0 %           0           0           -
wrote a.jsonl
kept 1 of 2 failed and 0 dropped in r.jsonl
done in 1.23 s";
        assert_eq!(report().to_string(), expected);
    }

    #[test]
    fn the_schema_knows_every_key() {
        let schema: Value = serde_json::from_str(REPORT_JSON_SCHEMA).unwrap();
        let report = serde_json::to_value(report()).unwrap();
        let check = |value: &Value, schema: &Value| {
            let keys = |value: &Value| -> Vec<String> {
                value.as_object().unwrap().keys().cloned().collect()
            };
            assert_eq!(keys(value), keys(&schema["properties"]));
            let required: Vec<_> = schema["required"].as_array().unwrap().iter().collect();
            assert_eq!(required.len(), keys(value).len(), "every key is always there");
        };
        check(&report, &schema);
        let part = serde_json::to_value(PartReport::new("2/3".parse().ok(), None)).unwrap();
        check(&part, &schema["properties"]["part"]);
        check(&report["steps"][0], &schema["$defs"]["step"]);
        check(&report["steps"][0]["rejects"][0], &schema["$defs"]["reason"]);
        assert_eq!(schema["properties"]["schema"]["const"], report["schema"]);
    }
}
