//! What texts say in figures, read from plain text and from articles.

#![expect(clippy::unwrap_used, reason = "in tests, a panic is the report")]

mod counted;
mod dealt;
mod forms;
mod link;
mod misread;
mod periods;
mod readings;
mod recognised;
mod stage;
mod stated;
mod told;
mod whose;
