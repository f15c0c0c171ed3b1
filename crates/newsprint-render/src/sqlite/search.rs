//! The full-text index, built on a thread of its own beside the tables.
//!
//! `FTS5` takes most of the time. It writes into a database of its own, whose tables are copied
//! into the one that stays: they are plain tables, and the copy leaves the pages behind that
//! merging has freed.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use newsprint_core::StepError;
use rusqlite::{Connection, Result};

/// Documents on the way to the thread.
const WAITING: usize = 256;

/// Makes the index. It keeps no texts: rows are those of `articles`, by `seq`. `ascii` parts terms
/// at blanks and takes case off Latin letters; `rank` weighs a headline ten times a body.
const CREATE: &str = "
create virtual table search using fts5 (headline, body, content = '', tokenize = 'ascii');
insert into search (search, rank) values ('rank', 'bm25(10.0, 1.0)');
";

/// Segments are merged once, at the end. The table in which terms are gathered stays small enough
/// for the processor's cache.
const BULK: &str = "
insert into search (search, rank) values ('automerge', 0);
insert into search (search, rank) values ('crisismerge', 1000);
";

const FINISH: &str = "
insert into search (search) values ('optimize');
delete from search_config where k in ('automerge', 'crisismerge');
commit;
";

const TABLES: [&str; 4] = ["search_data", "search_idx", "search_docsize", "search_config"];

/// The terms of the articles of a document, each article two lines: of its headline, of its body.
struct Terms {
    /// The `seq` of the first article.
    first: i64,
    lines: Vec<u8>,
}

pub(super) struct Search {
    sender: Option<SyncSender<Terms>>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl Search {
    /// Starts the thread, which writes to the new database `path`.
    pub(super) fn start(path: &Path) -> Result<Self> {
        let database = super::new_database(path)?;
        database.execute_batch(CREATE)?;
        database.execute_batch(BULK)?;
        let (sender, receiver) = sync_channel(WAITING);
        let thread = thread::spawn(move || build(&database, &receiver));
        Ok(Self { sender: Some(sender), thread: Some(thread) })
    }

    /// Hands the terms of a document's articles over, of which the first has the `seq` `first`.
    pub(super) fn add(&mut self, first: i64, lines: &[u8]) -> Result<(), StepError> {
        let terms = Terms { first, lines: lines.to_owned() };
        match &self.sender {
            Some(sender) if sender.send(terms).is_ok() => Ok(()),
            // The thread has given up: it says why.
            _ => self.finish(),
        }
    }

    /// Waits for the thread.
    pub(super) fn finish(&mut self) -> Result<(), StepError> {
        self.sender = None;
        let Some(thread) = self.thread.take() else { return Ok(()) };
        match thread.join() {
            Ok(result) => result.map_err(super::failed),
            Err(_) => Err(StepError::new("the full-text index could not be built")),
        }
    }
}

impl Drop for Search {
    /// The thread's file must not be taken away under it.
    fn drop(&mut self) {
        let _ = self.finish();
    }
}

fn build(database: &Connection, receiver: &Receiver<Terms>) -> Result<()> {
    let mut insert =
        database.prepare("insert into search (rowid, headline, body) values (?, ?, ?)")?;
    for Terms { first, lines } in receiver {
        let mut lines = lines.split(|byte| *byte == b'\n');
        let mut seq = first;
        while let (Some(headline), Some(body)) = (lines.next(), lines.next()) {
            let [headline, body] =
                [headline, body].map(|it| str::from_utf8(it).unwrap_or_default());
            insert.execute((seq, headline, body))?;
            seq += 1;
        }
    }
    drop(insert);
    database.execute_batch(FINISH)
}

/// Copies the index that was built in `from` into the tables' database.
pub(super) fn copy(database: &Connection, from: &Path) -> Result<()> {
    database.execute_batch(CREATE)?;
    database.execute("attach ? as built", [from.to_string_lossy()])?;
    for table in TABLES {
        database.execute_batch(&format!(
            "delete from main.{table}; insert into main.{table} select * from built.{table};"
        ))?;
    }
    Ok(())
}
