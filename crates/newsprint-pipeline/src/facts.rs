//! What the results of a step depend on besides what comes to it: its version, its options, the
//! files that they name.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use newsprint_core::config::{Table, Value};
use xxhash_rust::xxh3::Xxh3;

/// A step as its pipeline has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct StepFacts {
    version: u32,
    /// The options that are set, with overrides applied, as TOML.
    options: Vec<(String, String)>,
    /// The strings among them, which may name files.
    strings: Vec<String>,
}

/// Something that results depend on: what it is, in words, and its value.
pub(crate) type Fact = (String, String);

impl StepFacts {
    pub(crate) fn new(version: u32, table: &Table) -> Self {
        let mut facts = Self { version, ..Self::default() };
        // What is read of the input's paths says more than the paths.
        for (key, node) in table.iter().filter(|(key, _)| key.name != "paths") {
            let mut shown = String::new();
            show(&node.value, &mut shown, &mut facts.strings);
            facts.options.push((key.name.clone(), shown));
        }
        facts.options.sort();
        facts.strings.sort();
        facts.strings.dedup();
        facts
    }

    /// The facts of the step that is called `name`. Reads the files that its options name.
    pub(crate) fn list(&self, name: &str) -> Vec<Fact> {
        let version = (format!("the version of `{name}`"), self.version.to_string());
        let options = self
            .options
            .iter()
            .map(|(key, shown)| (format!("the option `{key}` of `{name}`"), shown.clone()));
        let files = self.strings.iter().filter_map(|path| {
            let hash = hash_of(Path::new(path)).ok()?;
            Some((format!("the file `{path}` of `{name}`"), format!("{hash:032x}")))
        });
        std::iter::once(version).chain(options).chain(files).collect()
    }
}

fn show(value: &Value, out: &mut String, strings: &mut Vec<String>) {
    // Writing to a string cannot fail.
    let _ = match value {
        Value::Boolean(value) => write!(out, "{value}"),
        Value::Integer(value) => write!(out, "{value}"),
        Value::Float(value) => write!(out, "{value:?}"),
        Value::String(text) => {
            strings.push(text.clone());
            write!(out, "{text:?}")
        }
        Value::Datetime(text) => out.write_str(text),
        Value::Array(items) => {
            out.push('[');
            for item in items {
                show(&item.value, out, strings);
                out.push_str(", ");
            }
            out.write_char(']')
        }
        Value::Table(table) => {
            out.push('{');
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by(|a, b| a.0.name.cmp(&b.0.name));
            for (key, node) in entries {
                let _ = write!(out, "{:?} = ", key.name);
                show(&node.value, out, strings);
                out.push_str(", ");
            }
            out.write_char('}')
        }
    };
}

/// The hash of a file's content; an error when there is none.
fn hash_of(path: &Path) -> io::Result<u128> {
    let mut file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut hash = Xxh3::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hash.digest128()),
            Ok(read) => hash.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// What is not in `now` as it was in `before`, or only in one of them, in words.
pub(crate) fn changes(before: &[Fact], now: &[Fact]) -> Vec<String> {
    let differs = |facts: &[Fact], name: &str, value: &str| {
        facts.iter().find(|(it, _)| it == name).is_none_or(|(_, other)| other != value)
    };
    let changed = now.iter().filter(|(name, value)| differs(before, name, value));
    let gone = before.iter().filter(|(name, _)| !now.iter().any(|(it, _)| it == name));
    changed.chain(gone).map(|(name, _)| name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use newsprint_core::config::parse_toml;

    use super::*;

    fn facts(toml: &str) -> Vec<Fact> {
        let (table, faults) = parse_toml(toml, 0);
        assert_eq!(faults, []);
        StepFacts::new(3, &table).list("step")
    }

    #[track_caller]
    fn check(before: &str, now: &str, expected: &[&str]) {
        assert_eq!(changes(&facts(before), &facts(now)), expected, "{before} → {now}");
    }

    #[test]
    fn what_has_changed_is_named() {
        check("a = 1", "a = 1", &[]);
        check("a = 1", "a = 2", &["the option `a` of `step`"]);
        check("a = 1", "", &["the option `a` of `step`"]);
        check("", "a = 1", &["the option `a` of `step`"]);
        check("a = {b = 1, c = [1, 2.5]}", "a = {c = [1, 2.5], b = 1}", &[]);
        check("a = [1, 2]", "a = [2, 1]", &["the option `a` of `step`"]);
        check("a = '1'", "a = 1", &["the option `a` of `step`"]);
    }

    #[test]
    fn files_count_by_their_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.toml");
        let toml = format!("words = [{:?}]", path.to_string_lossy());
        std::fs::write(&path, "one").unwrap();
        let before = facts(&toml);
        std::fs::write(&path, "two").unwrap();
        let expected = format!("the file `{}` of `step`", path.display());
        assert_eq!(changes(&before, &facts(&toml)), [expected]);
        std::fs::write(&path, "one").unwrap();
        assert_eq!(changes(&before, &facts(&toml)), [""; 0]);
    }
}
