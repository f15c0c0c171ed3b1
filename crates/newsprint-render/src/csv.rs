//! The output `csv`: a folder of tables, with their package and their dictionary.

mod cells;
mod frame;

use std::path::{Path, PathBuf};

use newsprint_core::config::{Fault, Located};
use newsprint_core::{Component, Document, Field, RunSummary, Sink, SinkWriter, StepError};

#[cfg(feature = "site")]
pub(crate) use self::cells::{cannot_write, escaped, writer};
use crate::atomic::{AtomicFolder, FolderFile};
use crate::compress::Compression;
use crate::lines::LinesWriter;
use crate::table::{self, Profile, Resource, Table, TableName};

/// The byte order mark in UTF-8.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

newsprint_core::options! {
    /// Options of `csv`.
    pub struct CsvSinkOptions {
        /// The folder to write; `-` is standard output, for one table.
        pub path: Located<PathBuf>;
        /// The tables to write: `articles`, `metrics`, `groups`, `documents`.
        pub tables: Located<Vec<TableName>> = table::usual();
        /// Whether files begin with a byte order mark, without which a Chinese Excel takes them for
        /// GBK. Standard output never does.
        pub bom: bool = true;
        /// Whether texts that a spreadsheet would run as a formula are made safe with a `'`.
        pub escape_formulas: bool = true;
    }
}

#[doc = include_str!("../manual/csv.md")]
#[derive(Clone, Debug)]
pub struct CsvSink {
    path: PathBuf,
    tables: Vec<&'static Table>,
    bom: bool,
    escape_formulas: bool,
}

impl Component for CsvSink {
    const NAME: &'static str = "csv";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/csv.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    type Options = CsvSinkOptions;

    fn build(options: CsvSinkOptions) -> Result<Self, Vec<Fault>> {
        let tables = table::chosen(&options.tables).map_err(|fault| vec![fault])?;
        let Located { value: path, span } = options.path;
        if path == Path::new("-") && tables.len() > 1 {
            let message = "standard output takes one table";
            let help = "add `tables = [\"metrics\"]`, or name a folder";
            return Err(vec![Fault::new(span, message, "one stream").help(help)]);
        }
        let CsvSinkOptions { bom, escape_formulas, .. } = options;
        Ok(Self { path, tables, bom, escape_formulas })
    }
}

impl CsvSink {
    fn is_stream(&self) -> bool {
        self.path == Path::new("-")
    }
}

impl Sink for CsvSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        if self.is_stream() {
            let mut head = Vec::new();
            self.tables.iter().try_for_each(|table| cells::write_head(table, &mut head))?;
            let stdout = LinesWriter::create(&self.path, Compression::None)?;
            return Ok(Box::new(stdout.starting_with(head)));
        }
        let folder = AtomicFolder::create(&self.path)?;
        let open = |table: &&'static Table| {
            let name = format!("{}.csv", table.name);
            let mut head = if self.bom { BOM.to_vec() } else { Vec::new() };
            cells::write_head(table, &mut head)?;
            let mut file = folder.start(&name)?;
            file.append(&head)?;
            Ok(Part { profile: Profile::new(table), file, bytes: head.len() as u64, name })
        };
        let parts = self.tables.iter().map(open).collect::<Result<_, StepError>>()?;
        Ok(Box::new(CsvWriter { folder, parts }))
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        for table in &self.tables {
            if self.is_stream() {
                cells::write_rows(table, document, self.escape_formulas, out)?;
            } else {
                frame::write(table, out, |out| {
                    cells::write_rows(table, document, self.escape_formulas, out)
                })?;
            }
        }
        Ok(())
    }
}

/// The folder while it is written.
struct CsvWriter {
    folder: AtomicFolder,
    parts: Vec<Part>,
}

/// A table's file.
struct Part {
    profile: Profile,
    name: String,
    file: FolderFile,
    bytes: u64,
}

impl SinkWriter for CsvWriter {
    fn write(&mut self, document: &Document, rendered: &[u8]) -> Result<(), StepError> {
        let mut rest = rendered;
        for part in &mut self.parts {
            let (counts, rows);
            (counts, rows, rest) = frame::read(part.profile.table, rest)?;
            if part.profile.wants_examples() {
                part.profile.table.rows(document, &mut |cells| {
                    part.profile.exemplify(cells);
                    Ok(())
                })?;
            }
            part.profile.counts.merge(&counts);
            part.bytes += rows.len() as u64;
            part.file.append(rows)?;
        }
        Ok(())
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        let mut profiles = Vec::new();
        let mut resources = Vec::new();
        for part in std::mem::take(&mut self.parts) {
            part.file.finish()?;
            resources.push((part.name, part.bytes));
            profiles.push(part.profile);
        }
        let resources: Vec<Resource<'_>> = profiles
            .iter()
            .zip(resources)
            .map(|(profile, (path, bytes))| Resource { profile, path, bytes })
            .collect();
        self.folder.write("datapackage.json", table::package(&resources).as_bytes())?;
        let dictionary = format!("# Data dictionary\n{}", table::dictionary(&profiles));
        self.folder.write("dictionary.md", dictionary.as_bytes())?;
        self.folder.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.folder.persist()?])
    }
}
