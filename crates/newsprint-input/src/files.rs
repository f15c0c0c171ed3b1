//! Which files an input reads, and how they are opened.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, glob_with};
use newsprint_core::StepError;
use newsprint_core::config::{Fault, Located, nearest};

/// The mark of UTF-8 that some programs put before a text.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// A file to read, or standard input.
#[derive(Clone, Debug)]
pub(crate) struct InputFile {
    /// What the source is called: the path as matched, with forward slashes.
    pub(crate) name: String,
    /// `None` for standard input.
    pub(crate) path: Option<PathBuf>,
}

impl InputFile {
    fn stdin() -> Self {
        Self { name: "<stdin>".to_owned(), path: None }
    }

    fn at(path: PathBuf) -> Self {
        let name = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        Self { name, path: Some(path) }
    }

    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, StepError> {
        match &self.path {
            None => Ok(Box::new(io::stdin())),
            Some(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(StepError::new("the file cannot be opened")
                    .help("see that it is still there and may be read")
                    .because(error)),
            },
        }
    }

    /// The path without `.` components, so that `./a.txt` and `a.txt` are one file.
    fn identity(&self) -> Option<PathBuf> {
        let path = self.path.as_ref()?;
        Some(path.components().filter(|part| *part != Component::CurDir).collect())
    }
}

/// An error of reading a file that could be opened.
pub(crate) fn unreadable(error: io::Error) -> StepError {
    StepError::new("the file cannot be read").help("see that it is a sound file").because(error)
}

/// The text of a record.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, StepError> {
    simdutf8::compat::from_utf8(bytes).map_err(|error| {
        let message = format!("not UTF-8 at byte {}", error.valid_up_to());
        StepError::new(message).help("convert the file first: `iconv -f GB18030 -t UTF-8`")
    })
}

/// The files that `paths` name, each once: in the order of `paths`, by name within one glob.
/// `extension` is the usual one, for advice.
pub(crate) fn expand(
    paths: &Located<Vec<Located<String>>>,
    extension: &str,
) -> Result<Vec<InputFile>, Vec<Fault>> {
    if paths.value.is_empty() {
        let fault = Fault::new(paths.span, "`paths` names no file", "empty");
        let help = format!("name files, globs such as `*.{extension}`, or `-` for standard input");
        return Err(vec![fault.help(help)]);
    }
    let (mut files, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for pattern in &paths.value {
        match matches(&pattern.value, extension) {
            Ok(found) => {
                files.extend(found.into_iter().filter(|file| seen.insert(file.identity())));
            }
            Err((message, label, help)) => {
                faults.push(Fault::new(pattern.span, message, label).help(help));
            }
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// Message, label and help of a fault.
type Complaint = (String, &'static str, String);

fn matches(pattern: &str, extension: &str) -> Result<Vec<InputFile>, Complaint> {
    if pattern == "-" {
        return Ok(vec![InputFile::stdin()]);
    }
    let path = Path::new(pattern);
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            let help = format!("name the files in it: `{}`", glob_in(path, extension));
            Err((format!("`{pattern}` is a directory"), "a directory", help))
        }
        Ok(_) => Ok(vec![InputFile::at(path.to_owned())]),
        Err(_) if pattern.contains(['*', '?', '[']) => matches_of_glob(pattern),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let message = format!("the file `{pattern}` does not exist");
            Err((message, "no such file", advice(path)))
        }
        Err(error) => {
            let help = "see that every folder on the way may be entered".to_owned();
            Err((format!("`{pattern}` cannot be looked at: {error}"), "not accessible", help))
        }
    }
}

fn glob_in(folder: &Path, extension: &str) -> String {
    InputFile::at(folder.join(format!("*.{extension}"))).name
}

/// The files that a glob matches, hidden ones aside, in order of their names.
fn matches_of_glob(pattern: &str) -> Result<Vec<InputFile>, Complaint> {
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let found = glob_with(pattern, options).map_err(|error| {
        let message = format!("`{pattern}` is no glob: {}", error.msg);
        (message, "not a glob", "put a literal `*`, `?` or `[` in brackets: `[[]`".to_owned())
    })?;
    let mut files = Vec::new();
    for path in found {
        let path = path.map_err(|error| {
            let message =
                format!("cannot look into `{}`: {}", error.path().display(), error.error());
            (message, "not accessible", "see that the folder may be read".to_owned())
        })?;
        if !path.is_dir() {
            files.push(InputFile::at(path));
        }
    }
    if files.is_empty() {
        let help = "see which files are there; `*` stays inside one folder, `**` does not";
        return Err((format!("no file matches `{pattern}`"), "no match", help.to_owned()));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// What to do about a path that is not there.
fn advice(path: &Path) -> String {
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let Ok(entries) = fs::read_dir(folder) else {
        return format!("the folder `{}` does not exist either", folder.display());
    };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let names: BTreeSet<String> = names.collect();
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    match nearest(&wanted, names.iter().map(String::as_str)) {
        Some(name) => format!("did you mean `{}`?", InputFile::at(path.with_file_name(name)).name),
        None => "paths are relative to the working directory".to_owned(),
    }
}
