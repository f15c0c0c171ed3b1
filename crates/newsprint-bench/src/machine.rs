//! What the machine says of itself and of this process.

use std::fs;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor and the number of threads it offers.
pub(crate) fn describe() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    let model =
        model.map_or("unknown processor", |model| model.trim_start_matches(['\t', ' ', ':']));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {threads} threads, {}", std::env::consts::OS)
}

/// Processor time of this process so far, all threads, in user and system mode.
pub(crate) fn cpu_time() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().expect("a process has taken some time")
}

/// What of it the kernel took, in hundredths of a second: memory touched for the first time, and pages
/// of files.
pub(crate) fn kernel_time() -> Duration {
    times(12, 1)
}

/// Processor time of the children that this process has waited for, in hundredths of a second.
pub(crate) fn children_cpu_time() -> Duration {
    times(13, 2)
}

/// Neighbouring fields of `/proc/self/stat`, in ticks of 1/100 s (proc(5)): 15 is this process in
/// system mode, 16 and 17 its children, in user and system mode. Counted behind the command's name,
/// which may hold blanks.
fn times(first: usize, count: usize) -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("`/proc` is there on Linux");
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(first).take(count).filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// The largest resident set of this process so far, in MiB.
pub(crate) fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
