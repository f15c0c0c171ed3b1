//! What left the run before its end, kept whole.

use std::fs;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use newsprint_core::{StepError, interchange};
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

    /// What has been added, one at a time.
    pub(crate) fn read(&mut self) -> io::Result<newsprint_core::Rejects<'static>> {
        let Some(file) = &mut self.file else { return Ok(Box::new(std::iter::empty())) };
        file.flush()?;
        let lines = BufReader::new(file.get_ref().reopen()?).lines();
        let cannot_read = || StepError::new("rejects cannot be read back");
        Ok(Box::new(lines.map(move |line| {
            let line = line.map_err(|error| cannot_read().because(error))?;
            interchange::read_reject(&line).map_err(|error| cannot_read().because(error))
        })))
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

#[cfg(test)]
mod tests {
    use newsprint_core::interchange::{Reject, RejectContent, RejectKind, write_reject};

    use super::*;

    #[test]
    fn each_reader_sees_all_that_was_added() {
        let folder = tempfile::tempdir().unwrap();
        let mut rejects = Rejects::new(&folder.path().join("rejects.jsonl"));
        assert_eq!(rejects.read().unwrap().count(), 0);
        for place in ["a.txt", "b.txt"] {
            let content = RejectContent::Raw(b"\xFF".to_vec());
            let reject = Reject::new(RejectKind::Quarantined, "text", "not UTF-8", place, content);
            let mut line = Vec::new();
            write_reject(&reject, &mut line).unwrap();
            rejects.push(&line).unwrap();
        }
        for _ in 0..2 {
            let places: Vec<_> = rejects.read().unwrap().map(|it| it.unwrap().place).collect();
            assert_eq!(places, ["a.txt", "b.txt"]);
        }
    }
}
