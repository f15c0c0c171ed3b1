//! The folder of an index that stays between runs: the one module here that touches files.
//!
//! Its manifest names the segments, each in five files that never change once they have their
//! names. A run writes new files under temporary names, and when all outputs are written gives
//! them their names and last replaces the manifest. What the manifest does not name does not count
//! and is taken away by the next run, so that a killed run leaves the index as it was. The first
//! run begins with a manifest that names nothing: segments without a manifest have lost theirs.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use newsprint_core::StepError;
use tempfile::NamedTempFile;
use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed};

use crate::SEED;
use crate::segment::{Segment, TABLES, Tables};
use crate::table::{Table, damaged, unreadable, unwritable};

/// The first line of a manifest: another layout of the files has another number.
const FORMAT: &str = "newsprint-index 1";
const MANIFEST: &str = "manifest";
/// How the names of files begin that are being written.
const NEW: &str = ".new-";

/// An index as its manifest tells it.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// What must be the same in every run that adds to the index.
    options: String,
    /// The manifest; `None` before the first run.
    manifest: Option<String>,
}

/// New files of an index, which go away unless they are committed.
pub(crate) struct Pending {
    folder: Folder,
    manifest: String,
    /// The files of new segments, with their names.
    files: Vec<(NamedTempFile, String)>,
    /// Lists for others to read, with their names.
    lists: Vec<(NamedTempFile, &'static str)>,
}

impl Folder {
    /// Reads the manifest in `path`, if there is one.
    ///
    /// # Errors
    /// When it cannot be read, is damaged, or is of another version or other options, and when
    /// there is none though there are segments.
    pub(crate) fn open(path: &Path, options: String) -> Result<Self, StepError> {
        let manifest = match fs::read(path.join(MANIFEST)) {
            Ok(manifest) => {
                Some(String::from_utf8(manifest).map_err(|error| damaged().because(error))?)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(error)),
        };
        let folder = Self { path: path.to_owned(), options, manifest };
        match &folder.manifest {
            Some(manifest) => folder.check(manifest)?,
            None => folder.check_empty()?,
        }
        Ok(folder)
    }

    /// Refuses a folder that has segments, whose manifest is lost: the next run would take them
    /// away.
    fn check_empty(&self) -> Result<(), StepError> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unreadable(error)),
        };
        for entry in entries {
            let name = entry.map_err(unreadable)?.file_name();
            if segment_of(&name.to_string_lossy()).is_some() {
                let what =
                    format!("the index in {} has lost its `{MANIFEST}`", self.path.display());
                return Err(StepError::new(what).help(
                    "bring the file back from a copy of the folder; or name another folder, or \
                     remove this one, and feed all articles in again",
                ));
            }
        }
        Ok(())
    }

    /// Whether the index is the one that has this mark.
    pub(crate) fn has_committed(&self, mark: &[u8]) -> bool {
        self.manifest.as_ref().is_some_and(|manifest| manifest.as_bytes() == mark)
    }

    fn check(&self, manifest: &str) -> Result<(), StepError> {
        let refuse = |what: String| {
            StepError::new(what)
                .help("name another folder, or remove this one and feed all articles in again")
        };
        let mut lines = manifest.lines();
        let format = lines.next().unwrap_or_default();
        if format != FORMAT {
            return Err(if format.starts_with("newsprint-index ") {
                refuse(format!("the index is `{format}`, this program reads `{FORMAT}`"))
            } else {
                damaged()
            });
        }
        let (body, sum) = manifest.rsplit_once("checksum ").ok_or_else(damaged)?;
        if sum.trim_end() != checksum(body) {
            return Err(damaged());
        }
        match lines.next().and_then(|line| line.strip_prefix("options ")) {
            Some(options) if options == self.options => Ok(()),
            Some(options) => Err(refuse(format!(
                "the index was made with other options: {options}; this pipeline has {}",
                self.options
            ))),
            None => Err(damaged()),
        }
    }

    /// Opens the segments, in order.
    pub(crate) fn segments(&self) -> Result<Vec<Segment>, StepError> {
        let manifest = self.manifest.as_deref().unwrap_or_default();
        let lines = manifest.lines().filter_map(|line| line.strip_prefix("segment "));
        let segments = lines.map(|line| self.segment(line).unwrap_or_else(|| Err(damaged())));
        let segments: Vec<Segment> = segments.collect::<Result<_, StepError>>()?;
        let mut end = 0;
        for segment in &segments {
            if segment.texts.start != end {
                return Err(damaged());
            }
            end = segment.texts.end;
        }
        Ok(segments)
    }

    /// Opens the segment of a line: its first text, the one after its last, its name, the bytes of
    /// its tables. `None` when the line says something else.
    fn segment(&self, line: &str) -> Option<Result<Segment, StepError>> {
        let mut words = line.split(' ');
        let texts = words.next()?.parse().ok()?..words.next()?.parse().ok()?;
        let name = words.next()?.to_owned();
        let sizes: Option<Vec<u64>> = words.map(|word| word.parse().ok()).collect();
        let mut sizes = sizes.filter(|sizes| sizes.len() == TABLES.len())?.into_iter();
        let tables = Tables::make(|table| {
            let path = self.path.join(file_name(&name, table));
            let file = File::open(&path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => damaged().because(error),
                _ => unreadable(error),
            })?;
            let bytes = file.metadata().map_err(unreadable)?.len();
            if Some(bytes) != sizes.next() {
                return Err(damaged().because(format!("{} has another length", path.display())));
            }
            Ok(Table { file: Box::new(file), bytes })
        });
        Some(tables.map(|tables| Segment { name: Some(name), texts, tables }))
    }

    /// Writes `segments`, which are to be the whole index, under temporary names where they are not
    /// here yet.
    ///
    /// # Errors
    /// When they cannot be written; the index is as it was.
    pub(crate) fn prepare(self, segments: Vec<Segment>) -> Result<Pending, StepError> {
        fs::create_dir_all(&self.path).map_err(unwritable)?;
        let mut lines = self.head();
        let mut files = Vec::new();
        // A run without articles has nothing to add.
        for segment in segments.into_iter().filter(|segment| !segment.texts.is_empty()) {
            let mut sizes = Vec::new();
            let mut new = Vec::new();
            let mut hash = Xxh3::with_seed(SEED);
            let (name, texts) = (segment.name, segment.texts);
            segment.tables.each(|table, mut from| {
                sizes.push(from.bytes.to_string());
                if name.is_none() {
                    new.push((self.copy(&mut from, &mut hash)?, table));
                }
                Ok::<_, StepError>(())
            })?;
            let name = name.unwrap_or_else(|| format!("{:016x}", hash.digest()));
            files.extend(new.into_iter().map(|(file, table)| (file, file_name(&name, table))));
            let (start, end, sizes) = (texts.start, texts.end, sizes.join(" "));
            lines.push(format!("segment {start} {end} {name} {sizes}"));
        }
        Ok(Pending { folder: self, manifest: manifest(&lines), files, lists: Vec::new() })
    }

    /// The lines of a manifest before those of its segments.
    fn head(&self) -> Vec<String> {
        vec![FORMAT.to_owned(), format!("options {}", self.options)]
    }

    /// Makes `manifest` that of the folder, at once and to last.
    fn replace_manifest(&self, manifest: &str) -> Result<(), StepError> {
        let mut new = self.new_file()?;
        new.write_all(manifest.as_bytes()).map_err(unwritable)?;
        new.as_file().sync_all().map_err(unwritable)?;
        sync(&self.path)?;
        persist(new, &self.path.join(MANIFEST))?;
        sync(&self.path)
    }

    /// Copies a table from where the run has it into a new file of the folder.
    fn copy(&self, table: &mut Table, hash: &mut Xxh3) -> Result<NamedTempFile, StepError> {
        let mut file = self.new_file()?;
        table.file.rewind().map_err(unreadable)?;
        let mut buffer = vec![0; 1 << 17];
        loop {
            let read = match table.file.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map_err(unreadable)?,
            };
            if read == 0 {
                break;
            }
            hash.update(&buffer[..read]);
            file.write_all(&buffer[..read]).map_err(unwritable)?;
        }
        file.as_file().sync_all().map_err(unwritable)?;
        Ok(file)
    }

    fn new_file(&self) -> Result<NamedTempFile, StepError> {
        let mut builder = tempfile::Builder::new();
        // Without a mode (before the umask) files would keep the narrow one of temporary files.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder.prefix(NEW).tempfile_in(&self.path).map_err(unwritable)
    }
}

impl Pending {
    /// Adds a list for others to read, which `write` writes.
    pub(crate) fn list(
        &mut self,
        name: &'static str,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> Result<(), StepError> {
        let mut file = BufWriter::new(self.folder.new_file()?);
        write(&mut file).map_err(unwritable)?;
        let file = file.into_inner().map_err(|error| unwritable(error.into_error()))?;
        self.lists.push((file, name));
        Ok(())
    }

    /// What [`Folder::has_committed`] knows this index by.
    pub(crate) fn mark(&self) -> Vec<u8> {
        self.manifest.clone().into_bytes()
    }

    /// Makes the new files the index. The manifest changes last and at once: a run that is killed
    /// before has changed nothing but the lists, which the next run writes anew.
    ///
    /// # Errors
    /// When another run has added to the index, or a file cannot get its name.
    pub(crate) fn commit(self) -> Result<(), StepError> {
        let Self { folder, manifest, files, lists } = self;
        if Folder::open(&folder.path, folder.options.clone())?.manifest != folder.manifest {
            return Err(StepError::new("another run has added to the index meanwhile")
                .help("run again; let one run at a time use an index"));
        }
        if folder.manifest.is_none() {
            folder.replace_manifest(&self::manifest(&folder.head()))?;
        }
        for (file, name) in files {
            persist(file, &folder.path.join(name))?;
        }
        for (file, name) in lists {
            persist(file, &folder.path.join(name))?;
        }
        folder.replace_manifest(&manifest)?;
        folder.remove_others(&manifest).map_err(unwritable)
    }
}

impl Folder {
    /// Takes away files of segments that `manifest` does not name, and those that a killed run left.
    fn remove_others(&self, manifest: &str) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            let is_other = segment_of(&name).is_some_and(|segment| {
                !manifest.lines().any(|line| line.split(' ').nth(3) == Some(segment))
            });
            if is_other || name.starts_with(NEW) {
                fs::remove_file(self.path.join(&*name))?;
            }
        }
        Ok(())
    }
}

fn file_name(segment: &str, table: &str) -> String {
    format!("{segment}.{table}")
}

/// The segment that a file of this name belongs to.
fn segment_of(name: &str) -> Option<&str> {
    let (segment, table) = name.rsplit_once('.')?;
    let is_name = segment.len() == 16 && segment.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_name && TABLES.contains(&table)).then_some(segment)
}

/// The manifest of these lines.
fn manifest(lines: &[String]) -> String {
    let body = lines.join("\n") + "\n";
    format!("{body}checksum {}\n", checksum(&body))
}

fn checksum(text: &str) -> String {
    format!("{:016x}", xxh3_64_with_seed(text.as_bytes(), SEED))
}

fn persist(file: NamedTempFile, path: &Path) -> Result<(), StepError> {
    file.persist(path).map(drop).map_err(|error| unwritable(error.error))
}

/// Makes new names last. A system that cannot open folders keeps names in its own time.
fn sync(folder: &Path) -> Result<(), StepError> {
    File::open(folder).map_or(Ok(()), |folder| folder.sync_all()).map_err(unwritable)
}
