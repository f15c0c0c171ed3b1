//! Which words are the headline: where the page's title, its metadata and its headings agree.

use newsprint_core::Span;

use super::reading::Reading;
use super::statement::Statement;
use super::tag::Tag;
use super::vocabulary::Meaning;
use crate::printed_date::is_wide;

/// The headline: where it stands, or only what it says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Headline {
    /// A part of a line.
    InLine(usize, Span),
    /// A part of the title.
    InTitle(Span),
    /// Only metadata have it.
    Stated(String),
}

/// Marks that part a headline from the names of the section and the outlet.
const SEPARATORS: &[char] =
    &['_', '|', '｜', '丨', '»', '›', '«', '·', '•', '<', '>', '›', '–', '—', '-', '－'];

/// Bytes of the longest line that can be a headline.
const LONGEST: usize = 600;
/// How many lines above the text a heading stands that nothing else names.
const NEXT: usize = 4;
/// Headlines in metadata that are looked at.
const STATED: usize = 16;

/// Finds the headline of the article whose text starts at the line `body`.
pub(crate) fn headline(
    reading: &Reading<'_>,
    statement: &Statement,
    body: Option<usize>,
) -> Option<Headline> {
    let page = reading.page;
    let title = page.slice(page.title);
    let stated = statement.headlines.iter().take(STATED).map(|text| key(text));
    let stated: Vec<String> = stated.filter(|key| key.len() <= LONGEST).collect();
    let title_key = if title.len() <= LONGEST { key(title) } else { String::new() };
    let mut best: Option<(f32, usize)> = None;
    for (number, line) in page.lines.iter().enumerate() {
        let meaning = reading.meaning(number);
        let heading =
            page.ancestors(line.element).take(4).find_map(|at| match page.elements[at].tag {
                Tag::Heading(level) => Some(level),
                _ => None,
            });
        let is_titled =
            page.ancestors(line.element).take(3).any(|at| reading.own[at].has(Meaning::TITLE));
        let text = page.slice(bare(reading, line.span));
        let key = key(text);
        if key.chars().count() < 2 || key.len() > LONGEST {
            continue;
        }
        let mut score = match heading {
            Some(1) => 4.0,
            Some(2) => 2.0,
            Some(_) => 1.0,
            None => 0.0,
        };
        if is_titled {
            score += 1.5;
        }
        let agrees = stated.contains(&key);
        let extends = stated.iter().any(|stated| agree(stated, &key));
        if agrees {
            score += 6.0;
        } else if extends {
            score += 3.0;
        }
        if title_key == key {
            score += 5.0;
        } else if title_key.starts_with(&key) || title_key.contains(&key) {
            let share = ratio(key.chars().count(), title_key.chars().count());
            score += 6.0 * share * if title_key.starts_with(&key) { 1.0 } else { 0.8 };
        } else if agree(&title_key, &key) {
            score += 3.0;
        }
        // Where a site gives all its pages one title, what is set as a heading just above the text
        // is left.
        let is_next = body.is_some_and(|body| number < body && number + NEXT >= body);
        if is_next && (heading.is_some() || is_titled) && line.units >= 8.0 && line.linked <= 0.0 {
            score += 2.5;
        }
        if score < 3.0 {
            continue;
        }
        if meaning.has(Meaning::UNSEEN) {
            score -= 2.5;
        }
        if meaning.has(Meaning::FURNITURE.without(Meaning::UNSEEN)) {
            score -= 2.0;
        }
        if line.linked > line.units * 0.5 {
            score -= 1.5;
        }
        // A headline stands above its text, and not far.
        if let Some(body) = body {
            let distance = ratio(body.saturating_sub(number), 40);
            score -= if number > body { 2.5 } else { distance.min(1.5) };
        }
        if line.units < 4.0 {
            score -= 2.0;
        }
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, number));
        }
    }
    if let Some((score, line)) = best
        && score >= 3.0
    {
        return Some(Headline::InLine(line, printed(reading, statement, line)));
    }
    without_site(reading, statement)
}

/// The part of a heading that is the headline: what metadata or the title say, where no more than a
/// short mark stands before it.
fn printed(reading: &Reading<'_>, statement: &Statement, line: usize) -> Span {
    let page = reading.page;
    let span = bare(reading, page.lines[line].span);
    let text = page.slice(span);
    let title = cut_sites(page.slice(page.title), statement);
    let known = statement.headlines.iter().take(STATED).map(String::as_str).chain([title]);
    let lengths = known.map(str::trim).filter(|known| !known.is_empty()).filter_map(|known| {
        let mark = text.strip_suffix(known)?.trim().to_lowercase();
        reading.vocabulary.lines.marks.contains(&mark).then_some(known.len())
    });
    let start = lengths.max().map_or(span.start(), |length| span.end() - length);
    let text = page.slice(Span::new(start, span.end()));
    let kept = text.trim_start_matches([':', '：', ' ', '|', '｜']);
    Span::new(span.end() - kept.len(), span.end())
}

/// The headline out of the title or of metadata, without the names of section and outlet.
fn without_site(reading: &Reading<'_>, statement: &Statement) -> Option<Headline> {
    let page = reading.page;
    let title = page.slice(page.title);
    if let Some(stated) = statement.headlines.first() {
        let stated = whole(stated, statement.headlines.iter().map(String::as_str).chain([title]));
        let cut = cut_sites(stated, statement);
        return Some(match title.find(cut) {
            Some(at) => Headline::InTitle(bare(reading, Span::new(at, at + cut.len()))),
            None => Headline::Stated(cut.to_owned()),
        });
    }
    let cut = cut_sites(title, statement);
    let at = title.find(cut)?;
    (!cut.is_empty()).then(|| Headline::InTitle(bare(reading, Span::new(at, at + cut.len()))))
}

/// A headline, or the one among `others` that goes on where it is cut short.
fn whole<'a>(headline: &'a str, mut others: impl Iterator<Item = &'a str>) -> &'a str {
    let is_short = |text: &str| text.ends_with(['…', '.']);
    let start = headline.trim_end_matches(['…', '.', ' ']);
    let goes_on = |it: &&str| it.starts_with(start) && !is_short(it);
    if !headline.ends_with("...") && !headline.ends_with('…') {
        return headline;
    }
    others.find(goes_on).unwrap_or(headline)
}

/// A title without what stands behind its separators, as far as that is short or names the outlet.
fn cut_sites<'a>(title: &'a str, statement: &Statement) -> &'a str {
    let mut rest = title.trim();
    while let Some(at) = rest.rfind(SEPARATORS) {
        let (head, tail) = rest.split_at(at);
        let mark = tail.chars().next().unwrap_or_default();
        let tail = tail[mark.len_utf8()..].trim();
        let is_strong = !matches!(mark, '-' | '–' | '—' | '－' | '·' | '•')
            || head.ends_with(' ')
            || head.ends_with(mark);
        let is_site = statement.sites.iter().any(|site| agree(&key(site), &key(tail)));
        let ends_in_outlet =
            ["网", "报", "社", "台", "频道", "新闻", "在线", "门户", "客户端", "中心"]
                .iter()
                .any(|word| tail.ends_with(word));
        let is_wide_tail = tail.chars().any(is_wide);
        let is_short =
            if is_wide_tail { tail.chars().count() <= 12 } else { tail.split(' ').count() <= 5 };
        let head = head.trim().trim_end_matches(SEPARATORS).trim();
        if head.chars().count() < 4 || !(is_site || is_short && (is_strong || ends_in_outlet)) {
            break;
        }
        rest = head;
    }
    rest
}

/// The span without the marks that pages put around headlines: `[视频]`, `(图)`.
fn bare(reading: &Reading<'_>, span: Span) -> Span {
    let text = reading.page.slice(span);
    let marks = &reading.vocabulary.lines.marks;
    let is_mark = |inner: &str| marks.iter().any(|mark| *mark == inner.trim().to_lowercase());
    let (mut start, mut end) = (0, text.len());
    loop {
        let part = &text[start..end];
        let trimmed = part.trim();
        start += part.len() - part.trim_start().len();
        end = start + trimmed.len();
        let opening = [('[', ']'), ('【', '】'), ('(', ')'), ('（', '）'), ('［', '］')];
        let lead = opening.iter().find_map(|(open, close)| {
            let inner = trimmed.strip_prefix(*open)?;
            let (inner, _) = inner.split_once(*close)?;
            is_mark(inner).then(|| open.len_utf8() + inner.len() + close.len_utf8())
        });
        let trail = opening.iter().find_map(|(open, close)| {
            let inner = trimmed.strip_suffix(*close)?;
            let (_, inner) = inner.rsplit_once(*open)?;
            is_mark(inner).then(|| open.len_utf8() + inner.len() + close.len_utf8())
        });
        match (lead, trail) {
            (Some(lead), _) if lead < trimmed.len() => start += lead,
            (_, Some(trail)) if trail < trimmed.len() => end -= trail,
            _ => return Span::new(span.start() + start, span.start() + end),
        }
    }
}

/// A text for comparison: letters and digits in lower case.
pub(crate) fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A part of a whole, exact for small ones.
pub(crate) fn ratio(part: usize, whole: usize) -> f32 {
    let narrow = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    narrow(part) / narrow(whole).max(1.0)
}

/// Whether one of two keys begins with the other and neither is much longer.
pub(crate) fn agree(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && long.contains(short) && short.len() * 2 > long.len()
}
