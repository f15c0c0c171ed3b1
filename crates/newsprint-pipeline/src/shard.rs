//! Which part of a run a process does: all of it, a shard, or bringing shards together.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::{KeepRejects, MaxBad, Plan, RunSettings};

/// Which part of a run a process does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunPart {
    /// All of it.
    #[default]
    Whole,
    /// The work on one shard's documents, as far as it goes without a decision over all of them.
    /// Only the folder that the shards share is written to.
    Shard(Shard),
    /// What follows when all shards have come to their end: corpus stages decide, outputs are
    /// written. What comes after a decision and no shard has done is done here.
    Merge,
    /// The next corpus stage decides, and what follows is left to another round of shards.
    Resolve,
}

impl RunPart {
    /// Whether outputs and rejects are written.
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Whole | Self::Merge)
    }

    /// Whether what shards have done is brought together.
    pub(crate) fn merges(self) -> bool {
        matches!(self, Self::Merge | Self::Resolve)
    }

    /// How rejects are dealt with. In a part of the run they wait in its journal; a share that may
    /// fail is a share of all documents, which a part does not see.
    pub(crate) fn rejects(self, settings: &RunSettings) -> RunSettings {
        let mut settings = settings.clone();
        if !self.writes() {
            settings.rejects = KeepRejects::Count;
            settings.max_bad = settings.max_bad.filter(|most| matches!(most, MaxBad::Count(_)));
        }
        settings
    }

    pub(crate) fn shard(self) -> Option<Shard> {
        match self {
            Self::Shard(shard) => Some(shard),
            _ => None,
        }
    }
}

/// One of the parts that a run's input is cut into: of `n` shards, the `i`th has the `i`th chunk and
/// every `n`th after it. Written `i/n`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Counted from 0.
    index: u16,
    of: u16,
}

/// What is no shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `i/n` with i from 1 to n, such as 2/8, and n at most 9999")]
pub struct ShardError;

/// So many shards that each has a file open in the process that brings them together.
const MOST: u16 = 9999;

impl Shard {
    /// All that this is one of.
    pub(crate) fn all(self) -> impl Iterator<Item = Self> {
        (0..self.of).map(move |index| Self { index, of: self.of })
    }

    /// Its place among them, counted from 0.
    pub(crate) fn index(self) -> usize {
        self.index.into()
    }

    /// Whether the input's chunk of this number, counted from 0, is its own.
    pub(crate) fn has(self, chunk: u64) -> bool {
        owner(chunk, self.of.into()) == self.index()
    }

    /// What its folder is called.
    pub(crate) fn folder(self) -> String {
        format!("{}-of-{}", self.index + 1, self.of)
    }

    /// The shard whose folder has this name.
    pub(crate) fn of_folder(name: &str) -> Option<Self> {
        let shard: Self = name.replacen("-of-", "/", 1).parse().ok()?;
        (shard.folder() == name).then_some(shard)
    }
}

/// Which of so many shards has the input's chunk of this number, all counted from 0.
pub(crate) fn owner(chunk: u64, shards: usize) -> usize {
    usize::try_from(chunk % (shards as u64).max(1)).unwrap_or_default()
}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let (number, of) = text.split_once('/').ok_or(ShardError)?;
        let number: u16 = number.trim().parse().map_err(|_| ShardError)?;
        let of: u16 = of.trim().parse().map_err(|_| ShardError)?;
        match number.checked_sub(1) {
            Some(index) if number <= of && of <= MOST => Ok(Self { index, of }),
            _ => Err(ShardError),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.of)
    }
}

impl Plan {
    /// The folder that the shards of a run share.
    pub(crate) fn shards_folder(&self) -> PathBuf {
        let named = self.settings.shards.clone();
        named.unwrap_or_else(|| self.beside_rejects("shards"))
    }
}

/// Where what is decided over all shards is kept.
pub(crate) fn merge_folder(shards: &Path) -> PathBuf {
    shards.join("merge")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_counted_from_one() {
        let read = |text: &str| text.parse::<Shard>().ok();
        assert_eq!(read("2/3"), Some(Shard { index: 1, of: 3 }));
        assert_eq!(read("1/1"), Some(Shard { index: 0, of: 1 }));
        for wrong in ["", "2", "0/3", "4/3", "-1/3", "1/0", "1/3/4", "a/b", "1/10000", "/"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(Shard { index: 1, of: 3 }.to_string(), "2/3");
    }

    #[test]
    fn folders_are_known_by_their_names() {
        for (name, expected) in [
            ("2-of-3", Some(Shard { index: 1, of: 3 })),
            ("02-of-3", None),
            ("4-of-3", None),
            ("merge", None),
            ("2/3", None),
        ] {
            assert_eq!(Shard::of_folder(name), expected, "{name}");
        }
    }

    #[test]
    fn each_chunk_has_one_shard() {
        for one in ["1/1", "2/2", "1/3", "4/7"] {
            let one: Shard = one.parse().unwrap();
            for chunk in 0..20 {
                assert_eq!(one.all().filter(|it| it.has(chunk)).count(), 1, "{chunk} of {one}");
            }
        }
    }
}
