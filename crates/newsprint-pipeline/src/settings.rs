//! The `[run]` table.

use std::path::PathBuf;

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
        pub rejects: PathBuf = PathBuf::from("out/rejects.jsonl");
        /// Threads to use; as many as there are cores when left out or 0.
        pub threads: Option<u64>;
        /// Documents that a thread works on at a time.
        pub chunk: u64 = 256, in 1..=65_536;
        /// Folder for documents that wait for a corpus stage; the system's folder for temporary
        /// files when left out.
        pub spool: Option<PathBuf>;
        /// Whether to time each step. Costs two clock reads a document and step.
        pub timings: bool = false;
    }
}
