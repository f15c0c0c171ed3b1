//! Finds files in folders and the folders inside them, through links as well: each file once, and
//! links that lead back or nowhere as what they are.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};
use walkdir::{DirEntry, WalkDir};

use crate::files::InputFile;
use crate::paths::is_hidden;

/// How paths are compared with a glob.
pub(crate) const MATCHING: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// What is found below `root`, by name: the files that `wants` names, and what stands for those that
/// cannot be reached. `enters` says which folders are looked into, by how deep they stand. An error
/// is one of `root` itself.
pub(crate) fn walk(
    root: &Path,
    enters: impl Fn(usize, &OsStr) -> bool,
    wants: impl Fn(&Path) -> bool,
) -> walkdir::Result<Vec<InputFile>> {
    let mut linked = BTreeSet::new();
    let enter = |entry: &DirEntry| {
        if entry.depth() == 0 || !entry.file_type().is_dir() {
            return true;
        }
        // What several links lead to is looked through once, or links to links would never end.
        let mut is_new = |path: &Path| fs::canonicalize(path).is_ok_and(|it| linked.insert(it));
        enters(entry.depth(), entry.file_name())
            && (!entry.path_is_symlink() || is_new(entry.path()))
    };
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for entry in WalkDir::new(root).follow_links(true).into_iter().filter_entry(enter) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if wants(entry.path()) => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) if error.depth() == 0 => return Err(error),
            Err(error) => refused.extend(refusal(&error, root, &wants)),
        }
    }
    let linked = !linked.is_empty();
    let mut files = if linked { once(root, files) } else { files };
    files.sort();
    let mut found: Vec<InputFile> = files.into_iter().map(InputFile::at).collect();
    found.extend(refused);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// What stands for a place that cannot be looked at; `None` where nobody asked for it.
fn refusal(
    error: &walkdir::Error,
    root: &Path,
    wants: impl Fn(&Path) -> bool,
) -> Option<InputFile> {
    let path = error.path().unwrap_or(root);
    if path.file_name().is_some_and(|name| is_hidden(&name.to_string_lossy())) {
        return None;
    }
    let place = InputFile::at(path.to_owned());
    if let Some(ancestor) = error.loop_ancestor() {
        let why = format!("a link back to `{}`", ancestor.display());
        let help = "take the link away; what it leads to is read where it stands";
        return Some(place.refused("link-loop", why, help));
    }
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        let help = "mend the link, or take it away";
        let why = "a link that leads nowhere".to_owned();
        return wants(path).then(|| place.refused("cannot-open", why, help));
    }
    let why = format!("it cannot be looked into: {error}");
    Some(place.refused("cannot-open", why, "see that the folder may be read"))
}

/// `files` without those that are met again through a link to a folder.
fn once(root: &Path, files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut folders: BTreeMap<PathBuf, Option<PathBuf>> = BTreeMap::new();
    let real_root = fs::canonicalize(root).ok();
    // Where a file really is, and whether no link was on the way.
    let mut known = |file: &Path| {
        let folder = file.parent()?;
        let real = folders.entry(folder.to_owned());
        let real = real.or_insert_with(|| fs::canonicalize(folder).ok()).clone()?;
        let inside = folder.strip_prefix(root).ok()?;
        let is_direct = real_root.as_ref().is_some_and(|root| root.join(inside) == real);
        Some((!is_direct, real.join(file.file_name()?)))
    };
    let mut ranked: Vec<_> = files.into_iter().map(|file| (known(&file), file)).collect();
    ranked.sort_by(|(a, of_a), (b, of_b)| {
        let through_link = |known: &Option<(bool, PathBuf)>| known.as_ref().map(|it| it.0);
        through_link(a).cmp(&through_link(b)).then_with(|| of_a.cmp(of_b))
    });
    let mut seen = BTreeSet::new();
    ranked.retain(|(known, _)| known.as_ref().is_none_or(|(_, real)| seen.insert(real.clone())));
    ranked.into_iter().map(|(_, file)| file).collect()
}

/// A glob with `**`, taken apart at the first part that is no plain name.
pub(crate) struct DeepGlob {
    root: PathBuf,
    /// The parts between that and the first `**`, one for each level.
    levels: Vec<Pattern>,
    whole: Pattern,
    /// Whether a part names what is hidden.
    has_hidden: bool,
}

impl DeepGlob {
    /// The glob `pattern`; `None` when it has no `**`.
    ///
    /// # Errors
    /// When a part of it is no glob.
    pub(crate) fn new(pattern: &str) -> Result<Option<Self>, PatternError> {
        let whole: PathBuf = Path::new(pattern).components().collect();
        let parts: Vec<_> = whole.components().map(|it| it.as_os_str().to_string_lossy()).collect();
        if !parts.iter().any(|part| part == "**") {
            return Ok(None);
        }
        let is_wild = |part: &str| part.contains(['*', '?', '[']);
        let plain = parts.iter().take_while(|part| !is_wild(part)).count();
        let levels = parts[plain..].iter().take_while(|part| *part != "**");
        Ok(Some(Self {
            root: whole.components().take(plain).collect(),
            levels: levels.map(|part| Pattern::new(part)).collect::<Result<_, _>>()?,
            has_hidden: parts[plain..].iter().any(|part| part.starts_with('.')),
            whole: Pattern::new(&whole.to_string_lossy())?,
        }))
    }

    /// What the glob matches, by name; nothing where its folder is not there.
    pub(crate) fn files(&self) -> Vec<InputFile> {
        let here = Path::new(".");
        let is_here = self.root == Path::new("");
        let root = if is_here { here } else { &self.root };
        let enters = |depth: usize, name: &OsStr| {
            let name = name.to_string_lossy();
            let level = depth.checked_sub(1).and_then(|level| self.levels.get(level));
            level
                .map_or(self.has_hidden || !is_hidden(&name), |it| it.matches_with(&name, MATCHING))
        };
        let named = |path: &Path| path.strip_prefix(here).map_or(path.to_owned(), Path::to_owned);
        let wants = |path: &Path| {
            let path = if is_here { named(path) } else { path.to_owned() };
            self.whole.matches_path_with(&path, MATCHING)
        };
        let mut files = walk(root, enters, wants).unwrap_or_default();
        if is_here {
            for file in &mut files {
                file.map_path(named);
            }
        }
        files
    }
}
