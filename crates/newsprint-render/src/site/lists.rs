//! The contents, issue by issue, and the table of metrics.

use std::cmp::Reverse;
use std::fmt::Write as _;

use newsprint_core::StepError;
use serde::Serialize;

use super::finish::{Pager, Totals, page_count, page_name, root_of};
use super::frame::{MetricRow, Row};
use super::spill::SpillReader;
use super::{PrintedPage, SiteWriter};
use crate::atomic::AtomicFolder;
use crate::engine::script_json;
use crate::naming::is_day;

/// Articles on a page of contents.
const ARTICLES: usize = 48;
/// Issues on a page of the list of issues.
const ISSUES: usize = 300;
/// Rows of the table of metrics on a page.
const ROWS: usize = 200;
/// Bytes after which a file of rows for filtering is ended.
const FILE_BYTES: usize = 96 << 10;

#[derive(Serialize)]
struct ContentsPage {
    root: &'static str,
    totals: Totals,
    pager: Pager,
    issues: Vec<Issue>,
}

/// A paper's articles of one day, on one page of contents.
#[derive(Serialize)]
struct Issue {
    number: usize,
    paper: Option<String>,
    date: Option<String>,
    /// Whether the date is a day of the calendar.
    is_day: bool,
    is_continued: bool,
    pages: Vec<Sheet>,
}

/// The articles of one printed page.
#[derive(Serialize)]
struct Sheet {
    label: Option<String>,
    articles: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    href: String,
    row: Row,
}

#[derive(Serialize)]
struct IssuesPage {
    root: &'static str,
    totals: Totals,
    pager: Pager,
    issues: Vec<ListedIssue>,
}

#[derive(Clone, Serialize)]
struct ListedIssue {
    paper: Option<String>,
    date: Option<String>,
    articles: usize,
    href: String,
}

#[derive(Serialize)]
struct MetricsPage {
    root: &'static str,
    totals: Totals,
    pager: Pager,
    /// Number of the first row, from 1.
    first: usize,
    rows: Vec<ListedMetric>,
    /// Files of rows for filtering.
    files: usize,
}

#[derive(Serialize)]
pub(super) struct ListedMetric {
    pub(super) href: String,
    #[serde(flatten)]
    pub(super) row: MetricRow,
}

/// Newest first, then by paper, by page in the order of their numbers, and as they came.
fn order(page: &PrintedPage) -> impl Ord + use<> {
    let number: String =
        page.page.iter().flat_map(|it| it.chars()).filter(char::is_ascii_digit).collect();
    let number = number.parse::<u64>().unwrap_or(u64::MAX);
    (Reverse(page.date.clone()), page.paper.clone(), number, page.page.clone())
}

impl SiteWriter {
    /// The contents, of which the first page is the front page, and the list of issues.
    pub(super) fn write_contents(
        &self,
        totals: Totals,
        rows: &mut SpillReader,
    ) -> Result<(), StepError> {
        let mut pages: Vec<usize> = (0..self.pages.len()).collect();
        pages.sort_by_cached_key(|page| order(&self.pages[*page]));
        let mut rank = vec![0; pages.len()];
        for (place, page) in pages.iter().enumerate() {
            rank[*page] = place;
        }
        let page_of = |number: usize| self.articles[number].page as usize;
        let mut sorted: Vec<usize> = (0..self.articles.len()).collect();
        sorted.sort_by_key(|number| rank[page_of(*number)]);
        let issue = |number: &usize| {
            let page = &self.pages[page_of(*number)];
            (page.paper.clone(), page.date.clone())
        };
        let mut listed: Vec<ListedIssue> = Vec::new();
        let mut numbered: Vec<usize> = Vec::with_capacity(sorted.len());
        for (place, number) in sorted.iter().enumerate() {
            let (paper, date) = issue(number);
            if place == 0 || issue(&sorted[place - 1]) != (paper.clone(), date.clone()) {
                let page = page_name("contents", place / ARTICLES + 1);
                let href = format!("{page}#issue-{}", listed.len() + 1);
                listed.push(ListedIssue { paper, date, articles: 0, href });
            }
            if let Some(last) = listed.last_mut() {
                last.articles += 1;
            }
            numbered.push(listed.len());
        }
        self.write_issues(totals, &listed)?;
        let count = page_count(sorted.len(), ARTICLES);
        for page in 0..count {
            let places = page * ARTICLES..((page + 1) * ARTICLES).min(sorted.len());
            let mut issues: Vec<Issue> = Vec::new();
            let mut before = None;
            for place in places.clone() {
                let article = &self.articles[sorted[place]];
                let printed = &self.pages[article.page as usize];
                let number = numbered[place];
                if issues.last().is_none_or(|issue| issue.number != number) {
                    let is_continued = place > 0 && numbered[place - 1] == number;
                    let (paper, date) = (printed.paper.clone(), printed.date.clone());
                    let is_day = date.as_deref().is_some_and(is_day);
                    let pages = Vec::new();
                    issues.push(Issue { number, paper, date, is_day, is_continued, pages });
                    before = None;
                }
                let Some(issue) = issues.last_mut() else { continue };
                if before != Some(article.page) {
                    let label = printed.page.clone();
                    issue.pages.push(Sheet { label, articles: Vec::new() });
                    before = Some(article.page);
                }
                let href = super::href(article.id, article.copy);
                if let Some(sheet) = issue.pages.last_mut() {
                    sheet.articles.push(Listed { href, row: rows.json(article.row)? });
                }
            }
            let name = page_name("contents", page + 1);
            let context = ContentsPage {
                root: root_of(&name),
                totals,
                pager: Pager::new("contents", page + 1, count),
                issues,
            };
            let page = self.theme.render("contents.html", &context)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        Ok(())
    }

    fn write_issues(&self, totals: Totals, listed: &[ListedIssue]) -> Result<(), StepError> {
        let count = page_count(listed.len(), ISSUES);
        for number in 1..=count {
            let name = page_name("issues", number);
            let issues = listed.iter().skip((number - 1) * ISSUES).take(ISSUES).cloned().collect();
            let pager = Pager::new("issues", number, count);
            let context = IssuesPage { root: root_of(&name), totals, pager, issues };
            let page = self.theme.render("issues.html", &context)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        Ok(())
    }

    /// The table of metrics: pages for reading, and files of rows for filtering, which
    /// `assets/metrics.js` loads.
    pub(super) fn write_metrics(
        &self,
        totals: Totals,
        rows: &mut SpillReader,
    ) -> Result<(), StepError> {
        let mut files = 0;
        let mut file = String::new();
        for figure in &self.figures {
            let row: MetricRow = rows.json(figure.row)?;
            if file.is_empty() {
                files += 1;
                let _ = writeln!(file, "newsprint.put(\"metrics-{files}\",[");
            } else {
                file.push_str(",\n");
            }
            let href = format!("{}#m{}", self.address(figure.article), row.row);
            let MetricRow { subject, indicator, kind, value, value_max, unit, bound, .. } = &row;
            let MetricRow { of, period, comparison, modality, text, title, place, .. } = &row;
            let about = (subject, indicator, kind, value, value_max, unit, bound, of);
            let said = (period, comparison, modality, text, title, href, place, row.has_conflict);
            let (about, said) = (script_json(&about)?, script_json(&said)?);
            let _ = write!(file, "{},{}", &about[..about.len() - 1], &said[1..]);
            if file.len() >= FILE_BYTES {
                end_file(&self.folder, files, &mut file)?;
            }
        }
        if !file.is_empty() {
            end_file(&self.folder, files, &mut file)?;
        }
        let count = page_count(self.figures.len(), ROWS);
        for number in 1..=count {
            let first = (number - 1) * ROWS;
            let figures = self.figures.iter().skip(first).take(ROWS);
            let rows = figures.map(|figure| {
                let row: MetricRow = rows.json(figure.row)?;
                Ok(ListedMetric {
                    href: format!("{}#m{}", self.address(figure.article), row.row),
                    row,
                })
            });
            let rows = rows.collect::<Result<Vec<_>, StepError>>()?;
            let name = page_name("metrics", number);
            let pager = Pager::new("metrics", number, count);
            let root = root_of(&name);
            let context = MetricsPage { root, totals, pager, first: first + 1, rows, files };
            let page = self.theme.render("metrics.html", &context)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        Ok(())
    }
}

fn end_file(folder: &AtomicFolder, number: usize, file: &mut String) -> Result<(), StepError> {
    file.push_str("\n]);\n");
    folder.write(&format!("metrics/data-{number}.js"), file.as_bytes())?;
    file.clear();
    Ok(())
}
