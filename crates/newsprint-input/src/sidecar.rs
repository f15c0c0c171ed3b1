//! What a small TOML file beside a text says of it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use newsprint_core::config::{
    Fault, Kind, Located, Node, OptionValue, Value, decode_options, parse_toml,
};
use newsprint_core::{Facts, Span, StepError, TextHash};

use crate::day::{self, Written};
use crate::paths::without_compression;

newsprint_core::options! {
    /// The keys of a sidecar.
    struct Sidecar {
        /// Date of publication.
        date: Option<Located<Fact>>;
        /// Name of the paper or outlet.
        paper: Option<Fact>;
        /// Page or edition, as printed.
        page: Option<Fact>;
        /// Address that the text was published at.
        url: Option<Fact>;
        /// Place that the paper belongs to.
        place: Option<Fact>;
        /// SHA-256 that the text must have.
        sha256: Option<Located<String>>;
    }
}

/// A string, or a TOML date as it is written.
#[derive(Clone, Debug)]
struct Fact(String);

impl OptionValue for Fact {
    fn kind() -> Kind {
        Kind::String
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        match &node.value {
            Value::Datetime(written) => Some(Self(written.clone())),
            _ => String::decode(node, faults).map(Self),
        }
    }

    fn show(&self) -> String {
        self.0.show()
    }
}

/// What a sidecar states.
#[derive(Default)]
pub(crate) struct Stated {
    pub(crate) facts: Facts,
    /// The hash that the text must have.
    pub(crate) sha256: Option<TextHash>,
}

/// The names of the sidecars in a folder, so that they need not be looked for one by one.
pub(crate) struct Listing {
    folder: PathBuf,
    names: BTreeSet<OsString>,
}

impl Listing {
    /// Looks into `folder`; `None` when that cannot be done.
    pub(crate) fn new(folder: &Path) -> Option<Self> {
        let here = if folder == Path::new("") { Path::new(".") } else { folder };
        let mut names = BTreeSet::new();
        for entry in fs::read_dir(here).ok()? {
            let name = entry.ok()?.file_name();
            if Path::new(&name).extension().is_some_and(|ending| ending == "toml") {
                names.insert(name);
            }
        }
        Some(Self { folder: folder.to_owned(), names })
    }

    pub(crate) fn is_of(&self, folder: &Path) -> bool {
        self.folder == folder
    }

    /// Whether `page`, a file of the folder, has no sidecar.
    pub(crate) fn lacks(&self, page: &Path) -> bool {
        self.names.is_empty()
            || !beside(page).file_name().is_some_and(|name| self.names.contains(name))
    }
}

/// What the sidecar of `page` says: the file of the same stem that ends in `.toml`. Nothing when
/// there is none.
///
/// # Errors
/// When there is one that cannot be read or says something else than facts.
pub(crate) fn read(page: &Path) -> Result<Stated, StepError> {
    let path = beside(page);
    if path == page {
        return Ok(Stated::default());
    }
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Stated::default()),
        Err(error) => {
            let message = format!("the sidecar `{}` cannot be read", path.display());
            return Err(StepError::new(message).code("bad-sidecar").because(error));
        }
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    parse(&text, &name).map_err(|faults| error_of(&faults, &text, &path))
}

/// `page.toml` for `page.txt`, and for `page.txt.gz`.
fn beside(page: &Path) -> PathBuf {
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    page.with_file_name(without_compression(&name)).with_extension("toml")
}

fn parse(text: &str, name: &str) -> Result<Stated, Vec<Fault>> {
    let (mut table, mut faults) = parse_toml(text, 0);
    if table.get("input").is_some() {
        // `page.toml` beside `page.txt` can be the pipeline that reads it.
        return Ok(Stated::default());
    }
    // Words on where the text was had from, for people.
    table.take("origin");
    let sidecar = decode_options::<Sidecar>(table, Span::default(), name, &mut faults);
    let Some(sidecar) = sidecar.filter(|_| faults.is_empty()) else { return Err(faults) };
    let sha256 = sidecar.sha256.map(|digits| {
        TextHash::try_from(digits.value).map_err(|message| {
            vec![
                Fault::new(digits.span, message, "no SHA-256")
                    .help("give its 64 hexadecimal digits"),
            ]
        })
    });
    let mut stated = Stated { sha256: sha256.transpose()?, ..Stated::default() };
    let fact = |fact: Option<Fact>| fact.map(|Fact(text)| text);
    stated.facts.date = sidecar.date.map(date).transpose()?;
    stated.facts.paper = fact(sidecar.paper);
    stated.facts.page = fact(sidecar.page);
    stated.facts.url = fact(sidecar.url);
    stated.facts.place = fact(sidecar.place);
    Ok(stated)
}

/// A date as others read it; what is no day, such as a year alone, as it is written.
fn date(Located { value: Fact(written), span }: Located<Fact>) -> Result<String, Vec<Fault>> {
    match day::read(&written) {
        Written::Day(day) => Ok(day),
        Written::Other => Ok(written),
        Written::NoDay => {
            let message = format!("no calendar has the day `{written}`");
            Err(vec![Fault::new(span, message, "no day").help("write it as `2024-06-28`")])
        }
    }
}

/// All faults as one error, each with its line and column (in characters, from 1).
fn error_of(faults: &[Fault], text: &str, path: &Path) -> StepError {
    let told: Vec<String> = faults
        .iter()
        .map(|fault| {
            let before = text.get(..fault.span.start()).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            format!("{}:{line}:{column}: {}", path.display(), fault.message)
        })
        .collect();
    let help = faults.iter().find_map(|fault| fault.help.as_deref());
    StepError::new(told.join("; ")).code("bad-sidecar").help(help.unwrap_or("mend the sidecar"))
}
