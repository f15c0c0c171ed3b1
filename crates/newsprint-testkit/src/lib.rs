//! The laws that every stage must keep, as one macro.
//!
//! ```
//! newsprint_testkit::laws! {
//!     register: |_registry| Ok(()),
//!     stages: [],
//! }
//! ```
//!
//! With stages named, one line a stage, the macro writes a test for each law and stage: alone, in
//! the runner, on the pages under `seeds/`, on generated pages and articles, and on hostile text.
//! A test that fails shows the smallest document it could find that breaks the law.
//!
//! [`check_pipeline`] checks the laws of a run through several stages, over a corpus such as
//! [`corpus_strategy`] makes.
//!
//! | law | meaning |
//! | --- | --- |
//! | conservation | each non-blank byte of the source is in one article text or in the residue |
//! | provenance | a verbatim run equals its source; a metric's evidence holds what is printed |
//! | order | documents come out in the order in which they went in |
//! | determinism | the same bytes for any number of threads and any chunk size, in pieces and in parts |
//! | round trip | writing and reading back is the identity |
//! | no panic | on any text; and nothing is quarantined |
//! | idempotence | a second application changes nothing, so that rejects can be fed in again |

#![expect(clippy::missing_panics_doc, reason = "a broken law is told by a panic: these are tests")]
#![expect(clippy::expect_used, reason = "in tests, a panic is the report")]

mod documents;
mod laws;
mod parts;
mod pdf;
mod pipelines;
mod runner;

pub use documents::{document_strategy, page_strategy, record, seed_pages};
pub use laws::{Law, apply, check, check_alone, check_document, check_round_trip};
pub use pdf::{PdfPage, write_objects, write_pdf};
pub use pipelines::{check_pipeline, corpus_strategy};
pub use runner::{Ran, run_in_pieces, run_stages};

#[doc(hidden)]
pub use newsprint_core::{Registry, RegistryError};

/// Writes a test for each law and each stage of a crate.
///
/// `register` is the crate's `register` function; `stages` names each stage with the options to
/// try it with, as TOML: `split_page: "split-page" with ""`.
#[macro_export]
macro_rules! laws {
    (
        register: $register:expr,
        stages: [$($test:ident: $name:literal with $options:literal),* $(,)?] $(,)?
    ) => {
        $(
            mod $test {
                #[allow(unused_imports, reason = "paths in `register` are the caller's")]
                use super::*;

                fn law(law: $crate::Law) {
                    let register: fn(
                        &mut $crate::Registry,
                    ) -> ::std::result::Result<(), $crate::RegistryError> = $register;
                    $crate::check(law, register, $name, $options);
                }

                #[test]
                fn conserves_the_source() {
                    law($crate::Law::Conservation);
                }

                #[test]
                fn knows_where_everything_came_from() {
                    law($crate::Law::Provenance);
                }

                #[test]
                fn keeps_the_order() {
                    law($crate::Law::Order);
                }

                #[test]
                fn answers_the_same_for_any_threads_and_chunks() {
                    law($crate::Law::Determinism);
                }

                #[test]
                fn reads_back_what_it_wrote() {
                    law($crate::Law::RoundTrip);
                }

                #[test]
                fn survives_any_text() {
                    law($crate::Law::NoPanic);
                }

                #[test]
                fn changes_nothing_the_second_time() {
                    law($crate::Law::Idempotence);
                }
            }
        )*
    };
}
