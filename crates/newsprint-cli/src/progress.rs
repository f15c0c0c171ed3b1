//! How far a run has come, on standard error: on a terminal a line and below it one for each step,
//! drawn anew; elsewhere a plain line now and then.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget};
use newsprint::pipeline::{Observer, Phase, RunProgress, StepCount};

use crate::show::{ProgressStyle, Show};

/// Time between plain lines; shorter runs say nothing.
const BETWEEN_LINES: Duration = Duration::from_secs(30);

/// Shows the progress of a run; what it drew goes away with it.
pub(crate) struct ProgressShow<'a> {
    show: &'a Show,
    style: ProgressStyle,
    bar: ProgressBar,
    /// The phase, and when it began.
    phase: Option<String>,
    began: Instant,
    /// Documents that had come to each step by then.
    before: Vec<u64>,
    /// When the last line was written.
    told: Instant,
}

impl<'a> ProgressShow<'a> {
    pub(crate) fn new(show: &'a Show) -> Self {
        let style = show.progress;
        let bar = match style {
            // The lines are drawn ten times a second at most, however often it changes.
            ProgressStyle::Bar => {
                ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10))
            }
            ProgressStyle::Lines | ProgressStyle::None => ProgressBar::hidden(),
        };
        let now = Instant::now();
        Self { show, style, bar, phase: None, began: now, before: Vec::new(), told: now }
    }
}

impl Observer for ProgressShow<'_> {
    fn progressed(&mut self, progress: &RunProgress<'_>) {
        if self.style == ProgressStyle::None {
            return;
        }
        let phase = match progress.phase {
            Phase::Reading => "reading".to_owned(),
            Phase::Resolving(stage) => format!("`{stage}` decides"),
            Phase::Applying(stage) => format!("after `{stage}`"),
            _ => "working".to_owned(),
        };
        let now = Instant::now();
        if self.phase.as_ref() != Some(&phase) {
            // The first chunk of a phase has taken its time already.
            if self.phase.is_some() {
                self.began = now;
                self.before = progress.steps.iter().map(|step| step.documents_in).collect();
            }
            self.phase = Some(phase.clone());
        }
        let line = words(&phase, progress, now - self.began);
        if self.style == ProgressStyle::Bar {
            let steps = step_lines(progress.steps, &self.before, now - self.began);
            self.bar.set_message(line + &steps);
            self.bar.tick();
        } else if now - self.told >= BETWEEN_LINES {
            self.told = now;
            self.show.note(&line);
        }
    }
}

impl Drop for ProgressShow<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// `reading: 1,200 documents, 1.50 MiB of 6.00 MiB, 512 KiB/s, 2 rejects, 9 seconds left`.
fn words(phase: &str, progress: &RunProgress<'_>, time: Duration) -> String {
    let mut parts = Vec::new();
    let mut part = |words: String| parts.push(words);
    let (read, rejects) = (progress.bytes.read, progress.rejects);
    part(format!("{} documents", HumanCount(progress.documents)));
    match progress.bytes.total.filter(|total| *total > 0) {
        Some(total) => part(format!("{} of {}", HumanBytes(read), HumanBytes(total))),
        None if read > 0 => part(HumanBytes(read).to_string()),
        None => {}
    }
    // Rates of the first moment mean nothing.
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    if milliseconds >= 1000 && read > 0 {
        part(format!("{}/s", HumanBytes(read.saturating_mul(1000) / milliseconds)));
    }
    if rejects > 0 {
        let s = if rejects == 1 { "" } else { "s" };
        part(format!("{} reject{s}", HumanCount(rejects)));
    }
    if let Some(total) = progress.bytes.total
        && milliseconds >= 1000
        && (1..total).contains(&read)
    {
        let left = u128::from(total - read) * time.as_millis() / u128::from(read);
        let left = Duration::from_millis(u64::try_from(left).unwrap_or(u64::MAX));
        part(format!("{} left", HumanDuration(left)));
    }
    format!("{phase}: {}", parts.join(", "))
}

/// A line for each step: `  split-page  1,200 → 1,198  2 failed  400 a second`.
fn step_lines(steps: &[StepCount<'_>], before: &[u64], time: Duration) -> String {
    let counts = |step: &StepCount<'_>| {
        let (into, out) = (HumanCount(step.documents_in), HumanCount(step.documents_out));
        format!("{into} → {out}")
    };
    let name_width = steps.iter().map(|step| step.name.len()).max().unwrap_or(0);
    let width = steps.iter().map(|step| counts(step).chars().count()).max().unwrap_or(0);
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let mut lines = String::new();
    for (at, step) in steps.iter().enumerate() {
        let _ = write!(lines, "\n  {:name_width$}  {:>width$}", step.name, counts(step));
        for (count, word) in [(step.failed, "failed"), (step.dropped, "dropped")] {
            if count > 0 {
                let _ = write!(lines, "  {} {word}", HumanCount(count));
            }
        }
        let new = step.documents_in - before.get(at).copied().unwrap_or(0).min(step.documents_in);
        if milliseconds >= 1000 && new > 0 {
            let rate = new.saturating_mul(1000) / milliseconds;
            let _ = write!(lines, "  {} a second", HumanCount(rate));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use newsprint::core::Progress;

    use super::*;

    fn check(read: u64, total: Option<u64>, rejects: u64, milliseconds: u64, expected: &str) {
        let progress = RunProgress::new(Phase::Reading, 1234, Progress { read, total }, rejects);
        let time = Duration::from_millis(milliseconds);
        assert_eq!(words("reading", &progress, time), expected);
    }

    #[test]
    fn progress_is_told_in_words() {
        let mib = 1 << 20;
        check(0, None, 0, 0, "reading: 1,234 documents");
        check(mib, None, 0, 10, "reading: 1,234 documents, 1.00 MiB");
        check(mib, Some(0), 1, 2000, "reading: 1,234 documents, 1.00 MiB, 512.00 KiB/s, 1 reject");
        check(
            mib,
            Some(5 * mib),
            0,
            2000,
            "reading: 1,234 documents, 1.00 MiB of 5.00 MiB, 512.00 KiB/s, 8 seconds left",
        );
        check(
            mib,
            Some(mib),
            2,
            2000,
            "reading: 1,234 documents, 1.00 MiB of 1.00 MiB, 512.00 KiB/s, 2 rejects",
        );
    }

    #[test]
    fn each_step_has_a_line() {
        let mut input = StepCount::new("jsonl");
        (input.documents_in, input.documents_out, input.failed) = (2000, 1999, 1);
        let mut stage = StepCount::new("drop-exact");
        (stage.documents_in, stage.dropped) = (1999, 3);
        let steps = [input, stage, StepCount::new("site")];
        let expected = "
  jsonl       2,000 → 1,999  1 failed  750 a second
  drop-exact      1,999 → 0  3 dropped  999 a second
  site                0 → 0";
        assert_eq!(step_lines(&steps, &[500], Duration::from_secs(2)), expected);
        assert!(!step_lines(&steps, &[], Duration::from_millis(10)).contains("a second"));
    }
}
