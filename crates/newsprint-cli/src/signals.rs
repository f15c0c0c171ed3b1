//! Ctrl-C and SIGTERM: the first ends a run in good order, the second at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::Exit;

/// What signals have said.
pub(crate) struct Signals {
    stop: Arc<AtomicBool>,
    /// The signal that came last.
    which: Arc<AtomicUsize>,
}

impl Signals {
    /// Listens from now on. Where that is not possible signals end the process at once, as they do
    /// before.
    pub(crate) fn watch() -> Self {
        let (stop, which) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        for signal in [SIGINT, SIGTERM] {
            // Actions are carried out in the order in which they are registered: the first signal
            // finds the flag unset and sets it.
            let number = usize::try_from(signal).unwrap_or_default();
            let _ = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop))
                .and_then(|_| flag::register_usize(signal, Arc::clone(&which), number))
                .and_then(|_| flag::register(signal, Arc::clone(&stop)));
        }
        // A limit on the size of files is then an error of the file, not the end of the process.
        #[cfg(unix)]
        let _ = flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
        Self { stop, which }
    }

    /// Set once the run is to stop.
    pub(crate) fn stop(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// How a run exits that was stopped.
    pub(crate) fn exit(&self) -> Exit {
        let terminated = usize::try_from(SIGTERM).unwrap_or_default();
        if self.which.load(Ordering::Relaxed) == terminated {
            Exit::Terminated
        } else {
            Exit::Interrupted
        }
    }
}
