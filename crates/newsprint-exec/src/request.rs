//! What a child is told of a document: the fields that the stage reads, and no more.

use newsprint_core::config::{Fault, Located, nearest};
use newsprint_core::interchange::{ARTICLE_FIELDS, write_article_field};
use newsprint_core::{Article, Document, Part, Source};
use serde::Serialize;
use serde_json::Result;

/// How `reads` and `writes` name attachments: `extensions.acme/tone`.
const EXTENSIONS: &str = "extensions";

/// The fields that a stage reads.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    source: bool,
    text: bool,
    fields: Vec<&'static str>,
    extensions: Vec<String>,
}

impl Reads {
    /// From the names that a pipeline gives.
    pub(crate) fn new(names: &[Located<String>], faults: &mut Vec<Fault>) -> Self {
        let mut reads = Self::default();
        for Located { value: name, span } in names {
            match name.as_str() {
                "source" => reads.source = true,
                "text" => reads.text = true,
                _ => {
                    if let Some(key) = extension(name) {
                        reads.extensions.push(key.to_owned());
                    } else if let Some(field) = ARTICLE_FIELDS.iter().find(|it| *it == name) {
                        reads.fields.push(field);
                    } else {
                        let message = format!("there is no field `{name}` to read");
                        let fault = Fault::new(*span, message, "unknown field");
                        let known = || ARTICLE_FIELDS.into_iter().chain(["source", "text"]);
                        faults.push(match nearest(name, known()) {
                            Some(near) => fault.help(format!("did you mean `{near}`?")),
                            None => fault.help(format!(
                                "there are {}, and `extensions.crate/thing`",
                                known().collect::<Vec<_>>().join(", ")
                            )),
                        });
                    }
                }
            }
        }
        reads
    }

    /// The request, an object without its number.
    pub(crate) fn request(&self, document: &Document) -> Result<Vec<u8>> {
        let mut out = vec![b'{'];
        if self.source {
            key(&mut out, "source");
            write(&mut out, &SourceView::of(document.source()))?;
        }
        if self.text {
            key(&mut out, "text");
            let source = document.source();
            write(&mut out, &(!source.is_detached()).then(|| source.text()))?;
        }
        key(&mut out, "articles");
        out.push(b'[');
        for article in &document.articles {
            if !out.ends_with(b"[") {
                out.push(b',');
            }
            self.article(article, &mut out)?;
        }
        out.extend_from_slice(b"]}");
        Ok(out)
    }

    fn article(&self, article: &Article, out: &mut Vec<u8>) -> Result<()> {
        out.push(b'{');
        for name in &self.fields {
            key(out, name);
            // It was looked for among the fields that there are.
            write_article_field(article, name, out)?;
        }
        if !self.extensions.is_empty() {
            key(out, EXTENSIONS);
            out.push(b'{');
            for (name, json) in article.extensions.iter() {
                if self.extensions.iter().any(|read| read == name) {
                    key(out, name);
                    out.extend_from_slice(json.as_bytes());
                }
            }
            out.push(b'}');
        }
        out.push(b'}');
        Ok(())
    }
}

/// The key of an attachment that `reads` or `writes` names.
pub(crate) fn extension(name: &str) -> Option<&str> {
    let key = name.strip_prefix(EXTENSIONS)?.strip_prefix('.')?;
    let is_word = |word: &str| {
        let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        !word.is_empty() && word.bytes().all(known)
    };
    let (owner, thing) = key.split_once('/')?;
    (is_word(owner) && is_word(thing)).then_some(key)
}

/// Writes the key of an object's entry, after a comma where one is due.
fn key(out: &mut Vec<u8>, name: &str) {
    if !out.ends_with(b"{") {
        out.push(b',');
    }
    out.extend_from_slice(format!("\"{name}\":").as_bytes());
}

fn write(out: &mut Vec<u8>, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(out, value)
}

#[derive(Serialize)]
struct SourceView<'a> {
    name: &'a str,
    record: Option<&'a str>,
    line: Option<u64>,
    file_page: Option<u64>,
    paper: Option<&'a str>,
    date: Option<&'a str>,
    page: Option<&'a str>,
    url: Option<&'a str>,
    place: Option<&'a str>,
}

impl<'a> SourceView<'a> {
    fn of(source: &'a Source) -> Self {
        let facts = source.facts();
        let (line, file_page) = match source.part() {
            Part::Whole => (None, None),
            Part::Line(line) => (Some(line), None),
            Part::Page(page) => (None, Some(page)),
        };
        Self {
            name: source.name(),
            record: source.record(),
            line,
            file_page,
            paper: facts.paper.as_deref(),
            date: facts.date.as_deref(),
            page: facts.page.as_deref(),
            url: facts.url.as_deref(),
            place: facts.place.as_deref(),
        }
    }
}
