//! Documents as columns of Arrow: records on their way in, what waits between segments, and tables.

use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_ipc::writer::StreamWriter;
use arrow_pyarrow::PyArrowType;
use arrow_schema::{DataType, Field, Schema};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use newsprint::Plan;
use newsprint::core::interchange::{RejectKind, write_article};
use newsprint::core::{Chunk, Document, Facts, Origin, Part, StepError};
use newsprint::input::write_row;
use newsprint::pipeline::{Piece, Waiting};
use newsprint::render::ArrowRows;
use newsprint::render::table::Table;
use pyo3::prelude::*;

use crate::errors::{failure, step_error};

/// The column of records that holds their keys.
const KEY: &str = "_key";

/// How hard what waits is compressed: it is read once, and soon.
const LEVEL: i32 = 1;

/// What became of pieces, as an engine hands it on: for each piece the key of its first document,
/// what a row is, and its bytes. `waiting` are documents before a corpus stage, with their digests;
/// `output-0` what the first output writes; `table-metrics` rows for the table `metrics`; `rejects`
/// what left; `count` how many documents were read, have failed and were dropped.
pub(crate) struct EngineRows {
    tables: Vec<String>,
    key: Int64Builder,
    kind: StringBuilder,
    data: BinaryBuilder,
    digests: BinaryBuilder,
}

impl EngineRows {
    /// No rows yet; documents behind the last stage give rows of these tables.
    pub(crate) fn new(tables: Vec<String>) -> Self {
        let (key, kind) = (Int64Builder::new(), StringBuilder::new());
        Self { tables, key, kind, data: BinaryBuilder::new(), digests: BinaryBuilder::new() }
    }

    /// Adds what became of a piece that begins with the document of this key, and of which so many
    /// records were read.
    pub(crate) fn add(&mut self, key: i64, read: usize, piece: &Piece) -> PyResult<()> {
        let left = |kind| piece.gone.iter().filter(|gone| gone.kind == kind).count();
        let (failed, dropped) = (left(RejectKind::Quarantined), left(RejectKind::Dropped));
        if read + failed + dropped > 0 {
            self.row(key, "count", format!("{read} {failed} {dropped}").as_bytes(), None);
        }
        if let Some(Waiting { documents, digests, .. }) = &piece.waiting {
            self.row(key, "waiting", &pack(documents)?, Some(&pack(digests)?));
        }
        for (output, bytes) in piece.rendered.iter().enumerate() {
            self.row(key, &format!("output-{output}"), line(bytes), None);
        }
        if !piece.documents.is_empty() {
            for table in mem::take(&mut self.tables) {
                let rows = packed_rows(&table, &piece.documents)?;
                self.row(key, &format!("table-{table}"), rows.as_bytes(), None);
                self.tables.push(table);
            }
        }
        let rejects: Vec<&[u8]> = piece.gone.iter().map(|gone| &*gone.line).collect();
        self.row(key, "rejects", line(&rejects.concat()), None);
        Ok(())
    }

    /// Adds a row, unless it is empty.
    fn row(&mut self, key: i64, kind: &str, data: &[u8], digests: Option<&[u8]>) {
        if !data.is_empty() {
            self.key.append_value(key);
            self.kind.append_value(kind);
            self.data.append_value(data);
            self.digests.append_option(digests);
        }
    }

    pub(crate) fn finish(mut self) -> PyResult<RecordBatch> {
        let columns: [ArrayRef; 4] = [
            Arc::new(self.key.finish()),
            Arc::new(self.kind.finish()),
            Arc::new(self.data.finish()),
            Arc::new(self.digests.finish()),
        ];
        let field = |name, data_type, nullable| Field::new(name, data_type, nullable);
        let schema = Schema::new(vec![
            field("key", DataType::Int64, true),
            field("kind", DataType::Utf8, true),
            field("data", DataType::Binary, true),
            field("digests", DataType::Binary, true),
        ]);
        RecordBatch::try_new(Arc::new(schema), columns.to_vec()).map_err(broken)
    }
}

/// The rows of a table, as a stream of Arrow that is packed and written in Base64, since an engine may
/// keep it as a line.
fn packed_rows(table: &str, documents: &[Document]) -> PyResult<String> {
    let mut rows = TableRows::new(table)?;
    documents.iter().try_for_each(|document| rows.add(document))?;
    let batch = rows.finish()?;
    let mut stream = StreamWriter::try_new(Vec::new(), &batch.schema()).map_err(broken)?;
    let stream = stream.write(&batch).and_then(|()| stream.into_inner()).map_err(broken)?;
    Ok(BASE64_STANDARD.encode(pack(&stream)?))
}

/// What an engine keeps and sends is compressed here, where it is one block, and not cell by cell.
pub(crate) fn pack(bytes: &[u8]) -> PyResult<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL).map_err(broken)
}

/// What was packed; nothing where there is nothing.
#[pyfunction]
pub(crate) fn unpack(bytes: &[u8]) -> PyResult<Vec<u8>> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    zstd::decode_all(bytes).map_err(broken)
}

/// A line without its line feed.
fn line(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\n").unwrap_or(bytes)
}

fn broken(error: impl std::fmt::Display) -> PyErr {
    failure(&error.to_string(), None)
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<&'a ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| failure(&format!("no column `{name}`"), None))
}

/// The keys of a batch.
pub(crate) fn keys(batch: &RecordBatch) -> PyResult<Vec<i64>> {
    numbers_of(batch, "key")
}

/// A column of words.
pub(crate) fn strings<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<Vec<&'a str>> {
    let column = column(batch, name)?.as_string_opt::<i32>();
    let wrong = || failure(&format!("the column `{name}` is not one of words"), None);
    Ok(column.ok_or_else(wrong)?.iter().map(Option::unwrap_or_default).collect())
}

/// A column of whole numbers.
pub(crate) fn numbers_of(batch: &RecordBatch, name: &str) -> PyResult<Vec<i64>> {
    numbers(column(batch, name)?, name)
}

fn numbers(column: &ArrayRef, name: &str) -> PyResult<Vec<i64>> {
    let numbers = column.as_primitive_opt::<Int64Type>();
    let numbers = numbers.filter(|column| column.null_count() == 0);
    let wrong = || failure(&format!("the column `{name}` is not one of whole numbers"), None);
    numbers.map(|column| column.values().to_vec()).ok_or_else(wrong)
}

/// A column of bytes; empty where there are none.
pub(crate) fn bytes<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<Vec<&'a [u8]>> {
    let column = column(batch, name)?;
    let cell = |cell: Option<&'a [u8]>| cell.unwrap_or_default();
    match column.data_type() {
        DataType::Binary => Ok(column.as_binary::<i32>().iter().map(cell).collect()),
        DataType::LargeBinary => Ok(column.as_binary::<i64>().iter().map(cell).collect()),
        other => Err(failure(&format!("the column `{name}` is of {other}, not of bytes"), None)),
    }
}

/// The rows of a batch as records of the plan's input, with their keys.
pub(crate) fn records(
    plan: &Plan,
    batch: &RecordBatch,
    name: &str,
    first: i64,
) -> PyResult<(Chunk, Vec<i64>)> {
    let keys = match batch.column_by_name(KEY) {
        Some(column) => numbers(column, KEY)?,
        None => (first..).take(batch.num_rows()).collect(),
    };
    let schema = batch.schema();
    let others = schema.fields().iter().zip(batch.columns());
    let (fields, columns): (Vec<_>, Vec<_>) = others
        .filter(|(field, _)| field.name() != KEY)
        .map(|(field, column)| (Arc::clone(field), Arc::clone(column)))
        .unzip();
    let fields = fields.into();
    let is_record = matches!(plan.step_names().first(), Some(&("jsonl" | "parquet")));
    let shared = Arc::new(Origin::new(name));
    let (mut chunk, mut row) = (Chunk::default(), Vec::new());
    for (at, key) in keys.iter().enumerate() {
        let part = Part::Line(u64::try_from(*key).unwrap_or_default() + 1);
        row.clear();
        let written = write_row(&fields, &columns, at, &mut row);
        match written.and_then(|()| if is_record { Ok(None) } else { page(name, &row).map(Some) }) {
            Ok(None) => chunk.append(&shared, part, &row),
            Ok(Some((origin, text))) => chunk.append(&Arc::new(origin), part, text.as_bytes()),
            Err(error) => chunk.push_error(&shared, part, error),
        }
    }
    Ok((chunk, keys))
}

/// A row as a page: its text, and what is known of it.
fn page(name: &str, row: &[u8]) -> Result<(Origin, String), StepError> {
    let mut row: BTreeMap<String, serde_json::Value> = serde_json::from_slice(row)?;
    let mut string = |key: &str| match row.remove(key) {
        Some(serde_json::Value::String(text)) => Some(text),
        Some(serde_json::Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let missing = || StepError::new("`text` is missing or null").code("missing-text");
    let text = string("text").ok_or_else(missing)?;
    Ok((origin(name, string), text))
}

/// The origin of a page of which `known` gives what is known besides its text.
pub(crate) fn origin(name: &str, mut known: impl FnMut(&str) -> Option<String>) -> Origin {
    let mut origin = Origin::new(name);
    let mut facts = Facts::default();
    facts.date = known("date");
    facts.paper = known("paper");
    facts.page = known("page");
    facts.place = known("place");
    facts.url = known("url");
    origin.facts = facts;
    origin
}

/// Rows of a table, or the lines of articles.
pub(crate) enum TableRows {
    Table(&'static Table, ArrowRows),
    Lines(StringBuilder),
}

impl TableRows {
    /// No rows yet of the table of this name; `lines` are those of articles.
    pub(crate) fn new(name: &str) -> PyResult<Self> {
        if name == "lines" {
            return Ok(Self::Lines(StringBuilder::new()));
        }
        let table = Table::ALL.into_iter().find(|table| table.name == name);
        table.map(|table| Self::Table(table, ArrowRows::new(table))).ok_or_else(|| {
            let names: Vec<&str> = Table::ALL.iter().map(|table| table.name).collect();
            let help = format!("the tables are {} and lines", names.join(", "));
            failure(&format!("there is no table `{name}`"), Some(&help))
        })
    }

    pub(crate) fn add(&mut self, document: &Document) -> PyResult<()> {
        match self {
            Self::Table(table, rows) => {
                table.rows(document, &mut |cells| rows.append(cells)).map_err(step_error)
            }
            Self::Lines(lines) => document.articles.iter().try_for_each(|article| {
                let mut bytes = Vec::new();
                write_article(document.source(), article, &mut bytes).map_err(broken)?;
                lines.append_value(std::str::from_utf8(line(&bytes)).map_err(broken)?);
                Ok(())
            }),
        }
    }

    pub(crate) fn finish(self) -> PyResult<RecordBatch> {
        match self {
            Self::Table(_, mut rows) => rows.take().map_err(broken),
            Self::Lines(mut lines) => {
                let lines: ArrayRef = Arc::new(lines.finish());
                RecordBatch::try_from_iter([("line", lines)]).map_err(broken)
            }
        }
    }
}

/// The columns of a table, with their types.
#[pyfunction]
pub(crate) fn table_columns(table: &str) -> PyResult<PyArrowType<Schema>> {
    let schema = TableRows::new(table)?.finish()?.schema();
    Ok(PyArrowType(schema.as_ref().clone()))
}
