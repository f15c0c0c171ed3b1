//! What left the run before its end, kept whole.

use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The rejects file, made when the first reject comes.
pub(crate) struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<NamedTempFile>>,
}

impl Rejects {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), file: None }
    }

    /// Adds lines.
    pub(crate) fn push(&mut self, lines: &[u8]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(BufWriter::new(temporary_beside(&self.path)?)),
        };
        file.write_all(lines)
    }

    /// Gives the file its name, in place of the rejects of an earlier run; takes those away when
    /// there are none now. Returns the path when there is a file.
    pub(crate) fn commit(self) -> io::Result<Option<PathBuf>> {
        match self.file {
            Some(file) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(&self.path)?;
                Ok(Some(self.path))
            }
            None => match fs::remove_file(&self.path) {
                Ok(()) => Ok(None),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            },
        }
    }
}

/// A temporary file in the folder that `path` will stand in, made if need be.
fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    tempfile::Builder::new().prefix(".newsprint-").tempfile_in(folder)
}
