//! Which columns of a file are read.

use std::collections::BTreeSet;

use newsprint_core::StepError;
use newsprint_core::config::nearest;
use parquet::arrow::ProjectionMask;
use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use crate::fields::{Keys, Role, Shape, Slot};

/// Columns that a message names at most.
const NAMED: usize = 20;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Texts, dates and what else becomes a string.
    Text,
    Number,
    Boolean,
    Bytes,
    /// A list of texts a row.
    Texts,
    /// Several values a row: another list, a map, a struct.
    Several,
}

impl Kind {
    fn of(column: &ColumnDescriptor) -> Self {
        let logical = column.logical_type_ref();
        let is_decimal = matches!(logical, Some(LogicalType::Decimal { .. }))
            || column.converted_type() == ConvertedType::DECIMAL;
        let is_time = matches!(logical, Some(LogicalType::Timestamp { .. } | LogicalType::Date));
        match column.physical_type() {
            _ if column.max_rep_level() > 0 => Self::Several,
            _ if is_decimal => Self::Number,
            _ if is_time => Self::Text,
            Type::BYTE_ARRAY | Type::INT96 => Self::Text,
            Type::FIXED_LEN_BYTE_ARRAY if column.type_length() == 16 => Self::Text,
            Type::FIXED_LEN_BYTE_ARRAY => Self::Bytes,
            Type::BOOLEAN => Self::Boolean,
            Type::INT32 | Type::INT64 | Type::FLOAT | Type::DOUBLE => Self::Number,
        }
    }

    /// What a column holds whose own path has `depth` names.
    fn at(column: &ColumnDescriptor, depth: usize) -> Self {
        let below = column.path().parts().len() - depth;
        let is_text = column.physical_type() == Type::BYTE_ARRAY;
        match (below, column.max_rep_level()) {
            (0, _) => Self::of(column),
            // A list has a group of items inside, and its items there.
            (2, 1) if is_text => Self::Texts,
            _ => Self::Several,
        }
    }

    fn suits(self, role: Role) -> bool {
        self == Self::Text
            || (self == Self::Texts && role == Role::Text)
            || (self == Self::Number && matches!(role, Role::Id | Role::Page | Role::Date))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "numbers",
            Self::Boolean => "booleans",
            Self::Bytes => "bytes of a fixed length",
            Self::Texts => "lists of texts",
            Self::Several => "several values a row",
        }
    }
}

/// The columns that parts of records are looked for in. Of a column that cannot hold what is looked
/// for nothing is read, unless it is the one place to look: then that is told.
///
/// # Errors
/// When a column is of a wrong type, or none holds the text.
pub(super) fn wanted(
    schema: &SchemaDescriptor,
    shape: &Shape,
) -> Result<ProjectionMask, StepError> {
    let (mut wanted, mut has_text) = (Vec::new(), false);
    for (index, column) in schema.columns().iter().enumerate() {
        let path = column.path().parts();
        let Some((slot, depth)) = sought(&shape.keys, path) else { continue };
        let kind = Kind::at(column, depth);
        if kind.suits(slot.role) {
            wanted.push(index);
            has_text |= slot.role == Role::Text;
        } else if slot.is_sure {
            let (name, kind) = (pointer(&path[..depth]), kind.name());
            let message = format!("the column `{name}` holds {kind}, not text");
            return Err(StepError::new(message)
                .code("wrong-type")
                .help("name another column for it, and rename what means something else"));
        }
    }
    if has_text { Ok(ProjectionMask::leaves(schema, wanted)) } else { Err(no_text(schema, shape)) }
}

/// What is looked for at the end of `path`, or on the way there, and how far that is.
fn sought(keys: &Keys, path: &[String]) -> Option<(Slot, usize)> {
    let (key, rest) = path.split_first()?;
    let entry = keys.get(key)?;
    let inside = sought(&entry.inside, rest).map(|(slot, depth)| (slot, depth + 1));
    let own = || entry.slot.filter(|_| rest.is_empty() || entry.inside.is_empty());
    inside.or_else(|| own().map(|slot| (slot, 1)))
}

/// The names of columns of text, in the order of the file.
pub(super) fn of_text(schema: &SchemaDescriptor) -> Vec<String> {
    let of_text = schema.columns().iter().filter(|column| Kind::of(column) == Kind::Text);
    of_text.map(|column| pointer(column.path().parts())).collect()
}

fn no_text(schema: &SchemaDescriptor, shape: &Shape) -> StepError {
    let names: BTreeSet<String> = of_text(schema).into_iter().collect();
    let text = shape.name(Role::Text);
    let near = nearest(text, names.iter().map(String::as_str));
    let near = near.map(|name| format!("did you mean `fields = {{ text = \"{name}\" }}`? "));
    let mut listed: Vec<&str> = names.iter().map(String::as_str).take(NAMED).collect();
    if names.len() > NAMED {
        listed.push("…");
    }
    let help = match listed[..] {
        [] => "the file has no column of text".to_owned(),
        _ => format!(
            "{}the columns of text are `{}`",
            near.unwrap_or_else(|| "name it by `fields = { text = \"…\" }`: ".to_owned()),
            listed.join("`, `")
        ),
    };
    StepError::new(format!("there is no column `{text}`")).code("missing-text").help(help)
}

/// A path as `fields` names it: a key, or a JSON Pointer.
fn pointer(path: &[String]) -> String {
    match path {
        [key] if !key.starts_with('/') => key.clone(),
        _ => {
            let escaped = path.iter().map(|key| key.replace('~', "~0").replace('/', "~1"));
            escaped.flat_map(|key| ["/".to_owned(), key]).collect()
        }
    }
}
