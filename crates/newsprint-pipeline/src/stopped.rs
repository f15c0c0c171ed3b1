//! Documents and articles that go no further.

use std::borrow::Cow;

use newsprint_core::interchange::RejectKind;
use newsprint_core::{Document, DropReason, DroppedArticle, Outcome, StepError};

use crate::process::Slot;

/// Why a document goes no further, and at which step.
pub(crate) struct Stopped<'a> {
    pub(crate) index: usize,
    pub(crate) name: &'a str,
    pub(crate) kind: RejectKind,
    pub(crate) code: Cow<'static, str>,
    pub(crate) value: Option<String>,
    pub(crate) message: String,
}

impl<'a> Stopped<'a> {
    pub(crate) fn failed<T: ?Sized>(slot: &Slot<'a, T>, error: &StepError) -> Self {
        Self {
            index: slot.index,
            name: slot.name,
            kind: RejectKind::Quarantined,
            code: Cow::Borrowed(error.reason_code().unwrap_or("failed")),
            value: error.deciding_value().map(str::to_owned),
            message: error.in_full(),
        }
    }

    pub(crate) fn dropped<T: ?Sized>(slot: &Slot<'a, T>, reason: DropReason) -> Self {
        Self {
            index: slot.index,
            name: slot.name,
            kind: RejectKind::Dropped,
            message: reason.to_string(),
            code: reason.code,
            value: Some(reason.value).filter(|value| !value.is_empty()),
        }
    }
}

/// Keeps the articles that a step dropped; stops at a document that it dropped or failed on.
pub(crate) fn settle<'a, T: ?Sized>(
    slot: &Slot<'a, T>,
    outcome: Result<Outcome, StepError>,
    document: &mut Document,
    dropped: &mut Vec<(Stopped<'a>, Document)>,
) -> Result<(), Stopped<'a>> {
    match outcome.map_err(|error| Stopped::failed(slot, &error))? {
        Outcome::Keep => {}
        Outcome::Drop(reason) => return Err(Stopped::dropped(slot, reason)),
    }
    for DroppedArticle { article, reason } in document.take_dropped() {
        dropped.push((Stopped::dropped(slot, reason), document.set_apart(article)));
    }
    Ok(())
}
