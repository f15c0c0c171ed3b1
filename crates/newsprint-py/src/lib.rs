//! The part of the Python package `newsprint` that is written in Rust. What users call is in
//! `python/newsprint`; here is what it is made of. Python's lock is released while documents are
//! worked on.

mod columns;
mod errors;
mod exchange;
mod files;
mod functions;
mod plan;
mod resolve;

use pyo3::prelude::*;

/// The module `newsprint._newsprint`.
#[pymodule]
mod _newsprint {
    #[pymodule_export]
    use crate::columns::{table_columns, unpack};
    #[pymodule_export]
    use crate::exchange::{Round, labels, links, ranges};
    #[pymodule_export]
    use crate::files::FileReader;
    #[pymodule_export]
    use crate::functions::{group_reprints, metrics, split_page};
    #[pymodule_export]
    use crate::plan::Plan;
    #[pymodule_export]
    use crate::resolve::Gathering;

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
