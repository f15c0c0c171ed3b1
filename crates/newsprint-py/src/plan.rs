//! A checked pipeline, and what its segments make of documents.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use newsprint::core::config::{Table, Value};
use newsprint::core::interchange::write_article;
use newsprint::core::{Chunk, Origin, Part};
use newsprint::pipeline::{KeepRejects, MaxBad, OnError, Passed, Piece};
use newsprint::{ConfigText, Plan as Checked};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use rayon::prelude::*;

use crate::columns::{self, EngineRows, TableRows};
use crate::errors::{config_error, failure, run_error};
use crate::files::FileReader;

/// Documents that a thread works on at a time.
const TOGETHER: usize = 64;

/// A checked pipeline.
#[pyclass(frozen, module = "newsprint._newsprint")]
pub(crate) struct Plan {
    pub(crate) plan: Arc<Checked>,
}

/// A record: its bytes, and what is known besides.
type Record = (Vec<u8>, Option<BTreeMap<String, String>>);
/// What goes on of a piece: the number of the document; its encoding and its digests before a
/// corpus stage, the lines of its articles behind the last stage.
type Onward<'py> =
    (usize, Option<(Bound<'py, PyBytes>, Bound<'py, PyBytes>)>, Vec<Bound<'py, PyBytes>>);
/// What left a piece: the number of the document, and its line among the rejects.
type Rejected<'py> = (usize, Bound<'py, PyBytes>);

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
    fn read(&self, py: Python<'_>, first: i64, documents: bool) -> PyResult<FileReader> {
        py.detach(|| FileReader::open(&self.plan, first, documents))
    }

    /// Leads records through the first segment; `first` is the number of the first one.
    fn work_on_records<'py>(
        &self,
        py: Python<'py>,
        records: Vec<Record>,
        name: &str,
        first: u64,
    ) -> PyResult<(Vec<Onward<'py>>, Vec<Rejected<'py>>)> {
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

    /// Carries out verdicts on documents, and leads these through the segment behind.
    fn work_on_waiting<'py>(
        &self,
        py: Python<'py>,
        segment: usize,
        documents: Vec<(Vec<u8>, Vec<u8>)>,
    ) -> PyResult<(Vec<Onward<'py>>, Vec<Rejected<'py>>)> {
        let pieces = py.detach(|| {
            let work = |documents: &[(Vec<u8>, Vec<u8>)]| {
                let pairs = documents.iter().map(|(it, of)| (&it[..], &of[..]));
                self.plan.work_on_waiting(segment, &pairs.collect::<Vec<_>>())
            };
            documents.par_chunks(TOGETHER).map(work).collect::<Result<Vec<Piece>, _>>()
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
                for (_, passed) in piece.passed {
                    if let Passed::Done(document, _) = passed {
                        rows.add(&document)?;
                    }
                }
                gone.extend(piece.gone.into_iter().map(|(_, gone)| gone.line));
            }
            Ok::<_, PyErr>((rows.finish()?, gone))
        })?;
        let gone = gone.iter().map(|line| PyBytes::new(py, line)).collect();
        Ok((PyArrowType(rows), gone))
    }

    /// Leads the rows of a batch through the first segment. Rows whose keys are in the column `key`
    /// have these, the others the numbers from `first` on.
    fn map_records(
        &self,
        py: Python<'_>,
        batch: PyArrowType<RecordBatch>,
        name: &str,
        first: i64,
        documents: bool,
    ) -> PyResult<PyArrowType<RecordBatch>> {
        let PyArrowType(batch) = batch;
        let mapped = py.detach(|| {
            let (chunk, keys) = columns::records(&self.plan, &batch, name, first)?;
            let mut rows = EngineRows::new(documents);
            rows.read(keys.first().copied().unwrap_or(first), keys.len());
            rows.extend(self.plan.work_on_records(chunk), &keys)?;
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
        documents: bool,
    ) -> PyResult<PyArrowType<RecordBatch>> {
        let PyArrowType(batch) = batch;
        let mapped = py.detach(|| {
            let keys = columns::keys(&batch)?;
            let waiting = columns::bytes(&batch, "data")?;
            let verdicts = columns::bytes(&batch, "verdicts")?;
            let documents_in: Vec<_> = waiting.into_iter().zip(verdicts).collect();
            let piece = self.plan.work_on_waiting(segment, &documents_in).map_err(run_error)?;
            let mut rows = EngineRows::new(documents);
            rows.extend(piece, &keys)?;
            rows.finish()
        });
        mapped.map(PyArrowType)
    }
}

/// What became of documents, as Python takes it; pieces hold up to [`TOGETHER`] documents each.
fn hand_back(py: Python<'_>, pieces: Vec<Piece>) -> PyResult<(Vec<Onward<'_>>, Vec<Rejected<'_>>)> {
    let (mut onward, mut gone) = (Vec::new(), Vec::new());
    for (at, piece) in pieces.into_iter().enumerate() {
        let number = |of_piece: usize| at * TOGETHER + of_piece;
        for (document, passed) in piece.passed {
            let (waiting, lines) = match passed {
                Passed::Waiting(it) => {
                    let digests = PyBytes::new(py, &it.digests);
                    (Some((PyBytes::new(py, &it.document), digests)), Vec::new())
                }
                Passed::Done(document, _) => {
                    let line = |article| {
                        let mut line = Vec::new();
                        write_article(document.source(), article, &mut line)
                            .map_err(|error| failure(&error.to_string(), None))?;
                        Ok(PyBytes::new(py, &line))
                    };
                    (None, document.articles.iter().map(line).collect::<PyResult<_>>()?)
                }
            };
            onward.push((number(document), waiting, lines));
        }
        let left = piece.gone.into_iter();
        gone.extend(left.map(|(document, it)| (number(document), PyBytes::new(py, &it.line))));
    }
    Ok((onward, gone))
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
