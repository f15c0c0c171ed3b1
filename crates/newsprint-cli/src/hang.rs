//! Documents that a step does not come back from.

use std::process;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use newsprint::Plan;
use newsprint::pipeline::{Hanging, RunControl};

use crate::Exit;
use crate::show::Show;

/// Time between two looks at what the threads of a run are at.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// Runs a plan while another thread sees whether a step hangs, where the plan sets a limit. Then the
/// process ends: what a run has not finished is as when it is killed.
pub(crate) fn watched<T>(
    plan: &Plan,
    control: &RunControl,
    show: &Show,
    run: impl FnOnce() -> T,
) -> T {
    if plan.settings().max_document_seconds <= 0.0 {
        return run();
    }
    thread::scope(|scope| {
        let (running, ended) = mpsc::channel::<()>();
        scope.spawn(move || {
            while ended.recv_timeout(BETWEEN_LOOKS) == Err(RecvTimeoutError::Timeout) {
                if let Some(hanging) = control.hanging(plan) {
                    give_up(&hanging, show);
                }
            }
        });
        let result = run();
        drop(running);
        result
    })
}

fn give_up(Hanging { place, step, time, .. }: &Hanging, show: &Show) -> ! {
    let seconds = time.as_secs_f64();
    let message = format_args!("`{step}` has been at {place} for {seconds:.0} s: it hangs");
    let help = format!(
        "pass over the document with `run.pass-over = [{place:?}]`; a run with `--resume` goes on \
         from here"
    );
    show.error(&message, Some(&help));
    process::exit(Exit::Failed as i32)
}
