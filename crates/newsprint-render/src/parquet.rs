//! The output `parquet`: a folder of typed tables that can be pushed as a data set.

mod card;
mod columns;
mod decimal;

use std::path::PathBuf;
use std::sync::Arc;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{Component, Document, Field, RunSummary, Sink, SinkWriter, StepError};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{CdcOptions, WriterProperties};

use crate::atomic::{AtomicFolder, FolderFile};
use crate::table::{self, Profile, Table, TableName};
pub use columns::ArrowRows;

/// Bytes of cells that are gathered before they are encoded.
const BATCH: usize = 4 << 20;

/// Encoded bytes of a row group, which is what is kept in memory.
const ROW_GROUP: usize = 32 << 20;

newsprint_core::options! {
    /// Options of `parquet`.
    pub struct ParquetSinkOptions {
        /// The folder to write.
        pub path: PathBuf;
        /// The tables to write: `articles`, `metrics`, `groups`, `documents`.
        pub tables: Located<Vec<TableName>> = table::usual();
    }
}

#[doc = include_str!("../manual/parquet.md")]
#[derive(Clone, Debug)]
pub struct ParquetSink {
    path: PathBuf,
    tables: Vec<&'static Table>,
}

impl Component for ParquetSink {
    const NAME: &'static str = "parquet";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/parquet.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    type Options = ParquetSinkOptions;

    fn build(options: ParquetSinkOptions) -> Result<Self, Vec<Fault>> {
        let tables = table::chosen(&options.tables).map_err(|fault| vec![fault])?;
        Ok(Self { path: options.path, tables })
    }
}

impl Sink for ParquetSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        let folder = AtomicFolder::create(&self.path)?;
        let open = |table: &&'static Table| Part::create(table, &folder);
        let parts = self.tables.iter().map(open).collect::<Result<_, _>>()?;
        Ok(Box::new(ParquetWriter { folder, parts }))
    }

    fn render(&self, _: &Document, _: &mut Vec<u8>) -> Result<(), StepError> {
        Ok(())
    }
}

struct ParquetWriter {
    folder: AtomicFolder,
    parts: Vec<Part>,
}

impl SinkWriter for ParquetWriter {
    fn write(&mut self, document: &Document, _: &[u8]) -> Result<(), StepError> {
        self.parts.iter_mut().try_for_each(|part| part.write(document))
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        let parts = std::mem::take(&mut self.parts);
        let profiles: Vec<Profile> =
            parts.into_iter().map(Part::finish).collect::<Result<_, _>>()?;
        self.folder.write("README.md", card::card(&profiles).as_bytes())?;
        self.folder.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.folder.persist()?])
    }
}

/// A table's file.
struct Part {
    profile: Profile,
    name: String,
    rows: ArrowRows,
    writer: ArrowWriter<FolderFile>,
}

impl Part {
    fn create(table: &'static Table, folder: &AtomicFolder) -> Result<Self, StepError> {
        let name = card::file_name(table);
        let rows = ArrowRows::new(table);
        let file = folder.start(&name)?;
        let writer = ArrowWriter::try_new(file, Arc::clone(rows.schema()), Some(properties()))
            .map_err(|error| cannot_write(&name, error))?;
        Ok(Self { profile: Profile::new(table), name, rows, writer })
    }

    fn write(&mut self, document: &Document) -> Result<(), StepError> {
        let Self { profile, name, rows, writer } = self;
        profile.table.rows(document, &mut |cells| {
            profile.take(cells);
            rows.append(cells)?;
            if rows.bytes() < BATCH {
                return Ok(());
            }
            flush(rows, writer).map_err(|error| cannot_write(name, error))
        })
    }

    fn finish(mut self) -> Result<Profile, StepError> {
        flush(&mut self.rows, &mut self.writer)
            .and_then(|()| self.writer.into_inner())
            .map_err(|error| cannot_write(&self.name, error))?
            .finish()?;
        Ok(self.profile)
    }
}

/// Encodes the rows that were gathered.
fn flush(rows: &mut ArrowRows, writer: &mut ArrowWriter<FolderFile>) -> Result<(), ParquetError> {
    writer.write(&rows.take()?)
}

/// Zstandard; pages that end where the content says, so that a store which knows contents takes
/// unchanged parts once; an index of the pages, which is written where statistics are.
///
/// No other limit ends a page: where one did at the end of a content's part, the writer would put an
/// empty page behind it, which readers built on Arrow C++ take for the end of the column.
fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_content_defined_chunking(Some(CdcOptions::default()))
        .set_data_page_size_limit(usize::MAX)
        .set_data_page_row_count_limit(usize::MAX)
        .set_max_row_group_bytes(Some(ROW_GROUP))
        .build()
}

fn cannot_write(name: &str, error: ParquetError) -> StepError {
    StepError::new(format!("cannot write `{name}`"))
        .help("see that the disk has room and the folder may be written")
        .because(error)
}

#[cfg(test)]
mod tests {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::basic::PageType;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};

    use super::*;

    /// A column that says the same in many rows has more rows a part than pages usually have, and
    /// rows come by the batch.
    #[test]
    fn no_page_is_empty() -> Result<(), Box<dyn std::error::Error>> {
        const BATCHES: usize = 30;
        const ROWS: usize = 24_000;
        let names = StringArray::from(vec![Some("corpus/part-0000.jsonl"); ROWS]);
        let names = ("source_name", Arc::new(names) as ArrayRef, true);
        let batch = RecordBatch::try_from_iter_with_nullable([names])?;
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties()))?;
        for _ in 0..BATCHES {
            writer.write(&batch)?;
        }
        let file = SerializedFileReader::new(bytes::Bytes::from(writer.into_inner()?))?;
        let pages = file.get_row_group(0)?.get_column_page_reader(0)?;
        let mut rows = Vec::new();
        for page in pages {
            let page = page?;
            if page.page_type() != PageType::DICTIONARY_PAGE {
                rows.push(page.num_values());
            }
        }
        assert_eq!(rows.iter().sum::<u32>(), u32::try_from(BATCHES * ROWS)?);
        assert!(rows.len() > 1 && !rows.contains(&0), "rows of pages: {rows:?}");
        Ok(())
    }
}
