//! Pipeline files: from TOML to a checked plan to an ordered, bounded, parallel run.
