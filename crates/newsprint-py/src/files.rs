//! Files, read and led through the first segment, chunk by chunk.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use newsprint::Plan;
use newsprint::core::{ChunkLimits, Reader};
use pyo3::prelude::*;

use crate::columns::EngineRows;
use crate::errors::step_error;
use crate::plan::TOGETHER;

/// What is read at a time.
const LIMITS: ChunkLimits = ChunkLimits { records: TOGETHER, bytes: 1 << 20 };

/// What the first segment makes of the records of an input, a batch for each chunk.
#[pyclass(frozen, module = "newsprint._newsprint")]
pub(crate) struct FileReader {
    plan: Arc<Plan>,
    tables: Vec<String>,
    /// What is left to read, and the key of the record that comes next.
    state: Mutex<(Box<dyn Reader>, i64)>,
}

impl FileReader {
    pub(crate) fn open(plan: &Arc<Plan>, first: i64, tables: Vec<String>) -> PyResult<Self> {
        let reader = plan.input().open().map_err(step_error)?;
        Ok(Self { plan: Arc::clone(plan), tables, state: Mutex::new((reader, first)) })
    }

    fn next(&self) -> PyResult<Option<RecordBatch>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (reader, next) = &mut *state;
        let chunk = reader.next_chunk(LIMITS).map_err(step_error)?;
        let Some(chunk) = chunk else { return Ok(None) };
        let (first, records) = (*next, chunk.len());
        *next += i64::try_from(records).unwrap_or(i64::MAX);
        let mut rows = EngineRows::new(self.tables.clone());
        rows.add(first, records, &self.plan.work_on_records(chunk))?;
        rows.finish().map(Some)
    }
}

#[pymethods]
impl FileReader {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<PyArrowType<RecordBatch>>> {
        Ok(py.detach(|| self.next())?.map(PyArrowType))
    }
}
