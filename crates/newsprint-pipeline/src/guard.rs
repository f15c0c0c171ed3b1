//! Calls into steps, with panics caught.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

use newsprint_core::StepError;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls `step`; a panic inside becomes an error that says what was said and, when
/// [`install_panic_hook`] has been called, where.
///
/// What the call was changing must be thrown away after an error: it may be half done.
pub(crate) fn guarded<T>(step: impl FnOnce() -> Result<T, StepError>) -> Result<T, StepError> {
    let outer = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(step));
    GUARDED.set(outer);
    result.unwrap_or_else(|payload| {
        let said = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let place = PLACE.take().map(|place| format!(" at {place}")).unwrap_or_default();
        Err(StepError::new(format!("the step panicked{place}: {said}"))
            .code("panicked")
            .help("this is a fault of the step; report it with the rejected document"))
    })
}

/// Makes panics inside steps silent on standard error, since they end up in the rejects, and keeps
/// their place for the message. Other panics go to the hook that was there before.
///
/// Process-wide: for binaries, once, at their start.
pub fn install_panic_hook() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if GUARDED.get() {
            PLACE.set(info.location().map(|at| format!("{}:{}", at.file(), at.line())));
        } else {
            before(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        let error = guarded::<()>(|| panic!("index {} is too large", 7)).unwrap_err();
        assert!(error.to_string().ends_with("index 7 is too large"), "{error}");
        assert_eq!(guarded(|| Ok(1)).unwrap(), 1);
    }
}
