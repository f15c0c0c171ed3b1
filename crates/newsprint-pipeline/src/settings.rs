//! The `[run]` table.

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

newsprint_core::options! {
    /// The `[run]` table of a pipeline file. None of it changes what a run writes.
    pub struct RunSettings {
        /// What to do with a document that cannot be read or worked on.
        pub on_error: OnError = OnError::Quarantine;
        /// Where rejects are kept, as JSON Lines that the input `jsonl` reads.
        /// No file is left when there are none.
        pub rejects: PathBuf = PathBuf::from(REJECTS);
        /// Threads to use; as many as there are cores when left out or 0.
        pub threads: Option<u64>;
        /// Documents that a thread works on at a time.
        pub chunk: u64 = 256, in 1..=65_536;
        /// Folder for documents that wait for a corpus stage, and for what does not fit into
        /// `memory`; the system's folder for temporary files when left out.
        pub spool: Option<PathBuf>;
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

#[cfg(test)]
mod tests {
    use super::*;

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
