//! `newsprint metrics`: the figures of a text, without a pipeline.

mod rows;
mod spans;

use std::borrow::Cow;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use newsprint::core::Span;
use newsprint::core::config::{Fault, Located};
use newsprint::metrics::{Lexicon, extract_with};
use newsprint::zh::date::Date;

use crate::show::Show;
use crate::{Exit, commands, environment};

#[derive(Debug, clap::Args)]
pub(crate) struct MetricsArgs {
    /// The text; `-` is standard input
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
    /// Read JSON Lines with `id`, `input` and, where known, `reference_time`, and print what is
    /// recognised in each input, with its place in characters
    #[arg(long, conflicts_with = "format", env = "NEWSPRINT_SPANS",
          value_parser = environment::truth)]
    pub(crate) spans: bool,
    /// How rows are printed; without it a table on a terminal, else JSON Lines
    #[arg(long, value_enum, env = "NEWSPRINT_FORMAT")]
    pub(crate) format: Option<Format>,
    /// A file with further units and words; may be given several times, in the environment one a
    /// line
    #[arg(
        long = "lexicon",
        value_name = "FILE",
        value_delimiter = '\n',
        env = "NEWSPRINT_LEXICON"
    )]
    pub(crate) lexicons: Vec<PathBuf>,
    /// The day of writing, `YYYY-MM-DD`, from which relative times are counted
    #[arg(long, value_name = "DATE", value_parser = parse_date, env = "NEWSPRINT_DATE")]
    pub(crate) date: Option<Date>,
}

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// With a head
    Csv,
    /// One JSON object a row
    Jsonl,
}

const TEXT: &str = "name a text in UTF-8, or `-` for standard input";
const RECORDS: &str = "each line is a JSON object with `id`, `input` and perhaps `reference_time`";

fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "expected a day such as 2024-06-28".to_owned())
}

/// `newsprint metrics`.
pub(crate) fn metrics(args: &MetricsArgs, show: &Show) -> Exit {
    let name = args.file.display();
    let text = match read(&args.file) {
        Ok(text) => text,
        Err(error) => {
            show.error(&format_args!("`{name}` cannot be read: {error}"), Some(TEXT));
            return Exit::Usage;
        }
    };
    let lexicon = match lexicon(&args.lexicons) {
        Ok(lexicon) => lexicon,
        Err(faults) => {
            for fault in faults {
                show.error(&fault.message, fault.help.as_deref());
            }
            return Exit::Usage;
        }
    };
    let printed = match printed(args, &lexicon, &text, show) {
        Ok(printed) => printed,
        Err(error) => {
            show.error(&format_args!("{name}: {error}"), Some(RECORDS));
            return Exit::Usage;
        }
    };
    commands::print(&printed, show)
}

fn lexicon(files: &[PathBuf]) -> Result<Lexicon, Vec<Fault>> {
    let place = |file: &PathBuf| Located { value: file.clone(), span: Span::default() };
    Lexicon::with_files(&files.iter().map(place).collect::<Vec<_>>())
}

/// What goes to standard output.
fn printed(
    args: &MetricsArgs,
    lexicon: &Lexicon,
    text: &str,
    show: &Show,
) -> Result<String, String> {
    if args.spans {
        return spans::lines(lexicon, text, args.date);
    }
    let found = extract_with(lexicon, text, args.date);
    for doubt in &found.doubts {
        let printed = cut_short(text.get(doubt.span.clone()).unwrap_or_default());
        show.note(&format_args!("`{printed}`: {} ({})", doubt.message, doubt.code));
    }
    let terminal = io::stdout().is_terminal();
    let format = args.format.unwrap_or(if terminal { Format::Table } else { Format::Jsonl });
    Ok(match format {
        Format::Table => rows::table(text, &found.readings),
        Format::Csv => rows::csv(text, &found.readings),
        Format::Jsonl => rows::jsonl(text, &found.readings),
    })
}

/// The beginning of `printed`, with a mark where something is left out.
fn cut_short(printed: &str) -> Cow<'_, str> {
    match printed.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &printed[..end]).into(),
        None => printed.into(),
    }
}

/// Most characters of a text that a note quotes.
const SHOWN: usize = 40;

fn read(file: &Path) -> io::Result<String> {
    if file == Path::new("-") {
        io::read_to_string(io::stdin())
    } else {
        std::fs::read_to_string(file)
    }
}
