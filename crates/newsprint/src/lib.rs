//! Raw news text in; clean articles, groups of reprints, and the figures that articles state out.
//!
//! This crate is the front door: [`registry`] holds every bundled step, [`Plan`] makes a pipeline
//! of a TOML file and runs it. The families stand behind their own names: [`parse`], [`dedup`],
//! [`metrics`], [`stages`], [`input`], [`render`], on the model in [`core`].
//!
//! ```no_run
//! use newsprint::{ConfigText, Plan};
//!
//! let file = std::fs::read_to_string("config/page.toml")?;
//! let plan = Plan::new(&ConfigText::new("config/page.toml", file), &newsprint::registry()?)?;
//! let report = plan.run()?;
//! println!("{report}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use newsprint_core as core;
pub use newsprint_dedup as dedup;
pub use newsprint_input as input;
pub use newsprint_metrics as metrics;
pub use newsprint_parse as parse;
pub use newsprint_pipeline as pipeline;
pub use newsprint_render as render;
pub use newsprint_stages as stages;
pub use newsprint_zh as zh;

pub use newsprint_core::{Article, Document, Metric, Registry, RegistryError};
pub use newsprint_pipeline::{ConfigError, ConfigText, Plan, RunError, RunReport};

/// A registry with every bundled step.
///
/// # Errors
/// Never in practice: only when two bundled steps want one name.
pub fn registry() -> Result<Registry, RegistryError> {
    let mut registry = Registry::new();
    newsprint_input::register(&mut registry)?;
    newsprint_parse::register(&mut registry)?;
    newsprint_dedup::register(&mut registry)?;
    newsprint_metrics::register(&mut registry)?;
    newsprint_stages::register(&mut registry)?;
    newsprint_render::register(&mut registry)?;
    Ok(registry)
}
