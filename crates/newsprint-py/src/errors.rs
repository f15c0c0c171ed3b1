//! What goes wrong, as the exceptions of `newsprint._errors`.

use newsprint::core::StepError;
use newsprint::{ConfigError, RunError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// An exception of the package, with what it is made of.
fn raise(class: &str, arguments: impl FnOnce(&Bound<'_, PyDict>) -> PyResult<()>) -> PyErr {
    Python::attach(|py| {
        let made = || {
            let keywords = PyDict::new(py);
            arguments(&keywords)?;
            let class = py.import("newsprint._errors")?.getattr(class)?;
            class.call((), Some(&keywords))
        };
        made().map_or_else(|error| error, PyErr::from_value)
    })
}

/// A pipeline that cannot run as it is written, with each fault and its place.
pub(crate) fn config_error(error: &ConfigError) -> PyErr {
    let fault = |fault: &newsprint::core::config::Fault| {
        let at = error.text().locate(fault.span);
        (at.name.to_owned(), at.line, at.column, fault.message.clone(), fault.help.clone())
    };
    let faults: Vec<_> = error.faults().iter().map(fault).collect();
    raise("ConfigError", |keywords| keywords.set_item("faults", faults))
}

/// A run that cannot go on.
pub(crate) fn run_error(error: RunError) -> PyErr {
    failure(&error.to_string(), error.help())
}

/// A step that cannot go on.
pub(crate) fn step_error(error: StepError) -> PyErr {
    failure(&error.to_string(), error.help_text())
}

/// Something that cannot be done.
pub(crate) fn failure(message: &str, help: Option<&str>) -> PyErr {
    raise("RunError", |keywords| {
        keywords.set_item("message", message)?;
        keywords.set_item("help", help)
    })
}
