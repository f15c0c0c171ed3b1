//! The laws that every step must keep, as one macro, with generated documents to try them on.
