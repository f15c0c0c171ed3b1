//! What a child says on standard error.

use std::io::{BufRead as _, BufReader, Read};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use tracing::info;

/// Bytes of a line that are kept; longer lines are cut into several.
const LONGEST_LINE: u64 = 4096;
/// Lines of one child that go to the log.
const MOST_LINES: u64 = 1000;
/// How long a child that has ended may take to be heard to the end. Longer when something that it
/// started still holds the pipe.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The last line that a child said.
#[derive(Default)]
pub(crate) struct Said {
    state: Mutex<(String, bool)>,
    ended: Condvar,
}

impl Said {
    /// Reads to the end, however much there is: a child must not wait for us to listen.
    pub(crate) fn listen(&self, program: &str, stderr: impl Read) {
        let mut stderr = BufReader::new(stderr);
        let mut bytes = Vec::new();
        let mut lines = 0;
        while matches!(
            stderr.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes),
            Ok(read) if read > 0
        ) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if line.is_empty() {
                continue;
            }
            lines += 1;
            if lines <= MOST_LINES {
                info!(program, "{line}");
            } else if lines == MOST_LINES + 1 {
                info!(program, "what it says from here on is left out");
            }
            self.lock().0 = line;
        }
        self.lock().1 = true;
        self.ended.notify_all();
    }

    /// The last line of a child that has ended.
    pub(crate) fn last_line(&self) -> String {
        let state = self.lock();
        let waited = self.ended.wait_timeout_while(state, LAST_WORDS, |(_, ended)| !*ended);
        waited.unwrap_or_else(PoisonError::into_inner).0.0.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (String, bool)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
