//! Messages to people and to programs, on standard error.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use newsprint::core::config::Fault;
use newsprint::{ConfigText, RunReport};
use serde_json::json;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::args::{Color, GlobalArgs, LogFormat};
use crate::delta::Paint;
use crate::trace::Trace;

/// How to say things.
pub(crate) struct Show {
    json: bool,
    quiet: bool,
    color: bool,
    /// How data for people are painted on standard output.
    pub(crate) paint: Paint,
    /// How far a run has come.
    pub(crate) progress: ProgressStyle,
}

/// Whether a fault keeps a pipeline from running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProgressStyle {
    /// Not at all.
    None,
    /// As a line that is drawn anew.
    Bar,
    /// As lines of their own, now and then.
    Lines,
}

impl Show {
    pub(crate) fn new(args: &GlobalArgs) -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colours = |terminal: bool| match args.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !refused,
        };
        let color = colours(io::stderr().is_terminal());
        let paint = Paint(colours(io::stdout().is_terminal()));
        let json = args.log_format == LogFormat::Json;
        // The log would be written across a bar.
        let may_draw = io::stderr().is_terminal() && !json && args.verbose == 0;
        let progress = match (args.quiet, may_draw) {
            (true, _) => ProgressStyle::None,
            (false, true) => ProgressStyle::Bar,
            (false, false) => ProgressStyle::Lines,
        };
        Self { json, quiet: args.quiet, color, paint, progress }
    }

    /// Starts the log, and the trace where there is to be one.
    pub(crate) fn start_log(&self, args: &GlobalArgs, trace: Option<Trace>) {
        let level = match args.verbose {
            0 => LevelFilter::WARN,
            1 => LevelFilter::INFO,
            _ => LevelFilter::DEBUG,
        };
        let level = if self.quiet { LevelFilter::ERROR } else { level };
        let log = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(self.color);
        let log = if self.json { log.json().boxed() } else { log.boxed() };
        let of_ours = filter_fn(|metadata| metadata.target().starts_with("newsprint"));
        let all = tracing_subscriber::registry()
            .with(log.with_filter(level))
            .with(trace.map(|trace| trace.with_filter(of_ours)));
        // A second start, in a process that runs the command twice, keeps the first log.
        let _ = all.try_init();
    }

    /// Every fault of a pipeline, each with the line and the key underlined.
    pub(crate) fn faults(&self, severity: Severity, text: &ConfigText, faults: &[Fault]) {
        let is_error = severity == Severity::Error;
        if self.quiet && !is_error {
            return;
        }
        if self.json {
            let level = if is_error { "ERROR" } else { "WARN" };
            for fault in faults {
                let at = text.locate(fault.span);
                self.line(&json!({ "level": level, "message": fault.message, "file": at.name,
                    "line": at.line, "column": at.column, "help": fault.help }));
            }
            return;
        }
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        let level = if is_error { Level::ERROR } else { Level::WARNING };
        let report = |fault| renderer.render(&[report(level.clone(), text, fault)]);
        let reports: Vec<String> = faults.iter().map(report).collect();
        self.line(&format_args!("{}\n", reports.join("\n\n")));
        if is_error {
            let count = faults.len();
            let s = if count == 1 { "" } else { "s" };
            self.line(&format_args!("{count} fault{s} in the pipeline; nothing was run"));
        }
    }

    /// An error without a place.
    pub(crate) fn error(&self, message: &dyn Display, help: Option<&str>) {
        if self.json {
            let message = message.to_string();
            self.line(&json!({ "level": "ERROR", "message": message, "help": help }));
            return;
        }
        let (start, end) = if self.color { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        self.line(&format_args!("{start}error{end}: {message}"));
        if let Some(help) = help {
            self.line(&format_args!("help: {help}"));
        }
    }

    /// Something good to know.
    pub(crate) fn note(&self, message: &dyn Display) {
        if self.quiet {
            return;
        }
        if self.json {
            self.line(&json!({ "level": "INFO", "message": message.to_string() }));
        } else {
            self.line(message);
        }
    }

    /// The run report.
    pub(crate) fn report(&self, report: &RunReport) {
        if self.quiet {
            return;
        }
        if self.json {
            self.line(&json!({ "level": "INFO", "message": "done", "report": report }));
        } else {
            self.line(report);
        }
    }

    #[expect(clippy::unused_self, reason = "the one place where standard error is written")]
    fn line(&self, line: &dyn Display) {
        // Nobody is left to tell when standard error is gone.
        let _ = writeln!(io::stderr().lock(), "{}", harmless(&line.to_string()));
    }
}

/// `text` with control characters as signs, so that nothing that an input says moves the cursor,
/// renames the window or types into the terminal. Line ends, tabs and colours, which are ours, stay.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\u{1b}' if is_colour(&text[at..]) => shown.push(c),
            '\0'..='\u{1f}' if is_control(c) => {
                shown.extend(char::from_u32(0x2400 + u32::from(c)));
            }
            _ if is_control(c) => shown.push(char::REPLACEMENT_CHARACTER),
            _ => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a sequence that sets colours and weight begins here, which is all that one can do with it.
fn is_colour(text: &str) -> bool {
    let rest = text.strip_prefix("\u{1b}[");
    let rest = rest.map(|it| it.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';'));
    rest.is_some_and(|it| it.starts_with('m'))
}

fn report<'a>(level: Level<'a>, text: &'a ConfigText, fault: &'a Fault) -> Group<'a> {
    let (name, text, span) = text.resolve(fault.span);
    let annotation = AnnotationKind::Primary.span(span.range()).label(fault.label.as_str());
    let snippet = Snippet::source(text).path(name).annotation(annotation);
    let group = level.primary_title(fault.message.as_str()).element(snippet);
    match &fault.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn an_input_has_no_power_over_the_terminal() {
        let cases = [
            ("春耕\n\t开始", "春耕\n\t开始"),
            ("\u{1b}[1;31merror\u{1b}[0m: a", "\u{1b}[1;31merror\u{1b}[0m: a"),
            ("\u{1b}[2J\u{1b}]0;owned\u{7}", "␛[2J␛]0;owned␇"),
            ("a\rb\u{8}\0", "a␍b␈␀"),
            ("\u{9b}2J\u{7f}", "\u{fffd}2J\u{fffd}"),
            ("\u{1b}[31", "␛[31"),
        ];
        for (text, expected) in cases {
            assert_eq!(harmless(text), expected, "{text:?}");
        }
    }
}
