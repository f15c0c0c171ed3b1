//! Simplified and traditional Chinese.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Characters that are written one way in simplified and another way in traditional Chinese, each
/// pair at the same place of two paragraphs.
const DISTINCT: &str = include_str!("../data/scripts.txt");

static SETS: LazyLock<(BTreeSet<char>, BTreeSet<char>)> = LazyLock::new(|| {
    let (simplified, traditional) = paragraphs();
    (simplified.into_iter().collect(), traditional.into_iter().collect())
});

fn paragraphs() -> (Vec<char>, Vec<char>) {
    let lines = DISTINCT.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>();
    let mut paragraphs = lines.split(|line| line.is_empty()).map(<[&str]>::concat);
    let mut next = || paragraphs.next().unwrap_or_default().chars().collect();
    (next(), next())
}

/// The characters that only simplified Chinese has, and those that only traditional Chinese has.
pub(crate) fn distinct() -> &'static (BTreeSet<char>, BTreeSet<char>) {
    &SETS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_are_pairs() {
        let (simplified, traditional) = paragraphs();
        assert!(simplified.len() > 500, "{}", simplified.len());
        assert_eq!(simplified.len(), traditional.len());
        let (a, b) = distinct();
        assert_eq!((a.len(), b.len()), (simplified.len(), traditional.len()));
        assert!(a.is_disjoint(b));
        assert_eq!(
            simplified.iter().position(|c| *c == '国'),
            traditional.iter().position(|c| *c == '國')
        );
    }
}
