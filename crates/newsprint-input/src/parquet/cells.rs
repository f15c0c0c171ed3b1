//! From the columns of a batch to a JSON object for each row.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    ArrowTimestampType, Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float16Type, Float32Type, Float64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, downcast_integer_array};
use arrow_schema::{DataType, Fields, TimeUnit};
use newsprint_core::StepError;

/// Appends the row `row` of `columns` as a JSON object, as [`ParquetInput`](crate::ParquetInput) and
/// [`JsonlInput`](crate::JsonlInput) decode it; cells without a value are left out, and maps are null.
///
/// # Errors
/// When a cell has no form in JSON.
pub fn write_row(
    fields: &Fields,
    columns: &[ArrayRef],
    row: usize,
    out: &mut Vec<u8>,
) -> Result<(), StepError> {
    let mut before = b'{';
    for (field, column) in fields.iter().zip(columns).filter(|(_, column)| column.is_valid(row)) {
        out.push(before);
        before = b',';
        write_json(field.name(), out)?;
        out.push(b':');
        write_cell(field.name(), column, row, out)?;
    }
    if before == b'{' {
        out.push(before);
    }
    out.push(b'}');
    Ok(())
}

fn write_json(
    value: &(impl serde::Serialize + ?Sized),
    out: &mut Vec<u8>,
) -> Result<(), StepError> {
    serde_json::to_writer(out, value).map_err(|error| StepError::new(error.to_string()))
}

fn write_cell(
    name: &str,
    column: &ArrayRef,
    row: usize,
    out: &mut Vec<u8>,
) -> Result<(), StepError> {
    match column.data_type() {
        DataType::Utf8View => write_json(column.as_string_view().value(row), out),
        DataType::Utf8 => write_json(column.as_string::<i32>().value(row), out),
        DataType::LargeUtf8 => write_json(column.as_string::<i64>().value(row), out),
        DataType::BinaryView => write_bytes(name, column.as_binary_view().value(row), out),
        DataType::Binary => write_bytes(name, column.as_binary::<i32>().value(row), out),
        DataType::LargeBinary => write_bytes(name, column.as_binary::<i64>().value(row), out),
        DataType::List(_) => write_list(name, &column.as_list::<i32>().value(row), out),
        DataType::LargeList(_) => write_list(name, &column.as_list::<i64>().value(row), out),
        DataType::Struct(fields) => write_row(fields, column.as_struct().columns(), row, out),
        _ => {
            if let Some(time) = time(column, row) {
                return write_json(&time, out);
            }
            out.extend(number(column, row).as_bytes());
            Ok(())
        }
    }
}

fn write_list(name: &str, items: &ArrayRef, out: &mut Vec<u8>) -> Result<(), StepError> {
    out.push(b'[');
    for item in 0..items.len() {
        if item > 0 {
            out.push(b',');
        }
        if items.is_valid(item) {
            write_cell(name, items, item, out)?;
        } else {
            out.extend(b"null");
        }
    }
    out.push(b']');
    Ok(())
}

fn write_bytes(name: &str, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), StepError> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let message = format!("the column `{name}` holds bytes that are not UTF-8");
        let help = "name a column of text: `fields = { text = \"…\" }`";
        return Err(StepError::new(message).code("bad-encoding").help(help));
    };
    write_json(text, out)
}

/// A date, or a point in time, as ISO 8601 has it; an identifier of 16 bytes in its usual form. What
/// is none of these, or farther away than the calendar reaches, is `None`.
fn time(column: &ArrayRef, row: usize) -> Option<String> {
    match column.data_type() {
        DataType::Date32 => {
            Some(column.as_primitive::<Date32Type>().value_as_date(row)?.to_string())
        }
        DataType::Timestamp(unit, zone) => {
            let time = match unit {
                TimeUnit::Second => moment::<TimestampSecondType>(column, row),
                TimeUnit::Millisecond => moment::<TimestampMillisecondType>(column, row),
                TimeUnit::Microsecond => moment::<TimestampMicrosecondType>(column, row),
                TimeUnit::Nanosecond => moment::<TimestampNanosecondType>(column, row),
            };
            Some(time? + if zone.is_some() { "Z" } else { "" })
        }
        DataType::FixedSizeBinary(16) => {
            let bytes = column.as_fixed_size_binary().value(row);
            let digits = format!("{:032x}", u128::from_be_bytes(bytes.try_into().ok()?));
            let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| &digits[part]);
            Some(parts.join("-"))
        }
        _ => None,
    }
}

fn moment<T: ArrowTimestampType>(column: &ArrayRef, row: usize) -> Option<String> {
    let moment = column.as_primitive::<T>().value_as_datetime(row)?;
    Some(moment.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
}

/// A number as JSON has it.
fn number(column: &ArrayRef, row: usize) -> String {
    downcast_integer_array!(
        column => column.value(row).to_string(),
        DataType::Float16 => real(f64::from(column.as_primitive::<Float16Type>().value(row))),
        DataType::Float32 => real(f64::from(column.as_primitive::<Float32Type>().value(row))),
        DataType::Float64 => real(column.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal32(..) => column.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => column.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => column.as_primitive::<Decimal256Type>().value_as_string(row),
        _ => "null".to_owned(),
    )
}

/// A whole number without a point: programs turn columns of whole numbers that lack some into
/// columns of real ones.
fn real(value: f64) -> String {
    /// From here on a number is whole because its format has no digits left.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        return format!("{value:.0}");
    }
    serde_json::Number::from_f64(value).map_or_else(|| "null".to_owned(), |it| it.to_string())
}
