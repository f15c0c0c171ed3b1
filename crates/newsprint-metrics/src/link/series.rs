//! Which rows of all articles are one series.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use newsprint_core::{ArticleId, Digests, StepError, Verdict};

use super::digest::{Digest, Measure, Row};
use super::value::{Told, begin_and_end, converted};
use super::{Conflict, SeriesLink, SeriesLinks};
use crate::fraction::Fraction;
use crate::lexicon::Lexicon;

/// A row and the article that it stands in.
struct Member<'a> {
    article: usize,
    id: ArticleId,
    digest: &'a Digest,
    row: &'a Row,
    /// What it tells, where that is the value itself and can be reckoned with.
    told: Option<Told>,
}

/// Links the rows that share subject and measure and stand in more than one article; linear in the
/// rows but for the sorting, and for rows of one series and period, which are compared with each
/// other.
pub(super) fn resolve(
    lexicon: &Lexicon,
    digests: &Digests,
) -> Result<Vec<Option<Verdict>>, StepError> {
    let mut read: Vec<(ArticleId, Option<Digest>)> = Vec::new();
    for (id, digest) in digests.iter() {
        let digest = if digest.is_empty() { None } else { Some(serde_json::from_slice(digest)?) };
        read.push((id, digest));
    }
    name_in_full(lexicon, &mut read);
    let mut series: BTreeMap<&Measure, Vec<Member<'_>>> = BTreeMap::new();
    for (article, (id, digest)) in read.iter().enumerate() {
        let Some(digest) = digest else { continue };
        for row in &digest.rows {
            let told = if row.exact { Told::of(row) } else { None };
            let member = Member { article, id: *id, digest, row, told };
            series.entry(&row.measure).or_default().push(member);
        }
    }
    let mut links: BTreeMap<usize, SeriesLinks> = BTreeMap::new();
    for (measure, members) in &series {
        let articles: BTreeSet<usize> = members.iter().map(|member| member.article).collect();
        if articles.len() > 1 {
            link(measure, members, &mut links);
        }
    }
    let verdicts = read.iter().enumerate().map(|(article, (id, _))| {
        let Some(links) = links.get_mut(&article) else { return Ok(None) };
        links.rows.sort_unstable_by_key(|link| link.row);
        let payload = serde_json::to_vec(links)?;
        Ok(Some(Verdict::new(*id, 1.0, "one-series").with_payload(payload)))
    });
    verdicts.collect()
}

/// Gives each subject that is printed without the word for what it is its full name, where only one
/// fits: 青岭 is 青岭市. What a lexicon names is not without it: 全国 is no 全国省.
fn name_in_full(lexicon: &Lexicon, read: &mut [(ArticleId, Option<Digest>)]) {
    let rows = read.iter().filter_map(|(_, digest)| digest.as_ref()).flat_map(|it| &it.rows);
    let names: BTreeSet<&str> = rows.map(|row| row.measure.subject.as_str()).collect();
    let mut by_stem: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for name in &names {
        let stem = lexicon.place_stem(name);
        if let Some(stem) = stem.filter(|it| names.contains(it) && !lexicon.is_subject(it)) {
            by_stem.entry(stem).and_modify(|full| *full = None).or_insert(Some(name));
        }
    }
    let full =
        by_stem.into_iter().filter_map(|(stem, full)| Some((stem.to_owned(), full?.to_owned())));
    let full: BTreeMap<String, String> = full.collect();
    let digests = read.iter_mut().filter_map(|(_, digest)| digest.as_mut());
    for row in digests.flat_map(|digest| &mut digest.rows) {
        if let Some(full) = full.get(&row.measure.subject) {
            row.measure.subject.clone_from(full);
        }
    }
}

/// Writes the links of one series.
fn link(measure: &Measure, members: &[Member<'_>], links: &mut BTreeMap<usize, SeriesLinks>) {
    let Some((unit, factor)) = unit_of(members) else { return };
    let series = measure.series(unit);
    let mut periods: BTreeMap<_, Vec<&Member<'_>>> = BTreeMap::new();
    for member in members {
        periods.entry(begin_and_end(&member.row.period)).or_default().push(member);
    }
    for (position, same) in periods.values().enumerate() {
        for member in same {
            let link = SeriesLink {
                row: member.row.index,
                series: series.clone(),
                value: converted(member.row, factor),
                position,
                periods: periods.len(),
                conflicts: conflicts(member, same),
            };
            links.entry(member.article).or_default().rows.push(link);
        }
    }
}

/// The unit that a series is shown in, and how many base units it is: the one that most of its rows
/// print, of two the first.
fn unit_of<'a>(members: &[Member<'a>]) -> Option<(&'a str, Fraction)> {
    let mut counts: BTreeMap<&str, (usize, Reverse<usize>)> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        counts.entry(&member.row.unit).or_insert((0, Reverse(at))).0 += 1;
    }
    let (_, Reverse(first)) = counts.into_values().max()?;
    let row = members[first].row;
    Some((&row.unit, row.factor()))
}

/// The rows of the same series and period that do not agree with `member`; copies in one group of
/// reprints are one source.
fn conflicts(member: &Member<'_>, same: &[&Member<'_>]) -> Vec<Conflict> {
    let Some(told) = member.told else { return Vec::new() };
    let others = same.iter().filter(|other| {
        let differs = other.told.is_some_and(|it| it.agrees(told) == Some(false));
        differs && other.digest.group != member.digest.group
    });
    let mut conflicts: Vec<Conflict> = others
        .take(CONFLICTS)
        .map(|other| Conflict {
            article: other.id,
            source: other.digest.source.clone(),
            value: other.row.value.clone(),
            unit: Some(&other.row.unit).filter(|it| **it != member.row.unit).cloned(),
        })
        .collect();
    conflicts.sort_unstable();
    conflicts.dedup();
    conflicts
}

/// Most conflicts that are told of one row.
const CONFLICTS: usize = 16;
