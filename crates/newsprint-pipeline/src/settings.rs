//! The `[run]` table.

use std::fmt;
use std::path::PathBuf;

use newsprint_core::config::{Fault, Kind, Node, OptionValue, Value};

/// Where rejects are kept when the pipeline does not say.
pub(crate) const REJECTS: &str = "out/rejects.jsonl";

newsprint_core::choices! {
    /// What to do with a document that cannot be read or worked on.
    pub enum OnError {
        /// Keep it among the rejects and go on.
        Quarantine = "quarantine",
        /// End the run at the first one, in the order of the input.
        Stop = "stop",
    }
}

newsprint_core::choices! {
    /// What is kept of what fails and of what stages drop.
    pub enum KeepRejects {
        /// All of it, whole.
        Keep = "keep",
        /// Of each step and reason the first `rejects-sample`, in the order of the input.
        Sample = "sample",
        /// Nothing: the report counts it.
        Count = "count",
    }
}

newsprint_core::options! {
    /// The `[run]` table of a pipeline file. None of it changes what the outputs write of a document
    /// that is within the limits.
    pub struct RunSettings {
        /// What to do with a document that cannot be read or worked on.
        pub on_error: OnError = OnError::Quarantine;
        /// How many documents may fail before the run stops: a number, or a share such as `"1%"`,
        /// which counts from the 1000th document on and at the end of the input.
        pub max_bad: Option<MaxBad>, with on_error = "quarantine";
        /// What is kept of what fails and of what stages drop.
        pub rejects: KeepRejects = KeepRejects::Keep;
        /// Where it is kept, as JSON Lines that `newsprint replay` feeds in again.
        /// No file is left when there are none.
        pub rejects_file: PathBuf = PathBuf::from(REJECTS);
        /// How many are kept of each step and reason when `rejects` is `"sample"`.
        pub rejects_sample: u64 = 100, in 1..=1_000_000, with rejects = "sample";
        /// The bytes that the text of a document may have, with a unit. One with more is quarantined
        /// before a stage sees it: the time and the memory that stages take grow with it.
        pub max_document_bytes: MemorySize = MemorySize(16 << 20);
        /// The lines that the text of a document may have. One with more is quarantined.
        pub max_document_lines: u64 = 200_000, in 1..=4_294_967_294;
        /// The seconds that a document may take between its being read and the next corpus stage or
        /// the outputs. One that takes longer is quarantined when the step at hand comes back; a step
        /// that does not come back for ten times as long ends the run, which names the document. No
        /// limit when 0, the default, since what it rejects depends on the machine.
        pub max_document_seconds: f64 = 0.0, in 0.0..=86_400.0;
        /// Documents that are quarantined unread, each by the place that messages and rejects give:
        /// `"corpus.jsonl:17"`.
        pub pass_over: Vec<String> = Vec::new();
        /// Threads to use; as many as there are cores when left out or 0.
        pub threads: Option<u64>;
        /// Documents that a thread works on at a time.
        pub chunk: u64 = 256, in 1..=65_536;
        /// Folder for documents that wait for a corpus stage, and for what does not fit into
        /// `memory`; the system's folder for temporary files when left out.
        pub spool: Option<PathBuf>;
        /// Folder for a journal of what is done, from which a run that was interrupted goes on. It is
        /// made by the run and taken away when the run has succeeded; no journal is kept when left
        /// out, unless the command is given `--resume`.
        pub journal: Option<PathBuf>;
        /// Folder that the shards of a run share (`newsprint run --shard`, `newsprint merge`); a hidden
        /// one beside the rejects when left out. It stays after the merge.
        pub shards: Option<PathBuf>;
        /// Bytes that a corpus stage may hold, with a unit: `"512MiB"`, `"4GiB"`. What does not
        /// fit waits on disk; each article takes some tens of bytes all the same.
        pub memory: MemorySize = MemorySize::DEFAULT;
        /// Whether to time each step. Costs two clock reads a document and step.
        pub timings: bool = false;
    }
}

/// A number of bytes, written with a binary unit: `"4GiB"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemorySize(pub u64);

const UNITS: [(&str, u32); 4] = [("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)];

impl MemorySize {
    /// What a run may hold when it does not say.
    pub const DEFAULT: Self = Self(1 << 30);

    fn parse(text: &str) -> Option<Self> {
        let (digits, shift) =
            UNITS.iter().find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, *shift)))?;
        let number: u64 = digits.trim_end().parse().ok()?;
        number.checked_mul(1 << shift).map(Self)
    }
}

impl OptionValue for MemorySize {
    fn kind() -> Kind {
        Kind::String
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        let size = match &node.value {
            Value::String(text) => Self::parse(text),
            _ => None,
        };
        if size.is_none() {
            let message = "expected a size: a whole number and B, KiB, MiB or GiB";
            let fault = Fault::new(node.span, message, "not a size");
            faults.push(fault.help("write `\"4GiB\"` or `\"512MiB\"`"));
        }
        size
    }

    fn show(&self) -> String {
        let (unit, shift) = UNITS
            .into_iter()
            .find(|(_, shift)| self.0.trailing_zeros() >= *shift)
            .unwrap_or(UNITS[3]);
        format!("\"{}{unit}\"", self.0 >> shift)
    }
}

/// How many documents may fail: a number, or a share of those that were read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MaxBad {
    /// So many documents.
    Count(u64),
    /// So many of a hundred.
    Percent(f64),
}

impl MaxBad {
    fn parse(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(count) => u64::try_from(*count).ok().map(Self::Count),
            Value::String(text) => {
                let percent: f64 = text.strip_suffix('%')?.trim_end().parse().ok()?;
                (0.0..=100.0).contains(&percent).then_some(Self::Percent(percent))
            }
            _ => None,
        }
    }

    /// Whether `failed` of `documents` are more than that.
    #[expect(clippy::cast_precision_loss, reason = "a share of 2^53 documents has no use for one")]
    pub(crate) fn is_passed(self, failed: u64, documents: u64) -> bool {
        match self {
            Self::Count(most) => failed > most,
            Self::Percent(most) => failed as f64 * 100.0 > most * documents as f64,
        }
    }
}

impl fmt::Display for MaxBad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(most) => write!(f, "{most}"),
            Self::Percent(most) => write!(f, "\"{most}%\""),
        }
    }
}

impl OptionValue for MaxBad {
    fn kind() -> Kind {
        Kind::Either(Box::new([Kind::Integer, Kind::String]))
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        let most = Self::parse(&node.value);
        if most.is_none() {
            let message = "expected a number of documents, or a share from 0% to 100%";
            let fault = Fault::new(node.span, message, "neither");
            faults.push(fault.help("write `100` or `\"1%\"`"));
        }
        most
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_fail_is_a_number_or_a_share() {
        let text = |text: &str| Value::String(text.to_owned());
        let cases = [
            (Value::Integer(3), Some(MaxBad::Count(3)), "3"),
            (text("1%"), Some(MaxBad::Percent(1.0)), "\"1%\""),
            (text("0.25 %"), Some(MaxBad::Percent(0.25)), "\"0.25%\""),
            (text("101%"), None, ""),
            (text("-1%"), None, ""),
            (text("nan%"), None, ""),
            (text("3"), None, ""),
            (Value::Integer(-1), None, ""),
            (Value::Float(0.01), None, ""),
        ];
        for (value, most, shown) in cases {
            assert_eq!(MaxBad::parse(&value), most, "{value:?}");
            assert_eq!(most.map(|most| most.show()).unwrap_or_default(), shown);
        }
    }

    #[test]
    fn a_limit_is_passed_by_one_more() {
        let one = MaxBad::Percent(1.0);
        assert!(!one.is_passed(10, 1000) && one.is_passed(11, 1000));
        let three = MaxBad::Count(3);
        assert!(!three.is_passed(3, 3) && three.is_passed(4, 9));
    }

    #[test]
    fn sizes_have_binary_units() {
        let cases = [
            ("4GiB", Some(4 << 30), "\"4GiB\""),
            ("512 MiB", Some(512 << 20), "\"512MiB\""),
            ("1536MiB", Some(1536 << 20), "\"1536MiB\""),
            ("100B", Some(100), "\"100B\""),
            ("4", None, ""),
            ("4GB", None, ""),
            ("-1GiB", None, ""),
            ("99999999999GiB", None, ""),
        ];
        for (text, bytes, shown) in cases {
            let size = MemorySize::parse(text);
            assert_eq!(size.map(|size| size.0), bytes, "{text}");
            assert_eq!(size.map(|size| size.show()).unwrap_or_default(), shown);
        }
    }
}
