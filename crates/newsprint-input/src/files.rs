//! The files of an input, opened one after another: what their paths and sidecars say, archives as
//! the files in them, and bytes as they were before compression.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use newsprint_core::config::{Fault, Located};
use newsprint_core::{Facts, Origin, PassedOver, Progress, StepError};

use crate::compression::{self, Content, Counted, Decompression, Stream};
use crate::origin::add_facts;
use crate::path_pattern::PathPattern;
use crate::paths::{Extensions, expand, is_hidden, is_of_kind};
use crate::sidecar::Listing;
use crate::unpack::Archive;

/// A file to read, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct InputFile {
    /// What the source is called: the path as matched, with forward slashes.
    pub(crate) name: String,
    /// `None` for standard input.
    path: Option<PathBuf>,
    /// What another file says of it.
    facts: Option<Box<Facts>>,
    /// Why it is not to be read: a code, words, and what to do.
    refusal: Option<(&'static str, Box<str>, &'static str)>,
}

impl InputFile {
    pub(crate) fn stdin() -> Self {
        Self { name: "<stdin>".to_owned(), path: None, facts: None, refusal: None }
    }

    pub(crate) fn at(path: PathBuf) -> Self {
        let name = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        Self { name, path: Some(path), facts: None, refusal: None }
    }

    /// The file, of which another says this.
    #[cfg(feature = "ocr")]
    pub(crate) fn with_facts(self, facts: Facts) -> Self {
        Self { facts: Some(Box::new(facts)), ..self }
    }

    /// What stands for a file that this one names and that is not to be read.
    pub(crate) fn refused(&self, code: &'static str, why: String, help: &'static str) -> Self {
        let refusal = Some((code, why.into(), help));
        Self { name: self.name.clone(), path: None, facts: None, refusal }
    }

    /// What is refused, so that several such files are told apart.
    pub(crate) fn refused_name(&self) -> Option<String> {
        self.refusal.as_ref().map(|_| self.name.clone())
    }

    /// The same, at the path that `change` makes of its own.
    pub(crate) fn map_path(&mut self, change: impl Fn(&Path) -> PathBuf) {
        self.name = change(Path::new(&self.name)).to_string_lossy().into_owned();
        self.path = self.path.as_deref().map(change);
    }

    #[cfg(feature = "ocr")]
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The path without `.` components, so that `./a.txt` and `a.txt` are one file.
    pub(crate) fn identity(&self) -> Option<PathBuf> {
        let path = self.path.as_ref()?;
        Some(path.components().filter(|part| *part != Component::CurDir).collect())
    }

    /// Length in bytes as far as the file system tells.
    fn len(&self) -> Option<u64> {
        if self.refusal.is_some() {
            return Some(0);
        }
        let metadata = fs::metadata(self.path.as_ref()?).ok()?;
        metadata.is_file().then_some(metadata.len())
    }

    fn open(&self, taken: &Arc<AtomicU64>) -> Result<Stream, StepError> {
        if let Some((code, why, help)) = &self.refusal {
            return Err(StepError::new(&**why).code(code).help(*help));
        }
        let Some(path) = &self.path else {
            return Ok(Box::new(Counted::new(io::stdin(), taken)));
        };
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, file) = opened.map_err(unopened)?;
        if !metadata.is_file() {
            return Ok(Box::new(Counted::new(file, taken)));
        }
        let steady = Steady { file, length: metadata.len(), read: 0 };
        Ok(Box::new(Counted::new(steady, taken)))
    }
}

/// An error of opening a file.
pub(crate) fn unopened(error: io::Error) -> StepError {
    StepError::new("the file cannot be opened")
        .code("cannot-open")
        .help("see that it is still there and may be read")
        .because(error)
}

/// An error of reading a file that could be opened.
pub(crate) fn unreadable(error: io::Error) -> StepError {
    match error.downcast::<StepError>() {
        Ok(error) => error,
        Err(error) => StepError::new("the file cannot be read")
            .code("cannot-read")
            .help("see that it is a sound file")
            .because(error),
    }
}

/// A file that must stay as long as it was when it was opened: what is still being written would be
/// cut off anywhere.
struct Steady {
    file: File,
    length: u64,
    read: u64,
}

impl Read for Steady {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.read += length as u64;
        let is_over = length == 0 && !buffer.is_empty();
        if self.read > self.length || (is_over && self.read != self.length) {
            let now = self.file.metadata().map_or(self.read, |metadata| metadata.len());
            let was = self.length;
            let message = format!("the file changed while it was read, from {was} bytes to {now}");
            let help = "read it again when nothing writes to it";
            return Err(io::Error::other(StepError::new(message).code("file-changed").help(help)));
        }
        Ok(length)
    }
}

/// What an input reads, and what the paths say.
#[derive(Clone, Debug)]
pub(crate) struct FileSet {
    files: Arc<[InputFile]>,
    passed_over: Arc<[PassedOver]>,
    extensions: Extensions,
    limits: Decompression,
    pattern: Option<PathPattern>,
}

impl FileSet {
    /// The files that `paths` name, opened within the limits of `decompress`; `path_pattern` reads
    /// their facts.
    ///
    /// # Errors
    /// Every path that names no file, and a pattern that is none.
    pub(crate) fn new(
        paths: &Located<Vec<Located<String>>>,
        extensions: Extensions,
        decompress: Option<Decompression>,
        path_pattern: Option<&Located<String>>,
    ) -> Result<Self, Vec<Fault>> {
        let files = expand(paths, extensions);
        let pattern = path_pattern.map(PathPattern::new).transpose();
        let limits = decompress.unwrap_or_default();
        match (files, pattern) {
            (Ok((files, passed_over)), Ok(pattern)) => {
                let (files, passed_over) = (files.into(), passed_over.into());
                Ok(Self { files, passed_over, extensions, limits, pattern })
            }
            (files, pattern) => {
                Err(files.err().into_iter().flatten().chain(pattern.err()).collect())
            }
        }
    }

    /// What stands in the folders and is not read.
    pub(crate) fn passed_over(&self) -> Vec<PassedOver> {
        self.passed_over.to_vec()
    }

    /// What is known of the file `name`, which may stand in an archive.
    ///
    /// # Errors
    /// When its sidecar cannot be understood.
    pub(crate) fn origin(&self, name: &str) -> Result<Origin, StepError> {
        let (mut origin, path) = (Origin::new(name), Path::new(name));
        let on_disk = path.ancestors().find(|path| path.is_file()).unwrap_or(path);
        let file = self.files.iter().find(|file| file.name == name);
        let facts = file.and_then(|file| file.facts.as_deref());
        add_facts(&mut origin, self.pattern.as_ref(), Some(on_disk), facts)?;
        Ok(origin)
    }

    /// The set with the files that `change` makes of its own.
    #[cfg(feature = "ocr")]
    pub(crate) fn with_files(&self, change: impl FnOnce(&[InputFile]) -> Vec<InputFile>) -> Self {
        Self { files: change(&self.files).into(), ..self.clone() }
    }

    /// The names of the files, in order; none when standard input is among them.
    pub(crate) fn names(&self) -> Vec<String> {
        let is_file = |file: &InputFile| file.path.is_some();
        let names = self.files.iter().map(|file| file.name.clone());
        if self.files.iter().all(is_file) { names.collect() } else { Vec::new() }
    }

    /// Starts reading.
    pub(crate) fn open(&self) -> OpenFiles {
        OpenFiles {
            set: self.clone(),
            next: 0,
            taken: Arc::new(AtomicU64::new(0)),
            total: self.files.iter().map(InputFile::len).sum(),
            archive: None,
            sidecars: None,
        }
    }
}

/// A file that can be read, or why it cannot.
pub(crate) struct OpenFile {
    pub(crate) origin: Origin,
    /// The file on the disk: what is read stands in it, maybe compressed or in an archive.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "others read the bytes"))]
    pub(crate) path: Option<PathBuf>,
    pub(crate) bytes: Result<Stream, StepError>,
}

/// The files of a [`FileSet`], opened in order; an archive is the files in it.
pub(crate) struct OpenFiles {
    set: FileSet,
    /// The number of the file that is opened next.
    next: usize,
    taken: Arc<AtomicU64>,
    total: Option<u64>,
    /// The archive that is open, and whether no file of it has been found yet.
    archive: Option<(InputFile, Archive, bool)>,
    /// The sidecars in the folder of the file that was opened last.
    sidecars: Option<Listing>,
}

/// Files of one folder, one after another, from which on it is cheaper to list the folder than to
/// look for the sidecar of each.
const MANY: usize = 16;

impl OpenFiles {
    /// How much of the files has been read.
    pub(crate) fn progress(&self) -> Progress {
        Progress { read: self.taken.load(Ordering::Relaxed), total: self.total }
    }

    /// The next file of the archive that is open.
    fn next_member(&mut self) -> Option<OpenFile> {
        let (file, archive, is_empty) = self.archive.as_mut()?;
        let extensions = self.set.extensions;
        let member = archive.find(|it| {
            let name = it.as_ref().map(|member| member.name.as_str()).unwrap_or_default();
            it.is_err() || (!is_hidden(name) && is_of_kind(name, extensions))
        });
        let (name, bytes) = match member {
            Some(Ok(member)) => (format!("{}/{}", file.name, member.name), member.bytes),
            Some(Err(error)) => (file.name.clone(), Err(error)),
            None if *is_empty => {
                let message = format!("the archive has no file in `.{}`", extensions.join("`, `."));
                let help = "unpack it, and name its files by a glob";
                (file.name.clone(), Err(StepError::new(message).code("empty-archive").help(help)))
            }
            None => {
                self.archive = None;
                return None;
            }
        };
        *is_empty = false;
        let bytes =
            bytes.and_then(|bytes| match compression::open(bytes, None, &self.set.limits)? {
                Content::Plain(bytes) => Ok(bytes),
                Content::Archive(_) => Err(StepError::new("an archive inside an archive")
                    .code("nested-archive")
                    .help("unpack the outer one first")),
            });
        let file = file.clone();
        Some(self.found(&name, &file, bytes))
    }

    /// Opens `file`; of an archive, the files come one by one afterwards.
    fn start(&mut self, file: &InputFile) -> Option<Result<Stream, StepError>> {
        let (path, limits) = (file.path.as_deref(), &self.set.limits);
        let opened = file.open(&self.taken);
        match opened.and_then(|stream| compression::open(stream, path, limits)) {
            Err(error) => Some(Err(error)),
            Ok(Content::Plain(stream)) => Some(Ok(stream)),
            Ok(Content::Archive(archive)) => {
                self.archive = Some((file.clone(), archive, true));
                None
            }
        }
    }

    fn found(&self, name: &str, file: &InputFile, bytes: Result<Stream, StepError>) -> OpenFile {
        let mut origin = Origin::new(name);
        let (path, facts) = (file.path.as_deref(), file.facts.as_deref());
        let lacks =
            |path: &&Path| self.sidecars.as_ref().is_some_and(|listing| listing.lacks(path));
        let with_sidecar = path.filter(|path| !lacks(path));
        let known = add_facts(&mut origin, self.set.pattern.as_ref(), with_sidecar, facts);
        OpenFile { origin, path: path.map(Path::to_owned), bytes: known.and(bytes) }
    }

    /// Sees that a listing that is kept is of the folder of `file`, the one that comes next.
    fn look_around(&mut self, file: &InputFile) {
        let folder = file.path.as_deref().and_then(Path::parent);
        if self.sidecars.as_ref().zip(folder).is_some_and(|(it, folder)| it.is_of(folder)) {
            return;
        }
        let far = self.set.files.get(self.next + MANY);
        let is_far_there = far.and_then(|far| far.path.as_deref()?.parent()) == folder;
        self.sidecars = folder.filter(|_| is_far_there).and_then(Listing::new);
    }
}

impl Iterator for OpenFiles {
    type Item = OpenFile;

    fn next(&mut self) -> Option<OpenFile> {
        loop {
            if let Some(member) = self.next_member() {
                return Some(member);
            }
            let files = Arc::clone(&self.set.files);
            let file = files.get(self.next)?;
            self.look_around(file);
            self.next += 1;
            if let Some(bytes) = self.start(file) {
                return Some(self.found(&file.name, file, bytes));
            }
        }
    }
}
