//! A corpus stage's decision over the digests of all documents.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{BinaryBuilder, Int64Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_pyarrow::PyArrowType;
use newsprint::pipeline::Gathered;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::columns;
use crate::errors::{failure, run_error};
use crate::plan::Plan;

/// Digests of all pieces in the order of the input, until the stage decides.
#[pyclass(frozen, module = "newsprint._newsprint")]
pub(crate) struct Gathering {
    plan: Arc<newsprint::Plan>,
    state: Mutex<Option<State>>,
}

struct State {
    gathered: Gathered,
    /// Of pieces that come from an engine.
    keys: Vec<i64>,
}

/// Pieces in a batch of verdicts.
const BATCH: usize = 256;

impl Gathering {
    fn with<T>(&self, act: impl FnOnce(&mut State) -> PyResult<T>) -> PyResult<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        act(state.as_mut().ok_or_else(decided)?)
    }

    fn decide(
        &self,
        segment: usize,
    ) -> PyResult<(Vec<i64>, impl Iterator<Item = Vec<u8>> + use<>)> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner).take();
        let State { gathered, keys } = state.ok_or_else(decided)?;
        Ok((keys, self.plan.resolve(segment, gathered).map_err(run_error)?))
    }
}

fn decided() -> PyErr {
    failure("the stage has decided already", None)
}

#[pymethods]
impl Gathering {
    #[new]
    fn new(plan: &Plan) -> Self {
        let state = State { gathered: plan.plan.gather(), keys: Vec::new() };
        Self { plan: Arc::clone(&plan.plan), state: Mutex::new(Some(state)) }
    }

    /// Adds the digests of the pieces that follow.
    fn add(&self, py: Python<'_>, digests: Vec<Vec<u8>>) -> PyResult<()> {
        py.detach(|| self.with(|state| digests.iter().try_for_each(|of| state.add(&self.plan, of))))
    }

    /// Adds the packed digests of the column `digests`, of the pieces in the column `key`.
    fn add_batch(&self, py: Python<'_>, batch: PyArrowType<RecordBatch>) -> PyResult<()> {
        let PyArrowType(batch) = batch;
        py.detach(|| {
            let keys = columns::keys(&batch)?;
            let digests = columns::bytes(&batch, "digests")?;
            self.with(|state| {
                for (key, digests) in keys.into_iter().zip(digests) {
                    if state.keys.last().is_some_and(|last| *last >= key) {
                        return Err(failure("documents are not in the order of the input", None));
                    }
                    state.keys.push(key);
                    state.add(&self.plan, &columns::unpack(digests)?)?;
                }
                Ok(())
            })
        })
    }

    /// Lets the stage before the segment of this number decide; gives the verdicts on each piece.
    fn resolve<'py>(&self, py: Python<'py>, segment: usize) -> PyResult<Vec<Bound<'py, PyBytes>>> {
        let verdicts: Vec<_> = py.detach(|| Ok::<_, PyErr>(self.decide(segment)?.1.collect()))?;
        Ok(verdicts.iter().map(|of| PyBytes::new(py, of)).collect())
    }

    /// Lets the stage decide; gives batches with the keys of the pieces that have verdicts, and
    /// these, packed.
    fn resolve_batches(
        &self,
        py: Python<'_>,
        segment: usize,
    ) -> PyResult<Vec<PyArrowType<RecordBatch>>> {
        py.detach(|| {
            let (keys, verdicts) = self.decide(segment)?;
            let decided = keys.into_iter().zip(verdicts).filter(|(_, of)| !of.is_empty());
            let packed = decided.map(|(key, of)| Ok((key, columns::pack(&of)?)));
            let packed = packed.collect::<PyResult<Vec<_>>>()?;
            packed.chunks(BATCH).map(|part| batch(part).map(PyArrowType)).collect()
        })
    }
}

impl State {
    fn add(&mut self, plan: &newsprint::Plan, digests: &[u8]) -> PyResult<()> {
        plan.add_digests(&mut self.gathered, digests).map_err(run_error)
    }
}

fn batch(decided: &[(i64, Vec<u8>)]) -> PyResult<RecordBatch> {
    let (mut keys, mut verdicts) = (Int64Builder::new(), BinaryBuilder::new());
    for (key, of) in decided {
        keys.append_value(*key);
        verdicts.append_value(of);
    }
    let key: ArrayRef = Arc::new(keys.finish());
    let verdicts: ArrayRef = Arc::new(verdicts.finish());
    RecordBatch::try_from_iter([("key", key), ("verdicts", verdicts)])
        .map_err(|error| failure(&error.to_string(), None))
}
