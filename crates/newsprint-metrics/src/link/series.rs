//! Which rows of all articles are one series.

use std::collections::{BTreeMap, BTreeSet};

use newsprint_core::{ArticleId, Digests, StepError, Verdict};

use super::digest::{Digest, Row};
use super::value::{agree, begin_and_end};
use super::{Conflict, SeriesLink, SeriesLinks};
use crate::lexicon::Lexicon;

/// A row and the article that it stands in.
struct Member<'a> {
    article: usize,
    id: ArticleId,
    digest: &'a Digest,
    row: &'a Row,
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
    let subjects = full_names(lexicon, &read);
    let mut series: BTreeMap<(&str, &str), Vec<Member<'_>>> = BTreeMap::new();
    for (article, (id, digest)) in read.iter().enumerate() {
        let Some(digest) = digest else { continue };
        for row in &digest.rows {
            let subject = subjects.get(row.subject.as_str()).copied().unwrap_or(&row.subject);
            let member = Member { article, id: *id, digest, row };
            series.entry((subject, &row.measure)).or_default().push(member);
        }
    }
    let mut links: BTreeMap<usize, SeriesLinks> = BTreeMap::new();
    for ((subject, measure), members) in &series {
        let articles: BTreeSet<usize> = members.iter().map(|member| member.article).collect();
        if articles.len() > 1 {
            link(&format!("{subject}|{measure}"), members, &mut links);
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

/// The full name of each subject that is printed without the word for what it is, where only one
/// full name fits: 青岭 for 青岭市.
fn full_names<'a>(
    lexicon: &Lexicon,
    read: &'a [(ArticleId, Option<Digest>)],
) -> BTreeMap<&'a str, &'a str> {
    let rows = read.iter().filter_map(|(_, digest)| digest.as_ref()).flat_map(|it| &it.rows);
    let names: BTreeSet<&str> = rows.map(|row| row.subject.as_str()).collect();
    let mut by_stem: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for name in &names {
        if let Some(stem) = lexicon.place_stem(name) {
            by_stem.entry(stem).and_modify(|full| *full = None).or_insert(Some(name));
        }
    }
    by_stem.into_iter().filter_map(|(stem, full)| Some((stem, full?))).collect()
}

/// Writes the links of one series.
fn link(series: &str, members: &[Member<'_>], links: &mut BTreeMap<usize, SeriesLinks>) {
    let mut periods: BTreeMap<_, Vec<&Member<'_>>> = BTreeMap::new();
    for member in members {
        let period = &member.row.period;
        periods.entry((begin_and_end(period), period)).or_default().push(member);
    }
    for (position, same) in periods.values().enumerate() {
        for member in same {
            let link = SeriesLink {
                row: member.row.index,
                series: series.to_owned(),
                position,
                periods: periods.len(),
                conflicts: conflicts(member, same),
            };
            links.entry(member.article).or_default().rows.push(link);
        }
    }
}

/// The rows of the same series and period that do not agree with `member`; copies in one group of
/// reprints are one source.
fn conflicts(member: &Member<'_>, same: &[&Member<'_>]) -> Vec<Conflict> {
    let others = same.iter().filter(|other| {
        other.digest.group != member.digest.group
            && other.row.exact
            && member.row.exact
            && !agree(&other.row.value, &member.row.value)
    });
    let mut conflicts: Vec<Conflict> = others
        .take(CONFLICTS)
        .map(|other| Conflict {
            article: other.id,
            source: other.digest.source.clone(),
            value: other.row.value.clone(),
        })
        .collect();
    conflicts.sort_unstable();
    conflicts.dedup();
    conflicts
}

/// Most conflicts that are told of one row.
const CONFLICTS: usize = 16;
