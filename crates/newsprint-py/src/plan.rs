//! A checked pipeline, and what its segments make of documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use newsprint::core::config::{Table, Value};
use newsprint::core::interchange::write_article;
use newsprint::core::{Chunk, Origin, Part};
use newsprint::pipeline::{KeepRejects, MaxBad, OnError, Piece};
use newsprint::{ConfigText, Plan as Checked};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use rayon::prelude::*;

use crate::columns::{self, EngineRows, TableRows};
use crate::errors::{config_error, failure, run_error};
use crate::files::FileReader;

/// Documents that a thread works on at a time.
pub(crate) const TOGETHER: usize = 64;

/// A checked pipeline.
#[pyclass(frozen, module = "newsprint._newsprint")]
pub(crate) struct Plan {
    pub(crate) plan: Arc<Checked>,
}

/// A record: its bytes, and what is known besides.
type Record = (Vec<u8>, Option<BTreeMap<String, String>>);
/// What became of pieces: for each the documents and the digests that wait before a corpus stage; the
/// lines of articles behind the last stage; the lines of what left.
type Onward<'py> = (
    Vec<(Bound<'py, PyBytes>, Bound<'py, PyBytes>)>,
    Vec<Bound<'py, PyBytes>>,
    Vec<Bound<'py, PyBytes>>,
);

#[pymethods]
impl Plan {
    /// Checks a pipeline and builds its steps.
    #[new]
    fn new(name: &str, text: &str, overrides: Vec<String>) -> PyResult<Self> {
        let registry = newsprint::registry().map_err(|error| failure(&error.to_string(), None))?;
        let mut text = ConfigText::new(name, text);
        for assignment in &overrides {
            text.push_override(assignment);
        }
        match Checked::new(&text, &registry) {
            Ok(plan) => Ok(Self { plan: Arc::new(plan) }),
            Err(error) => Err(config_error(&error)),
        }
    }

    /// The names of the steps: the input, the stages, the outputs.
    fn steps(&self) -> Vec<String> {
        self.plan.step_names().into_iter().map(str::to_owned).collect()
    }

    /// The names of the stages that see all articles.
    fn corpus_stages(&self) -> Vec<String> {
        self.plan.corpus_stages().map(str::to_owned).collect()
    }

    /// Those of them that keep something for later runs.
    fn lasting_stages(&self) -> Vec<String> {
        self.plan.lasting_stages().map(str::to_owned).collect()
    }

    /// The rounds in which the stage before the segment of this number decides in parts: what each
    /// reads, and whether its messages are kept for more than the next. None where one process decides.
    fn rounds(&self, segment: usize) -> PyResult<Vec<(Vec<&'static str>, bool)>> {
        let rounds = self.plan.rounds(segment).map_err(run_error)?;
        Ok(rounds.into_iter().map(|round| (round.reads.to_vec(), round.keeps)).collect())
    }

    /// The outputs: the kind and the options of each.
    fn outputs<'py>(&self, py: Python<'py>) -> PyResult<Vec<(String, Bound<'py, PyDict>)>> {
        let outputs = self.plan.outputs();
        outputs.map(|(kind, options)| Ok((kind.to_owned(), table(py, options)?))).collect()
    }

    /// Whether a document that fails ends the run; what becomes of rejects; how many may fail, as a
    /// number or as a share of a hundred.
    fn rules(&self) -> (bool, &'static str, Option<u64>, Option<f64>) {
        let settings = self.plan.settings();
        let rejects = match settings.rejects {
            KeepRejects::Keep => "keep",
            KeepRejects::Sample => "sample",
            KeepRejects::Count => "count",
        };
        let (count, percent) = match settings.max_bad {
            None => (None, None),
            Some(MaxBad::Count(count)) => (Some(count), None),
            Some(MaxBad::Percent(percent)) => (None, Some(percent)),
        };
        (settings.on_error == OnError::Stop, rejects, count, percent)
    }

    /// Runs the pipeline file; gives the report of the run as JSON.
    fn run(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        let report = py.detach(|| self.plan.run()).map_err(run_error)?;
        serde_json::to_vec(&report).map_err(|error| failure(&error.to_string(), None))
    }

    /// Makes ready what stages need besides documents: their programs.
    fn open_stages(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.plan.open_stages()).map_err(run_error)
    }

    /// The files of the input.
    fn files(&self) -> Vec<String> {
        self.plan.input().files()
    }

    /// Reads the files of the input and leads their records through the first segment.
    fn read(&self, py: Python<'_>, first: i64, tables: Vec<String>) -> PyResult<FileReader> {
        py.detach(|| FileReader::open(&self.plan, first, tables))
    }

    /// Leads records through the first segment; `first` is the number of the first one.
    fn work_on_records<'py>(
        &self,
        py: Python<'py>,
        records: Vec<Record>,
        name: &str,
        first: u64,
    ) -> PyResult<Onward<'py>> {
        let pieces = py.detach(|| {
            let shared = Arc::new(Origin::new(name));
            let numbered: Vec<_> = (first..).zip(&records).collect();
            let work = |records: &[(u64, &Record)]| {
                let mut chunk = Chunk::default();
                for (number, (bytes, facts)) in records {
                    let own = facts.as_ref().map(|facts| {
                        Arc::new(columns::origin(name, |key| facts.get(key).cloned()))
                    });
                    let origin = own.as_ref().unwrap_or(&shared);
                    chunk.append(origin, Part::Line(*number), bytes);
                }
                self.plan.work_on_records(chunk)
            };
            numbered.par_chunks(TOGETHER).map(work).collect::<Vec<Piece>>()
        });
        hand_back(py, pieces)
    }

    /// Carries out verdicts on pieces of documents, and leads these through the segment behind.
    fn work_on_waiting<'py>(
        &self,
        py: Python<'py>,
        segment: usize,
        pieces: Vec<(Vec<u8>, Vec<u8>)>,
    ) -> PyResult<Onward<'py>> {
        let pieces = py.detach(|| {
            let pieces = pieces.into_par_iter();
            let work = |(it, of): (Vec<u8>, Vec<u8>)| self.plan.work_on_waiting(segment, it, &of);
            pieces.map(work).collect::<Result<Vec<Piece>, _>>()
        });
        hand_back(py, pieces.map_err(run_error)?)
    }

    /// Leads the rows of a batch through all stages, on all cores; gives rows of a table, and the
    /// lines of what left.
    fn map_arrow<'py>(
        &self,
        py: Python<'py>,
        batch: PyArrowType<RecordBatch>,
        name: &str,
        first: i64,
        table: &str,
    ) -> PyResult<(PyArrowType<RecordBatch>, Vec<Bound<'py, PyBytes>>)> {
        let PyArrowType(batch) = batch;
        let (rows, gone) = py.detach(|| {
            let mut rows = TableRows::new(table)?;
            let starts: Vec<usize> = (0..batch.num_rows()).step_by(TOGETHER).collect();
            let work = |start: &usize| {
                let part = batch.slice(*start, TOGETHER.min(batch.num_rows() - start));
                let first = first + i64::try_from(*start).unwrap_or_default();
                let (chunk, _) = columns::records(&self.plan, &part, name, first)?;
                Ok(self.plan.work_on_records(chunk))
            };
            let pieces = starts.par_iter().map(work).collect::<PyResult<Vec<Piece>>>()?;
            let mut gone = Vec::new();
            for piece in pieces {
                piece.documents.iter().try_for_each(|document| rows.add(document))?;
                gone.extend(piece.gone.into_iter().map(|gone| gone.line));
            }
            Ok::<_, PyErr>((rows.finish()?, gone))
        })?;
        let gone = gone.iter().map(|line| PyBytes::new(py, line)).collect();
        Ok((PyArrowType(rows), gone))
    }

    /// Leads the rows of a batch through the first segment. Rows whose keys are in the column `_key`
    /// have these, the others the numbers from `first` on.
    fn map_records(
        &self,
        py: Python<'_>,
        batch: PyArrowType<RecordBatch>,
        name: &str,
        first: i64,
        tables: Vec<String>,
    ) -> PyResult<PyArrowType<RecordBatch>> {
        let PyArrowType(batch) = batch;
        let mapped = py.detach(|| {
            let mut rows = EngineRows::new(tables);
            for start in (0..batch.num_rows()).step_by(TOGETHER) {
                let part = batch.slice(start, TOGETHER.min(batch.num_rows() - start));
                let first = first + i64::try_from(start).unwrap_or_default();
                let (chunk, keys) = columns::records(&self.plan, &part, name, first)?;
                let key = keys.first().copied().unwrap_or(first);
                rows.add(key, keys.len(), &self.plan.work_on_records(chunk))?;
            }
            rows.finish()
        });
        mapped.map(PyArrowType)
    }

    /// Carries out the verdicts in the column `verdicts` on the documents in `data`, and leads these
    /// through the segment behind.
    fn map_waiting(
        &self,
        py: Python<'_>,
        segment: usize,
        batch: PyArrowType<RecordBatch>,
        tables: Vec<String>,
    ) -> PyResult<PyArrowType<RecordBatch>> {
        let PyArrowType(batch) = batch;
        let mapped = py.detach(|| {
            let (keys, waiting) = (columns::keys(&batch)?, columns::bytes(&batch, "data")?);
            let verdicts = columns::bytes(&batch, "verdicts")?;
            let mut rows = EngineRows::new(tables);
            for ((key, waiting), of) in keys.into_iter().zip(waiting).zip(verdicts) {
                let (waiting, of) = (columns::unpack(waiting)?, columns::unpack(of)?);
                let piece = self.plan.work_on_waiting(segment, waiting, &of);
                rows.add(key, 0, &piece.map_err(run_error)?)?;
            }
            rows.finish()
        });
        mapped.map(PyArrowType)
    }
}

/// What became of pieces, as Python takes it.
fn hand_back(py: Python<'_>, pieces: Vec<Piece>) -> PyResult<Onward<'_>> {
    let (mut waiting, mut lines, mut left) = (Vec::new(), Vec::new(), Vec::new());
    let bytes = |bytes: &[u8]| PyBytes::new(py, bytes);
    for piece in pieces {
        waiting.extend(piece.waiting.map(|it| (bytes(&it.documents), bytes(&it.digests))));
        for document in &piece.documents {
            for article in &document.articles {
                let mut line = Vec::new();
                write_article(document.source(), article, &mut line)
                    .map_err(|error| failure(&error.to_string(), None))?;
                lines.push(bytes(&line));
            }
        }
        left.extend(piece.gone.iter().map(|gone| bytes(&gone.line)));
    }
    Ok((waiting, lines, left))
}

fn table<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (key, node) in table.iter() {
        dict.set_item(&key.name, value(py, &node.value)?)?;
    }
    Ok(dict)
}

fn value<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Boolean(value) => value.into_pyobject(py)?.to_owned().into_any(),
        Value::Integer(value) => value.into_pyobject(py)?.into_any(),
        Value::Float(value) => value.into_pyobject(py)?.into_any(),
        Value::String(value) | Value::Datetime(value) => value.into_pyobject(py)?.into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| self::value(py, &item.value));
            items.collect::<PyResult<Vec<_>>>()?.into_pyobject(py)?.into_any()
        }
        Value::Table(inner) => table(py, inner)?.into_any(),
    })
}
