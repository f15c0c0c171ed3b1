//! The output `template`: pages by templates of the user's own.

mod whole;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use minijinja::value::Serde;
use minijinja::{Environment, Value};
use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Component, Document, Field, RunSummary, Sink, SinkWriter, Span, StepError, StepReport,
};
use serde::{Deserialize, Serialize};

use self::whole::{Figures, Membership, Wanted};
use crate::atomic::AtomicFolder;
use crate::engine;
use crate::site::frame::{self, MetricRow, Row};
use crate::site::spill::{Place, Spill};
use crate::site::view::ArticlePage;

newsprint_core::options! {
    /// Options of `template`.
    pub struct TemplateOptions {
        /// The folder to write.
        pub path: PathBuf;
        /// The folder of templates. Without it the bundled ones are taken, and written to `templates`
        /// in the output's folder as a start.
        pub templates: Option<Located<PathBuf>>;
    }
}

/// The bundled templates.
const BUNDLED: &[(&str, &str)] = &[
    ("article.html", include_str!("../templates/start/article.html")),
    ("index.html", include_str!("../templates/start/index.html")),
];
/// What stands beside them.
const BUNDLED_STATIC: &[(&str, &str)] =
    &[("static/page.css", include_str!("../templates/start/static/page.css"))];

/// The folder whose files are copied as they are.
const STATIC: &str = "static";

#[doc = include_str!("../manual/template.md")]
#[derive(Clone, Debug)]
pub struct Template {
    path: PathBuf,
    pages: Environment<'static>,
    /// `article.html`, and `.html`.
    article: Option<(String, String)>,
    index: Option<String>,
    copied: Vec<(String, Vec<u8>)>,
    wanted: Wanted,
}

impl Component for Template {
    const NAME: &'static str = "template";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/template.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    type Options = TemplateOptions;

    fn build(options: TemplateOptions) -> Result<Self, Vec<Fault>> {
        let (found, copied, span) = match &options.templates {
            Some(Located { value: folder, span }) => {
                let fault = |fault| vec![fault];
                let found = templates(folder, *span).map_err(fault)?;
                (found, copied(folder, *span).map_err(fault)?, *span)
            }
            None => (bundled(BUNDLED, ""), bundled_files(), Span::default()),
        };
        let mut pages = engine::environment();
        let mut faults = Vec::new();
        let (mut article, mut index) = (None, None);
        for (name, text) in found {
            match name.split_once('.') {
                Some(("article", extension)) => {
                    article = Some((name.clone(), format!(".{extension}")));
                }
                Some(("index", _)) => index = Some(name.clone()),
                _ => {}
            }
            if let Err(error) = pages.add_template_owned(name, text) {
                let (message, help) = engine::told(&error);
                faults.push(Fault::new(span, message, "a template here is broken").help(help));
            }
        }
        if let (None, None, true, Some(folder)) =
            (&article, &index, faults.is_empty(), &options.templates)
        {
            let folder = folder.value.display();
            let message = format!("`{folder}` has neither `article.…` nor `index.…`");
            let help = "name the template of an article's page `article.html`, or as the pages \
                        are to end";
            faults.push(Fault::new(span, message, "no template to begin with").help(help));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let wanted = Wanted::of(&pages);
        Ok(Self { path: options.path, pages, article, index, copied, wanted })
    }
}

fn bundled(files: &[(&str, &str)], under: &str) -> Vec<(String, String)> {
    files.iter().map(|(name, text)| (format!("{under}{name}"), (*text).to_owned())).collect()
}

/// What stands beside the pages of the bundled templates: their style, and both once more as a start
/// for templates of one's own.
fn bundled_files() -> Vec<(String, Vec<u8>)> {
    let start = [BUNDLED, BUNDLED_STATIC].map(|files| bundled(files, "templates/"));
    let files = bundled(BUNDLED_STATIC, "").into_iter().chain(start.into_iter().flatten());
    files.map(|(name, text)| (name, text.into_bytes())).collect()
}

fn cannot_read(path: &Path, span: Span, error: &std::io::Error) -> Fault {
    let message = format!("cannot read `{}`: {error}", path.display());
    Fault::new(span, message, "templates are read from here").help("name a folder of templates")
}

/// Names of the files in a folder, sorted, hidden ones left out.
fn files(folder: &Path, span: Span) -> Result<Vec<(String, PathBuf)>, Fault> {
    let failed = |error| cannot_read(folder, span, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.is_file() && !name.starts_with('.') && !name.is_empty() {
            files.push((name, path));
        }
    }
    files.sort();
    Ok(files)
}

fn templates(folder: &Path, span: Span) -> Result<Vec<(String, String)>, Fault> {
    let read = |(name, path): (String, PathBuf)| match fs::read_to_string(&path) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(cannot_read(&path, span, &error)),
    };
    files(folder, span)?.into_iter().map(read).collect()
}

fn copied(folder: &Path, span: Span) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let folder = folder.join(STATIC);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let read = |(name, path): (String, PathBuf)| match fs::read(&path) {
        Ok(bytes) => Ok((format!("{STATIC}/{name}"), bytes)),
        Err(error) => Err(cannot_read(&path, span, &error)),
    };
    files(&folder, span)?.into_iter().map(read).collect()
}

impl Sink for Template {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        let folder = AtomicFolder::create(&self.path)?;
        for (name, bytes) in &self.copied {
            folder.write(name, bytes)?;
        }
        let rows = Spill::new(folder.scratch()?);
        let (template, used, places) = (self.clone(), HashMap::new(), Vec::new());
        Ok(Box::new(TemplateWriter { template, folder, used, rows, places }))
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        let mut pages = Vec::new();
        let extension = self.article.as_ref().map_or("", |(_, extension)| extension);
        for (at, article) in document.articles.iter().enumerate() {
            let page = ArticlePage::new(document, at, article, "../", |id| href(id, 0, extension))?;
            let text = match &self.article {
                Some((name, _)) => engine::render(&self.pages, name, &page)?,
                None => String::new(),
            };
            let view = &page.article;
            pages.push(Rendered {
                id: article.id.as_u64(),
                row: frame::row(document, article, view),
                group: Membership::of(article, view).filter(|_| self.wanted.groups),
                figures: if self.wanted.figures {
                    frame::metric_rows(document, article, view)
                } else {
                    Vec::new()
                },
                text,
            });
        }
        Ok(serde_json::to_writer(out, &pages)?)
    }
}

/// Where the `copy`-th article of this id has its page, from the root of the output.
fn href(id: u64, copy: u32, extension: &str) -> String {
    let suffix = if copy == 0 { String::new() } else { format!("-{}", copy + 1) };
    format!("articles/{id:016x}{suffix}{extension}")
}

/// An article on its way to the writer.
#[derive(Serialize, Deserialize)]
struct Rendered {
    id: u64,
    row: Row,
    group: Option<Membership>,
    figures: Vec<MetricRow>,
    text: String,
}

struct TemplateWriter {
    template: Template,
    folder: AtomicFolder,
    /// How often each id came.
    used: HashMap<u64, u32>,
    /// An [`Entry`] for each article, with its group and its figures.
    rows: Spill,
    places: Vec<Place>,
}

/// An article in the index.
#[derive(Serialize, Deserialize)]
struct Entry {
    id: String,
    /// From the root of the output; empty without a template for articles.
    href: String,
    paper: Option<String>,
    date: Option<String>,
    page: Option<String>,
    #[serde(flatten)]
    row: Row,
}

/// What the template of the index is given.
#[derive(Serialize)]
struct IndexPage<'a> {
    root: &'static str,
    articles: Vec<Value>,
    steps: &'a [StepReport],
    figures: Vec<Value>,
    series: Vec<Value>,
    conflicts: Vec<Value>,
    groups: Vec<Value>,
    rejects: Vec<Value>,
}

impl TemplateWriter {
    /// The index's page, for which all articles are read once more.
    fn index(&mut self, name: &str, run: RunSummary<'_>) -> Result<String, StepError> {
        let mut reader = self.rows.reader()?;
        let mut articles = Vec::with_capacity(self.places.len());
        let mut figures = Figures::default();
        for place in &self.places {
            let (entry, group, rows): (Entry, Option<Membership>, Vec<MetricRow>) =
                reader.json(*place)?;
            for row in rows {
                figures.add(&entry.href, row);
            }
            articles.push((group, Value::from(Serde(&entry))));
        }
        let Template { wanted, pages, .. } = &self.template;
        let steps = run.steps;
        let context = IndexPage {
            root: "",
            steps,
            figures: figures.all(),
            series: figures.series(),
            conflicts: figures.conflicts(),
            groups: whole::groups(&articles),
            rejects: if wanted.rejects { whole::rejects(run)? } else { Vec::new() },
            articles: articles.into_iter().map(|(_, value)| value).collect(),
        };
        engine::render(pages, name, &context)
    }
}

impl SinkWriter for TemplateWriter {
    fn write(&mut self, document: &Document, rendered: &[u8]) -> Result<(), StepError> {
        let facts = document.source().facts();
        let pages: Vec<Rendered> = serde_json::from_slice(rendered)?;
        for Rendered { id, row, group, figures, text } in pages {
            let copy = self.used.entry(id).or_insert(0);
            let mut address = String::new();
            if let Some((_, extension)) = &self.template.article {
                address = href(id, *copy, extension);
                self.folder.write(&address, text.as_bytes())?;
            }
            *copy += 1;
            let entry = Entry {
                id: format!("{id:016x}"),
                href: address,
                paper: facts.paper.clone(),
                date: facts.date.clone(),
                page: facts.page.clone(),
                row,
            };
            self.places.push(self.rows.push(&serde_json::to_vec(&(entry, group, figures))?)?);
        }
        Ok(())
    }

    fn finish(&mut self, run: RunSummary<'_>) -> Result<(), StepError> {
        if let Some(name) = self.template.index.clone() {
            let page = self.index(&name, run)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        self.folder.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.folder.persist()?])
    }
}
