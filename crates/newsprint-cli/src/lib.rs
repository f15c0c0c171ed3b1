//! The command `newsprint`.
