//! What `drop-exact` and `group-reprints` make of articles.

#![expect(clippy::unwrap_used, reason = "in tests, a panic is the report")]

mod drop_exact;
mod group_reprints;
mod index;
mod mark_passages;
mod parts;
mod support;
