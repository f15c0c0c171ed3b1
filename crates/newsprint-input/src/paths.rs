//! Which files an input reads: paths, globs, folders, lists, standard input.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use glob::{PatternError, glob_with};
use newsprint_core::PassedOver;
use newsprint_core::config::{Fault, Located, nearest};

use crate::encoding::{Decoding, Malformed, TextEncoding};
use crate::files::InputFile;
use crate::walk::{DeepGlob, MATCHING, walk};

/// Endings that a file may have besides that of its kind: what it is compressed with, and archives.
const PACKED: [&str; 8] = ["gz", "zst", "xz", "bz2", "zip", "tar", "tgz", "txz"];

/// The endings of the files that an input reads, the usual one first.
pub(crate) type Extensions = &'static [&'static str];

/// Whether `name` looks like a file of an input: by its ending, which that of a compression may
/// follow. Archives look like files of every input.
pub(crate) fn is_of_kind(name: &str, extensions: Extensions) -> bool {
    let is = |ending: &str, of: &[&str]| of.iter().any(|it| it.eq_ignore_ascii_case(ending));
    match name.rsplit_once('.') {
        Some((_, ending)) if is(ending, extensions) => true,
        Some((stem, ending)) if is(ending, &PACKED[..4]) => stem
            .rsplit_once('.')
            .is_some_and(|(_, inner)| is(inner, extensions) || is(inner, &["tar"])),
        Some((_, ending)) => is(ending, &PACKED[4..]),
        None => false,
    }
}

/// Whether a part of the path is hidden, or the folder that one packer adds for itself.
pub(crate) fn is_hidden(path: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && !matches!(part, "." | "..");
    path.split('/').any(|part| is_hidden(part) || part == "__MACOSX")
}

/// `path` without the ending of a compression.
pub(crate) fn without_compression(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, ending)) if PACKED[..4].contains(&ending) => stem,
        _ => path,
    }
}

/// The files that `paths` name, each once: in the order of `paths`, by name within one glob or
/// folder. `extensions` says which files of a folder are meant; the others are counted by what they
/// are.
pub(crate) fn expand(
    paths: &Located<Vec<Located<String>>>,
    extensions: Extensions,
) -> Result<(Vec<InputFile>, Vec<PassedOver>), Vec<Fault>> {
    let usual = extensions.first().copied().unwrap_or("txt");
    let search = Search { extensions, usual, others: RefCell::default() };
    if paths.value.is_empty() {
        let fault = Fault::new(paths.span, "`paths` names no file", "empty");
        let help = format!(
            "name files, folders, globs such as `*.{}`, or `-` for standard input",
            search.usual
        );
        return Err(vec![fault.help(help)]);
    }
    let (mut files, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for pattern in &paths.value {
        let found = match pattern.value.strip_prefix('@') {
            Some(list) => search.listed(list),
            None => search.matches(&pattern.value).map_err(|complaint| vec![complaint]),
        };
        match found {
            Ok(found) => {
                files.extend(
                    found
                        .into_iter()
                        .filter(|file| seen.insert((file.identity(), file.refused_name()))),
                );
            }
            Err(complaints) => {
                faults.extend(complaints.into_iter().map(|Complaint { message, label, help }| {
                    Fault::new(pattern.span, message, label).help(help)
                }));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut counts = BTreeMap::new();
    for (path, reason) in search.others.into_inner() {
        // Another of the paths may name it.
        if !seen.contains(&(InputFile::at(path).identity(), None)) {
            *counts.entry(reason).or_insert(0) += 1;
        }
    }
    let counts = counts.into_iter().map(|(reason, count)| PassedOver::new(reason, count));
    Ok((files, counts.collect()))
}

/// What a file of a folder is that is not read; `None` for a sidecar, which is read with its file.
fn reason(name: &str) -> Option<String> {
    match name.rsplit_once('.') {
        _ if is_hidden(name) => Some("hidden".to_owned()),
        Some((_, "toml")) => None,
        Some((_, ending)) => Some(format!("in .{}", ending.to_lowercase())),
        None => Some("without ending".to_owned()),
    }
}

/// What a fault will say.
struct Complaint {
    message: String,
    label: &'static str,
    help: String,
}

impl Complaint {
    fn new(message: impl Into<String>, label: &'static str, help: impl Into<String>) -> Self {
        Self { message: message.into(), label, help: help.into() }
    }
}

struct Search {
    extensions: Extensions,
    usual: &'static str,
    /// What stands in folders and is no file of this input, with what it is.
    others: RefCell<BTreeMap<PathBuf, String>>,
}

impl Search {
    fn matches(&self, pattern: &str) -> Result<Vec<InputFile>, Complaint> {
        if pattern == "-" {
            return Ok(vec![InputFile::stdin()]);
        }
        let path = Path::new(pattern);
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(_) => Ok(vec![InputFile::at(path.to_owned())]),
            Err(_) if pattern.contains(['*', '?', '[']) => matches_of_glob(pattern),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let message = format!("the file `{pattern}` does not exist");
                Err(Complaint::new(message, "no such file", advice(path)))
            }
            Err(error) => {
                let message = format!("`{pattern}` cannot be looked at: {error}");
                let help = "see that every folder on the way may be entered";
                Err(Complaint::new(message, "not accessible", help))
            }
        }
    }

    /// The files of this input's kind in a folder and the folders in it, hidden ones aside.
    fn folder(&self, folder: &Path) -> Result<Vec<InputFile>, Complaint> {
        let enters = |_: usize, name: &OsStr| !is_hidden(&name.to_string_lossy());
        let wants = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_wanted = !is_hidden(&name) && is_of_kind(&name, self.extensions);
            if let Some(reason) = reason(&name).filter(|_| !is_wanted) {
                self.others.borrow_mut().insert(path.to_owned(), reason);
            }
            is_wanted
        };
        let files = walk(folder, enters, wants).map_err(|error| {
            let message = format!("cannot look into `{}`: {error}", folder.display());
            Complaint::new(message, "not accessible", "see that the folder may be read")
        })?;
        if files.is_empty() {
            let all = InputFile::at(folder.join("**/*")).name;
            let endings = self.extensions.join("`, `.");
            let message = format!("the folder `{}` has no file in `.{endings}`", folder.display());
            let help = format!("name files of other endings by a glob: `{all}`");
            return Err(Complaint::new(message, "nothing to read", help));
        }
        Ok(files)
    }

    /// The files that the lines of a file name.
    fn listed(&self, list: &str) -> Result<Vec<InputFile>, Vec<Complaint>> {
        let whole = |message: String, help: String| {
            vec![Complaint::new(message, "the list cannot be read", help)]
        };
        let bytes = fs::read(list).map_err(|error| {
            let message = format!("the list `{list}` cannot be read: {error}");
            whole(message, advice(Path::new(list)))
        })?;
        let decoding = Decoding { encoding: TextEncoding::AUTO, malformed: Malformed::Reject };
        let text = decoding.decode(&bytes, None).map_err(|error| {
            let message = format!("the list `{list}` cannot be read: {error}");
            whole(message, "a list is a text file with one path a line".to_owned())
        })?;
        let (mut files, mut complaints) = (Vec::new(), Vec::new());
        for (at, line) in text.text.lines().enumerate() {
            let path = line.trim();
            if path.is_empty() {
                continue;
            }
            match self.matches(path) {
                Ok(found) => files.extend(found),
                Err(complaint) => {
                    let message = format!("line {} of `{list}`: {}", at + 1, complaint.message);
                    complaints.push(Complaint { message, ..complaint });
                }
            }
        }
        if files.is_empty() && complaints.is_empty() {
            let message = format!("the list `{list}` names no file");
            complaints.push(Complaint::new(message, "empty", "write one path a line"));
        }
        if complaints.is_empty() { Ok(files) } else { Err(complaints) }
    }
}

/// The files that a glob matches, hidden ones aside, in order of their names.
fn matches_of_glob(pattern: &str) -> Result<Vec<InputFile>, Complaint> {
    let no_glob = |error: &PatternError| {
        let message = format!("`{pattern}` is no glob: {}", error.msg);
        Complaint::new(message, "not a glob", "put a literal `*`, `?` or `[` in brackets: `[[]`")
    };
    let mut files = match DeepGlob::new(pattern).map_err(|error| no_glob(&error))? {
        Some(deep) => deep.files(),
        None => shallow(glob_with(pattern, MATCHING).map_err(|error| no_glob(&error))?)?,
    };
    if files.is_empty() {
        let help = "see which files are there; `*` stays inside one folder, `**` does not";
        return Err(Complaint::new(format!("no file matches `{pattern}`"), "no match", help));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The files of a glob that stays at its depth.
fn shallow(found: glob::Paths) -> Result<Vec<InputFile>, Complaint> {
    let mut files = Vec::new();
    for path in found {
        let path = path.map_err(|error| {
            let message =
                format!("cannot look into `{}`: {}", error.path().display(), error.error());
            Complaint::new(message, "not accessible", "see that the folder may be read")
        })?;
        if !path.is_dir() {
            files.push(InputFile::at(path));
        }
    }
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
