//! One file, read row group by row group.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, FieldRef, Schema};
use newsprint_core::{Chunk, ChunkLimits, Origin, Part, StepError};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Compression;

use super::Limits;
use super::cells::write_row;
use super::pages::Pages;
use super::{columns, nesting};
use crate::fields::Shape;
use crate::files::unreadable;

/// What a file begins and ends with, and one whose footer is encrypted.
const MAGIC: [[u8; 4]; 2] = [*b"PAR1", *b"PARE"];

/// Unpacked bytes of a batch, on the average of its row group.
const BATCH: u64 = 4 << 20;
/// Most rows of a batch.
const ROWS: u64 = 1024;

/// The file at `path`, when it is a Parquet file as it stands.
pub(super) fn stored(path: &Path) -> io::Result<Option<File>> {
    let mut file = File::open(path)?;
    let mut start = [0; 4];
    let is_stored =
        file.metadata()?.is_file() && file.read_exact(&mut start).is_ok() && MAGIC.contains(&start);
    Ok(is_stored.then_some(file))
}

/// The names of a file's columns of text, as `fields` has them; `None` of what is no sound Parquet
/// file.
pub(super) fn columns_of_text(path: &Path) -> Option<Vec<String>> {
    let mut file = stored(path).ok()??;
    Some(columns::of_text(contents(&mut file).ok()?.parquet_schema()))
}

/// What a file says of itself at its end.
fn contents(file: &mut File) -> Result<ArrowReaderMetadata, StepError> {
    see_ends(file)?;
    nesting::see(file)?;
    let metadata = guarded(|| {
        let own = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(file, own)?;
        let views = metadata.schema().fields().iter().map(with_views);
        let views = Arc::new(Schema::new(views.collect::<Vec<_>>()));
        let options = ArrowReaderOptions::new().with_schema(views);
        Ok(ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)?)
    });
    metadata.map_err(|error| {
        StepError::new("the file is damaged: its table of contents cannot be read")
            .code("damaged")
            .help("get it again, or write it anew")
            .because(error)
    })
}

/// A file of which not all rows have been handed out.
pub(super) struct Table {
    origin: Arc<Origin>,
    file: File,
    metadata: ArrowReaderMetadata,
    columns: ProjectionMask,
    limits: Limits,
    /// The row groups that have not been begun.
    groups: Range<usize>,
    group: Option<Group>,
    /// Rows that have been read.
    row: u64,
    /// The row that comes next, in `json` where it could be read.
    next: Option<(Part, Result<(), StepError>)>,
    json: Vec<u8>,
}

/// A row group that is being read.
struct Group {
    batches: ParquetRecordBatchReader,
    batch: Option<(RecordBatch, usize)>,
    /// The row after its last one.
    end: u64,
}

impl Table {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is no sound Parquet file, or has not the columns that are looked for.
    pub(super) fn open(
        origin: &Arc<Origin>,
        mut file: File,
        shape: &Shape,
        limits: Limits,
    ) -> Result<Self, StepError> {
        let metadata = contents(&mut file)?;
        let columns = columns::wanted(metadata.parquet_schema(), shape)?;
        see_codecs(&metadata, &columns)?;
        Ok(Self {
            origin: Arc::clone(origin),
            file,
            columns,
            limits,
            groups: 0..metadata.metadata().num_row_groups(),
            metadata,
            group: None,
            row: 0,
            next: None,
            json: Vec::new(),
        })
    }

    /// Moves rows to `chunk` until it is full; whether those were all.
    pub(super) fn fill(&mut self, chunk: &mut Chunk, limits: ChunkLimits) -> bool {
        while chunk.len() < limits.records.max(1) {
            if self.next.is_none() {
                self.next = self.read_row();
            }
            let room = limits.bytes.saturating_sub(chunk.byte_len());
            match self.next.take() {
                None => return true,
                waiting if !chunk.is_empty() && self.json.len() > room => {
                    self.next = waiting;
                    return false;
                }
                Some((part, Ok(()))) => chunk.append(&self.origin, part, &self.json),
                Some((part, Err(error))) => chunk.push_error(&self.origin, part, error),
            }
        }
        false
    }

    /// Bytes of the row groups that are done.
    pub(super) fn read(&self) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        let done = self.groups.start.saturating_sub(usize::from(self.group.is_some()));
        let sizes = groups.iter().take(done).map(|it| u64::try_from(it.compressed_size()));
        // What a damaged file claims can be more than can be counted.
        sizes.map(Result::unwrap_or_default).fold(0, u64::saturating_add)
    }

    /// The next row, or what is wrong with it; `None` after the last.
    fn read_row(&mut self) -> Option<(Part, Result<(), StepError>)> {
        self.json.clear();
        loop {
            let Some(group) = &mut self.group else {
                let (end, opened) = self.open_group()?;
                match opened {
                    Ok(batches) => self.group = Some(Group { batches, batch: None, end }),
                    Err(error) => return Some(self.lost(end, error)),
                }
                continue;
            };
            if let Some((batch, row)) = &mut group.batch
                && *row < batch.num_rows()
            {
                let schema = batch.schema_ref();
                let written = write_row(schema.fields(), batch.columns(), *row, &mut self.json);
                *row += 1;
                self.row += 1;
                return Some((Part::Line(self.row), written.and_then(|()| self.see_length())));
            }
            let end = group.end;
            match guarded(|| Ok(group.batches.next().transpose()?)) {
                Ok(Some(batch)) => group.batch = Some((batch, 0)),
                Ok(None) if self.row >= end => self.group = None,
                Ok(None) => return Some(self.lost(end, "they are not there".into())),
                Err(error) => return Some(self.lost(end, error)),
            }
        }
    }

    /// Begins the next row group; gives the row after its last one.
    fn open_group(&mut self) -> Option<(u64, Result<ParquetRecordBatchReader, Trouble>)> {
        let number = self.groups.next()?;
        let group = self.metadata.metadata().row_group(number);
        let rows = u64::try_from(group.num_rows()).unwrap_or_default();
        let columns = group.columns().iter().enumerate();
        let columns = columns.filter(|(index, _)| self.columns.leaf_included(*index));
        let sizes =
            columns.map(|(_, it)| u64::try_from(it.uncompressed_size()).unwrap_or_default());
        let row = sizes.fold(0, u64::saturating_add) / rows.max(1);
        let batch = usize::try_from((BATCH / row.max(1)).clamp(1, ROWS)).unwrap_or(1);
        let opened = guarded(|| {
            let pages = Pages { file: self.file.try_clone()?, most: self.limits.page };
            let metadata = self.metadata.clone();
            let group = ParquetRecordBatchReaderBuilder::new_with_metadata(pages, metadata)
                .with_projection(self.columns.clone())
                .with_row_groups(vec![number])
                .with_batch_size(batch);
            Ok(group.build()?)
        });
        Some((self.row.saturating_add(rows), opened))
    }

    /// Passes over what is left of a row group, to the row `end`.
    fn lost(&mut self, end: u64, error: Trouble) -> (Part, Result<(), StepError>) {
        let first = self.row.saturating_add(1);
        self.row = self.row.max(end);
        self.group = None;
        let message = match self.row.saturating_sub(first) {
            0 => "the row cannot be read".to_owned(),
            more => format!("the row and the {more} after it cannot be read"),
        };
        let help = "the file is damaged there: get it again, or write it anew";
        (Part::Line(first), Err(StepError::new(message).code("damaged").help(help).because(error)))
    }

    fn see_length(&self) -> Result<(), StepError> {
        let most = self.limits.row;
        if self.json.len() as u64 <= most {
            return Ok(());
        }
        Err(StepError::new(format!("the row is longer than `max-row-bytes`, {most} bytes"))
            .code("too-large")
            .help("raise `max-row-bytes`, or split the record"))
    }
}

/// Sees that a file begins and ends as one in this form does.
fn see_ends(file: &mut File) -> Result<(), StepError> {
    let (mut start, mut end) = ([0; 4], [0; 4]);
    let read = file.rewind().and_then(|()| {
        if file.metadata()?.len() >= 12 {
            file.read_exact(&mut start)?;
            file.seek(SeekFrom::End(-4))?;
            file.read_exact(&mut end)?;
        }
        Ok(())
    });
    read.map_err(unreadable)?;
    if !MAGIC.contains(&start) {
        return Err(StepError::new("the file is no Parquet file")
            .code("not-parquet")
            .help("it should begin with `PAR1`; other forms have their own inputs"));
    }
    if [start, end].contains(&MAGIC[1]) {
        return Err(StepError::new("the file is encrypted")
            .code("encrypted")
            .help("write it anew without encryption"));
    }
    if end != MAGIC[0] {
        return Err(StepError::new("the file is cut off, or still being written")
            .code("cut-off")
            .help("get it again: what its columns are stands at its end"));
    }
    Ok(())
}

/// Sees that all columns that are read can be unpacked.
fn see_codecs(metadata: &ArrowReaderMetadata, wanted: &ProjectionMask) -> Result<(), StepError> {
    let groups = metadata.metadata().row_groups().iter();
    let columns = groups.flat_map(|group| group.columns().iter().enumerate());
    let codecs =
        columns.filter(|(index, _)| wanted.leaf_included(*index)).map(|(_, it)| it.compression());
    let unknown = codecs.into_iter().find_map(|codec| match codec {
        Compression::LZO => Some("LZO"),
        Compression::BROTLI(_) => Some("Brotli"),
        _ => None,
    });
    unknown.map_or(Ok(()), |name| {
        Err(StepError::new(format!("compressed with {name}, which is not supported"))
            .code("unknown-packing")
            .help("write it anew with zstd, snappy, gzip or lz4"))
    })
}

/// A column whose texts stay in the pages that they are read from: a value that many rows share is
/// held once.
fn with_views(field: &FieldRef) -> FieldRef {
    let views = match field.data_type() {
        DataType::Utf8 => DataType::Utf8View,
        DataType::Binary => DataType::BinaryView,
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(with_views).collect()),
        _ => return Arc::clone(field),
    };
    Arc::new(Field::clone(field).with_data_type(views))
}

type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// Calls `read`; the library may panic on damaged files.
fn guarded<T>(read: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("it makes no sense".into()))
}
