//! Learns the weights of `split-page` from folders of labelled pages.
//!
//! A page is `NAME.txt` and, beside it, `NAME.json`: `fragments` with `lines` (first and last,
//! counted from one), `role`, `aid` (the article's number) and `cut_start`, and `furniture` with
//! `lines`. `FOLDER=24` learns from each page of the folder as from 24.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use newsprint_parse::train::{Agreement, LabelledPage, train};
use sha2::{Digest as _, Sha256};

use crate::labels::roles;

/// Of as many pages of a folder, in the order of their names, the last is held out.
const HELD_OUT: usize = 5;
/// How often each page is learnt from.
const ROUNDS: usize = 40;

/// A folder of pages, and how many pages each of them counts for.
struct Folder {
    path: PathBuf,
    weight: usize,
}

impl Folder {
    fn parse(argument: &str) -> Self {
        let weighted = argument.rsplit_once('=').and_then(|(path, weight)| {
            Some(Self { path: path.into(), weight: weight.parse().ok()? })
        });
        weighted.unwrap_or_else(|| Self { path: argument.into(), weight: 1 })
    }

    /// The folder's own name: the rest of its path is the machine's.
    fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().display();
        if self.weight == 1 { name.to_string() } else { format!("{name}={}", self.weight) }
    }
}

/// Learns from the pages of `folders`, but for every fifth, and writes the weights to `out`.
pub(crate) fn run(out: &Path, folders: &[String]) -> Result<(), String> {
    let folders: Vec<Folder> = folders.iter().map(|folder| Folder::parse(folder)).collect();
    let mut learnt_from = Vec::new();
    let mut held_out = Vec::new();
    let mut hash = Sha256::new();
    for folder in &folders {
        let mut pages = Vec::new();
        for (number, file) in texts(&folder.path)?.iter().enumerate() {
            let page = read(file, &mut hash)?;
            if number % HELD_OUT == HELD_OUT - 1 {
                pages.push(page);
            } else {
                learnt_from.extend(std::iter::repeat_n(page, folder.weight));
            }
        }
        held_out.push((folder, pages));
    }
    let told = |faults: Vec<_>| format!("a page has a role that is none: {faults:?}");
    let learnt = train(&learnt_from, ROUNDS).map_err(told)?;
    let mut text = String::from(HEAD);
    let digest = hash
        .finalize()
        .iter()
        .take(8)
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let names: Vec<String> = folders.iter().map(Folder::name).collect();
    let written =
        writeln!(text, "# Folders: {}; SHA-256 of their pages {digest}….", names.join(" "));
    written.map_err(|error| error.to_string())?;
    for (folder, pages) in held_out {
        if pages.is_empty() {
            continue;
        }
        let Agreement { right, lines } = learnt.agreement(&pages).map_err(told)?;
        let share = 1_000 * right / lines.max(1);
        let line =
            format!("held out of {}: {right} of {lines} lines right, {share} ‰", folder.name());
        eprintln!("{line}");
        writeln!(text, "# {line}.").map_err(|error| error.to_string())?;
    }
    fs::write(out, format!("{text}{learnt}")).map_err(|error| format!("{}: {error}", out.display()))
}

const HEAD: &str = "\
# How many points each feature gives to each role; `src/feature.rs` says what the features mean.
# Zeros are left out. Made by `cargo run --release -p xtask -- train-split-page OUT.toml FOLDER[=WEIGHT]…`.
";

/// The texts of `folder`, in the order of their names.
fn texts(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let told = |error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(told)?;
    let mut files = Vec::new();
    for entry in entries {
        files.push(entry.map_err(told)?.path());
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    Ok(files)
}

/// The page of `file` with the roles that its JSON tells; adds both to `hash`.
fn read(file: &Path, hash: &mut Sha256) -> Result<LabelledPage, String> {
    let mut text_of = |file: &Path| {
        let text = fs::read_to_string(file);
        let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
        hash.update(&text);
        Ok::<_, String>(text)
    };
    let text = text_of(file)?;
    let truth = file.with_extension("json");
    let json = serde_json::from_str(&text_of(&truth)?);
    let json = json.map_err(|error| format!("{}: {error}", truth.display()))?;
    let roles = roles(&json).map_err(|error| format!("{}: {error}", truth.display()))?;
    Ok(LabelledPage { text, roles })
}
