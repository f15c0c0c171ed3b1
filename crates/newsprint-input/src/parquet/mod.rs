//! The input `parquet`: one row, one record.

mod cells;
mod columns;
mod nesting;
mod pages;
mod table;

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Chunk, ChunkLimits, Component, Document, Field, Input, Origin, Part, PassedOver, Progress,
    RawRecord, Reader, StepError,
};

use crate::compression::{Decompression, Stream};
use crate::fields::{Fields, Shape};
use crate::files::{FileSet, OpenFile, OpenFiles, unopened};
use crate::record;
use table::Table;

pub use cells::write_row;

newsprint_core::options! {
    /// Options of `parquet`.
    pub struct ParquetOptions {
        /// Files to read: paths, globs such as `data/*.parquet`, folders, `@LIST` for the paths in a
        /// file, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The length in bytes above which a row is rejected; its columns that are read count, as
        /// JSON.
        pub max_row_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
        /// The size in bytes above which a page of a column, which is the least that can be
        /// unpacked, is not unpacked; the rows of its row group from there on are rejected.
        pub max_page_bytes: u64 = 512 << 20, in 1..=2_147_483_647;
        /// The columns that a row's parts stand in, where they have other names.
        pub fields: Option<Fields>;
        /// What the end of a path says, with `{paper}`, `{date}`, `{page}`, `{place}` and `*`:
        /// `{paper}/{date}.parquet`.
        pub path_pattern: Option<Located<String>>;
        /// Limits on what compressed files may grow to.
        pub decompress: Option<Decompression>;
    }
}

#[doc = include_str!("../../manual/parquet.md")]
#[derive(Clone, Debug)]
pub struct ParquetInput {
    files: FileSet,
    limits: Limits,
    shape: Shape,
}

/// What is refused for its size, in bytes.
#[derive(Clone, Copy, Debug)]
struct Limits {
    row: u64,
    page: u64,
}

impl Component for ParquetInput {
    const NAME: &'static str = "parquet";
    const VERSION: u32 = 2;
    const MANUAL: &'static str = include_str!("../../manual/parquet.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text, Field::Articles];
    const CODES: newsprint_core::Codes = crate::origin::OF_ROWS;
    type Options = ParquetOptions;

    fn build(options: ParquetOptions) -> Result<Self, Vec<Fault>> {
        let pattern = options.path_pattern.as_ref();
        let files = FileSet::new(&options.paths, &["parquet"], options.decompress, pattern);
        let limits = Limits { row: options.max_row_bytes, page: options.max_page_bytes };
        match (files, Shape::new(options.fields)) {
            (Ok(files), Ok(shape)) => Ok(Self { files, limits, shape }),
            (files, shape) => {
                Err([files.err(), shape.err()].into_iter().flatten().flatten().collect())
            }
        }
    }
}

/// The names of a file's columns of text, as `fields` has them; `None` of what is no sound Parquet
/// file.
pub(crate) fn columns_of_text(path: &Path) -> Option<Vec<String>> {
    table::columns_of_text(path)
}

impl Input for ParquetInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(Rows {
            files: self.files.open(),
            shape: self.shape.clone(),
            limits: self.limits,
            table: None,
            read: 0,
        }))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let row = std::str::from_utf8(record.bytes).map_err(|error| {
            StepError::new("the row is not UTF-8").code("bad-json").because(error)
        })?;
        record::decode(row, &self.shape, record)
    }

    fn origin(&self, file: &str) -> Result<Origin, StepError> {
        self.files.origin(file)
    }

    fn files(&self) -> Vec<String> {
        self.files.names()
    }

    fn passed_over(&self) -> Vec<PassedOver> {
        self.files.passed_over()
    }
}

/// Reads the rows of files, each as a JSON object of the columns that are looked for.
struct Rows {
    files: OpenFiles,
    shape: Shape,
    limits: Limits,
    table: Option<Table>,
    /// Bytes of the tables that are done.
    read: u64,
}

impl Reader for Rows {
    fn next_chunk(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError> {
        let mut chunk = Chunk::default();
        while chunk.len() < limits.records.max(1) {
            if let Some(table) = &mut self.table {
                if !table.fill(&mut chunk, limits) {
                    break;
                }
                self.read = self.read.saturating_add(table.read());
                self.table = None;
                continue;
            }
            let Some(OpenFile { origin, path, bytes }) = self.files.next() else { break };
            let origin = Arc::new(origin);
            let file = bytes.and_then(|bytes| seekable(path.as_deref(), bytes));
            match file.and_then(|file| Table::open(&origin, file, &self.shape, self.limits)) {
                Ok(table) => self.table = Some(table),
                Err(error) => chunk.push_error(&origin, Part::Whole, error),
            }
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    fn progress(&self) -> Progress {
        let Progress { read, total } = self.files.progress();
        let tables = self.read.saturating_add(self.table.as_ref().map_or(0, Table::read));
        let read = read.saturating_add(tables);
        Progress { read: read.min(total.unwrap_or(read)), total }
    }
}

/// A file that can be read from its end: that at `path` where it is no other form's, or else a
/// temporary one with the bytes of `stream`.
fn seekable(path: Option<&Path>, mut stream: Stream) -> Result<File, StepError> {
    let stored = path.map(table::stored).transpose().map_err(unopened)?.flatten();
    if let Some(file) = stored {
        return Ok(file);
    }
    let spooled = tempfile::tempfile().and_then(|mut file| {
        io::copy(&mut stream, &mut file)?;
        Ok(file)
    });
    spooled.map_err(|error| match error.downcast::<StepError>() {
        Ok(error) => error,
        Err(error) => {
            StepError::new("the file cannot be kept in a temporary one, to be read from its end")
                .code("cannot-read")
                .help("see that there is room for temporary files, or unpack it yourself")
                .because(error)
        }
    })
}
