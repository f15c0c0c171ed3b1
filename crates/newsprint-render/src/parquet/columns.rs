//! Rows as columns of Arrow.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use newsprint_core::StepError;

use super::decimal::{PRECISION, SCALE, decimal};
use crate::table::{Kind, Table, Value};

/// Bytes of one text: half of what the offsets of a batch can hold, so that what is waiting, which
/// is far less, leaves room for it.
const TEXT_LIMIT: usize = 1 << 30;

/// The table's columns with their types. Digits have two: as printed, and as a decimal.
fn schema(table: &Table) -> Schema {
    let mut fields = Vec::new();
    for column in table.columns {
        let data_type = match column.kind {
            Kind::Text | Kind::Digits => DataType::Utf8,
            Kind::Integer => DataType::Int64,
            Kind::Number => DataType::Float64,
            Kind::Boolean => DataType::Boolean,
        };
        fields.push(Field::new(column.name, data_type, column.nullable));
        if column.kind == Kind::Digits {
            let name = decimal_name(column.name);
            fields.push(Field::new(name, DataType::Decimal128(PRECISION, SCALE), true));
        }
    }
    Schema::new(fields)
}

fn decimal_name(digits: &str) -> String {
    format!("{}_decimal", digits.strip_suffix("_digits").unwrap_or(digits))
}

/// Rows of a table, gathered as columns of Arrow: those that the output `parquet` writes.
pub struct ArrowRows {
    schema: SchemaRef,
    columns: Vec<Column>,
    bytes: usize,
}

enum Column {
    Text(StringBuilder),
    Digits(StringBuilder, Decimal128Builder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
}

impl ArrowRows {
    /// No rows of `table` yet.
    pub fn new(table: &Table) -> Self {
        let columns = table.columns.iter().map(|column| match column.kind {
            Kind::Text => Column::Text(StringBuilder::new()),
            Kind::Digits => {
                let data_type = DataType::Decimal128(PRECISION, SCALE);
                let decimals = Decimal128Builder::new().with_data_type(data_type);
                Column::Digits(StringBuilder::new(), decimals)
            }
            Kind::Integer => Column::Integer(Int64Builder::new()),
            Kind::Number => Column::Number(Float64Builder::new()),
            Kind::Boolean => Column::Boolean(BooleanBuilder::new()),
        });
        Self { schema: Arc::new(schema(table)), columns: columns.collect(), bytes: 0 }
    }

    /// The names and types of the columns. Digits have two: as printed, and as a decimal.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// About how many bytes wait.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a row, as [`Table::rows`] gives it.
    ///
    /// # Errors
    /// When a text is too long for a cell.
    pub fn append(&mut self, cells: &[Value<'_>]) -> Result<(), StepError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            let length = match cell {
                Value::Text(text) => text.len(),
                _ => 0,
            };
            if length > TEXT_LIMIT {
                let message = format!("a text of {length} bytes does not fit a cell of Parquet");
                return Err(StepError::new(message).help("take `jsonl` or `csv` for it"));
            }
            self.bytes += length + size_of::<u64>();
            column.append(cell);
        }
        Ok(())
    }

    /// The rows that were added since the last call.
    ///
    /// # Errors
    /// Never in practice: only when the columns are not of one length.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        self.bytes = 0;
        let columns = self.columns.iter_mut().flat_map(Column::take).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}

impl Column {
    /// A value of another kind than the column's is as good as none; the declaration of the tables
    /// makes both from one type.
    fn append(&mut self, cell: &Value<'_>) {
        match (self, cell) {
            (Self::Text(column), Value::Text(text)) => column.append_value(text),
            (Self::Text(column), _) => column.append_null(),
            (Self::Digits(printed, decimals), Value::Digits(digits)) => {
                printed.append_value(digits);
                decimals.append_option(decimal(digits));
            }
            (Self::Digits(printed, decimals), _) => {
                printed.append_null();
                decimals.append_null();
            }
            (Self::Integer(column), Value::Integer(number)) => column.append_value(*number),
            (Self::Integer(column), _) => column.append_null(),
            (Self::Number(column), Value::Number(number)) => column.append_value(*number),
            (Self::Number(column), _) => column.append_null(),
            (Self::Boolean(column), Value::Boolean(yes)) => column.append_value(*yes),
            (Self::Boolean(column), _) => column.append_null(),
        }
    }

    fn take(&mut self) -> Vec<ArrayRef> {
        match self {
            Self::Text(column) => vec![Arc::new(column.finish())],
            Self::Digits(printed, decimals) => {
                vec![Arc::new(printed.finish()), Arc::new(decimals.finish())]
            }
            Self::Integer(column) => vec![ArrayBuilder::finish(column)],
            Self::Number(column) => vec![ArrayBuilder::finish(column)],
            Self::Boolean(column) => vec![ArrayBuilder::finish(column)],
        }
    }
}
