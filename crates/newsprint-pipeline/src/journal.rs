//! What a run has done, kept on disk so that another run can go on from there.
//!
//! A folder with one file, `log`: a line with the version, then records, each appended whole. A
//! record is a header of little-endian numbers (the segment that it belongs to, its key in 16 bytes,
//! the length of its content and a checksum of it, a checksum of the header) and its content. Keys
//! are hashes of all that the content depends on, so that a record holds for ever or is never asked
//! for, and the order of records says nothing. A record that was being written when the process died
//! is cut off; one that the disk has damaged is as good as none.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use xxhash_rust::xxh3::xxh3_64;

const FORMAT: &[u8] = b"newsprint-journal 1\n";
const LOG: &str = "log";
const HEADER: usize = 48;
/// Stands in the folder while what stages leave for later runs is made lasting.
const COMMITTING: &str = "committing";

/// A journal that is read and written.
pub(crate) struct Journal {
    folder: PathBuf,
    log: Mutex<Log>,
}

struct Log {
    file: File,
    /// Where the next record goes.
    end: u64,
    /// The records that an earlier run has left.
    records: BTreeMap<u128, Record>,
}

#[derive(Clone, Copy)]
struct Record {
    segment: u64,
    offset: u64,
    length: u64,
    checksum: u64,
    is_used: bool,
}

impl Journal {
    /// In place of a segment, of records that are of no chunk.
    pub(crate) const NO_CHUNK: u64 = 0;

    /// Opens the journal in `folder`, which is made when there is none.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(folder.join(LOG))?;
        let mut format = Vec::new();
        (&file).take(FORMAT.len() as u64).read_to_end(&mut format)?;
        let (records, end) = if format == FORMAT {
            scan(&file)?
        } else {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(FORMAT)?;
            (BTreeMap::new(), FORMAT.len() as u64)
        };
        file.set_len(end)?;
        let log = Mutex::new(Log { file, end, records });
        Ok(Self { folder: folder.to_owned(), log })
    }

    /// Opens the journal in `folder` to be read only; `None` when there is none.
    pub(crate) fn read(folder: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(folder.join(LOG)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut format = Vec::new();
        (&file).take(FORMAT.len() as u64).read_to_end(&mut format)?;
        if format != FORMAT {
            return Ok(None);
        }
        let (records, end) = scan(&file)?;
        let log = Mutex::new(Log { file, end, records });
        Ok(Some(Self { folder: folder.to_owned(), log }))
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The content of a record that an earlier run has left.
    pub(crate) fn get(&self, key: u128) -> Option<Vec<u8>> {
        let mut log = self.log();
        let record = *log.records.get(&key)?;
        let content = log.read(record)?;
        log.records.get_mut(&key)?.is_used = true;
        drop(log);
        (xxh3_64(&content) == record.checksum).then_some(content)
    }

    /// Appends a record.
    pub(crate) fn put(&self, segment: u64, key: u128, content: &[u8]) -> io::Result<()> {
        let mut record = Vec::with_capacity(HEADER + content.len());
        record.extend_from_slice(&segment.to_le_bytes());
        record.extend_from_slice(&key.to_le_bytes());
        record.extend_from_slice(&(content.len() as u64).to_le_bytes());
        record.extend_from_slice(&xxh3_64(content).to_le_bytes());
        record.extend_from_slice(&xxh3_64(&record).to_le_bytes());
        record.extend_from_slice(content);
        let mut log = self.log();
        let end = log.end;
        log.file.seek(SeekFrom::Start(end))?;
        log.file.write_all(&record)?;
        log.end += record.len() as u64;
        Ok(())
    }

    /// How the records of a segment begin that an earlier run has left and this one did not ask for,
    /// in the order in which they were written.
    pub(crate) fn unused(&self, segment: u64, length: u64) -> Vec<Vec<u8>> {
        let mut log = self.log();
        let unused = |record: &&Record| record.segment == segment && !record.is_used;
        let mut records: Vec<Record> = log.records.values().filter(unused).copied().collect();
        records.sort_by_key(|record| record.offset);
        let starts = records
            .into_iter()
            .filter_map(|record| log.read(Record { length: record.length.min(length), ..record }));
        starts.collect()
    }

    /// Notes, down to the disk, that what stages leave for later runs is now made lasting.
    pub(crate) fn begin_commit(&self) -> io::Result<()> {
        self.sync()?;
        File::create(self.folder.join(COMMITTING))?.sync_all()
    }

    /// Notes that a commit that was begun has come to its end, of a journal that stays.
    pub(crate) fn end_commit(&self) -> io::Result<()> {
        match fs::remove_file(self.folder.join(COMMITTING)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Brings all records down to the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.log().file.sync_all()
    }

    /// Whether a run has ended while it made lasting what stages leave.
    pub(crate) fn is_committing(folder: &Path) -> bool {
        folder.join(COMMITTING).exists()
    }

    /// Takes the journal away. It vanishes at once: half of it would be taken for the whole.
    pub(crate) fn remove(self) -> io::Result<()> {
        let Self { folder, log } = self;
        drop(log);
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push(".done");
        let done = folder.with_file_name(name);
        if done.exists() {
            fs::remove_dir_all(&done)?;
        }
        fs::rename(&folder, &done)?;
        fs::remove_dir_all(&done)
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    fn read(&mut self, record: Record) -> Option<Vec<u8>> {
        let mut content = vec![0; usize::try_from(record.length).ok()?];
        self.file.seek(SeekFrom::Start(record.offset)).ok()?;
        self.file.read_exact(&mut content).ok()?;
        Some(content)
    }
}

/// The records of a log behind its first line, and where the last whole one ends.
fn scan(file: &File) -> io::Result<(BTreeMap<u128, Record>, u64)> {
    let total = file.metadata()?.len();
    let mut reader = BufReader::new(file);
    let mut records = BTreeMap::new();
    let mut at = FORMAT.len() as u64;
    while total - at >= HEADER as u64 {
        let mut header = [0; HEADER];
        reader.read_exact(&mut header)?;
        let Some((key, mut record)) = read_header(&header) else { break };
        record.offset = at + HEADER as u64;
        if record.length > total - record.offset {
            break;
        }
        at = record.offset + record.length;
        records.insert(key, record);
        reader.seek_relative(i64::try_from(record.length).unwrap_or(i64::MAX))?;
    }
    Ok((records, at))
}

fn read_header(header: &[u8; HEADER]) -> Option<(u128, Record)> {
    let number = |at: usize| {
        let bytes = header[at..].first_chunk().copied();
        bytes.map(u64::from_le_bytes)
    };
    let key = u128::from_le_bytes(*header[8..].first_chunk()?);
    let (segment, length, checksum) = (number(0)?, number(24)?, number(32)?);
    let is_whole = number(40)? == xxh3_64(&header[..40]);
    is_whole.then_some((key, Record { segment, offset: 0, length, checksum, is_used: false }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.get(1), None);
        journal.put(7, 1, b"one").unwrap();
        journal.put(7, 2, b"").unwrap();
        journal.put(8, 3, b"three").unwrap();
        (folder, path)
    }

    #[test]
    fn records_of_an_earlier_run_are_found() {
        let (_folder, path) = journal();
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.get(2).unwrap(), b"");
        assert_eq!(journal.get(3).unwrap(), b"three");
        assert_eq!(journal.unused(7, 2), [b"on"]);
        assert_eq!(journal.unused(8, 2), [[0_u8; 0]; 0]);
        journal.put(8, 4, b"four").unwrap();
        let read = Journal::read(&path).unwrap().unwrap();
        assert_eq!((read.get(3).unwrap(), read.get(5)), (b"three".into(), None));
        let again = Journal::open(&path).unwrap();
        assert_eq!((again.get(1).unwrap(), again.get(4).unwrap()), (b"one".into(), b"four".into()));
        again.remove().unwrap();
        assert!(!path.exists() && Journal::read(&path).unwrap().is_none());
    }

    #[test]
    fn what_is_torn_or_damaged_is_as_good_as_none() {
        let (_folder, path) = journal();
        let log = path.join("log");
        let whole = fs::read(&log).unwrap();
        for cut in FORMAT.len()..whole.len() {
            fs::write(&log, &whole[..cut]).unwrap();
            let journal = Journal::open(&path).unwrap();
            assert_eq!(journal.get(3), None, "{cut}");
            journal.put(8, 4, b"four").unwrap();
            assert_eq!(Journal::open(&path).unwrap().get(4).unwrap(), b"four", "{cut}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&log, &damaged).unwrap();
            let journal = Journal::open(&path).unwrap();
            for (key, content) in [(1, "one"), (2, ""), (3, "three")] {
                let found = journal.get(key);
                assert!(found.is_none_or(|found| found == content.as_bytes()), "{at}");
            }
        }
    }
}
