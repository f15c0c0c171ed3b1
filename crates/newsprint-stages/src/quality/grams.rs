//! Runs of words that repeat: n-grams, as the Gopher rules count them.

/// A run of words that stands once only.
const SINGLE: u32 = u32::MAX;

/// The words of a text as numbers, equal for equal words, and where each ends in characters.
pub(crate) struct Words {
    ids: Vec<u32>,
    /// Characters of the words up to and with each, without what stands between them.
    ends: Vec<u32>,
    /// Characters between two words of a run: one where words are separated by spaces.
    between: u32,
}

impl Words {
    /// No words, of which `between` characters stand between two.
    pub(crate) fn new(between: u32) -> Self {
        Self { ids: Vec::new(), ends: Vec::new(), between }
    }

    /// Adds a word of `length` characters. Equal words must have equal numbers below `u32::MAX`.
    pub(crate) fn push(&mut self, id: u32, length: u32) {
        let before = self.ends.last().copied().unwrap_or(0);
        self.ids.push(id);
        self.ends.push(before.saturating_add(length));
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Characters of the words together.
    pub(crate) fn characters(&self) -> u32 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Characters of the `n` words from `start`.
    fn characters_of(&self, start: usize, n: usize) -> u32 {
        let before = start.checked_sub(1).map_or(0, |at| self.ends[at]);
        self.ends[start + n - 1] - before
    }
}

/// Characters in runs of words that repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Repeated {
    /// For each length asked for, the characters of the most frequent run, once for each time that
    /// it stands there; none where every run stands there once. The first one, where several are as
    /// frequent.
    pub(crate) top: Vec<u32>,
    /// For each length asked for, the characters of runs that stand earlier too, none counted
    /// twice.
    pub(crate) duplicate: Vec<u32>,
}

/// Counts runs of `top` and of `duplicate` words; both lengths ascend.
///
/// A run of n words repeats only where the run of n - 1 words at the same place does, so that each
/// length looks at what is left of the one before: the time is linear in the text but for texts
/// that repeat themselves, and there in text times the longest run.
pub(crate) fn repeated(words: &Words, top: &[usize], duplicate: &[usize]) -> Repeated {
    let mut found = Repeated::default();
    let mut runs = Runs::new(&words.ids);
    let longest = top.iter().chain(duplicate).copied().max().unwrap_or(0);
    for n in 1..=longest {
        if n > 1 {
            runs.lengthen();
        }
        for _ in top.iter().filter(|of| **of == n) {
            found.top.push(runs.most_frequent(words, n));
        }
        for _ in duplicate.iter().filter(|of| **of == n) {
            found.duplicate.push(runs.duplicates(words, n));
        }
    }
    found
}

/// Runs of some number of words: which are equal.
struct Runs {
    /// For each place the number of the run that starts there.
    ids: Vec<u32>,
    /// The places whose runs stand elsewhere too, ascending.
    live: Vec<u32>,
    /// For each number, how often the run stands there, and where first.
    counts: Vec<(u32, u32)>,
    table: Table,
}

impl Runs {
    /// Runs of one word.
    fn new(words: &[u32]) -> Self {
        let places = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let mut runs = Self {
            ids: words.to_vec(),
            live: (0..places).collect(),
            counts: Vec::new(),
            table: Table::new(words.len()),
        };
        runs.number(|ids, at| Some(u64::from(ids[at])));
        runs
    }

    /// Makes the runs longer by a word.
    fn lengthen(&mut self) {
        self.number(|ids, at| {
            let next = *ids.get(at + 1)?;
            (next != SINGLE).then(|| u64::from(ids[at]) << 32 | u64::from(next))
        });
    }

    /// Numbers the runs by `key`, which is equal for equal runs and `None` where none can repeat.
    fn number(&mut self, key: impl Fn(&[u32], usize) -> Option<u64>) {
        self.table.clear();
        self.counts.clear();
        for &place in &self.live {
            let at = place as usize;
            // The run at the next place still has its old number: places ascend.
            self.ids[at] = key(&self.ids, at).map_or(SINGLE, |key| {
                let fresh = u32::try_from(self.counts.len()).unwrap_or(SINGLE);
                let id = self.table.number(key, fresh);
                match self.counts.get_mut(id as usize) {
                    Some((count, _)) => *count += 1,
                    None => self.counts.push((1, place)),
                }
                id
            });
        }
        let (ids, counts) = (&mut self.ids, &self.counts);
        self.live.retain(|place| {
            let id = &mut ids[*place as usize];
            let repeats = counts.get(*id as usize).is_some_and(|(count, _)| *count > 1);
            if !repeats {
                *id = SINGLE;
            }
            repeats
        });
    }

    fn most_frequent(&self, words: &Words, n: usize) -> u32 {
        // Numbers are given in the order of the text: of several the first stays.
        let best = self.counts.iter().filter(|(count, _)| *count > 1).rev();
        let Some((count, first)) = best.max_by_key(|(count, _)| *count) else { return 0 };
        let between = words.between * u32::try_from(n - 1).unwrap_or(0);
        count * (words.characters_of(*first as usize, n) + between)
    }

    fn duplicates(&self, words: &Words, n: usize) -> u32 {
        let mut seen = vec![false; self.counts.len()];
        let (mut characters, mut free) = (0, 0);
        for &place in &self.live {
            let at = place as usize;
            if at < free {
                continue;
            }
            let seen = &mut seen[self.ids[at] as usize];
            if *seen {
                characters += words.characters_of(at, n);
                free = at + n;
            }
            *seen = true;
        }
        characters
    }
}

/// Numbers by key: a table with open addresses that is cleared without being written.
struct Table {
    slots: Vec<(u64, u32, u32)>,
    generation: u32,
}

impl Table {
    fn new(keys: usize) -> Self {
        Self { slots: vec![(0, 0, 0); (keys * 2).next_power_of_two()], generation: 0 }
    }

    fn clear(&mut self) {
        self.generation += 1;
    }

    /// The number of `key`, which becomes `fresh` when it has none.
    fn number(&mut self, key: u64, fresh: u32) -> u32 {
        let mask = self.slots.len() - 1;
        // Fibonacci hashing: the high bits of the product depend on all bits of the key.
        let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut at = usize::try_from(mixed >> 32).unwrap_or(0) & mask;
        loop {
            let slot = &mut self.slots[at];
            if slot.1 != self.generation {
                *slot = (key, self.generation, fresh);
                return fresh;
            }
            if slot.0 == key {
                return slot.2;
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Words {
        let mut known = BTreeMap::new();
        let mut words = Words::new(1);
        for word in text.split_whitespace() {
            let fresh = u32::try_from(known.len()).unwrap();
            let id = *known.entry(word).or_insert(fresh);
            words.push(id, u32::try_from(word.chars().count()).unwrap());
        }
        words
    }

    /// The definitions, written down as they are.
    fn plainly(text: &str, top: usize, duplicate: usize) -> (u32, u32) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let length = |text: &str| u32::try_from(text.chars().count()).unwrap();
        let mut counts: BTreeMap<String, (u32, std::cmp::Reverse<usize>)> = BTreeMap::new();
        for (at, gram) in words.windows(top).enumerate() {
            let entry = counts.entry(gram.join(" ")).or_insert((0, std::cmp::Reverse(at)));
            entry.0 += 1;
        }
        let most = counts.iter().max_by_key(|(_, rank)| **rank);
        let most = most.filter(|(_, (count, _))| *count > 1);
        let most = most.map_or(0, |(gram, (count, _))| length(gram) * count);
        let (mut seen, mut at, mut repeated) = (std::collections::BTreeSet::new(), 0, 0);
        while at + duplicate <= words.len() {
            let gram = words[at..at + duplicate].join(" ");
            if seen.insert(gram.clone()) {
                at += 1;
            } else {
                repeated += length(&gram.replace(' ', ""));
                at += duplicate;
            }
        }
        (most, repeated)
    }

    #[test]
    fn runs_are_counted_as_defined() {
        for (text, top, duplicate, expected) in [
            ("", 2, 5, (0, 0)),
            ("a", 2, 5, (0, 0)),
            ("a b", 2, 5, (0, 0)),
            ("a b c", 2, 5, (0, 0)),
            // Runs may overlap: `a a` stands there three times.
            ("a a a a", 2, 2, (9, 2)),
            ("a b c a b c a b c", 3, 3, (15, 6)),
            // The first of the most frequent ones.
            ("long words long words a b a b", 2, 5, (20, 0)),
            // No character is counted twice.
            ("a b c d a b c d a b", 2, 2, (9, 6)),
        ] {
            let found = repeated(&words(text), &[top], &[duplicate]);
            assert_eq!((found.top[0], found.duplicate[0]), expected, "{text}");
            assert_eq!(plainly(text, top, duplicate), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]
        #[test]
        fn any_text_is_counted_as_defined(text in "[a-c]{0,3}( [a-c]{1,2}){0,60}", n in 1_usize..7) {
            let found = repeated(&words(&text), &[n], &[n]);
            prop_assert_eq!((found.top[0], found.duplicate[0]), plainly(&text, n, n));
        }
    }
}
