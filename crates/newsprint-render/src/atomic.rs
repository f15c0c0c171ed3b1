//! Files and folders that stand under their name whole or not at all.
//!
//! Both are written beside their target under a temporary name, so that giving the final name is a
//! rename inside one file system; dropped before that, they take away what they wrote.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use newsprint_core::StepError;
use tempfile::{Builder, NamedTempFile, TempDir};

/// Bytes gathered before they are written.
pub(crate) const BUFFER: usize = 256 << 10;

/// The file that marks a folder as one of ours, which may be replaced.
const MARKER: &str = ".newsprint";

/// How the name of a folder begins that an earlier output waits in while the new one gets its name;
/// the runner knows it too.
const ASIDE: &str = ".newsprint-old-";

/// A file on its way to its name.
pub(crate) struct AtomicFile {
    target: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl AtomicFile {
    /// Starts the file that is to be `target`; makes the folders above it.
    pub(crate) fn create(target: &Path) -> Result<Self, StepError> {
        let shown = target.display();
        let metadata = fs::metadata(target).ok();
        let is_folder = metadata.as_ref().is_some_and(Metadata::is_dir);
        if is_folder || target.as_os_str().as_encoded_bytes().ends_with(b"/") {
            return Err(StepError::new(format!("`{shown}` is a folder")).help("name a file in it"));
        }
        if metadata.is_some_and(|metadata| !metadata.is_file()) {
            return Err(StepError::new(format!("`{shown}` is no regular file"))
                .help("name a file, or `-` for standard output"));
        }
        let parent = made_parent(target)?;
        let file =
            builder(0o666).tempfile_in(parent).map_err(|error| cannot_write(target, error))?;
        let file = BufWriter::with_capacity(BUFFER, file);
        Ok(Self { target: target.to_owned(), file })
    }

    /// Writes on.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), StepError> {
        self.file.write_all(bytes).map_err(|error| cannot_write(&self.target, error))
    }

    /// The file, for writers of other crates: their errors lack its name.
    #[cfg(feature = "xlsx")]
    pub(crate) fn writer(&mut self) -> &mut (impl Write + Send + use<>) {
        &mut self.file
    }

    /// Brings all that was written down to the disk.
    pub(crate) fn sync(&mut self) -> Result<(), StepError> {
        let flushed = self.file.flush();
        flushed
            .and_then(|()| self.file.get_ref().as_file().sync_all())
            .map_err(|error| cannot_write(&self.target, error))
    }

    /// Gives the file its name, in place of what stood there.
    pub(crate) fn persist(self) -> Result<String, StepError> {
        let Self { target, file } = self;
        let file = file.into_inner().map_err(|error| cannot_write(&target, error.into_error()))?;
        file.persist(&target).map_err(|error| cannot_write(&target, error.error))?;
        Ok(target.display().to_string())
    }
}

/// A folder on its way to its name.
pub(crate) struct AtomicFolder {
    target: PathBuf,
    folder: TempDir,
    /// How many files it has been given, by any thread.
    files: AtomicUsize,
}

impl AtomicFolder {
    /// Starts the folder that is to be `target`; makes the folders above it. What stands there must
    /// be empty or carry our marker.
    pub(crate) fn create(target: &Path) -> Result<Self, StepError> {
        is_replaceable(target)?;
        let parent = made_parent(target)?;
        let folder = builder(0o777).tempdir_in(parent);
        let folder = folder.map_err(|error| cannot_write(target, error))?;
        Ok(Self { target: target.to_owned(), folder, files: AtomicUsize::new(0) })
    }

    /// Writes the file `name` of the folder; see [`start`](Self::start) for names.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StepError> {
        self.open(name, |path| fs::write(path, bytes))
    }

    /// Starts the file `name` of the folder, to be written in parts. The name may hold folders,
    /// `data/part.csv`, which are made; it is an error when it could lead out of the folder.
    pub(crate) fn start(&self, name: &str) -> Result<FolderFile, StepError> {
        let file = self.open(name, |path| File::create(path))?;
        let file = BufWriter::with_capacity(BUFFER, file);
        Ok(FolderFile { target: self.target.join(name), file })
    }

    /// A file without a name, on the disk of the folder, that is gone when it is closed.
    #[cfg(feature = "site")]
    pub(crate) fn scratch(&self) -> Result<File, StepError> {
        tempfile::tempfile_in(self.folder.path()).map_err(|error| cannot_write(&self.target, error))
    }

    /// Where the file `name` stands until the folder has its name; makes the folders between.
    #[cfg(feature = "sqlite")]
    pub(crate) fn place(&self, name: &str) -> Result<PathBuf, StepError> {
        let path = self.inside(name)?;
        let parent = path.parent().unwrap_or(self.folder.path());
        fs::create_dir_all(parent).map_err(|error| cannot_write(&self.target.join(name), error))?;
        Ok(path)
    }

    /// The path of the file `name`, which must not lead out of the folder.
    fn inside(&self, name: &str) -> Result<PathBuf, StepError> {
        if !is_inside(name) {
            let message = format!("`{name}` is no name of a file in `{}`", self.target.display());
            return Err(StepError::new(message).help("join plain names with `/`"));
        }
        Ok(self.folder.path().join(name))
    }

    /// Opens the file `name` in some way; makes the folders between only where they are missed,
    /// since most are there.
    fn open<T>(&self, name: &str, open: impl Fn(&Path) -> io::Result<T>) -> Result<T, StepError> {
        let path = self.inside(name)?;
        let opened = match open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let parent = path.parent().unwrap_or(self.folder.path());
                fs::create_dir_all(parent).and_then(|()| open(&path))
            }
            opened => opened,
        };
        self.files.fetch_add(1, Ordering::Relaxed);
        opened.map_err(|error| cannot_write(&self.target.join(name), error))
    }

    /// Writes the marker, and brings all that was written down to the disk. Files that were
    /// started must have been finished.
    pub(crate) fn sync(&self) -> Result<(), StepError> {
        self.write(MARKER, b"written by newsprint, which replaces this folder as a whole\n")?;
        let folder = self.folder.path();
        let synced = if self.is_large() { sync_disk(folder) } else { sync_all(folder) };
        synced.map_err(|error| cannot_write(&self.target, error))
    }

    /// Brings down to the disk what was written so far, where that is much, so that less is left
    /// for [`sync`](Self::sync): for a thread beside those that write.
    #[cfg(feature = "site")]
    pub(crate) fn sync_so_far(&self) -> Result<(), StepError> {
        if cfg!(target_os = "linux") && self.is_large() {
            let synced = sync_disk(self.folder.path());
            return synced.map_err(|error| cannot_write(&self.target, error));
        }
        Ok(())
    }

    fn is_large(&self) -> bool {
        self.files.load(Ordering::Relaxed) >= MANY
    }

    /// Gives the folder its name, in place of what stood there.
    pub(crate) fn persist(self) -> Result<String, StepError> {
        let Self { target, folder, .. } = self;
        is_replaceable(&target)?;
        let failed = |error| cannot_write(&target, error);
        // A folder cannot be renamed over another: the old one steps aside, and is taken away with
        // the folder that it waits in. After a kill in between, the next run puts it back.
        let aside = builder(0o777).prefix(ASIDE).tempdir_in(parent_of(&target)).map_err(failed)?;
        let old = aside.path().join(target.file_name().unwrap_or_default());
        match fs::rename(&target, &old) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        if let Err(error) = fs::rename(folder.path(), &target) {
            // When even this fails the first error still says what is wrong; nothing is deleted.
            if old.exists() && fs::rename(&old, &target).is_err() {
                let _ = aside.keep();
            }
            return Err(failed(error));
        }
        Ok(target.display().to_string())
    }
}

/// A file of an [`AtomicFolder`] that is written in parts.
pub(crate) struct FolderFile {
    target: PathBuf,
    file: BufWriter<File>,
}

impl FolderFile {
    /// Writes on.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), StepError> {
        self.file.write_all(bytes).map_err(|error| cannot_write(&self.target, error))
    }

    /// Hands all that was written to the system; [`AtomicFolder::sync`] brings it down to the disk.
    pub(crate) fn finish(mut self) -> Result<(), StepError> {
        self.file.flush().map_err(|error| cannot_write(&self.target, error))
    }
}

/// For writers of other crates: their errors lack the file's name.
#[cfg(feature = "parquet")]
impl Write for FolderFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Whether `name` is plain names joined by `/`, which name the same place on every system and
/// cannot leave the folder that they are taken in: no `..`, no root, no drive, no stream.
fn is_inside(name: &str) -> bool {
    let is_plain = |part: &str| {
        !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']) && !part.contains('\0')
    };
    name.split('/').all(is_plain)
}

/// Brings all that stands below a folder down to the disk.
fn sync_all(folder: &Path) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    let mut waiting = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
            waiting.push(entry.path());
            if waiting.len() == SYNCED_AT_ONCE {
                sync_each(&waiting)?;
                waiting.clear();
            }
        }
    }
    sync_each(&waiting)
}

/// Files from which on the whole disk is synced at once: 8,000 files take 0.1 to 0.4 s so, and 1.1 s
/// and a third of the processor's time of a site one by one.
const MANY: usize = 256;

/// Brings all that stands on the disk of `folder` down to it.
#[cfg(target_os = "linux")]
fn sync_disk(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// Only Linux tells whether that went well.
#[cfg(not(target_os = "linux"))]
fn sync_disk(folder: &Path) -> io::Result<()> {
    sync_all(folder)
}

/// Paths that are gathered before they are synced.
const SYNCED_AT_ONCE: usize = 4096;
/// Threads that sync. They wait for the disk, which takes many files at once: 500 files took
/// 7.2 s one after another and 0.12 s on eight threads.
const SYNCERS: usize = 8;

fn sync_each(paths: &[PathBuf]) -> io::Result<()> {
    let part = paths.len().div_ceil(SYNCERS).max(1);
    let sync = |paths: &[PathBuf]| paths.iter().try_for_each(|path| File::open(path)?.sync_all());
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            paths.chunks(part).map(|paths| scope.spawn(move || sync(paths))).collect();
        parts.into_iter().try_for_each(|it| {
            it.join().unwrap_or_else(|_| Err(io::Error::other("a thread that syncs failed")))
        })
    })
}

/// An error when `target` is not free, nor a folder that may be replaced.
fn is_replaceable(target: &Path) -> Result<(), StepError> {
    let shown = target.display();
    if target.file_name().is_none() {
        return Err(StepError::new(format!("`{shown}` has no name of its own"))
            .help("name a folder inside it"));
    }
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory && target.exists() => {
            return Err(StepError::new(format!("`{shown}` is a file")).help("name a folder"));
        }
        Err(error) => return Err(cannot_write(target, error)),
    };
    if entries.next().is_none() || target.join(MARKER).is_file() {
        return Ok(());
    }
    Err(StepError::new(format!("the folder `{shown}` holds what newsprint did not write"))
        .help(format!("name a new folder; only one with the file `{MARKER}` in it is replaced")))
}

pub(crate) fn parent_of(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

fn made_parent(target: &Path) -> Result<&Path, StepError> {
    let parent = parent_of(target);
    fs::create_dir_all(parent).map_err(|error| cannot_write(target, error))?;
    Ok(parent)
}

/// Temporary names of ours. Without `mode` (before the umask) the result would keep the narrow
/// permissions of temporary files.
fn builder(mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".newsprint-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

pub(crate) fn cannot_write(path: &Path, error: io::Error) -> StepError {
    let help = match error.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file stands where a folder is needed; name another path"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "name a path in a folder that may be written to"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk",
        io::ErrorKind::FileTooLarge => "raise the limit on the size of files, `ulimit -f`",
        _ => "see that the path can be written to, or name another",
    };
    StepError::new(format!("cannot write `{}`", path.display())).help(help).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_folders_of_a_folder() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("out");
        let folder = AtomicFolder::create(&target).unwrap();
        folder.write("a/b.txt", b"one").unwrap();
        let mut file = folder.start("a/c/d.txt").unwrap();
        file.append(b"one ").unwrap();
        file.append(b"two").unwrap();
        file.finish().unwrap();
        folder.sync().unwrap();
        folder.persist().unwrap();
        assert_eq!(fs::read(target.join("a/b.txt")).unwrap(), b"one");
        assert_eq!(fs::read(target.join("a/c/d.txt")).unwrap(), b"one two");
    }

    #[test]
    fn many_files_are_brought_down_to_the_disk() {
        let root = tempfile::tempdir().unwrap();
        let folder = AtomicFolder::create(&root.path().join("out")).unwrap();
        for number in 0..MANY {
            folder.write(&format!("{}/{number}.txt", number % 7), b"").unwrap();
        }
        folder.sync().unwrap();
        assert!(sync_disk(&root.path().join("none")).is_err());
    }

    #[test]
    fn names_cannot_leave_the_folder() {
        let root = tempfile::tempdir().unwrap();
        let folder = AtomicFolder::create(&root.path().join("out")).unwrap();
        for name in ["", "../x", "a/../../x", "/x", "a//b", "a/", "./a", "a\\..\\x", "C:x", "a\0b"]
        {
            let error = folder.write(name, b"").unwrap_err().to_string();
            assert!(error.contains("is no name of a file in"), "{name}: {error}");
            assert!(folder.start(name).is_err(), "{name}");
        }
        for name in ["..a", "a..", "...", "新渠/一.txt"] {
            folder.write(name, b"").unwrap();
        }
    }
}
