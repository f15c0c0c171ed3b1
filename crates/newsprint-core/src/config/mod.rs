//! Settings that keep their place in the file they were read from.
//!
//! A TOML text becomes a [`Node`] tree in which every key and value knows its byte span;
//! [`options!`](crate::options) declares what a step accepts, once, as a struct; decoding reports
//! every [`Fault`] of a file at once, each with its place. The same declaration prints the manual
//! page and the JSON Schema.

mod decode;
mod macros;
mod node;
mod repair;
mod spec;
#[doc(hidden)]
pub mod support;

pub(crate) use decode::decode_known_options;
pub use decode::{Choices, Located, OptionValue, Options, decode_options};
pub use node::{Fault, Key, Node, Table, Value, nearest, parse_toml};
pub use spec::{Kind, OptionSpec};
