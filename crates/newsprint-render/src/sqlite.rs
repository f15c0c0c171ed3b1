//! The output `sqlite`: a database with full-text search, and what Datasette wants beside it.

mod datasette;
mod rows;
mod schema;
mod search;
mod terms;

use std::fs;
use std::path::{Path, PathBuf};

use newsprint_core::config::Fault;
use newsprint_core::{Component, Document, Field, RunSummary, Sink, SinkWriter, StepError};
use rusqlite::Connection;

use self::rows::Rows;
use self::schema::RELATIONS;
use self::search::Search;
use crate::atomic::AtomicFolder;

newsprint_core::options! {
    /// Options of `sqlite`.
    pub struct SqliteSinkOptions {
        /// The folder to write.
        pub path: PathBuf;
        /// Whether the texts can be searched: about half of the database, and most of the time.
        pub full_text: bool = true;
    }
}

#[doc = include_str!("../manual/sqlite.md")]
#[derive(Clone, Debug)]
pub struct SqliteSink {
    path: PathBuf,
    full_text: bool,
}

impl Component for SqliteSink {
    const NAME: &'static str = "sqlite";
    const VERSION: u32 = 2;
    const MANUAL: &'static str = include_str!("../manual/sqlite.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    type Options = SqliteSinkOptions;

    fn build(options: SqliteSinkOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { path: options.path, full_text: options.full_text })
    }
}

/// The database in the folder.
const DATABASE: &str = "newsprint.db";
/// The database in which the full-text index is built.
const BUILT: &str = "search.db";

impl Sink for SqliteSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        let folder = AtomicFolder::create(&self.path)?;
        let database = new_database(&folder.place(DATABASE)?).map_err(failed)?;
        let tables: String = RELATIONS.iter().map(|it| it.create()).collect();
        database.execute_batch(&tables).map_err(failed)?;
        let search = if self.full_text {
            Some(Search::start(&folder.place(BUILT)?).map_err(failed)?)
        } else {
            None
        };
        Ok(Box::new(SqliteWriter { database, search, rows: Rows::new(), folder }))
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        if !self.full_text {
            return Ok(());
        }
        for article in &document.articles {
            article.headline.iter().for_each(|text| terms::append(text.as_str(), out));
            out.push(b'\n');
            let heads = article.kicker.iter().chain(&article.subheads);
            let captions = article.figures.iter().flat_map(|figure| &figure.caption);
            let body = article.blocks.iter().map(|block| &block.text);
            for text in heads.chain(body).chain(captions) {
                terms::append(text.as_str(), out);
            }
            out.push(b'\n');
        }
        Ok(())
    }
}

/// Fields are dropped in this order: files must be closed before their folder is taken away.
struct SqliteWriter {
    database: Connection,
    search: Option<Search>,
    rows: Rows,
    folder: AtomicFolder,
}

impl SinkWriter for SqliteWriter {
    fn write(&mut self, document: &Document, rendered: &[u8]) -> Result<(), StepError> {
        let first = self.rows.articles() + 1;
        self.rows.add(&self.database, document)?;
        match &mut self.search {
            Some(search) if !document.articles.is_empty() => search.add(first, rendered),
            _ => Ok(()),
        }
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        let database = &self.database;
        database.flush_prepared_statement_cache();
        let indices: String = RELATIONS.iter().map(|it| it.create_indices()).collect();
        database.execute_batch(&indices).map_err(failed)?;
        database.execute_batch(include_str!("sqlite/views.sql")).map_err(failed)?;
        database.execute_batch("commit").map_err(failed)?;
        let full_text = self.search.is_some();
        if let Some(mut search) = self.search.take() {
            search.finish()?;
            let built = self.folder.place(BUILT)?;
            search::copy(database, &built).map_err(failed)?;
            database.execute_batch("detach built").map_err(failed)?;
            let removed = fs::remove_file(built);
            removed.map_err(|error| {
                StepError::new("the index of words cannot be moved into the database")
                    .help("see that the folder of the output can be written to")
                    .because(error)
            })?;
            self.folder.write("search.sql", datasette::search().as_bytes())?;
        }
        database.execute_batch("analyze; pragma user_version = 1").map_err(failed)?;
        // What is open has no more to write, but the file must not be held when it gets its name.
        let closed =
            std::mem::replace(&mut self.database, Connection::open_in_memory().map_err(failed)?);
        closed.close().map_err(|(_, error)| failed(error))?;
        self.folder.write("metadata.yaml", datasette::metadata(full_text).as_bytes())?;
        self.folder.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.folder.persist()?])
    }
}

/// A database that nobody else sees and that need not survive a fall: it has no final name yet. It
/// stands in a transaction. Rows may refer to rows that come later.
fn new_database(path: &Path) -> rusqlite::Result<Connection> {
    let database = Connection::open(path)?;
    database.execute_batch(
        "pragma page_size = 8192; pragma journal_mode = off; pragma synchronous = off;
         pragma locking_mode = exclusive; pragma cache_size = -16384; pragma foreign_keys = off;
         begin;",
    )?;
    Ok(database)
}

fn failed(error: rusqlite::Error) -> StepError {
    let help = match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => "make room on the disk",
        _ => "see that the folder can be written to, or name another",
    };
    StepError::new("the database cannot be written").help(help).because(error)
}
