//! What a small TOML file beside a text says of it.

use std::path::Path;
use std::{fs, io};

use newsprint_core::config::{
    Fault, Kind, Located, Node, OptionValue, Value, decode_options, parse_toml,
};
use newsprint_core::{Origin, Span, StepError, TextHash};

newsprint_core::options! {
    /// The keys of a sidecar.
    struct Sidecar {
        /// Date of publication.
        date: Option<Fact>;
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

/// Adds to `origin` what the sidecar of `page` says: the file of the same stem that ends in `.toml`.
///
/// # Errors
/// When there is one that cannot be read or says something else than facts.
pub(crate) fn add_facts(origin: &mut Origin, page: &Path) -> Result<(), StepError> {
    let path = page.with_extension("toml");
    if path == page {
        return Ok(());
    }
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            let message = format!("the sidecar `{}` cannot be read", path.display());
            return Err(StepError::new(message).because(error));
        }
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    parse(&text, &name, origin).map_err(|faults| error_of(&faults, &text, &path))
}

fn parse(text: &str, name: &str, origin: &mut Origin) -> Result<(), Vec<Fault>> {
    let (mut table, mut faults) = parse_toml(text, 0);
    if table.get("input").is_some() {
        // `page.toml` beside `page.txt` can be the pipeline that reads it.
        return Ok(());
    }
    // Words on where the text was had from, for people.
    table.take("origin");
    let sidecar = decode_options::<Sidecar>(table, Span::default(), name, &mut faults);
    let Some(sidecar) = sidecar.filter(|_| faults.is_empty()) else { return Err(faults) };
    let hash = sidecar.sha256.map(|digits| {
        TextHash::try_from(digits.value)
            .map_err(|message| vec![Fault::new(digits.span, message, "no SHA-256")])
    });
    origin.sha256 = hash.transpose()?;
    let fact = |fact: Option<Fact>| fact.map(|Fact(text)| text);
    origin.facts.date = fact(sidecar.date);
    origin.facts.paper = fact(sidecar.paper);
    origin.facts.page = fact(sidecar.page);
    origin.facts.url = fact(sidecar.url);
    origin.facts.place = fact(sidecar.place);
    Ok(())
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
    StepError::new(told.join("; ")).help(help.unwrap_or("mend the sidecar"))
}
