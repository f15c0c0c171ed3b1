//! Pipeline files: every fault has its place, and checking twice says the same.

use newsprint::core::Registry;
use newsprint::pipeline::ConfigError;
use newsprint::{ConfigText, Plan};

/// A pipeline file; lines that start with `--set ` are overrides.
pub fn pipeline(bytes: &[u8]) {
    thread_local! {
        static REGISTRY: Registry = newsprint::registry().unwrap();
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if leads_away(text) {
        return;
    }
    let (overrides, file): (Vec<&str>, Vec<&str>) =
        text.split('\n').partition(|line| line.starts_with("--set "));
    let file = file.join("\n");
    let check = || {
        let mut text = ConfigText::new("pipeline.toml", file.as_str());
        for line in &overrides {
            text.push_override(&line["--set ".len()..]);
        }
        text.expand_with([("PAPER".to_owned(), "daily".to_owned())]);
        REGISTRY.with(|registry| Plan::new(&text, registry))
    };
    match (check(), check()) {
        (Ok(plan), Ok(again)) => {
            assert_eq!(plan.step_names(), again.step_names());
            assert_eq!(plan.warnings(), again.warnings());
        }
        (Err(error), Err(again)) => {
            assert_eq!(error.faults(), again.faults());
            see_places(&error);
        }
        (plan, again) => panic!("checked twice: {plan:?}, {again:?}"),
    }
}

fn see_places(error: &ConfigError) {
    assert!(!error.faults().is_empty(), "refused without a reason");
    for fault in error.faults() {
        let (_, text, inside) = error.text().resolve(fault.span);
        assert!(inside.of(text).is_some() && !fault.message.is_empty(), "{fault:?}");
        let place = error.text().locate(fault.span);
        assert!(place.line <= text.split('\n').count(), "{fault:?} at {place:?}");
    }
    assert!(!error.to_string().is_empty());
}

/// Whether a path in the text may lead out of the folder that is worked in: a check looks for files.
fn leads_away(text: &str) -> bool {
    let mut before = ' ';
    text.contains(['\\', '~', '@'])
        || text.contains("..")
        || text.chars().any(|c| {
            let starts_at_root = c == '/' && !before.is_alphanumeric();
            before = c;
            starts_at_root
        })
}
