//! `newsprint metrics`: the figures of a text, without a pipeline.

mod spans;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use newsprint::metrics::Lexicon;
use newsprint::zh::date::Date;

use crate::Exit;
use crate::show::Show;

#[derive(Debug, clap::Args)]
pub(crate) struct MetricsArgs {
    /// The text; `-` is standard input
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
    /// Read JSON Lines with `id`, `input` and, where known, `reference_time`, and print what is
    /// recognised in each input, with its place in characters
    #[arg(long)]
    pub(crate) spans: bool,
    /// The day of writing, `YYYY-MM-DD`, from which relative times are counted
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) date: Option<Date>,
}

fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "expected a day such as 2024-06-28".to_owned())
}

/// `newsprint metrics`.
pub(crate) fn metrics(args: &MetricsArgs, show: &Show) -> Exit {
    let name = args.file.display();
    let text = match read(&args.file) {
        Ok(text) => text,
        Err(error) => {
            show.error(&format_args!("`{name}` cannot be read: {error}"), None);
            return Exit::Usage;
        }
    };
    let lexicon = match Lexicon::bundled() {
        Ok(lexicon) => lexicon,
        Err(faults) => {
            for fault in faults {
                show.error(&fault.message, fault.help.as_deref());
            }
            return Exit::Usage;
        }
    };
    let printed = spans::lines(&lexicon, &text, args.date);
    let printed = match printed {
        Ok(printed) => printed,
        Err(error) => {
            show.error(&format_args!("{name}: {error}"), None);
            return Exit::Usage;
        }
    };
    match io::stdout().lock().write_all(printed.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            show.error(&format_args!("standard output cannot be written: {error}"), None);
            Exit::Failed
        }
        _ => Exit::Done,
    }
}

fn read(file: &Path) -> io::Result<String> {
    if file == Path::new("-") {
        io::read_to_string(io::stdin())
    } else {
        std::fs::read_to_string(file)
    }
}
