//! What left the run before its end: counted by reason, kept, and judged.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::mem;
use std::path::{Path, PathBuf};

use newsprint_core::interchange::{self, RejectKind};
use newsprint_core::{ReasonCount, StepError};
use tempfile::NamedTempFile;

use crate::{KeepRejects, MaxBad, OnError, RunError, RunSettings};

/// Documents after which a share of them says something.
const ENOUGH: u64 = 1000;

/// Reasons that are told when a run stops.
const TOLD: usize = 5;

/// What left the run within one chunk, in the order of the input.
#[derive(Default)]
pub(crate) struct Left {
    pub(crate) rejected: Vec<Rejected>,
    /// The lines that are to be kept, one after another.
    pub(crate) lines: Vec<u8>,
}

/// One document or article that left.
pub(crate) struct Rejected {
    /// The number of the step that decided.
    pub(crate) step: usize,
    pub(crate) kind: RejectKind,
    pub(crate) code: Cow<'static, str>,
    /// The number of the record within its chunk.
    pub(crate) record: u64,
    pub(crate) place: String,
    pub(crate) message: String,
    /// Where its line ends among the lines of the chunk; it is empty when nothing is to be kept.
    pub(crate) end: usize,
}

type Reason = (usize, RejectKind, Cow<'static, str>);

struct Tally {
    count: u64,
    /// The first: its place and message.
    first: (String, String),
}

/// The rejects of a run, and the file that keeps them, made when the first comes.
pub(crate) struct Rejects {
    settings: RunSettings,
    /// The names of the steps.
    names: Vec<String>,
    file: Option<BufWriter<NamedTempFile>>,
    tallies: BTreeMap<Reason, Tally>,
    failed: u64,
    kept: u64,
    /// Documents that were read, before the chunk at hand.
    documents: u64,
    /// Whether enough of them were read for a share to count.
    enough: bool,
}

impl Rejects {
    pub(crate) fn new(settings: &RunSettings, names: &[&str]) -> Self {
        Self {
            settings: settings.clone(),
            names: names.iter().copied().map(str::to_owned).collect(),
            file: None,
            tallies: BTreeMap::new(),
            failed: 0,
            kept: 0,
            documents: 0,
            enough: false,
        }
    }

    /// Takes what left within the chunk that follows; `read` is the number of its documents, 0 when
    /// they come back from the spool and have been counted.
    ///
    /// # Errors
    /// When a document failed and none may, or too many have, by the order of the input alone; when
    /// the file cannot be written.
    pub(crate) fn take(&mut self, left: &Left, read: u64) -> Result<(), RunError> {
        let mut start = 0;
        for rejected in &left.rejected {
            let position = self.documents + read.min(rejected.record + 1);
            if position > ENOUGH {
                self.reach_enough()?;
            }
            self.add(rejected, &left.lines[mem::replace(&mut start, rejected.end)..rejected.end])?;
            if rejected.kind == RejectKind::Quarantined {
                self.judge(position, read == 0)?;
            }
        }
        self.documents += read;
        if self.documents >= ENOUGH { self.reach_enough() } else { Ok(()) }
    }

    /// A share that was passed among the first documents counts as soon as they are enough.
    fn reach_enough(&mut self) -> Result<(), RunError> {
        if mem::replace(&mut self.enough, true) { Ok(()) } else { self.judge(ENOUGH, false) }
    }

    /// All documents have been read.
    ///
    /// # Errors
    /// When too many of them failed.
    pub(crate) fn all_read(&self) -> Result<(), RunError> {
        self.judge(self.documents, true)
    }

    fn judge(&self, documents: u64, are_all: bool) -> Result<(), RunError> {
        let Some(most) = self.settings.max_bad else { return Ok(()) };
        let is_early = matches!(most, MaxBad::Percent(_)) && documents < ENOUGH && !are_all;
        if is_early || !most.is_passed(self.failed, documents) {
            return Ok(());
        }
        let reasons = self.commonest_failures();
        Err(RunError::TooManyFailed { failed: self.failed, documents, most, reasons })
    }

    /// Why documents failed, in words.
    fn commonest_failures(&self) -> Vec<String> {
        let is_failure = |(_, kind, _): &Reason| *kind == RejectKind::Quarantined;
        let mut failures: Vec<_> =
            self.tallies.iter().filter(|(reason, _)| is_failure(reason)).collect();
        failures.sort_by_key(|(_, tally)| Reverse(tally.count));
        let told = failures.iter().take(TOLD).map(|((step, _, code), tally)| {
            let (count, name, (place, message)) = (tally.count, self.name(*step), &tally.first);
            format!("{count} × `{name}` {code}, the first at {place}: {message}")
        });
        let mut told: Vec<String> = told.collect();
        if let Some(more) = failures.len().checked_sub(TOLD).filter(|more| *more > 0) {
            told.push(format!("and for {more} more reasons"));
        }
        told
    }

    fn name(&self, step: usize) -> &str {
        self.names.get(step).map_or("", String::as_str)
    }

    fn add(&mut self, rejected: &Rejected, line: &[u8]) -> Result<(), RunError> {
        if rejected.kind == RejectKind::Quarantined {
            self.failed += 1;
            if self.settings.on_error == OnError::Stop {
                return Err(RunError::Document {
                    place: rejected.place.clone(),
                    step: self.name(rejected.step).to_owned(),
                    message: rejected.message.clone(),
                });
            }
        }
        let reason = (rejected.step, rejected.kind, rejected.code.clone());
        let first = || (rejected.place.clone(), rejected.message.clone());
        let tally =
            self.tallies.entry(reason).or_insert_with(|| Tally { count: 0, first: first() });
        tally.count += 1;
        let is_kept = match self.settings.rejects {
            KeepRejects::Keep => true,
            KeepRejects::Sample => tally.count <= self.settings.rejects_sample,
            KeepRejects::Count => false,
        };
        if !is_kept {
            return Ok(());
        }
        self.kept += 1;
        self.write(line).map_err(|error| self.file_error(error))
    }

    /// How many have been kept.
    pub(crate) fn kept(&self) -> u64 {
        self.kept
    }

    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            return file.write_all(line);
        }
        let file = temporary_beside(&self.settings.rejects_file)?;
        self.file.insert(BufWriter::new(file)).write_all(line)
    }

    /// What left at the step of this number, by reason, the commonest first.
    pub(crate) fn reasons(&self, step: usize) -> Vec<ReasonCount> {
        let of_step = self.tallies.iter().filter(|((of, ..), _)| *of == step);
        let count = |((_, kind, code), tally): (&Reason, &Tally)| ReasonCount {
            kind: *kind,
            code: code.to_string(),
            count: tally.count,
        };
        let mut reasons: Vec<ReasonCount> = of_step.map(count).collect();
        reasons.sort_by_key(|reason| Reverse(reason.count));
        reasons
    }

    /// What has been kept, one at a time.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn read(&mut self) -> Result<newsprint_core::Rejects<'static>, RunError> {
        let Some(file) = &mut self.file else { return Ok(Box::new(std::iter::empty())) };
        let reopened = file.flush().and_then(|()| file.get_ref().reopen());
        let lines = BufReader::new(reopened.map_err(|error| self.file_error(error))?).lines();
        let cannot_read = || StepError::new("rejects cannot be read back");
        Ok(Box::new(lines.map(move |line| {
            let line = line.map_err(|error| cannot_read().because(error))?;
            interchange::read_reject(&line).map_err(|error| cannot_read().because(error))
        })))
    }

    /// Gives the file its name, in place of the rejects of an earlier run; takes those away when
    /// there are none now. Returns the path when there is a file.
    ///
    /// # Errors
    /// When that cannot be done.
    pub(crate) fn commit(&mut self) -> Result<Option<PathBuf>, RunError> {
        let file = self.file.take();
        let is_kept = file.is_some();
        put(file, &self.settings.rejects_file).map_err(|error| self.file_error(error))?;
        Ok(is_kept.then(|| self.settings.rejects_file.clone()))
    }

    fn file_error(&self, error: io::Error) -> RunError {
        let path = self.settings.rejects_file.clone();
        RunError::File { what: "rejects cannot be kept in", path, error }
    }
}

/// Gives `file` the name `path`, or takes away what has that name.
fn put(file: Option<BufWriter<NamedTempFile>>, path: &Path) -> io::Result<()> {
    let Some(file) = file else {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    };
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// A temporary file in the folder that `path` will stand in, made if need be.
fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    tempfile::Builder::new().prefix(".newsprint-").tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use newsprint_core::interchange::{Reject, RejectContent, write_reject};

    use super::*;

    fn settings(change: impl FnOnce(&mut RunSettings)) -> RunSettings {
        let (mut faults, table) = (Vec::new(), newsprint_core::config::Table::default());
        let at = newsprint_core::Span::default();
        let settings = newsprint_core::config::decode_options(table, at, "run", &mut faults);
        let mut settings = settings.unwrap();
        change(&mut settings);
        settings
    }

    /// Rejects of one step, each with its code and the number of its record.
    fn left(rejected: &[(&'static str, u64)]) -> Left {
        let mut left = Left::default();
        for (code, record) in rejected {
            let (kind, place) = (RejectKind::Quarantined, format!("a:{}", record + 1));
            let reject = Reject::new(kind, "text", "why", &*place, RejectContent::Nothing);
            write_reject(&reject.because(*code, None), &mut left.lines).unwrap();
            left.rejected.push(Rejected {
                step: 0,
                kind,
                code: Cow::Borrowed(code),
                record: *record,
                place,
                message: "why".to_owned(),
                end: left.lines.len(),
            });
        }
        left
    }

    #[test]
    fn each_reader_sees_all_that_was_added() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.jsonl");
        let mut rejects = Rejects::new(&settings(|it| it.rejects_file = path), &["text"]);
        assert_eq!(rejects.read().unwrap().count(), 0);
        rejects.take(&left(&[("x", 0)]), 1).unwrap();
        rejects.take(&left(&[("y", 1)]), 2).unwrap();
        for _ in 0..2 {
            let places: Vec<_> = rejects.read().unwrap().map(|it| it.unwrap().place).collect();
            assert_eq!(places, ["a:1", "a:2"]);
        }
    }

    #[test]
    fn a_sample_has_the_first_of_each_reason() {
        let folder = tempfile::tempdir().unwrap();
        for (mode, expected) in [
            (KeepRejects::Keep, vec!["a:1", "a:2", "a:3", "a:1", "a:2"]),
            (KeepRejects::Sample, vec!["a:1", "a:2", "a:3", "a:2"]),
            (KeepRejects::Count, vec![]),
        ] {
            let settings = settings(|it| {
                it.rejects_file = folder.path().join("rejects.jsonl");
                it.rejects = mode;
                it.rejects_sample = 2;
            });
            let mut rejects = Rejects::new(&settings, &["text"]);
            rejects.take(&left(&[("x", 0), ("x", 1), ("y", 2)]), 3).unwrap();
            rejects.take(&left(&[("x", 0), ("y", 1)]), 3).unwrap();
            let places: Vec<_> = rejects.read().unwrap().map(|it| it.unwrap().place).collect();
            assert_eq!(places, expected, "{mode:?}");
            let counts: Vec<_> =
                rejects.reasons(0).into_iter().map(|it| (it.code, it.count)).collect();
            assert_eq!(counts, [("x".to_owned(), 3), ("y".to_owned(), 2)], "{mode:?}");
            let written = rejects.commit().unwrap();
            assert_eq!(written.is_some(), mode != KeepRejects::Count);
        }
    }

    /// How many documents had been read when the run stopped, for chunks of some size.
    fn stops_at(most: MaxBad, failing: &[u64], documents: u64, chunk: u64) -> Option<(u64, u64)> {
        let settings = settings(|it| {
            it.max_bad = Some(most);
            it.rejects = KeepRejects::Count;
        });
        let mut rejects = Rejects::new(&settings, &["text"]);
        let run = || {
            for start in (0..documents).step_by(usize::try_from(chunk).unwrap()) {
                let end = documents.min(start + chunk);
                let here = failing.iter().filter(|it| (start..end).contains(it));
                let here: Vec<_> = here.map(|it| ("x", it - start)).collect();
                rejects.take(&left(&here), end - start)?;
            }
            rejects.all_read()
        };
        match { run }() {
            Ok(()) => None,
            Err(RunError::TooManyFailed { failed, documents, .. }) => Some((failed, documents)),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_run_stops_at_the_same_document_for_any_chunks() {
        let every = |step: usize| (0..5000).step_by(step).collect::<Vec<u64>>();
        let cases = [
            (MaxBad::Count(2), every(10), Some((3, 21))),
            (MaxBad::Count(0), vec![], None),
            (MaxBad::Count(0), vec![4999], Some((1, 5000))),
            (MaxBad::Percent(10.0), every(10), Some((101, 1001))),
            (MaxBad::Percent(1.0), (0..50).collect(), Some((50, 1000))),
            (MaxBad::Percent(1.0), (0..10).collect(), None),
            (MaxBad::Percent(1.0), (900..1000).collect(), Some((100, 1000))),
            (MaxBad::Percent(1.0), (4900..4999).collect(), Some((50, 4950))),
            (MaxBad::Percent(2.0), (4900..4999).collect(), None),
        ];
        for (most, failing, expected) in cases {
            for chunk in [1, 7, 999, 1000, 1001, 5000] {
                assert_eq!(stops_at(most, &failing, 5000, chunk), expected, "{most} by {chunk}");
            }
        }
        assert_eq!(stops_at(MaxBad::Percent(1.0), &[3], 50, 8), Some((1, 50)), "judged at the end");
    }
}
