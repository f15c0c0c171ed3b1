//! A corpus stage's decision in parts, whose messages an engine carries as rows.

use std::collections::BTreeMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{BinaryBuilder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray as _;
use arrow_array::types::Int32Type;
use arrow_array::{Array as _, ArrayRef, Int64Array, RecordBatch};
use arrow_pyarrow::PyArrowType;
use newsprint::core::exchange::{DIGESTS, LABELS, range_of};
use newsprint::pipeline::{DECIDED, LINKS, Mail, Message, PIECES, articles_in};
use pyo3::prelude::*;

use crate::columns;
use crate::errors::{failure, run_error};
use crate::plan::Plan;

/// Bytes of messages in a batch, beyond which another one begins.
const BATCH: usize = 16 << 20;

/// One round of a decision: takes rows that are sorted by the part that they are `to`, the `kind` of
/// message and the `key` of its sender, and gives those of the messages that parts send.
#[pyclass(frozen, module = "newsprint._newsprint")]
pub(crate) struct Round {
    plan: Arc<newsprint::Plan>,
    segment: usize,
    number: usize,
    parts: u32,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What was read of the part that comes next.
    mail: Option<(u32, Mail)>,
    batches: Vec<RecordBatch>,
    rows: Rows,
}

#[pymethods]
impl Round {
    #[new]
    fn new(plan: &Plan, segment: usize, round: usize, parts: u32) -> Self {
        let (plan, state) = (Arc::clone(&plan.plan), Mutex::default());
        Self { plan, segment, number: round, parts, state }
    }

    /// Takes the rows that follow; gives what parts send whose rows have all come.
    fn add(
        &self,
        py: Python<'_>,
        batch: PyArrowType<RecordBatch>,
    ) -> PyResult<Vec<PyArrowType<RecordBatch>>> {
        let PyArrowType(batch) = batch;
        py.detach(|| {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let (to, kinds) = (parts(&batch)?, columns::strings(&batch, "kind")?);
            let (keys, data) = (columns::keys(&batch)?, columns::bytes(&batch, "data")?);
            for (((to, kind), key), data) in to.into_iter().zip(kinds).zip(keys).zip(data) {
                if state.mail.as_ref().is_none_or(|(part, _)| *part != to) {
                    self.work(&mut state)?;
                    state.mail = Some((to, Mail::new(to, self.parts)));
                }
                let data = if kind == DIGESTS { columns::unpack(data)? } else { data.to_vec() };
                if let Some((_, mail)) = &mut state.mail {
                    mail.add(kind, key, data).map_err(run_error)?;
                }
            }
            Ok(mem::take(&mut state.batches).into_iter().map(PyArrowType).collect())
        })
    }

    /// Gives what is left, when all rows have come.
    fn finish(&self, py: Python<'_>) -> PyResult<Vec<PyArrowType<RecordBatch>>> {
        py.detach(|| {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            self.work(&mut state)?;
            state.cut()?;
            Ok(mem::take(&mut state.batches).into_iter().map(PyArrowType).collect())
        })
    }
}

impl Round {
    /// Lets the part whose rows have come do its work.
    fn work(&self, state: &mut State) -> PyResult<()> {
        let Some((part, mail)) = state.mail.take() else { return Ok(()) };
        let sent = self.plan.exchange(self.segment, self.number, mail).map_err(run_error)?;
        for Message { to, kind, key, data, .. } in sent {
            // All but the verdicts on a piece are told apart by the part that has sent them.
            if kind == DECIDED {
                state.rows.push(to, kind, key, &columns::pack(&data)?);
            } else {
                state.rows.push(to, kind, part.into(), &data);
            }
            if state.rows.bytes > BATCH {
                state.cut()?;
            }
        }
        Ok(())
    }
}

impl State {
    fn cut(&mut self) -> PyResult<()> {
        let batch = self.rows.take()?;
        self.batches.extend((batch.num_rows() > 0).then_some(batch));
        Ok(())
    }
}

/// Messages as rows.
#[derive(Default)]
struct Rows {
    to: Int32Builder,
    kind: StringBuilder,
    key: Int64Builder,
    data: BinaryBuilder,
    bytes: usize,
}

impl Rows {
    fn push(&mut self, to: u32, kind: &str, key: i64, data: &[u8]) {
        self.to.append_value(i32::try_from(to).unwrap_or(i32::MAX));
        self.kind.append_value(kind);
        self.key.append_value(key);
        self.data.append_value(data);
        self.bytes += data.len();
    }

    fn take(&mut self) -> PyResult<RecordBatch> {
        self.bytes = 0;
        let columns: [(&str, ArrayRef); 4] = [
            ("to", Arc::new(self.to.finish())),
            ("kind", Arc::new(self.kind.finish())),
            ("key", Arc::new(self.key.finish())),
            ("data", Arc::new(self.data.finish())),
        ];
        RecordBatch::try_from_iter(columns).map_err(|error| failure(&error.to_string(), None))
    }
}

fn parts(batch: &RecordBatch) -> PyResult<Vec<u32>> {
    let column = batch.column_by_name("to");
    let parts = column.and_then(|column| column.as_primitive_opt::<Int32Type>());
    let wrong = || failure("the column `to` is not one of parts", None);
    let parts = parts.filter(|column| column.null_count() == 0).ok_or_else(wrong)?;
    Ok(parts.values().iter().map(|part| part.cast_unsigned()).collect())
}

/// The links among messages, as the columns `node` and `first`.
#[pyfunction]
pub(crate) fn links(batch: PyArrowType<RecordBatch>) -> PyResult<PyArrowType<RecordBatch>> {
    let PyArrowType(batch) = batch;
    let (mut nodes, mut firsts) = (Vec::new(), Vec::new());
    let rows = columns::strings(&batch, "kind")?.into_iter().zip(columns::bytes(&batch, "data")?);
    for (_, data) in rows.filter(|(kind, _)| *kind == LINKS) {
        for [node, first] in data.as_chunks::<8>().0.as_chunks().0 {
            nodes.push(i64::from_le_bytes(*node));
            firsts.push(i64::from_le_bytes(*first));
        }
    }
    let node: ArrayRef = Arc::new(Int64Array::from(nodes));
    let first: ArrayRef = Arc::new(Int64Array::from(firsts));
    let links = RecordBatch::try_from_iter([("node", node), ("first", first)]);
    links.map(PyArrowType).map_err(|error| failure(&error.to_string(), None))
}

/// Messages that tell articles, the column `node`, which one is the `first` of those linked to them.
#[pyfunction]
pub(crate) fn labels(batch: PyArrowType<RecordBatch>) -> PyResult<PyArrowType<RecordBatch>> {
    let PyArrowType(batch) = batch;
    let nodes = columns::numbers_of(&batch, "node")?;
    let firsts = columns::numbers_of(&batch, "first")?;
    let mut by_range: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for (node, first) in nodes.into_iter().zip(firsts) {
        let row = by_range.entry(range_of(node.cast_unsigned())).or_default();
        row.extend_from_slice([node, first].map(i64::to_le_bytes).as_flattened());
    }
    let mut rows = Rows::default();
    for (to, data) in &by_range {
        rows.push(*to, LABELS, 0, data);
    }
    rows.take().map(PyArrowType)
}

/// Pieces as messages to the parts of their ranges, which begin at these keys but for the first: the
/// `digests` themselves, or how many articles have one.
#[pyfunction]
pub(crate) fn ranges(
    py: Python<'_>,
    batch: PyArrowType<RecordBatch>,
    starts: Vec<i64>,
    kind: &str,
) -> PyResult<PyArrowType<RecordBatch>> {
    let PyArrowType(batch) = batch;
    py.detach(|| {
        let (keys, digests) = (columns::keys(&batch)?, columns::bytes(&batch, "digests")?);
        let mut rows = Rows::default();
        for (key, digests) in keys.into_iter().zip(digests) {
            let part = u32::try_from(starts.partition_point(|it| *it <= key)).unwrap_or(u32::MAX);
            if kind == PIECES {
                let articles = articles_in(&columns::unpack(digests)?).map_err(run_error)?;
                rows.push(part, kind, key, &articles);
            } else {
                rows.push(part, kind, key, digests);
            }
        }
        rows.take().map(PyArrowType)
    })
}
