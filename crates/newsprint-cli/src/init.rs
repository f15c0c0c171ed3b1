//! `newsprint init`: a commented pipeline for what is found in a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use newsprint::Registry;
use newsprint::core::StepKind;
use newsprint::input::{Look, look};

use crate::show::Show;
use crate::{Exit, commands, environment};

#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// Where the texts are
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,
    /// The pipeline file to write; `-` is standard output
    #[arg(
        short,
        long,
        value_name = "FILE",
        default_value = "pipeline.toml",
        env = "NEWSPRINT_OUTPUT"
    )]
    pub(crate) output: PathBuf,
    /// Write over a file that is there
    #[arg(long, env = "NEWSPRINT_FORCE", value_parser = environment::truth)]
    pub(crate) force: bool,
}

/// Files that are looked at; what a folder holds shows in fewer.
const LOOKED_AT: usize = 2_000;

/// What one input would read.
#[derive(Default)]
struct Found {
    files: Vec<(PathBuf, Look)>,
    bytes: u64,
}

/// `newsprint init`.
pub(crate) fn init(args: &InitArgs, registry: &Registry, show: &Show) -> Exit {
    let is_stdout = args.output == Path::new("-");
    if !is_stdout && !args.force && args.output.exists() {
        let message = format!("`{}` is here already", args.output.display());
        show.error(&message, Some("name another file with `--output`, or give `--force`"));
        return Exit::Usage;
    }
    let mut files = Vec::new();
    if let Err(error) = walk(&args.folder, &mut files) {
        let message = format!("`{}` cannot be looked at: {error}", args.folder.display());
        show.error(&message, Some("name a folder that holds texts"));
        return Exit::Usage;
    }
    let is_whole = files.len() < LOOKED_AT;
    let mut found: BTreeMap<&str, Found> = BTreeMap::new();
    let mut unread = Vec::new();
    for file in files {
        let look = look(&file).filter(|it| registry.get(StepKind::Input, it.input).is_some());
        let Some(look) = look else {
            unread.push(file);
            continue;
        };
        let kind = found.entry(look.input).or_default();
        kind.bytes += fs::metadata(&file).map_or(0, |it| it.len());
        kind.files.push((file, look));
    }
    let Some((input, chosen)) = found.iter().max_by_key(|(_, found)| found.bytes) else {
        let message = format!("nothing in `{}` is of a kind that is read", args.folder.display());
        let inputs: Vec<_> = registry.of_kind(StepKind::Input).map(|info| info.name).collect();
        let help = format!("the inputs are {}: `newsprint stages NAME`", inputs.join(", "));
        show.error(&message, Some(&help));
        return Exit::Usage;
    };
    let others = found.iter().filter(|(name, _)| *name != input);
    let others: Vec<String> = others.map(|(name, found)| counted(name, found)).collect();
    let unread = match &unread[..] {
        [] => None,
        [file] => Some(format!("`{}`, which no input reads", file.display())),
        [first, ..] => {
            let (count, first) = (unread.len(), first.display());
            Some(format!("{count} files that no input reads, the first `{first}`"))
        }
    };
    let what = counted(input, chosen);
    let text = pipeline(args, input, chosen, &what, (&others, unread.as_deref()), registry);
    if is_stdout {
        return commands::print(&text, show);
    }
    let name = args.output.display();
    if let Err(error) = fs::write(&args.output, text) {
        show.error(&format_args!("`{name}` cannot be written: {error}"), Some("name another file"));
        return Exit::Failed;
    }
    show.note(&format_args!("wrote {name}, which reads {what}"));
    if !others.is_empty() {
        let left = others.join(", ");
        show.note(&format_args!(
            "left out: {left}; a pipeline reads one kind, most of what is there"
        ));
    }
    if let Some(unread) = unread {
        show.note(&format_args!("left out: {unread}"));
    }
    if !is_whole {
        show.note(&format_args!("only the first {LOOKED_AT} files were looked at"));
    }
    show.note(&format_args!("next: newsprint check {name} && newsprint run {name}"));
    Exit::Done
}

/// The files of a folder and the folders in it, by name; what is hidden and what runs leave aside.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.filter_map(Result::ok).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if files.len() == LOOKED_AT || name.starts_with('.') || name == "out" || name == "target" {
            continue;
        }
        let path = entry.path();
        match entry.file_type() {
            // A folder that may not be entered hides its files, not those of others.
            Ok(kind) if kind.is_dir() => walk(&path, files).unwrap_or_default(),
            Ok(_) => files.push(path),
            Err(_) => {}
        }
    }
    Ok(())
}

fn counted(input: &str, found: &Found) -> String {
    let noun = match input {
        "html" => "web page",
        "jsonl" => "file of JSON Lines",
        "ocr" => "recognised page",
        "parquet" => "Parquet file",
        "pdf" => "PDF file",
        "text" => "text file",
        "warc" => "WARC file",
        other => other,
    };
    let count = found.files.len();
    let nouns = match noun.split_once(' ') {
        _ if count == 1 => noun.to_owned(),
        Some(("file", rest)) => format!("files {rest}"),
        _ => format!("{noun}s"),
    };
    let packed =
        if found.files.iter().any(|(_, look)| look.is_packed) { ", compressed" } else { "" };
    format!("{count} {nouns} ({}{packed})", indicatif::HumanBytes(found.bytes))
}

/// What `paths` has to name so that the files are found, and files that come later too.
fn paths(folder: &Path, found: &Found) -> BTreeSet<String> {
    let is_here = folder == Path::new(".");
    let pattern = |(file, look): &(PathBuf, Look)| {
        let inside = file.strip_prefix(folder).unwrap_or(file);
        let top = inside.components().next().map(|it| it.as_os_str().to_string_lossy());
        let is_deep = inside.components().count() > 1;
        let base = match top {
            _ if !is_here => folder.to_string_lossy().into_owned(),
            Some(top) if is_deep => top.into_owned(),
            _ => String::new(),
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let ending = name.split_once('.').map(|(_, ending)| format!("*.{ending}"));
        match (look.is_usual, base.is_empty()) {
            (true, false) => base,
            (_, true) => ending.unwrap_or_else(|| name.into_owned()),
            (false, false) => format!("{base}/**/{}", ending.as_deref().unwrap_or("*")),
        }
    };
    found.files.iter().map(pattern).collect()
}

fn pipeline(
    args: &InitArgs,
    input: &str,
    found: &Found,
    what: &str,
    (others, unread): (&[String], Option<&str>),
    registry: &Registry,
) -> String {
    let mut text = format!("# Reads {what} in `{}`.\n", args.folder.display());
    for other in others {
        let _ = writeln!(text, "# Left out: {other}; a pipeline reads one kind of input.");
    }
    if let Some(unread) = unread {
        let _ = writeln!(text, "# Left out: {unread}.");
    }
    let file = args.output.display();
    let _ = write!(
        text,
        "#\n#   newsprint check {file}\n#   newsprint run {file}\n#\n\
         # `newsprint stages` lists all steps, `newsprint stages NAME` prints a step's manual page.\n\n\
         [input]\nuse = {input:?}\n"
    );
    let quoted: Vec<String> = paths(&args.folder, found).iter().map(|path| quoted(path)).collect();
    let _ = writeln!(text, "paths = [{}]", quoted.join(", "));
    describe_input(input, found, &mut text);
    if matches!(input, "text" | "pdf" | "ocr") {
        text.push_str("\n# Pages become articles.\n[[stage]]\nuse = \"split-page\"\n");
    }
    text.push_str(STAGES);
    text.push_str(OUTPUTS);
    if registry.get(StepKind::Output, "site").is_some() {
        text.push_str(SITE);
    }
    text
}

/// What is known of the input, and what could be said of it.
fn describe_input(input: &str, found: &Found, text: &mut String) {
    let keys = found.files.iter().find_map(|(_, look)| look.keys.as_ref());
    match (input, keys) {
        ("jsonl", Some(keys)) if keys.is_own => {
            text.push_str("# The lines are newsprint's own: articles, documents or rejects.\n");
        }
        ("jsonl", Some(keys)) => {
            if !keys.known.is_empty() {
                let _ = writeln!(text, "# These keys are known: {}.", keys.known.join(", "));
            }
            if let Some(key) = &keys.text {
                text.push_str(
                    "# The longest string of a record is taken for its text; `title`, `date` and\n\
                               # others can be named beside it.\n",
                );
                let _ = writeln!(text, "fields = {{ text = {} }}", quoted(key));
            }
        }
        ("parquet", Some(keys)) => {
            if !keys.known.is_empty() {
                let _ = writeln!(text, "# These columns are known: {}.", keys.known.join(", "));
            }
            if let Some(column) = &keys.text {
                text.push_str("# The first column of text that is nothing else is taken for it.\n");
                let _ = writeln!(text, "fields = {{ text = {} }}", quoted(column));
            }
        }
        ("parquet", None) => {}
        ("html" | "warc", _) => {
            text.push_str("# Body, headline and date are found on each page by themselves.\n");
        }
        _ => text.push_str(
            "# What the end of a path says of a page, to be known of its articles:\n\
             # path-pattern = \"{paper}/{date}/*\"\n",
        ),
    }
}

/// A string of TOML; JSON's are a part of them.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const STAGES: &str = "
# The same text printed twice stays once.
[[stage]]
use = \"drop-exact\"

# The same story with changes: its articles name their group. To keep one of each: action = \"drop\"
[[stage]]
use = \"group-reprints\"

# Figures become rows. Words and units of your own: lexicons = [\"words.toml\"]
[[stage]]
use = \"find-metrics\"
";

const OUTPUTS: &str = "
# One article a line, with everything that is known of it.
[[output]]
use = \"jsonl\"
path = \"out/articles.jsonl\"

# Tables of articles, figures and groups.
[[output]]
use = \"csv\"
path = \"out/tables\"
";

const SITE: &str = "
# Pages to read: open out/site/index.html.
[[output]]
use = \"site\"
path = \"out/site\"
";
