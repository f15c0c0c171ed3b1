//! Decisions of corpus stages in parts, as an engine spreads them over machines.

use std::collections::BTreeMap;

use newsprint_core::exchange::{DIGESTS, LABELS, Round, range_of};
use newsprint_pipeline::{DECIDED, LINKS, Mail, PIECES, Plan, articles_in};

/// A message on its way: the part that it is for, its kind, a piece, what it says.
type Sent = (u32, &'static str, i64, Vec<u8>);

/// The verdicts on pieces with these digests, decided in so many parts; `None` where one process must
/// decide.
pub(crate) fn decide_in_parts(
    plan: &Plan,
    segment: usize,
    digests: &[Vec<u8>],
    parts: u32,
) -> Option<Vec<Vec<u8>>> {
    let rounds = plan.rounds(segment).unwrap_or_else(|error| panic!("{error}"));
    if rounds.is_empty() {
        return None;
    }
    let mut messages: Vec<Sent> = Vec::new();
    for (piece, of) in digests.iter().enumerate() {
        let to = u32::try_from(piece * parts as usize / digests.len()).unwrap_or(0);
        let key = i64::try_from(piece).unwrap_or(0);
        let articles = articles_in(of).unwrap_or_else(|error| panic!("{error}"));
        messages.extend([(to, DIGESTS, key, of.clone()), (to, PIECES, key, articles)]);
    }
    // What is passed on is read by the next round, and by no other.
    let mut passed: Vec<Sent> = Vec::new();
    for (round, Round { reads, keeps }) in rounds.into_iter().enumerate() {
        if reads.contains(&LABELS) {
            messages.extend(labels(&messages));
        }
        let mut sent = Vec::new();
        for part in 0..parts {
            let mut mail = Mail::new(part, parts);
            let all = messages.iter().chain(&passed);
            let own = all.filter(|it| it.0 == part && (reads.contains(&it.1)));
            let mut is_empty = true;
            for (_, kind, key, data) in own {
                is_empty = false;
                mail.add(kind, *key, data.clone()).unwrap_or_else(|error| panic!("{error}"));
            }
            if !is_empty {
                let out = plan.exchange(segment, round, mail);
                let out = out.unwrap_or_else(|error| panic!("{error}"));
                sent.extend(out.into_iter().map(|it| (it.to, it.kind, it.key, it.data)));
            }
        }
        passed.clear();
        if keeps { messages.extend(sent) } else { passed = sent }
    }
    let mut decided = vec![Vec::new(); digests.len()];
    for (_, kind, piece, verdicts) in passed {
        if kind == DECIDED {
            decided[usize::try_from(piece).expect("a piece")] = verdicts;
        }
    }
    Some(decided)
}

/// What links lead to, by passing on the first article until none changes.
fn labels(messages: &[Sent]) -> Vec<Sent> {
    let mut links = Vec::new();
    for (_, _, _, data) in messages.iter().filter(|it| it.1 == LINKS) {
        for [a, b] in data.as_chunks::<8>().0.as_chunks().0 {
            links.push((u64::from_le_bytes(*a), u64::from_le_bytes(*b)));
        }
    }
    let mut first: BTreeMap<u64, u64> = BTreeMap::new();
    for (a, b) in &links {
        first.insert(*a, *a);
        first.insert(*b, *b);
    }
    loop {
        let before = first.clone();
        for (a, b) in &links {
            let least = first[a].min(first[b]);
            first.insert(*a, least);
            first.insert(*b, least);
        }
        if before == first {
            break;
        }
    }
    let row = |(article, first): (u64, u64)| {
        let row = [article, first].map(u64::to_le_bytes);
        (range_of(article), LABELS, 0, row.as_flattened().to_vec())
    };
    first.into_iter().map(row).collect()
}
