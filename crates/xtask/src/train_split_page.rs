//! Learns the weights of `split-page` from folders of labelled pages.
//!
//! A page is `NAME.txt` and, beside it, `NAME.json`: `fragments` with `lines` (first and last,
//! counted from one), `role`, `aid` (the article's number) and `cut_start`, and `furniture` with
//! `lines`; or `NAME.blocks_folded.txt` and, in `NAME.json`, `blocks_fragments`. Of `NAME.raw.txt`,
//! and with `--pdf` of `NAME.pdf`, the lines are found by the `text` of each fragment, in either
//! list. `FOLDER=24` learns from each page of the folder as from 24; `--all` learns from the pages
//! held out too, whose figures then are no test.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use newsprint_parse::train::{Agreement, LabelledPage, train};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::labels::roles;
use crate::laid;

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
pub(crate) fn run(out: &Path, arguments: &[String]) -> Result<(), String> {
    let (flags, folders): (Vec<_>, Vec<_>) = arguments.iter().partition(|it| it.starts_with("--"));
    let (mut all, mut pdf) = (false, false);
    for flag in flags {
        match flag.as_str() {
            "--all" => all = true,
            "--pdf" => pdf = true,
            _ => return Err(format!("`{flag}` is no flag")),
        }
    }
    let folders: Vec<Folder> = folders.into_iter().map(|folder| Folder::parse(folder)).collect();
    let mut learnt_from = Vec::new();
    let mut held_out = Vec::new();
    let mut hash = Sha256::new();
    for folder in &folders {
        let mut pages = Vec::new();
        let mut texts = files(&folder.path, if pdf { "pdf" } else { "txt" })?;
        texts.retain(|file| is_labelled(file));
        let (mut number, mut name) = (0, None);
        for file in &texts {
            let page = read(file, &mut hash)?;
            if let Some(before) = name.replace(page_name(file))
                && before != page_name(file)
            {
                number += 1;
            }
            let is_held_out = number % HELD_OUT == HELD_OUT - 1;
            if !is_held_out || all {
                learnt_from.extend(std::iter::repeat_n(page.clone(), folder.weight));
            }
            if is_held_out {
                pages.push(page);
            }
        }
        held_out.push((folder, pages));
    }
    let told = |faults: Vec<_>| format!("a page has a role that is none: {faults:?}");
    let learnt = train(&learnt_from, ROUNDS).map_err(told)?;
    let names: Vec<String> = folders.iter().map(Folder::name).collect();
    let mut note = format!("{NOTE}folders = \"{}\"\n", names.join(" "));
    let told_note = |error: std::fmt::Error| error.to_string();
    writeln!(note, "pages = \"sha256:{}\"", hex(hash)).map_err(told_note)?;
    let learnt_too = if all { "learnt from too" } else { "held out" };
    writeln!(
        note,
        "\n# Of the lines of every fifth page, {learnt_too}, so many were taken rightly.\n[fifth]"
    )
    .map_err(told_note)?;
    for (folder, pages) in held_out {
        if pages.is_empty() {
            continue;
        }
        let Agreement { right, lines } = learnt.agreement(&pages).map_err(told)?;
        let line = format!("\"{}\" = \"{right} of {lines}\"", folder.name());
        eprintln!("{line}");
        writeln!(note, "{line}").map_err(told_note)?;
    }
    let bytes = learnt.write();
    let digest = hex(Sha256::new_with_prefix(&bytes));
    write(
        &out.with_extension("toml"),
        format!("{note}\n[file]\nsha256 = \"{digest}\"\n").as_bytes(),
    )?;
    write(out, &bytes)
}

fn hex(hash: Sha256) -> String {
    let bytes = hash.finalize();
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

pub(crate) fn write(file: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(file, bytes).map_err(|error| format!("{}: {error}", file.display()))
}

const NOTE: &str = "\
# What the weights beside this file were learnt from.
# Made by `cargo run --release -p xtask -- train-split-page OUT.bin [--all] [--pdf] FOLDER[=WEIGHT]…`.
";

/// The files of `folder` with this extension, in the order of their names.
pub(crate) fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let told = |error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(told)?;
    let mut files = Vec::new();
    for entry in entries {
        files.push(entry.map_err(told)?.path());
    }
    files.retain(|file| file.extension().is_some_and(|it| it == extension));
    files.sort();
    Ok(files)
}

/// Whether the truth of `file` tells of its lines.
fn is_labelled(file: &Path) -> bool {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    !name.contains('.') || name.ends_with(".blocks_folded") || name.ends_with(".raw")
}

/// The name that the texts of one page share.
fn page_name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

/// The page of `file` with the roles that its JSON tells; adds both to `hash`.
fn read(file: &Path, hash: &mut Sha256) -> Result<LabelledPage, String> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let truth = file.with_file_name(page_name(file)).with_extension("json");
    let json_of = |text: &str| {
        serde_json::from_str::<Value>(text).map_err(|error| format!("{}: {error}", truth.display()))
    };
    if name.ends_with(".pdf") {
        for file in [file, &truth] {
            hash.update(fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?);
        }
        let text = fs::read_to_string(&truth);
        let text = text.map_err(|error| format!("{}: {error}", truth.display()))?;
        return laid::read(file, &json_of(&text)?)
            .map_err(|error| format!("{}: {error}", file.display()));
    }
    let mut text_of = |file: &Path| {
        let text = fs::read_to_string(file);
        let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
        hash.update(&text);
        Ok::<_, String>(text)
    };
    let text = text_of(file)?;
    let json = json_of(&text_of(&truth)?)?;
    let told = |error: String| format!("{}: {error}", truth.display());
    if name.ends_with(".raw.txt") {
        return laid::read_text(&text, &json).map_err(told);
    }
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let roles = starts.zip(roles(&json).map_err(told)?).collect();
    Ok(LabelledPage { text, layout: None, roles })
}
