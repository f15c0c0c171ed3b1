//! What is written when all articles are known: lists, tables, charts, and what the run did.

use std::collections::HashMap;
use std::thread::{self, ScopedJoinHandle};

use newsprint_core::interchange::{RejectContent, RejectKind};
use newsprint_core::{RunSummary, StepError, StepReport};
use serde::Serialize;

use super::SiteWriter;
use super::pieces::Pieces;
use super::search::Search;
use super::view::{ArticleView, BlockView};
use crate::atomic::AtomicFolder;
use crate::engine::visible;

/// Rejects on a page.
const REJECTS: usize = 20;
/// Bytes of a reject that stand on its page; what is longer has a file of its own as well.
const REJECT_BYTES: usize = 12 << 10;

/// What the whole site holds, in numbers.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Totals {
    pub(super) articles: usize,
    pub(super) figures: usize,
    pub(super) series: usize,
    pub(super) conflicts: usize,
    pub(super) groups: usize,
    pub(super) failed: u64,
    pub(super) dropped: u64,
}

/// Where a page stands among those of its kind; addresses are from the root of the site.
#[derive(Debug, Serialize)]
pub(super) struct Pager {
    pub(super) number: usize,
    pub(super) count: usize,
    first: String,
    previous: Option<String>,
    next: Option<String>,
    last: String,
}

impl Pager {
    /// Page `number` of `count`, from 1.
    pub(super) fn new(kind: &str, number: usize, count: usize) -> Self {
        let at = |number: usize| page_name(kind, number);
        Self {
            number,
            count,
            first: at(1),
            previous: (number > 1).then(|| at(number - 1)),
            next: (number < count).then(|| at(number + 1)),
            last: at(count.max(1)),
        }
    }
}

/// The file of page `number` of a kind; the first page of contents is the front page.
pub(super) fn page_name(kind: &str, number: usize) -> String {
    if kind == "contents" && number == 1 {
        "index.html".to_owned()
    } else {
        format!("{kind}/{number}.html")
    }
}

/// The way from a page up to the root of the site.
pub(super) fn root_of(name: &str) -> &'static str {
    if name.contains('/') { "../" } else { "" }
}

/// How many pages `items` take; an empty list has one that says so.
pub(super) fn page_count(items: usize, on_a_page: usize) -> usize {
    items.div_ceil(on_a_page).max(1)
}

#[derive(Serialize)]
struct RunPage<'a> {
    root: &'static str,
    totals: Totals,
    pager: Pager,
    /// On the first page only.
    steps: &'a [StepReport],
    has_seconds: bool,
    /// The rejects, and the number of the first of them.
    pieces: Vec<minijinja::Value>,
    first: usize,
}

#[derive(Serialize)]
struct RejectView {
    root: &'static str,
    is_failure: bool,
    stage: String,
    message: String,
    place: String,
    title: Option<String>,
    text: String,
    /// Bytes in all, and the file that has all of them where the page has not.
    bytes: usize,
    file: Option<String>,
}

impl SiteWriter {
    /// Writes all that waits for the last article: the pages of figures and the disk's part of the
    /// work on threads of their own, the others here.
    pub(super) fn write_lists(&mut self, run: RunSummary<'_>) -> Result<(), StepError> {
        let (mut rows, mut metrics) = (self.rows.reader()?, self.metrics.reader()?);
        let mut copies = self.copies.reader()?;
        let search = std::mem::take(&mut self.search);
        let site = &*self;
        let (series, groups) = (site.all_series(), site.groups(&mut copies)?);
        let (charts, conflicts) = series.counts();
        let totals = Totals {
            articles: site.articles.len(),
            figures: site.figures.len(),
            series: charts,
            conflicts,
            groups: groups.len(),
            failed: run.steps.iter().map(|step| step.quarantined).sum(),
            dropped: run.steps.iter().map(|step| step.dropped).sum(),
        };
        thread::scope(|scope| {
            let synced = scope.spawn(|| site.folder.sync_so_far());
            let figures = scope.spawn(move || {
                site.write_metrics(totals, &mut metrics)?;
                site.write_series(series, totals, &mut metrics)
            });
            let others = site.write_search(search).and_then(|()| {
                site.write_contents(totals, &mut rows)?;
                site.write_reprints(&groups, totals, &mut copies)?;
                site.write_run(run, totals)
            });
            ended(figures).and(others).and(ended(synced))
        })
    }

    fn write_search(&self, search: Search) -> Result<(), StepError> {
        let segments = search.finish(&self.folder)?;
        let page = self.theme.render("search.html", &SearchPage { root: "", segments })?;
        self.folder.write("search.html", page.as_bytes())
    }

    fn write_run(&self, run: RunSummary<'_>, totals: Totals) -> Result<(), StepError> {
        let mut pieces = Pieces::new(self.folder.scratch()?);
        for (number, reject) in (1..).zip(run.rejects) {
            let view = reject_view(&self.folder, number, &reject?)?;
            pieces.push(&self.theme.render("run-part.html", &view)?)?;
        }
        let mut reader = pieces.reader()?;
        let pages = pieces.pages(REJECTS);
        let count = pages.len();
        for (number, range) in (1..).zip(pages) {
            let name = page_name("run", number);
            let page = RunPage {
                root: root_of(&name),
                totals,
                pager: Pager::new("run", number, count),
                steps: if number == 1 { run.steps } else { &[] },
                has_seconds: run.steps.iter().any(|step| step.seconds.is_some()),
                first: range.start + 1,
                pieces: pieces.read(&mut reader, range)?,
            };
            let page = self.theme.render("run.html", &page)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        Ok(())
    }

    /// Where the page of each article is, by id; of several with one id the first.
    pub(super) fn addresses(&self) -> HashMap<u64, u32> {
        let mut addresses = HashMap::with_capacity(self.articles.len());
        for (article, number) in self.articles.iter().zip(0..) {
            addresses.entry(article.id).or_insert(number);
        }
        addresses
    }

    /// The address of the page of article `number`.
    pub(super) fn address(&self, number: u32) -> String {
        let article = usize::try_from(number).ok().and_then(|number| self.articles.get(number));
        article.map_or(String::new(), |it| super::href(it.id, it.copy))
    }
}

/// The page that searches.
#[derive(Serialize)]
struct SearchPage {
    root: &'static str,
    segments: usize,
}

/// What a thread has come to; its panic is ours.
fn ended<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A reject in full: on the page, or when it is long in a file beside it.
fn reject_view(
    folder: &AtomicFolder,
    number: usize,
    reject: &newsprint_core::interchange::Reject,
) -> Result<RejectView, StepError> {
    let (title, text) = match &reject.content {
        RejectContent::Nothing => (None, String::new()),
        RejectContent::Raw(bytes) => (None, String::from_utf8_lossy(bytes).into_owned()),
        RejectContent::Document(document) => {
            let title = document.articles.first().map(super::view::title);
            let text = document.source().text();
            let articles = || document.articles.iter().map(ArticleView::new);
            let text = if text.is_empty() {
                articles().map(|it| plain(&it)).collect::<Vec<_>>().join("\n\n")
            } else {
                text.to_owned()
            };
            (title, text)
        }
    };
    let bytes = text.len();
    let mut file = None;
    let mut shown = text.as_str();
    if bytes > REJECT_BYTES {
        let name = format!("run/reject-{number}.txt");
        folder.write(&name, visible(&text).as_bytes())?;
        file = Some(name);
        shown =
            &text[..(0..=REJECT_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)];
    }
    Ok(RejectView {
        root: "../",
        is_failure: reject.kind == RejectKind::Quarantined,
        stage: reject.stage.clone(),
        message: reject.message.clone(),
        place: reject.place.clone(),
        title,
        text: shown.to_owned(),
        bytes,
        file,
    })
}

/// An article's texts one below the other.
fn plain(article: &ArticleView<'_>) -> String {
    let head = article.kicker.iter().chain(&article.headline).chain(&article.decks);
    let body = article.blocks.iter().map(|BlockView { text, .. }| text);
    let texts = head.chain(&article.bylines).chain(body).chain(&article.credits);
    texts.map(|text| text.plain).collect::<Vec<&str>>().join("\n")
}
