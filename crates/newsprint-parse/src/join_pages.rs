//! `join-pages`: the parts of an article that goes on on another page.

use std::collections::{BTreeMap, BTreeSet};

use newsprint_core::config::Fault;
use newsprint_core::exchange::{Exchange, Separable};
use newsprint_core::serde::{Deserialize, Serialize};
use newsprint_core::{
    Article, ArticleId, Attachment as _, BlockKind, Component, CorpusStage, DigestReader, Field,
    Outcome, Resolution, Room, Source, StepError, Verdict,
};
use newsprint_zh::marks::is_sentence_end;
use newsprint_zh::width::fold;

use crate::text::needs_space;
use crate::turn::{Direction, Turns, page_of};

/// Characters on each side of a seam by which two texts are compared.
const WINDOW: usize = 600;
/// Most parts of one page that a reference is compared with.
const CANDIDATES: usize = 64;
/// Least likeness of two headlines of one article.
const LEAST: f64 = 0.3;

newsprint_core::options! {
    /// Options of `join-pages`.
    pub struct JoinPagesOptions {}
}

newsprint_core::attachment! {
    /// The parts of an article over the pages of its issue.
    pub struct Joined: "newsprint-parse/joined" {
        /// The parts in reading order, this one among them.
        pub parts: Vec<ArticleId>,
        /// On the first part, the body of all parts; empty on the others.
        pub blocks: Vec<JoinedBlock>,
    }
}

/// A block of a body that stands on more than one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "newsprint_core::serde", deny_unknown_fields)]
pub struct JoinedBlock {
    /// What it is.
    pub kind: BlockKind,
    /// What it says, a paragraph that a page cut put together again.
    pub text: String,
}

#[doc = include_str!("../manual/join-pages.md")]
#[derive(Clone, Copy, Debug)]
pub struct JoinPages;

impl Component for JoinPages {
    const NAME: &'static str = "join-pages";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/join-pages.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Extension(Joined::KEY)];
    type Options = JoinPagesOptions;

    fn build(_: JoinPagesOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self)
    }
}

/// What `resolve` must know of a part.
#[derive(Debug, Serialize, Deserialize)]
#[serde(crate = "newsprint_core::serde")]
struct Part {
    paper: String,
    date: String,
    page: String,
    /// The pages that it goes on on, each with the headline that the reference names.
    to: Vec<(String, Option<String>)>,
    /// The pages that it comes from.
    from: Vec<(String, Option<String>)>,
    headline: Option<String>,
    blocks: Vec<JoinedBlock>,
}

impl CorpusStage for JoinPages {
    fn digest(
        &self,
        source: &Source,
        article: &Article,
        out: &mut Vec<u8>,
    ) -> Result<(), StepError> {
        let facts = source.facts();
        let page = facts.page.as_deref().and_then(page_of);
        let turns = article.extensions.get::<Turns>()?;
        if let (Some(paper), Some(date), Some(page), Some(Turns { turns })) =
            (&facts.paper, &facts.date, page, turns)
        {
            let pages = |direction| {
                let here = turns.iter().filter(|turn| turn.direction == direction);
                here.map(|turn| (turn.page.clone(), turn.title.clone())).collect()
            };
            let block = |kind, text: &str| JoinedBlock { kind, text: text.to_owned() };
            let part = Part {
                paper: paper.clone(),
                date: date.clone(),
                page,
                to: pages(Direction::To),
                from: pages(Direction::From),
                headline: article.headline.as_ref().map(ToString::to_string),
                blocks: article.blocks.iter().map(|it| block(it.kind, it.text.as_str())).collect(),
            };
            out.extend(serde_json::to_vec(&part)?);
        }
        Ok(())
    }

    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        _: &dyn Room,
    ) -> Result<Resolution, StepError> {
        let digests = digests.all()?;
        let mut parts = Vec::new();
        for (index, (id, digest)) in digests.iter().enumerate() {
            if !digest.is_empty() {
                parts.push((index, id, serde_json::from_slice::<Part>(digest)?));
            }
        }
        let mut verdicts = vec![None; digests.len()];
        for (chain, likeness) in chains(&parts) {
            let ids: Vec<ArticleId> = chain.iter().map(|at| parts[*at].1).collect();
            let mut blocks = whole(chain.iter().map(|at| &parts[*at].2));
            for at in chain {
                let joined = Joined { parts: ids.clone(), blocks: std::mem::take(&mut blocks) };
                let payload = serde_json::to_vec(&joined)?;
                let verdict = Verdict::new(ids[0], likeness, "goes-on").with_payload(payload);
                verdicts[parts[at].0] = Some(verdict);
            }
        }
        Ok(Resolution::new(verdicts))
    }

    fn apply(
        &self,
        article: &mut Article,
        verdict: Option<&Verdict>,
    ) -> Result<Outcome, StepError> {
        article.extensions.remove::<Joined>();
        if let Some(verdict) = verdict {
            article.extensions.set(&serde_json::from_slice::<Joined>(&verdict.payload)?)?;
        }
        Ok(Outcome::Keep)
    }

    fn exchange(&self) -> Option<&dyn Exchange> {
        Some(self)
    }
}

impl Separable for JoinPages {
    /// An issue is decided on by itself.
    fn split(&self, digest: &[u8], take: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StepError> {
        if !digest.is_empty() {
            let Issue { paper, date } = serde_json::from_slice(digest)?;
            take(format!("{paper}\n{date}").as_bytes(), digest);
        }
        Ok(())
    }
}

/// What an issue is told by.
#[derive(Deserialize)]
#[serde(crate = "newsprint_core::serde")]
struct Issue {
    paper: String,
    date: String,
}

/// The chains of parts, each with the least likeness of its links. Of the links that the
/// references allow the likeliest come first; ties go to what comes first in the input.
fn chains(parts: &[(usize, ArticleId, Part)]) -> Vec<(Vec<usize>, f64)> {
    let mut by_page: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    for (at, (_, _, part)) in parts.iter().enumerate().filter(|(_, it)| !it.2.from.is_empty()) {
        by_page.entry((&part.paper, &part.date, &part.page)).or_default().push(at);
    }
    let mut links = Vec::new();
    for (at, (_, _, part)) in parts.iter().enumerate() {
        for (page, title) in &part.to {
            let there = by_page.get(&(part.paper.as_str(), part.date.as_str(), page.as_str()));
            let there = there.into_iter().flatten().take(CANDIDATES);
            for next in there.filter(|next| **next != at) {
                let link = likeness(part, title.as_deref(), &parts[*next].2);
                links.extend(link.map(|likeness| (likeness, at, *next)));
            }
        }
    }
    links.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut next_of, mut joined) = (BTreeMap::new(), BTreeSet::new());
    for (likeness, at, next) in links {
        if !next_of.contains_key(&at) && joined.insert(next) {
            next_of.insert(at, (next, likeness));
        }
    }
    let starts = next_of.keys().filter(|at| !joined.contains(*at));
    starts.map(|at| follow(*at, &next_of)).collect()
}

fn follow(start: usize, next_of: &BTreeMap<usize, (usize, f64)>) -> (Vec<usize>, f64) {
    let (mut chain, mut least, mut at) = (vec![start], 1.0_f64, start);
    while let Some((next, likeness)) = next_of.get(&at) {
        chain.push(*next);
        least = least.min(*likeness);
        at = *next;
    }
    (chain, least)
}

/// How much `next` is like the rest of `part`, from 0 to 1, if the references agree: by the
/// headlines where both are printed, else by the words.
fn likeness(part: &Part, named: Option<&str>, next: &Part) -> Option<f64> {
    let (_, title) = next.from.iter().find(|(page, _)| *page == part.page)?;
    let titles = [named, part.headline.as_deref()].into_iter().flatten();
    let others = [title.as_deref(), next.headline.as_deref()];
    let pairs = titles.flat_map(|a| others.into_iter().flatten().map(move |b| dice(a, b)));
    match pairs.max_by(f64::total_cmp) {
        Some(likeness) if likeness < LEAST => None,
        Some(likeness) => Some(likeness),
        None => Some(dice(&text(&part.blocks), &text(&next.blocks))),
    }
}

/// The start of a body.
fn text(blocks: &[JoinedBlock]) -> String {
    blocks.iter().flat_map(|block| block.text.chars()).take(WINDOW).collect()
}

/// Dice's coefficient of the pairs of neighbouring letters and digits.
fn dice(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let letters: Vec<char> = text.chars().map(fold).filter(|c| c.is_alphanumeric()).collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect::<BTreeSet<_>>()
    };
    let (a, b) = (pairs(a), pairs(b));
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let all = count(a.len() + b.len());
    if all > 0.0 { 2.0 * count(a.intersection(&b).count()) / all } else { 0.0 }
}

/// The body of all `parts`: a paragraph that a page cuts goes on with the next part's first.
fn whole<'a>(parts: impl Iterator<Item = &'a Part>) -> Vec<JoinedBlock> {
    let mut blocks: Vec<JoinedBlock> = Vec::new();
    for part in parts {
        let mut rest = part.blocks.iter();
        let paragraph = |it: &JoinedBlock| it.kind == BlockKind::Paragraph;
        if let (Some(last), Some(first)) = (blocks.last_mut(), part.blocks.first())
            && paragraph(last)
            && paragraph(first)
            && !is_sentence_end(&last.text)
        {
            if needs_space(&last.text, &first.text) {
                last.text.push(' ');
            }
            last.text.push_str(&first.text);
            rest.next();
        }
        blocks.extend(rest.cloned());
    }
    blocks
}
