//! What the folio of a newspaper page says of it: the paper, the date and the page, printed above or
//! below its text in any order.

use std::collections::BTreeSet;
use std::fmt;

use newsprint_core::config::{Fault, decode_options, parse_toml};
use newsprint_core::{Diagnostic, Facts, Span};
use regex_lite::Regex;

use crate::origin::tell;
use crate::printed_date::{Day, dates, is_wide};

const DATA: &str = include_str!("../data/folio.toml");

/// How many lines that are not blank are looked at from each end of a page.
const LINES: usize = 5;
/// The longest line that can be a folio, in characters.
const LONGEST: usize = 60;
/// Letters of a folio that nothing explains: the name of a section.
const UNEXPLAINED: usize = 4;

/// The page's number, in a line without its date.
const PAGE: &str = r"第\s*([0-9]{1,3}|[A-Z][0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*版|版次[:：]?\s*([A-Z]?[0-9]{1,3})|(?:^|[^0-9A-Za-z])([A-Z][0-9]{1,2}|[0-9]{1,2})\s*版|(?:^|[\s|·])([A-D][0-9]{1,2})(?:$|[\s|·])|(?i:\bpage\s+([A-Z]?[0-9]{1,3})\b)";
/// A date in Chinese numerals.
const NUMERALS: &str =
    "([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日";
/// A page's number before or behind the name of its section: `12　民生`.
const NUMBERED: &str = r"^([A-Z]?[0-9]{1,2})[\s|·]+(\S+)$|^(\S+)[\s|·]+([A-Z]?[0-9]{1,2})$";

newsprint_core::options! {
    /// The file.
    struct File {
        /// Days of the week.
        weekdays: Vec<String>;
        /// How the names of papers end in Chinese.
        papers: Vec<String>;
        /// How they end in English.
        latin_papers: Vec<String>;
        /// Names of sections and other words.
        words: Vec<String>;
    }
}

/// Reads folios.
#[derive(Clone)]
pub(crate) struct Folios {
    words: File,
    page: Regex,
    numbered: Regex,
    numerals: Regex,
}

impl fmt::Debug for Folios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Folios").finish_non_exhaustive()
    }
}

/// What one line says.
#[derive(Debug, Default)]
struct Line {
    paper: Option<String>,
    day: Option<Day>,
    page: Option<String>,
    has_weekday: bool,
}

impl Line {
    fn kinds(&self) -> usize {
        let known =
            [self.paper.is_some(), self.day.is_some(), self.page.is_some(), self.has_weekday];
        known.into_iter().filter(|is| *is).count()
    }
}

impl Folios {
    /// With the words that come with the crate.
    ///
    /// # Errors
    /// The faults of their file, with their places.
    pub(crate) fn bundled() -> Result<Self, Vec<Fault>> {
        let (table, mut faults) = parse_toml(DATA, 0);
        let file = decode_options::<File>(table, Span::default(), "folio.toml", &mut faults);
        let regex = |form: &str| {
            Regex::new(form).map_err(|error| {
                vec![Fault::new(Span::default(), error.to_string(), "no regular expression")]
            })
        };
        match file.filter(|_| faults.is_empty()) {
            Some(words) => {
                let (page, numbered) = (regex(PAGE)?, regex(NUMBERED)?);
                Ok(Self { words, page, numbered, numerals: regex(NUMERALS)? })
            }
            None => Err(faults),
        }
    }

    /// Completes what is known of a page by its folio, and tells what is from there.
    pub(crate) fn complete(&self, known: &mut Facts, text: &str) -> Option<Diagnostic> {
        let taken = known.complete(self.facts(text));
        tell(&taken, "the folio").map(|told| Diagnostic::info("facts", told))
    }

    /// What the folios of a page say, where they do not contradict each other.
    pub(crate) fn facts(&self, text: &str) -> Facts {
        let mut papers = BTreeSet::new();
        let mut days = BTreeSet::new();
        let mut pages = BTreeSet::new();
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let head: Vec<&str> = lines().take(LINES).collect();
        let foot: Vec<&str> = lines().rev().take(LINES).collect();
        for end in [head, foot] {
            // Most pages have none, and their lines are not worth more than a glance.
            if !end.iter().any(|line| has_number(line)) {
                continue;
            }
            let read: Vec<Line> = end.iter().filter_map(|line| self.line(line)).collect();
            // A line alone can be a part of the text: two parts of a folio are one.
            let is_folio = read.iter().any(|line| line.kinds() > 1)
                || read.iter().any(|line| line.day.is_some())
                    && read.iter().any(|line| line.page.is_some() || line.paper.is_some());
            for line in read.into_iter().filter(|_| is_folio) {
                papers.extend(line.paper);
                days.extend(line.day);
                pages.extend(line.page);
            }
        }
        let mut facts = Facts::default();
        facts.paper = only(papers);
        facts.date = only(days).map(|day| day.to_string());
        facts.page = only(pages);
        facts
    }

    /// What a line says, when it says little else.
    fn line(&self, line: &str) -> Option<Line> {
        if line.chars().nth(LONGEST).is_some() || line.contains(['。', '，', '；', '！', '？'])
        {
            return None;
        }
        let line = self.in_figures(half_width(line));
        let mut found = Line::default();
        let days: BTreeSet<Day> = dates(&line).into_iter().collect();
        found.day = only(days.clone());
        if days.len() > 1 {
            return None;
        }
        found.has_weekday = self.words.weekdays.iter().any(|day| line.contains(day.as_str()));
        found.paper = line
            .split(|c: char| matches!(c, '|' | '/' | '·') || c.is_whitespace())
            .find_map(|part| {
                let is_paper = part.chars().all(is_wide)
                    && (3..=12).contains(&part.chars().count())
                    && self.words.papers.iter().any(|end| part.ends_with(end.as_str()));
                is_paper.then(|| part.to_owned())
            });
        found.paper = found.paper.or_else(|| self.latin_paper(&line));
        found.page = self.page(&line);
        (found.kinds() > 0 && self.is_explained(&line, &found)).then_some(found)
    }

    /// The line with a date in Chinese numerals written in figures.
    fn in_figures(&self, line: String) -> String {
        let is_written = |(at, _): (usize, &str)| line[..at].ends_with(|c| figure(c).is_some());
        if !line.match_indices('年').any(is_written) {
            return line;
        }
        let written = || {
            let found = self.numerals.captures(&line)?;
            let year: String = found[1].chars().filter_map(figure).collect();
            let date = format!("{year}年{}月{}日", number(&found[2])?, number(&found[3])?);
            Some(line.replacen(&found[0], &date, 1))
        };
        written().unwrap_or(line)
    }

    fn page(&self, line: &str) -> Option<String> {
        let groups = |found: regex_lite::Captures<'_>| {
            (1..=5).find_map(|at| Some(found.get(at)?.as_str().to_owned()))
        };
        // Few lines have what the expression cannot do without.
        let may_name = line.contains(|c| matches!(c, '版' | 'A'..='D' | 'P' | 'p'));
        let named = may_name.then(|| self.page.captures(line).and_then(groups)).flatten();
        let numbered = || {
            let may_number = line.contains(|c: char| matches!(c, '|' | '·') || c.is_whitespace());
            let found = may_number.then(|| self.numbered.captures(line)).flatten()?;
            let (number, word) =
                found.get(1).zip(found.get(2)).or_else(|| found.get(4).zip(found.get(3)))?;
            let is_section = self.words.words.iter().any(|it| it == word.as_str());
            is_section.then(|| number.as_str().to_owned())
        };
        named.or_else(numbered).and_then(|page| match page.chars().next()? {
            c if c.is_ascii() => Some(page),
            _ => number(&page).map(|number| number.to_string()),
        })
    }

    /// `The Greenhill Post`.
    fn latin_paper(&self, line: &str) -> Option<String> {
        line.split(['|', '·', ',']).flat_map(|part| part.split("  ")).find_map(|part| {
            let words: Vec<&str> = part.split_whitespace().collect();
            let is_name = (2..=6).contains(&words.len())
                && words.iter().all(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
                && words.iter().all(|word| !self.words.weekdays.iter().any(|day| day == word))
                && self.words.latin_papers.iter().any(|end| words.last() == Some(&end.as_str()));
            is_name.then(|| words.join(" "))
        })
    }

    /// Whether hardly a letter of a line is left that is no part of a folio.
    fn is_explained(&self, line: &str, found: &Line) -> bool {
        let mut rest = line.to_owned();
        let known = found.paper.iter().chain(&self.words.weekdays).chain(&self.words.words);
        for word in known {
            rest = rest.replace(word.as_str(), "");
        }
        let is_of_date = |c: char| "年月日第农历〇零一二三四五六七八九十".contains(c);
        let wide = rest.chars().filter(|c| is_wide(*c) && c.is_alphabetic() && !is_of_date(*c));
        let latin = rest.chars().filter(char::is_ascii_alphabetic).count();
        // Months and the word for pages are letters too.
        let latin_of_date = if found.day.is_some() { 9 } else { 0 };
        wide.count() <= UNEXPLAINED && latin <= UNEXPLAINED + latin_of_date
    }
}

/// Whether a line could hold a date or the number of a page.
fn has_number(line: &str) -> bool {
    let is_short = line.chars().nth(LONGEST).is_none();
    let is_figure = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '〇';
    is_short
        && line.contains(|c: char| is_figure(c) || c == '第')
        && line.contains(|c: char| {
            matches!(c, '年' | '版' | '-' | '/' | '.') || c.is_ascii_uppercase()
        })
}

/// The one thing in a set.
fn only<T: Ord>(set: BTreeSet<T>) -> Option<T> {
    let mut all = set.into_iter();
    all.next().filter(|_| all.next().is_none())
}

/// Full-width letters, digits and spaces as ASCII has them.
fn half_width(line: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    line.chars().map(narrow).collect()
}

/// The figure that a numeral stands for.
fn figure(c: char) -> Option<char> {
    let value =
        "〇一二三四五六七八九".chars().position(|it| it == if c == '零' { '〇' } else { c })?;
    char::from_digit(u32::try_from(value).ok()?, 10)
}

/// The number that is written 十二, 二十三, 三.
fn number(written: &str) -> Option<u32> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|it| it == c).map(|at| at + 1);
    let one = |text: &str| match text.chars().next() {
        None => Some(0),
        Some(c) => digit(c).filter(|_| text.chars().count() == 1),
    };
    let value = match written.split_once('十') {
        Some((tens, ones)) => tens.chars().next().map_or(Some(1), digit)? * 10 + one(ones)?,
        None => one(written)?,
    };
    u32::try_from(value).ok().filter(|value| *value > 0)
}
