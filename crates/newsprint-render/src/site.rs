//! The output `site`: pages that open from the disk.

mod charts;
mod diff;
mod finish;
pub(crate) mod frame;
mod linked_data;
mod links;
mod lists;
pub(crate) mod period;
mod pieces;
mod reprints;
mod search;
mod series;
mod series_files;
pub(crate) mod spill;
mod trace;
pub(crate) mod view;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use minijinja::value::Serde;
use minijinja::{Environment, Value};
use newsprint_core::config::Fault;
use newsprint_core::{Component, Document, Field, RunSummary, Sink, SinkWriter, Span, StepError};
use serde::Serialize;

use self::frame::Frame;
use self::search::Search;
use self::spill::{Place, Spill};
use self::view::ArticlePage;
use crate::atomic::AtomicFolder;
use crate::engine;

newsprint_core::choices! {
    /// The language of headings and buttons.
    pub enum Language {
        /// English.
        English = "en",
        /// Chinese.
        Chinese = "zh",
    }
}

newsprint_core::options! {
    /// Options of `site`.
    pub struct SiteOptions {
        /// The folder to write; open `index.html` in it.
        pub path: PathBuf;
        /// What stands at the head of each page.
        pub title: String = "newsprint".into();
        /// The language of headings and buttons.
        pub language: Language = Language::English;
    }
}

#[doc = include_str!("../manual/site.md")]
#[derive(Clone, Debug)]
pub struct Site {
    path: PathBuf,
    theme: Arc<Theme>,
}

/// What all pages have in common.
#[derive(Debug)]
struct Theme {
    pages: Environment<'static>,
    language: Language,
}

const TEMPLATES: &[(&str, &str)] = &[
    ("layout.html", include_str!("../templates/site/layout.html")),
    ("parts.html", include_str!("../templates/site/parts.html")),
    ("article.html", include_str!("../templates/site/article.html")),
    ("contents.html", include_str!("../templates/site/contents.html")),
    ("issues.html", include_str!("../templates/site/issues.html")),
    ("metrics.html", include_str!("../templates/site/metrics.html")),
    ("series.html", include_str!("../templates/site/series.html")),
    ("series-part.html", include_str!("../templates/site/series-part.html")),
    ("conflicts.html", include_str!("../templates/site/conflicts.html")),
    ("conflicts-part.html", include_str!("../templates/site/conflicts-part.html")),
    ("reprints.html", include_str!("../templates/site/reprints.html")),
    ("reprints-part.html", include_str!("../templates/site/reprints-part.html")),
    ("run.html", include_str!("../templates/site/run.html")),
    ("run-part.html", include_str!("../templates/site/run-part.html")),
    ("search.html", include_str!("../templates/site/search.html")),
];

const ASSETS: &[(&str, &str)] = &[
    ("assets/site.css", include_str!("../assets/site.css")),
    ("assets/site.js", include_str!("../assets/site.js")),
    ("assets/metrics.js", include_str!("../assets/metrics.js")),
    ("assets/search.js", include_str!("../assets/search.js")),
];

impl Theme {
    fn new(title: &str, language: Language) -> Result<Self, minijinja::Error> {
        let mut pages = engine::environment();
        for (name, text) in TEMPLATES {
            pages.add_template(name, text)?;
        }
        let words = match language {
            Language::English => include_str!("../words/en.json"),
            Language::Chinese => include_str!("../words/zh.json"),
        };
        let words: BTreeMap<String, String> = serde_json::from_str(words).unwrap_or_default();
        pages.add_global("w", Value::from(Serde(words)));
        let language_tag = if matches!(language, Language::Chinese) { "zh-CN" } else { "en" };
        pages.add_global("language", language_tag);
        pages.add_global("site_title", title);
        Ok(Self { pages, language })
    }

    fn render(&self, name: &str, context: &impl Serialize) -> Result<String, StepError> {
        engine::render(&self.pages, name, context)
    }
}

impl Component for Site {
    const NAME: &'static str = "site";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/site.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    type Options = SiteOptions;

    fn build(options: SiteOptions) -> Result<Self, Vec<Fault>> {
        let theme = Theme::new(&options.title, options.language).map_err(|error| {
            let (message, help) = engine::told(&error);
            vec![
                Fault::new(Span::default(), message, "the bundled templates are broken").help(help),
            ]
        })?;
        Ok(Self { path: options.path, theme: Arc::new(theme) })
    }
}

impl Sink for Site {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        let folder = AtomicFolder::create(&self.path)?;
        for (name, text) in ASSETS {
            folder.write(name, text.as_bytes())?;
        }
        let spill = || folder.scratch().map(Spill::new);
        let (rows, metrics, copies) = (spill()?, spill()?, spill()?);
        Ok(Box::new(SiteWriter {
            theme: Arc::clone(&self.theme),
            folder,
            search: Search::default(),
            pages: Vec::new(),
            page_numbers: HashMap::new(),
            used: HashMap::new(),
            articles: Vec::new(),
            rows,
            figures: Vec::new(),
            metrics,
            reprints: Vec::new(),
            copies,
        }))
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        for (at, article) in document.articles.iter().enumerate() {
            let page = ArticlePage::new(document, at, article, "../../", |id| href(id, 0))?;
            let html = self.theme.render("article.html", &page)?;
            frame::write(document, article, &page.article, &html, out)?;
        }
        Ok(())
    }
}

/// Where the `copy`-th article of this id has its page, from the root of the site.
fn href(id: u64, copy: u32) -> String {
    let suffix = if copy == 0 { String::new() } else { format!("-{}", copy + 1) };
    format!("articles/{:02x}/{id:016x}{suffix}.html", id >> 56)
}

/// The site on its way. What grows with the articles are the small vectors and maps of numbers;
/// their texts are on disk.
struct SiteWriter {
    theme: Arc<Theme>,
    folder: AtomicFolder,
    search: Search,
    /// Each printed page that articles came from, in order of appearance.
    pages: Vec<PrintedPage>,
    page_numbers: HashMap<PrintedPage, u32>,
    /// How often each id came.
    used: HashMap<u64, u32>,
    articles: Vec<ArticleEntry>,
    rows: Spill,
    figures: Vec<FigureEntry>,
    metrics: Spill,
    /// Members of groups: group, number of the article, record.
    reprints: Vec<(u64, u32, Place)>,
    copies: Spill,
}

/// Paper, date and page, as the input gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct PrintedPage {
    paper: Option<String>,
    date: Option<String>,
    page: Option<String>,
}

struct ArticleEntry {
    id: u64,
    copy: u32,
    page: u32,
    row: Place,
}

struct FigureEntry {
    article: u32,
    series: u64,
    period: u64,
    has_conflict: bool,
    row: Place,
}

impl SiteWriter {
    fn page_number(&mut self, document: &Document) -> u32 {
        let facts = document.source().facts();
        let (paper, date, page) = (facts.paper.clone(), facts.date.clone(), facts.page.clone());
        let page = PrintedPage { paper, date, page };
        let next = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        *self.page_numbers.entry(page).or_insert_with_key(|page| {
            self.pages.push(page.clone());
            next
        })
    }

    fn article(&mut self, page: u32, frame: &Frame<'_>) -> Result<(), StepError> {
        let number = u32::try_from(self.articles.len())
            .map_err(|_| StepError::new("a site holds at most 4 294 967 295 articles"))?;
        let used = self.used.entry(frame.id).or_insert(0);
        let (id, copy) = (frame.id, *used);
        *used += 1;
        let href = href(id, copy);
        self.folder.write(&href, frame.page)?;
        let entry = String::from_utf8_lossy(frame.entry).replacen("\\u0000", &href, 1);
        self.search.add(&self.folder, frame.pairs(), &entry)?;
        let row = self.rows.push(frame.row)?;
        self.articles.push(ArticleEntry { id, copy, page, row });
        for metric in &frame.metrics {
            let row = self.metrics.push(metric.row)?;
            let (series, period, has_conflict) =
                (metric.series, metric.period, metric.has_conflict);
            self.figures.push(FigureEntry { article: number, series, period, has_conflict, row });
        }
        if let Some((group, copy)) = frame.copy {
            self.reprints.push((group, number, self.copies.push(copy)?));
        }
        Ok(())
    }
}

impl SinkWriter for SiteWriter {
    fn write(&mut self, document: &Document, mut rendered: &[u8]) -> Result<(), StepError> {
        if document.articles.is_empty() {
            return Ok(());
        }
        let page = self.page_number(document);
        while !rendered.is_empty() {
            let frame = Frame::read(&mut rendered)
                .ok_or_else(|| StepError::new("an article's page came in pieces"))?;
            self.article(page, &frame)?;
        }
        Ok(())
    }

    fn finish(&mut self, run: RunSummary<'_>) -> Result<(), StepError> {
        self.write_lists(run)?;
        self.folder.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        let index = self.folder.persist()?;
        Ok(vec![format!("{index}/index.html")])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_word() {
        let words = |json: &str| -> Vec<String> {
            let words: BTreeMap<String, String> = serde_json::from_str(json).unwrap();
            words.into_keys().collect()
        };
        let english = words(include_str!("../words/en.json"));
        assert_eq!(english, words(include_str!("../words/zh.json")));
    }
}
