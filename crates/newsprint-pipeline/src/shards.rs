//! The folder that the shards of a run share: a folder for each with its journal and with what it
//! tells of itself, and one for what is decided over all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::facts::{Fact, changes};
use crate::journal::Journal;
use crate::shard::owner;
use crate::{RunError, Shard};

const DONE: &str = "done.json";

/// Shards that one line of a message names.
const NAMED: usize = 20;

/// What a shard has come to the end of; it stands in its folder.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Done {
    /// What its results depend on.
    facts: Vec<Fact>,
    rounds: Vec<Round>,
}

/// A segment that a shard has come to the end of.
#[derive(Debug, Serialize, Deserialize)]
struct Round {
    /// Of the segment's steps, and of what was decided before it.
    id: u64,
    /// A hash of its digests.
    digests: u128,
}

impl Done {
    fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join(DONE)).ok()?).ok()
    }

    /// The hash of the digests, of a round that the shard has come to the end of.
    fn digests(&self, round: u64) -> Option<u128> {
        self.rounds.iter().find(|it| it.id == round).map(|it| it.digests)
    }
}

/// Notes that the shard in `folder` has come to the end of a round. Earlier ones stay: after another
/// decision a round has another id, after the same it still holds.
pub(crate) fn note_done(
    folder: &Path,
    facts: &[Fact],
    (id, digests): (u64, u128),
) -> io::Result<()> {
    let mut rounds = Done::read(folder).unwrap_or_default().rounds;
    rounds.retain(|round| round.id != id);
    rounds.push(Round { id, digests });
    let file = NamedTempFile::with_prefix_in(".newsprint-", folder)?;
    serde_json::to_writer(&file, &Done { facts: facts.to_vec(), rounds })?;
    file.as_file().sync_all()?;
    file.persist(folder.join(DONE))?;
    Ok(())
}

/// The hashes of the digests of all shards, if all have come to the end of a round.
pub(crate) fn all_digests(folder: &Path, one: Shard, round: u64) -> Option<Vec<u128>> {
    let done = |shard: Shard| Done::read(&folder.join(shard.folder()))?.digests(round);
    one.all().map(done).collect()
}

/// The shards that stand in a folder, of whatever number.
pub(crate) fn listed(folder: &Path) -> Vec<Shard> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Shard::of_folder(entry.file_name().to_str()?)).collect()
}

/// What all shards have done, for what brings them together.
pub(crate) struct Shards {
    folder: PathBuf,
    members: Vec<Member>,
    /// Those that lack a chunk.
    lacking: Mutex<BTreeSet<usize>>,
}

struct Member {
    shard: Shard,
    journal: Journal,
    done: Done,
}

impl Shards {
    /// Opens the shards in `folder`.
    ///
    /// # Errors
    /// When not all have come to the end of the round `first`.
    pub(crate) fn open(folder: &Path, first: u64, facts: &[Fact]) -> Result<Self, RunError> {
        let mut members = Vec::new();
        let mut faults = Faults::default();
        for shard in one_of_all(folder)?.all() {
            let place = folder.join(shard.folder());
            let journal = Journal::read(&place).map_err(|error| RunError::File {
                what: "a shard cannot be read in",
                path: place.clone(),
                error,
            })?;
            let Some(journal) = journal else {
                faults.add("not run yet", shard);
                continue;
            };
            let Some(done) = Done::read(&place) else {
                faults.add("not at its end", shard);
                continue;
            };
            if done.digests(first).is_none() {
                let changed = changes(&done.facts, facts).join(", ");
                let reason = match changed.as_str() {
                    "" => "not at its end".to_owned(),
                    changed => format!("run for another pipeline, since {changed} changed"),
                };
                faults.add(&reason, shard);
            }
            members.push(Member { shard, journal, done });
        }
        faults.none_in(folder)?;
        Ok(Self { folder: folder.to_owned(), members, lacking: Mutex::default() })
    }

    /// The folder that they share.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether all have come to the end of a round.
    ///
    /// # Errors
    /// When only some have.
    pub(crate) fn have_done(&self, round: u64) -> Result<bool, RunError> {
        let lacking = self.members.iter().filter(|it| it.done.digests(round).is_none());
        let lacking: Vec<Shard> = lacking.map(|it| it.shard).collect();
        if lacking.len() == self.members.len() {
            return Ok(false);
        }
        let mut faults = Faults::default();
        for shard in lacking {
            faults.add("not at the end of the round that others have done", shard);
        }
        faults.none_in(&self.folder)?;
        Ok(true)
    }

    /// What its shard has noted of a chunk.
    pub(crate) fn get(&self, chunk: u64, key: u128) -> Option<Vec<u8>> {
        self.members.get(owner(chunk, self.members.len()))?.journal.get(key)
    }

    /// The shard of this chunk ought to have it, and has not.
    pub(crate) fn lack(&self, chunk: u64) {
        let mut lacking = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        lacking.insert(owner(chunk, self.members.len()));
    }

    /// # Errors
    /// When chunks are lacking.
    pub(crate) fn lack_nothing(&self) -> Result<(), RunError> {
        let mut faults = Faults::default();
        let lacking = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        for member in lacking.iter().filter_map(|index| self.members.get(*index)) {
            faults.add("without results for the input as it is now", member.shard);
        }
        faults.none_in(&self.folder)
    }
}

/// One of the shards in `folder`, which are all of one number.
fn one_of_all(folder: &Path) -> Result<Shard, RunError> {
    let by_number: BTreeMap<usize, Shard> =
        listed(folder).into_iter().map(|shard| (shard.all().count(), shard)).collect();
    let fault = |what: String, help: &str| RunError::Shards {
        folder: folder.to_owned(),
        faults: vec![what],
        help: help.to_owned(),
    };
    let mut numbers = by_number.keys();
    match (numbers.next(), numbers.next()) {
        (Some(number), None) => Ok(by_number[number]),
        (Some(one), Some(other)) => Err(fault(
            format!("some are of {one}, others of {other}"),
            "take away the folders of those that are not meant, or name another `run.shards`",
        )),
        (None, _) => Err(fault(
            "there are none".to_owned(),
            "run each with `newsprint run FILE --shard i/n` first; `run.shards` names their folder",
        )),
    }
}

/// What is wrong with shards: a reason, and those that it is true of.
#[derive(Default)]
struct Faults(BTreeMap<String, Vec<Shard>>);

impl Faults {
    fn add(&mut self, reason: &str, shard: Shard) {
        self.0.entry(reason.to_owned()).or_default().push(shard);
    }

    fn none_in(self, folder: &Path) -> Result<(), RunError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let line = |(reason, shards): (&String, &Vec<Shard>)| {
            let named = shards.iter().take(NAMED).map(Shard::to_string);
            let more = shards.len().checked_sub(NAMED).filter(|more| *more > 0);
            let more = more.map(|more| format!("{more} more"));
            format!("{reason}: {}", named.chain(more).collect::<Vec<_>>().join(", "))
        };
        Err(RunError::Shards {
            folder: folder.to_owned(),
            faults: self.0.iter().map(line).collect(),
            help: "run each of these again with `--shard`, then merge".to_owned(),
        })
    }
}
