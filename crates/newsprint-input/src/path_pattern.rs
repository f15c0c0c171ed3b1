//! What the path of a file says of the texts in it.

use newsprint_core::Facts;
use newsprint_core::config::{Fault, Located, nearest};
use regex_lite::{Captures, Regex, escape};

use crate::paths::without_compression;

/// The facts that a pattern can name.
const FIELDS: [&str; 4] = ["paper", "date", "page", "place"];

/// Eight digits, three numbers with marks between, or the folders of e-papers: `202406/28`.
const DATE: &str =
    "[0-9]{8}|[0-9]{4}[-_./年][0-9]{1,2}[-_./月][0-9]{1,2}日?|[0-9]{6}[-_./][0-9]{1,2}";

/// A pattern such as `{paper}/{date}/{page}.txt`, which is matched against the end of a path: fields
/// in braces and `*` stand for some characters within one folder, `{date}` for a date.
#[derive(Clone, Debug)]
pub(crate) struct PathPattern(Regex);

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it names no field, an unknown one, or one twice.
    pub(crate) fn new(pattern: &Located<String>) -> Result<Self, Fault> {
        let fault = |message: String, label: &str| Fault::new(pattern.span, message, label);
        let mut regex = String::from("(?:^|/)");
        let mut named: Vec<&str> = Vec::new();
        let mut rest = pattern.value.as_str();
        while let Some(at) = rest.find(['{', '*']) {
            let (literal, from) = rest.split_at(at);
            regex.push_str(&escape(literal));
            if let Some(after) = from.strip_prefix('*') {
                regex.push_str("[^/]*");
                rest = after;
                continue;
            }
            let Some((field, after)) = from[1..].split_once('}') else {
                return Err(fault("a `{` is not closed".to_owned(), "no `}`")
                    .help("write fields as in `{paper}/{date}/{page}.txt`"));
            };
            let Some(field) = FIELDS.into_iter().find(|known| *known == field) else {
                let help = nearest(field, FIELDS).map_or_else(
                    || format!("the fields are `{{{}}}`", FIELDS.join("}`, `{")),
                    |near| format!("did you mean `{{{near}}}`?"),
                );
                return Err(
                    fault(format!("paths have no field `{field}`"), "unknown field").help(help)
                );
            };
            if named.contains(&field) {
                return Err(fault(format!("the field `{field}` stands twice"), "used twice")
                    .help("put `*` where a part of the path says nothing new"));
            }
            named.push(field);
            let form = if field == "date" { DATE } else { "[^/]+?" };
            regex.extend(["(?<", field, ">", form, ")"]);
            rest = after;
        }
        if named.is_empty() {
            return Err(fault("the pattern names no field".to_owned(), "no field")
                .help("name what the path says: `{paper}/{date}/{page}.txt`"));
        }
        regex.push_str(&escape(rest));
        regex.push('$');
        let regex = Regex::new(&regex);
        regex.map(Self).map_err(|error| {
            fault(format!("the pattern cannot be used: {error}"), "too large").help("shorten it")
        })
    }

    /// What `path` says, dates as `2024-06-28`; `None` when it does not match or has no such date.
    pub(crate) fn facts(&self, path: &str) -> Option<Facts> {
        let found = self.0.captures(path);
        let found = found.or_else(|| self.0.captures(without_compression(path)))?;
        let fact = |found: &Captures<'_>, field| found.name(field).map(|it| it.as_str().to_owned());
        let mut facts = Facts::default();
        facts.paper = fact(&found, "paper");
        facts.page = fact(&found, "page");
        facts.place = fact(&found, "place");
        if let Some(written) = found.name("date") {
            facts.date = Some(date(written.as_str())?);
        }
        Some(facts)
    }
}

/// `2024-06-28` from a date as paths write it; `None` when the calendar has no such day.
pub(crate) fn date(written: &str) -> Option<String> {
    let mut numbers = written.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty());
    let first = numbers.next()?;
    let (year, rest) = first.split_at_checked(4)?;
    let (month, day) = match rest.len() {
        0 => (numbers.next()?, numbers.next()?),
        2 => (rest, numbers.next()?),
        _ => rest.split_at_checked(2)?,
    };
    let (y, m, d): (u32, u32, u32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    let days = match m {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&d).then(|| format!("{y:04}-{m:02}-{d:02}"))
}
