//! A first look at files: which input reads them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use crate::compression::{Content, Decompression, open};
use crate::fields::{Role, usual_keys};
use crate::paths::without_compression;

/// Bytes of a file that are looked at, once it is decompressed.
const LENGTH: u64 = 64 << 10;

/// The inputs, each with the endings of the files that it reads in a folder.
const ENDINGS: [(&str, &[&str]); 7] = [
    ("html", &["html", "htm"]),
    ("jsonl", &["jsonl", "ndjson", "json"]),
    ("ocr", &["xml"]),
    ("parquet", &["parquet"]),
    ("pdf", &["pdf"]),
    ("text", &["txt"]),
    ("warc", &["warc"]),
];

/// What a file seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Look {
    /// The name of the input that reads it.
    pub input: &'static str,
    /// Whether it is compressed or an archive.
    pub is_packed: bool,
    /// Whether that input takes it when it is given the folder of the file.
    pub is_usual: bool,
    /// Of JSON Lines what the keys of the first records mean, of Parquet files the columns of text.
    pub keys: Option<RecordKeys>,
}

/// What the keys of records mean, each as a key or a JSON Pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordKeys {
    /// Where the text stands, when the input `jsonl` would not find it by itself.
    pub text: Option<String>,
    /// The keys that it knows, in the order `id`, `title`, `date`, `place`, `url`, `paper`, `page`,
    /// `text`, as far as they are there.
    pub known: Vec<String>,
    /// Whether the records are newsprint's own.
    pub is_own: bool,
}

/// Looks at the start of a file; `None` when no input reads such files, or it cannot be read.
pub fn look(path: &Path) -> Option<Look> {
    let name = path.to_string_lossy();
    let file = Box::new(File::open(path).ok()?);
    let content = open(file, Some(path), &Decompression::default()).ok()?;
    let inner = without_compression(&name);
    let (inner, mut stream, is_archive) = match content {
        Content::Plain(stream) => (inner.to_owned(), stream, false),
        #[cfg(feature = "compression")]
        Content::Archive(mut archive) => {
            let member = archive.find_map(Result::ok)?;
            (without_compression(&member.name).to_owned(), member.bytes.ok()?, true)
        }
        #[cfg(not(feature = "compression"))]
        Content::Archive(_) => return None,
    };
    let mut start = Vec::new();
    // What is damaged further on can be told from what is sound.
    let _ = stream.by_ref().take(LENGTH).read_to_end(&mut start);
    let ending = Path::new(&inner).extension().map(|it| it.to_string_lossy().to_lowercase());
    let (input, keys) = kind_of(&start, ending.as_deref())?;
    #[cfg(feature = "parquet")]
    let keys = if input == "parquet" && inner == name {
        crate::parquet::columns_of_text(path).map(|columns| keys_of_columns(&columns))
    } else {
        keys
    };
    let usual = ENDINGS.iter().find(|(name, _)| *name == input).map_or(&[][..], |it| it.1);
    let is_usual = ending.is_some_and(|ending| usual.contains(&ending.as_str()));
    Some(Look { input, is_packed: is_archive || inner != name, is_usual, keys })
}

fn kind_of(start: &[u8], ending: Option<&str>) -> Option<(&'static str, Option<RecordKeys>)> {
    let marked = start.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(start);
    let text = String::from_utf8_lossy(marked);
    let text = text.trim_start();
    if start.starts_with(b"WARC/") {
        return Some(("warc", None));
    }
    if start.starts_with(b"PAR1") {
        return Some(("parquet", None));
    }
    if start.windows(5).take(1024).any(|it| it == b"%PDF-") {
        return Some(("pdf", None));
    }
    if text.starts_with('<') {
        let head = text.get(..text.floor_char_boundary(4096)).unwrap_or(text).to_lowercase();
        let has = |word: &str| head.contains(word);
        if has("<alto") || has(":alto") || has("<pcgts") || has(":pcgts") {
            return Some(("ocr", None));
        }
        let is_page = ["<html", "<!doctype html", "<head", "<body"].into_iter().any(has);
        return is_page.then_some(("html", None));
    }
    if text.starts_with('{') {
        return keys_of(text).map(|keys| ("jsonl", Some(keys)));
    }
    let is_named = matches!(ending, None | Some("txt" | "text"));
    let is_text = !start.is_empty() && (!start.contains(&0) || start.starts_with(&[0xFF, 0xFE]));
    (is_named && is_text).then_some(("text", None))
}

/// What the keys of the first records mean; `None` when there is no whole record.
fn keys_of(text: &str) -> Option<RecordKeys> {
    let records: Vec<Value> =
        text.lines().take(20).map_while(|line| serde_json::from_str(line).ok()).collect();
    let first = records.first()?.as_object()?;
    let mut keys = RecordKeys::default();
    let schema = first.get("schema").and_then(Value::as_str).unwrap_or_default();
    if schema.starts_with("newsprint/") {
        keys.is_own = true;
        return Some(keys);
    }
    let has = |key: &&&str| records.iter().any(|record| value(record, key).is_some());
    for (role, usual) in usual_keys() {
        match usual.iter().find(has) {
            Some(key) => keys.known.push((*key).to_owned()),
            None if role == Role::Text => keys.text = longest_text(first),
            None => {}
        }
    }
    Some(keys)
}

/// What columns mean.
#[cfg(feature = "parquet")]
fn keys_of_columns(columns: &[String]) -> RecordKeys {
    let mut keys = RecordKeys::default();
    let mut is_taken = vec![false; columns.len()];
    for (_, usual) in usual_keys() {
        let found = usual.iter().find_map(|key| columns.iter().position(|name| name == key));
        if let Some(found) = found {
            is_taken[found] = true;
            keys.known.push(columns[found].clone());
        }
    }
    let has_text = usual_keys().iter().any(|(role, usual)| {
        *role == Role::Text && usual.iter().any(|key| columns.iter().any(|name| name == key))
    });
    if !has_text {
        let others = columns.iter().zip(is_taken).filter(|(_, is_taken)| !is_taken);
        keys.text = others.map(|(name, _)| name.clone()).next();
    }
    keys
}

fn value<'a>(record: &'a Value, key: &str) -> Option<&'a Value> {
    if key.starts_with('/') { record.pointer(key) } else { record.get(key) }
}

/// The longest text of a record: where it stands.
fn longest_text(record: &serde_json::Map<String, Value>) -> Option<String> {
    let mut texts = Vec::new();
    for (key, value) in record {
        match value {
            Value::String(text) => texts.push((text.len(), key.clone())),
            Value::Object(inner) => texts.extend(inner.iter().filter_map(|(name, value)| {
                let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
                Some((value.as_str()?.len(), format!("/{}/{}", escaped(key), escaped(name))))
            })),
            _ => {}
        }
    }
    texts.into_iter().max_by_key(|(length, _)| *length).map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(start: &str, ending: &str, expected: Option<&str>) {
        let found = kind_of(start.as_bytes(), Some(ending));
        assert_eq!(found.map(|(input, _)| input), expected, "{start}");
    }

    #[test]
    fn inputs_are_known_by_content() {
        check("青岭市茶园", "txt", Some("text"));
        check("青岭市茶园", "md", None);
        check("", "txt", None);
        check("\u{1}\0\0\0", "txt", None);
        check("%PDF-1.7\n", "bin", Some("pdf"));
        check("PAR1\u{1}\0", "parquet", Some("parquet"));
        check("WARC/1.0\r\n", "warc", Some("warc"));
        check("\u{FEFF}<!DOCTYPE html><title>标题", "", Some("html"));
        check("<?xml version=\"1.0\"?><alto xmlns=\"x\">", "xml", Some("ocr"));
        check("<?xml version=\"1.0\"?><pc:PcGts>", "xml", Some("ocr"));
        check("<?xml version=\"1.0\"?><svg>", "xml", None);
        check("{\"text\": \"一\"}\n", "jsonl", Some("jsonl"));
        check("{ not json\n", "jsonl", None);
    }

    #[test]
    fn keys_are_recognised() {
        let keys = |text: &str| keys_of(text).unwrap();
        let usual = keys("{\"id\": 1, \"text\": \"一\", \"metadata\": {\"date\": \"2024\"}}");
        assert_eq!(usual.known, ["id", "/metadata/date", "text"]);
        assert_eq!(usual.text, None);
        let named = keys("{\"标题\": \"短\", \"内容\": {\"正文\": \"比标题长的正文\"}}");
        assert_eq!(named.text.as_deref(), Some("/内容/正文"));
        assert!(keys("{\"schema\": \"newsprint/article/1\"}").is_own);
    }
}
