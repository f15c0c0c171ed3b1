//! The laws for whole pipelines: what must hold of a run, whatever its stages and their order.

use std::collections::BTreeSet;

use newsprint_core::{Document, Registry, Source, interchange};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::documents::{page_strategy, record};
use crate::laws::{check_document, in_order, read_documents};
use crate::runner::run_stages;

/// How a document of a corpus comes about.
#[derive(Clone, Debug)]
enum Piece {
    /// A text of its own.
    New(String),
    /// The text of an earlier one, with something more.
    Copy(Index, String),
    /// Parts of two earlier ones, one after the other.
    Parts(Index, Index),
}

/// Documents as a corpus has them: pages that are not split yet and articles, some of them reprints
/// of others or with passages of others. No two have one name.
pub fn corpus_strategy() -> impl Strategy<Value = Vec<Document>> {
    let piece = prop_oneof![
        3 => page_strategy().prop_map(Piece::New),
        1 => (any::<Index>(), prop_oneof![Just(String::new()), page_strategy()])
            .prop_map(|(of, more)| Piece::Copy(of, more)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Piece::Parts(a, b)),
    ];
    vec((piece, any::<bool>()), 1..8).prop_map(|pieces| {
        let mut texts: Vec<String> = Vec::new();
        let document = |(number, (piece, is_page)): (usize, (Piece, bool))| {
            let text = text_of(piece, &texts);
            texts.push(text.clone());
            let name = format!("document-{number}");
            if is_page {
                Document::new(Source::new(name, text).expect("a generated page is small"))
            } else {
                record(&name, &text)
            }
        };
        pieces.into_iter().enumerate().map(document).collect()
    })
}

fn text_of(piece: Piece, before: &[String]) -> String {
    let earlier = |index: Index| match before {
        [] => "",
        _ => index.get(before).as_str(),
    };
    match piece {
        Piece::New(text) => text,
        Piece::Copy(of, more) => format!("{}\n{more}", earlier(of)),
        Piece::Parts(a, b) => {
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
            let (a, b) = (lines(earlier(a)), lines(earlier(b)));
            [&a[..a.len() / 2], &b[b.len() / 2..]].concat().join("\n")
        }
    }
}

/// Runs `stages`, which are `[[stage]]` tables, over `documents` once for each of `settings`, lines
/// of a `[run]` table, and checks the laws: nothing is lost or invented, everything knows where it
/// came from, the order is kept, no step fails, and all settings leave the same bytes.
///
/// # Errors
/// The law that is broken, in words.
pub fn check_pipeline(
    registry: impl Fn() -> Registry,
    stages: &str,
    documents: &[Document],
    settings: &[&str],
) -> Result<(), String> {
    let mut expected = None;
    for settings in settings {
        let ran = run_stages(registry(), settings, stages, documents);
        let ran = ran.map_err(|error| format!("the pipeline is refused: {error}"))?;
        let left = (ran.documents, ran.rejects);
        if ran.report.quarantined > 0 {
            return Err(format!("a step failed: {}", String::from_utf8_lossy(&left.1)));
        }
        let (documents_out, rejects) = expected.get_or_insert_with(|| left.clone());
        if left != (documents_out.clone(), rejects.clone()) {
            return Err(format!("other bytes with {settings:?}"));
        }
    }
    let (lines, rejects) = expected.unwrap_or_default();
    let after = read_documents(&lines)?;
    let names: Vec<String> = after.iter().map(|it| it.source().name().to_owned()).collect();
    in_order(&names, documents)?;
    for document in &after {
        let before = documents.iter().find(|it| it.source().name() == document.source().name());
        if before.is_none_or(|before| before.source() != document.source()) {
            return Err(format!("the source of {} was changed", document.source().name()));
        }
        // A page that nothing has split yet has no articles to conserve its bytes in.
        if !(document.articles.is_empty() && document.residue.is_empty()) {
            check_document(document)
                .map_err(|broken| format!("{broken}\nin {}", String::from_utf8_lossy(&lines)))?;
        }
    }
    nothing_is_lost(documents, &names, &rejects)
}

/// Each document came out or is among the rejects.
fn nothing_is_lost(documents: &[Document], names: &[String], rejects: &[u8]) -> Result<(), String> {
    let rejects = std::str::from_utf8(rejects).map_err(|error| error.to_string())?;
    let mut found: BTreeSet<String> = names.iter().cloned().collect();
    for line in rejects.lines() {
        let reject = interchange::read_reject(line).map_err(|error| error.to_string())?;
        if let interchange::RejectContent::Document(document) = reject.content {
            found.insert(document.source().name().to_owned());
        }
    }
    match documents.iter().find(|it| !found.contains(it.source().name())) {
        Some(lost) => Err(format!("{} is lost", lost.source().name())),
        None => Ok(()),
    }
}
