//! The output `xlsx`: a workbook with a sheet for each table.

use std::any::Any;
use std::borrow::Cow;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use newsprint_core::config::{Fault, Located};
use newsprint_core::{Component, Document, Field, RunSummary, Sink, SinkWriter, StepError};
use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, RowNum, Workbook, Worksheet, XlsxError,
};

use crate::atomic::{self, AtomicFile, parent_of};
use crate::table::{self, Profile, Table, TableName, Value};

/// Rows of a sheet below its head, as Excel has them.
const ROWS: RowNum = 1_048_575;

/// UTF-16 units of a cell, as Excel counts them.
const CELL: usize = 32_767;

/// Stands at the end of a text that was cut.
const CUT: &str = " […]";

/// The sheet that explains the others.
const DICTIONARY: &str = "dictionary";

newsprint_core::options! {
    /// Options of `xlsx`.
    pub struct XlsxSinkOptions {
        /// The file to write.
        pub path: PathBuf;
        /// The tables to write: `articles`, `metrics`, `groups`, `documents`.
        pub tables: Located<Vec<TableName>> = table::usual();
    }
}

#[doc = include_str!("../manual/xlsx.md")]
#[derive(Clone, Debug)]
pub struct XlsxSink {
    path: PathBuf,
    tables: Vec<&'static Table>,
}

impl Component for XlsxSink {
    const NAME: &'static str = "xlsx";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/xlsx.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    type Options = XlsxSinkOptions;

    fn build(options: XlsxSinkOptions) -> Result<Self, Vec<Fault>> {
        let tables = table::chosen(&options.tables).map_err(|fault| vec![fault])?;
        Ok(Self { path: options.path, tables })
    }
}

impl Sink for XlsxSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        let file = AtomicFile::create(&self.path)?;
        Ok(Box::new(XlsxWriter::new(file, &self.tables, &self.path)?))
    }

    fn render(&self, _: &Document, _: &mut Vec<u8>) -> Result<(), StepError> {
        Ok(())
    }
}

struct XlsxWriter {
    /// The file's name when it is done.
    target: PathBuf,
    file: AtomicFile,
    workbook: Workbook,
    profiles: Vec<Profile>,
    /// Rows of each sheet below its head.
    rows: Vec<RowNum>,
    /// Texts that were cut.
    cut: u64,
}

impl XlsxWriter {
    /// A workbook whose rows wait in files beside `target`, so that memory does not grow with them.
    fn new(file: AtomicFile, tables: &[&'static Table], target: &Path) -> Result<Self, StepError> {
        let workbook = on_disk(target, || workbook(tables, parent_of(target)))?;
        let profiles = tables.iter().map(|table| Profile::new(table)).collect();
        let (target, rows) = (target.to_owned(), vec![0; tables.len()]);
        Ok(Self { target, file, workbook, profiles, rows, cut: 0 })
    }

    /// Adds the sheet that explains the others, and writes the file.
    fn save(&mut self) -> Result<(), XlsxError> {
        for ((sheet, profile), rows) in
            self.workbook.worksheets_mut().iter_mut().zip(&self.profiles).zip(&self.rows)
        {
            sheet.autofilter(0, 0, *rows, column_number(profile.table.columns.len() - 1))?;
        }
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(DICTIONARY)?;
        write_dictionary(sheet, &self.profiles, self.cut)?;
        self.workbook.save_to_writer(self.file.writer())
    }
}

/// A workbook with the heads of the tables' sheets, whose rows wait in `folder`.
fn workbook(tables: &[&'static Table], folder: &Path) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(folder)?;
    // Nothing that is written depends on the clock: the first day that a zip file can name.
    let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for table in tables {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(table.name)?;
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        write_head(sheet, &names)?;
    }
    Ok(workbook)
}

/// Calls `write`, which writes rows for the file `target`.
///
/// Of files in which rows wait, the crate that writes workbooks takes every failure for a panic,
/// which names the system's error: here it becomes an error again.
fn on_disk<T>(target: &Path, write: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, StepError> {
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => match cause(&error) {
            Some(cause) => Err(atomic::cannot_write(target, cause)),
            None => Err(StepError::new(format!("cannot write `{}`", target.display()))
                .help("see that the disk has room and the folder may be written")
                .because(error)),
        },
        Err(panic) => match system_error(&*panic) {
            Some(error) => Err(atomic::cannot_write(target, error)),
            None => resume_unwind(panic),
        },
    }
}

/// The error of the system behind an error.
fn cause(error: &XlsxError) -> Option<io::Error> {
    if let XlsxError::IoError(error) = error {
        return error.raw_os_error().map(io::Error::from_raw_os_error);
    }
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(code) = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
            return Some(io::Error::from_raw_os_error(code));
        }
        cause = error.source();
    }
    None
}

/// The error of the system that a panic names, as `Os { code: 28, … }`.
fn system_error(panic: &(dyn Any + Send)) -> Option<io::Error> {
    let (_, code) = panic.downcast_ref::<String>()?.split_once("Os { code: ")?;
    let code = code.split(|c: char| !c.is_ascii_digit()).next()?;
    code.parse().ok().map(io::Error::from_raw_os_error)
}

impl SinkWriter for XlsxWriter {
    fn write(&mut self, document: &Document, _: &[u8]) -> Result<(), StepError> {
        let Self { target, workbook, profiles, rows, cut, .. } = self;
        for ((sheet, profile), row) in
            workbook.worksheets_mut().iter_mut().zip(profiles).zip(rows.iter_mut())
        {
            let table = profile.table;
            table.rows(document, &mut |cells| {
                if *row == ROWS {
                    let message = format!("a sheet has room for {ROWS} rows of `{}`", table.name);
                    let help = "take `csv` or `parquet`, or leave the table out";
                    return Err(StepError::new(message).help(help));
                }
                *row += 1;
                profile.take(cells);
                *cut += on_disk(target, || write_row(sheet, *row, cells))?;
                Ok(())
            })?;
        }
        Ok(())
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        let target = self.target.clone();
        on_disk(&target, || self.save())?;
        self.file.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.file.persist()?])
    }
}

/// The line that names the columns, which stays in view.
fn write_head(sheet: &mut Worksheet, names: &[&str]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_freeze_panes(1, 0)?;
    for (at, name) in (0..).zip(names) {
        sheet.set_column_width(at, 16)?;
        sheet.write_string_with_format(0, at, *name, &bold)?;
    }
    Ok(())
}

/// A row; returns how many of its texts were cut.
fn write_row(sheet: &mut Worksheet, row: RowNum, cells: &[Value<'_>]) -> Result<u64, XlsxError> {
    let mut cut = 0;
    for (at, cell) in (0..).zip(cells) {
        match cell {
            Value::Null => {}
            Value::Text(text) => {
                let fitting = fitting(text);
                cut += u64::from(matches!(fitting, Cow::Owned(_)));
                sheet.write_string(row, at, fitting)?;
            }
            Value::Digits(digits) => {
                sheet.write_string(row, at, fitting(digits))?;
            }
            #[expect(clippy::cast_precision_loss, reason = "Excel has doubles only")]
            Value::Integer(number) => {
                sheet.write_number(row, at, *number as f64)?;
            }
            Value::Number(number) => {
                sheet.write_number(row, at, *number)?;
            }
            Value::Boolean(yes) => {
                sheet.write_boolean(row, at, *yes)?;
            }
        }
    }
    Ok(cut)
}

/// The text, or as much of it as a cell holds, with a mark.
fn fitting(text: &str) -> Cow<'_, str> {
    // A UTF-16 unit has at least one byte in UTF-8.
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return Cow::Borrowed(text);
    }
    let mut units = CUT.encode_utf16().count();
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= CELL
    });
    Cow::Owned(kept.chain(CUT.chars()).collect())
}

fn write_dictionary(
    sheet: &mut Worksheet,
    profiles: &[Profile],
    cut: u64,
) -> Result<(), XlsxError> {
    let names = ["table", "column", "type", "unit", "null", "meaning", "examples"];
    write_head(sheet, &names)?;
    let share = Format::new().set_num_format("0.0 %");
    let mut row = 0;
    for profile in profiles {
        for (at, column) in profile.table.columns.iter().enumerate() {
            row += 1;
            let text = |text: &str| Value::Text(text.to_owned().into());
            let cells = [
                text(profile.table.name),
                text(column.name),
                text(column.kind.name()),
                text(column.unit.unwrap_or_default()),
                Value::Null,
                text(column.doc),
                text(&profile.examples(at).join(" | ")),
            ];
            write_row(sheet, row, &cells)?;
            sheet.write_number_with_format(row, 4, profile.null_share(at), &share)?;
        }
    }
    let note = format!("Texts that were cut to 32,767 characters, and end with{CUT}: {cut}.");
    sheet.write_string(row + 2, 0, note)?;
    Ok(())
}

fn column_number(at: usize) -> ColNum {
    ColNum::try_from(at).unwrap_or(ColNum::MAX)
}

#[cfg(test)]
mod tests {
    use newsprint_core::{Article, ArticleId, Source};

    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_with_a_mark() {
        assert!(matches!(fitting(&"长".repeat(CELL)), Cow::Borrowed(_)));
        let cut = fitting(&"𠀀".repeat(CELL)).into_owned();
        assert_eq!(cut.encode_utf16().count(), CELL - 1, "a character is not cut in two");
        assert!(cut.ends_with(CUT));
    }

    #[test]
    fn a_sheet_that_is_full_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.xlsx");
        let file = AtomicFile::create(&target).unwrap();
        let mut writer = XlsxWriter::new(file, &[&table::ARTICLES], &target).unwrap();
        writer.rows[0] = ROWS - 1;
        let mut document = Document::new(Source::new("a.txt", "").unwrap());
        document.articles.push(Article::new(ArticleId::from_u64(1)));
        writer.write(&document, &[]).unwrap();
        let error = writer.write(&document, &[]).unwrap_err();
        assert_eq!(error.to_string(), "a sheet has room for 1048575 rows of `articles`");
        assert!(error.help_text().is_some());
    }

    #[test]
    fn a_panic_that_names_an_error_of_the_system_is_that_error() {
        let target = Path::new("out/a.xlsx");
        let full = || -> Result<(), XlsxError> {
            let error = io::Error::from_raw_os_error(28);
            panic!("Couldn't write to xml file: {error:?}");
        };
        let error = on_disk(target, full).unwrap_err();
        assert!(error.to_string().starts_with("cannot write `out/a.xlsx`: "), "{error}");
        assert!(error.help_text().is_some());
        let fault = || -> Result<(), XlsxError> { panic!("index 7 is too large") };
        assert!(catch_unwind(AssertUnwindSafe(|| on_disk(target, fault))).is_err());
    }
}
