//! Which element of a page holds the text of its article.

use super::agreement::Agreement;
use super::reading::Reading;
use super::tag::Tag;
use super::vocabulary::Meaning;

/// An element with this part of the mass of the one around it is the article rather than that.
const NEARLY_ALL: f64 = 0.85;
/// The same where its name says that it is.
const MOST: f64 = 0.6;
/// The part of what stands on a page that a stated text must have to be heeded.
const WHOLE: f32 = 0.6;
/// The mass of the smallest part of a text that is cut into parts.
const CHUNK: f64 = 20.0;

impl Reading<'_> {
    /// The element that holds the article's text.
    pub(crate) fn container(&self) -> usize {
        if let Some(agreement) = &self.agreement {
            return self.holder(agreement);
        }
        let elements = &self.page.elements;
        let mut at = 0;
        loop {
            let mass = self.mass_of(elements[at].lines.clone());
            let inside = at + 1..elements[at].end.max(at + 1);
            let named = |at: &usize| {
                self.own[*at].has(Meaning::STRONG)
                    && !elements[*at].tag.is_inline()
                    && self.mass_of(elements[*at].lines.clone()) > mass * MOST
            };
            if let Some(found) = inside.rev().find(named) {
                at = found;
                continue;
            }
            let mut child = at + 1;
            let mut best: Option<(usize, f64)> = None;
            while child < elements[at].end {
                let found = self.mass_of(elements[child].lines.clone());
                if best.is_none_or(|(_, most)| found > most) {
                    best = Some((child, found));
                }
                child = elements[child].end.max(child + 1);
            }
            let Some((child, found)) = best else { return at };
            let element = &elements[child];
            let holds = !matches!(
                element.tag,
                Tag::Paragraph | Tag::Heading(_) | Tag::Item | Tag::Quote | Tag::Preformatted
            ) && !element.tag.is_inline();
            let named = self.own[child].has(Meaning::BODY)
                || element.tag == Tag::Article
                || element.tag == Tag::Main
                || element.property.as_deref() == Some("articlebody");
            let enough = if named { MOST } else { NEARLY_ALL };
            if !holds || found < mass * enough || found <= 0.0 {
                return at;
            }
            at = child;
        }
    }

    /// Heeds what the text that the page states says, unless that is only the beginning of what stands
    /// there, or a summary.
    pub(crate) fn heed(&mut self, agreement: Option<Agreement>) {
        let Some(agreement) = agreement else { return };
        let units = |line: &usize| self.page.lines[*line].units;
        let lines = self.page.elements[self.container()].lines.clone();
        let prose: f32 = lines.filter(|line| self.mass[*line] >= 4.0).map(|it| units(&it)).sum();
        let all = 0..self.page.lines.len();
        let stated: f32 = all.filter(|it| agreement.is_stated(*it)).map(|it| units(&it)).sum();
        if stated > prose * WHOLE {
            self.agreement = Some(agreement);
        }
    }

    /// The smallest element with nearly all lines of the stated text.
    fn holder(&self, agreement: &Agreement) -> usize {
        let elements = &self.page.elements;
        let mut sums = vec![0.0_f64];
        for (number, line) in self.page.lines.iter().enumerate() {
            let units = if agreement.is_stated(number) { line.units } else { 0.0 };
            sums.push(sums[number] + f64::from(units));
        }
        let units = |at: usize| {
            let lines = &elements[at].lines;
            sums[lines.end.max(lines.start)] - sums[lines.start]
        };
        let enough = units(0) * 0.97;
        let mut at = 0;
        loop {
            let mut child = at + 1;
            while child < elements[at].end && units(child) < enough {
                child = elements[child].end.max(child + 1);
            }
            if child >= elements[at].end {
                return at;
            }
            at = child;
        }
    }

    /// The parts of a text that advertisements or boxes cut: the container, and the elements that are
    /// named like it, stand in the same article and below no other headline. Nothing when it is whole.
    pub(crate) fn chunks(&self, container: usize) -> Vec<usize> {
        let elements = &self.page.elements;
        let first = &elements[container];
        if self.agreement.is_some() || !self.own[container].has(Meaning::BODY) || container == 0 {
            return Vec::new();
        }
        let article = |at: usize| {
            self.page.ancestors(at).skip(1).find(|at| elements[*at].tag == Tag::Article)
        };
        let of = article(container);
        let mut chunks = Vec::new();
        let mut at = of.map_or(1, |article| article + 1);
        let end = of.map_or(elements.len(), |article| elements[article].end);
        while at < end {
            let element = &elements[at];
            let holds = at < container && container < element.end;
            if element.tag == Tag::Heading(1) {
                if at > container {
                    break;
                }
                chunks.clear();
            }
            let is_chunk = at == container
                || element.label == first.label
                    && element.tag == first.tag
                    && !holds
                    && self.raw_of(&element.lines) >= CHUNK
                    && (self.own[at].has(Meaning::STRONG)
                        || !self.meanings[at].has(Meaning::FURNITURE));
            if is_chunk {
                chunks.push(at);
            }
            let is_other = element.tag == Tag::Article && !holds;
            at = if is_chunk || is_other { element.end.max(at + 1) } else { at + 1 };
        }
        if chunks.len() > 1 { chunks } else { Vec::new() }
    }

    /// The innermost element around all of some.
    pub(crate) fn around(&self, chunks: &[usize]) -> usize {
        let last = chunks.last().copied().unwrap_or_default();
        let holds = |at: &usize| self.page.elements[*at].end > last;
        let first = chunks.first().copied().unwrap_or_default();
        self.page.ancestors(first).find(holds).unwrap_or_default()
    }
}
