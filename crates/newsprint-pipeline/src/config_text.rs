//! The text of a pipeline, with the overrides of the command line behind it, and what is wrong in
//! it.

use std::collections::BTreeMap;
use std::fmt;

use newsprint_core::Span;
use newsprint_core::config::Fault;

/// The text of a pipeline file and of the overrides that follow it, in one space of places: a span
/// points into the file or into an override.
#[derive(Clone, Debug)]
pub struct ConfigText {
    text: String,
    parts: Vec<Part>,
    variables: Option<BTreeMap<String, String>>,
}

#[derive(Clone, Debug)]
struct Part {
    name: String,
    start: usize,
}

/// A place in a configuration, as people count: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// The file, or `--set` for an override.
    pub name: &'a str,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl ConfigText {
    /// The text of the file `name`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let part = Part { name: name.into(), start: 0 };
        Self { text: text.into(), parts: vec![part], variables: None }
    }

    /// Adds an override, `key.path=value`, as given on a command line.
    pub fn push_override(&mut self, assignment: &str) {
        self.text.push('\n');
        self.parts.push(Part { name: "--set".to_owned(), start: self.text.len() });
        self.text.push_str(assignment);
    }

    /// Puts `variables` in place of `${NAME}` and `${NAME:-default}` in the file's strings, and a
    /// dollar sign in place of `$$`. Overrides are taken as they are.
    pub fn expand_with(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        self.variables = Some(variables.into_iter().collect());
    }

    /// The variables to put in, where that is asked for.
    pub(crate) fn variables(&self) -> Option<&BTreeMap<String, String>> {
        self.variables.as_ref()
    }

    /// The file's name.
    pub(crate) fn name(&self) -> &str {
        &self.parts[0].name
    }

    /// The file by itself.
    pub(crate) fn without_overrides(&self) -> Self {
        let file = self.file().to_owned();
        Self { text: file, parts: self.parts[..1].to_vec(), variables: self.variables.clone() }
    }

    /// The file's own text.
    pub(crate) fn file(&self) -> &str {
        self.part(0)
    }

    /// Each override with the place where it starts.
    pub(crate) fn overrides(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..self.parts.len()).map(|index| (self.parts[index].start, self.part(index)))
    }

    fn part(&self, index: usize) -> &str {
        let end = self.parts.get(index + 1).map_or(self.text.len(), |next| next.start - 1);
        &self.text[self.parts[index].start..end]
    }

    /// The part that `span` lies in: its name, its text, and the span inside that text, clamped to
    /// whole characters of it.
    pub fn resolve(&self, span: Span) -> (&str, &str, Span) {
        let index = self.parts.partition_point(|part| part.start <= span.start()).max(1) - 1;
        let text = self.part(index);
        let inside = |at: usize| {
            let at = at.saturating_sub(self.parts[index].start).min(text.len());
            (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
        };
        (&self.parts[index].name, text, Span::new(inside(span.start()), inside(span.end())))
    }

    /// Where `span` starts.
    pub fn locate(&self, span: Span) -> Location<'_> {
        let (name, text, inside) = self.resolve(span);
        let before = &text[..inside.start()];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Location {
            name,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A pipeline that cannot run as it is written: every fault of it, in the order of the text.
#[derive(Clone, Debug)]
pub struct ConfigError {
    text: ConfigText,
    faults: Vec<Fault>,
}

impl ConfigError {
    pub(crate) fn new(text: ConfigText, mut faults: Vec<Fault>) -> Self {
        faults.sort_by_key(|fault| fault.span);
        Self { text, faults }
    }

    /// The text that the faults' spans point into.
    pub fn text(&self) -> &ConfigText {
        &self.text
    }

    /// What is wrong.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            let Location { name, line, column } = self.text.locate(fault.span);
            write!(f, "{name}:{line}:{column}: {}", fault.message)?;
            if let Some(help) = &fault.help {
                write!(f, " (help: {help})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = ConfigText::new("a.toml", "# 管道\n名 = 1\n");
        let location = text.locate(Span::new(13, 14));
        assert_eq!(location, Location { name: "a.toml", line: 2, column: 3 });
    }

    #[test]
    fn a_place_in_an_override_is_told_as_such() {
        let mut text = ConfigText::new("a.toml", "x = 1");
        text.push_override("run.chunk=0");
        text.push_override("y=2");
        assert_eq!(text.file(), "x = 1");
        assert!(text.overrides().eq([(6, "run.chunk=0"), (18, "y=2")]));
        assert_eq!(text.locate(Span::new(16, 17)), Location { name: "--set", line: 1, column: 11 });
        assert_eq!(text.resolve(Span::new(18, 99)), ("--set", "y=2", Span::new(0, 3)));
    }
}
