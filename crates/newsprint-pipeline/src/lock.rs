//! One run at a time in each folder that outputs get their names in.
//!
//! A lock is a file that the system unlocks when the process ends, however it ends: one that is
//! left over locks nobody out. It is taken away with the run, and so are temporary files that a
//! killed run has left. Where a folder cannot hold a lock the run goes on without: what is wrong
//! with the folder is for the outputs to tell.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use tracing::debug;

use crate::RunError;

const NAME: &str = ".newsprint-lock";

/// The folders that a run has for itself.
pub(crate) struct Locks(Vec<Lock>);

struct Lock {
    path: PathBuf,
    /// Locked as long as it is open.
    file: File,
    /// Folders that were made for the lock, the innermost first.
    made: Vec<PathBuf>,
}

impl Locks {
    /// Locks the folders that the targets stand in.
    ///
    /// # Errors
    /// When another run has one of them.
    pub(crate) fn new<'a>(targets: impl Iterator<Item = &'a Path>) -> Result<Self, RunError> {
        let parents = targets.map(|target| match target.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        });
        let mut locks = Self(Vec::new());
        for folder in parents.collect::<BTreeSet<PathBuf>>() {
            match Lock::new(&folder, &locks) {
                Ok(lock) => locks.0.extend(lock),
                Err(Refused::Taken(path)) => return Err(RunError::taken(folder, path)),
                Err(Refused::Impossible(error)) => {
                    debug!(folder = %folder.display(), %error, "the folder cannot be locked");
                }
            }
        }
        locks.0.iter().for_each(|lock| remove_leftovers(&lock.path));
        Ok(locks)
    }
}

impl Drop for Locks {
    fn drop(&mut self) {
        // The last one first: it may stand in a folder that was made for an earlier one.
        while self.0.pop().is_some() {}
    }
}

enum Refused {
    Taken(PathBuf),
    Impossible(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Impossible(error)
    }
}

impl Lock {
    /// `None` when `locks` have the folder under another name.
    fn new(folder: &Path, locks: &Locks) -> Result<Option<Self>, Refused> {
        let made = make(folder)?;
        let path = folder.canonicalize()?.join(NAME);
        if locks.0.iter().any(|lock| lock.path == path) {
            return Ok(None);
        }
        loop {
            let mut options = OpenOptions::new();
            let mut file =
                options.read(true).write(true).create(true).truncate(false).open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(Refused::Taken(folder.join(NAME))),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
            // The run that had it may have taken the file away between the two calls.
            if is_at(&file, &path) {
                // A shared folder is locked from other machines too. What it says is for a message
                // only: the lock holds on a full disk too.
                let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
                let on = if host.is_empty() { "" } else { " on " };
                let _ = file.set_len(0).and_then(|()| file.rewind());
                let _ = writeln!(file, "process {}{on}{}", std::process::id(), host.trim_end());
                return Ok(Some(Self { path, file, made }));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is locked. Elsewhere than on Unix it stays, since it cannot be told
        // whether a file that was opened is the one that stands there.
        if cfg!(unix) && is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
        // Those that hold something by now stay.
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Makes a folder and those above it; gives those that were not there, the innermost first.
fn make(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let missing = folder.ancestors().take_while(|it| *it != Path::new("") && !it.exists());
    let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    fs::create_dir_all(folder)?;
    Ok(missing)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(file), Ok(there)) = (file.metadata(), fs::metadata(path)) else { return false };
    (file.dev(), file.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// What a lock says of the run that has it.
pub(crate) fn holder(path: &Path) -> String {
    let mut said = String::new();
    let read = File::open(path).and_then(|file| file.take(100).read_to_string(&mut said));
    match read {
        Ok(_) if !said.trim().is_empty() => said.trim().to_owned(),
        _ => "another process".to_owned(),
    }
}

/// Takes away the temporary files and folders beside a lock: no run is at work on them. An earlier
/// output that had stepped aside for one that never came is put back.
fn remove_leftovers(lock: &Path) {
    let Some(folder) = lock.parent() else { return };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(".newsprint-")) else {
            continue;
        };
        let random = rest.strip_prefix("old-").unwrap_or(rest);
        if random.len() != 6 || !random.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            continue;
        }
        let path = entry.path();
        // One that cannot be taken away is in nobody's way.
        let _ = match entry.file_type() {
            Ok(kind) if kind.is_dir() && random != rest => put_back(&path, folder),
            Ok(kind) if kind.is_dir() => fs::remove_dir_all(path),
            Ok(kind) if kind.is_file() => fs::remove_file(path),
            _ => Ok(()),
        };
    }
}

/// Gives what is in `aside` its name in `folder` again, unless something else has it by now.
fn put_back(aside: &Path, folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(aside)? {
        let entry = entry?;
        let target = folder.join(entry.file_name());
        if !target.try_exists()? {
            fs::rename(entry.path(), target)?;
        }
    }
    fs::remove_dir_all(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_for_one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (articles, rejects) = (at("out/deep/a.jsonl"), at("out/deep/../rejects.jsonl"));
        let targets = || [articles.as_path(), &rejects].into_iter();
        let locks = Locks::new(targets()).unwrap();
        assert_eq!(locks.0.len(), 2);
        let error = Locks::new(targets()).map(drop).unwrap_err().to_string();
        assert!(error.contains(&format!("process {}", std::process::id())), "{error}");
        assert!(error.contains(NAME), "{error}");
        let other = at("elsewhere/a.jsonl");
        Locks::new([other.as_path()].into_iter()).unwrap();
        drop(locks);
        assert!(!at("out").exists() && !at("elsewhere").exists(), "nothing is left");
        // A lock that is left over locks nobody out.
        fs::create_dir_all(at("out/deep")).unwrap();
        fs::write(at("out/deep").join(NAME), "process 1").unwrap();
        Locks::new(targets()).unwrap();
    }

    #[test]
    fn what_a_killed_run_left_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in [".newsprint-a1B2c3", ".newsprint-journal-page", "a.jsonl", ".newsprint-a1B2"] {
            fs::write(at(name), "").unwrap();
        }
        for name in ["site", ".newsprint-folder", ".newsprint-folde0/tables"] {
            fs::create_dir_all(at(name)).unwrap();
        }
        // Two outputs that had stepped aside: the one has been replaced, the other has not.
        for name in [".newsprint-old-a1B2c3/site", ".newsprint-old-a1B2c4/tables"] {
            fs::create_dir_all(at(name)).unwrap();
            fs::write(at(name).join("old.csv"), "").unwrap();
        }
        Locks::new([at("a.jsonl").as_path()].into_iter()).unwrap();
        let names = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        let expected = [".newsprint-a1B2", ".newsprint-journal-page", "a.jsonl", "site", "tables"];
        assert_eq!(names, expected);
        assert!(at("tables/old.csv").exists() && !at("site/old.csv").exists());
    }
}
