//! What is wrong with options is told at once, each with its place.

use crate::support;

#[test]
fn every_fault_is_told() {
    let options = "command = [\"no-such-program\", \"x\"]\nreads = [\"headlines\", \"extensions.x\", \
                   \"blocks\"]\nwrites = [\"headline\", \"extensions.acme/tone\"]\n";
    let faults = support::build(options).err().unwrap();
    let shown: Vec<String> = faults
        .iter()
        .map(|it| {
            format!(
                "{}: {}; {}",
                it.span.of(options).unwrap(),
                it.message,
                it.help.as_deref().unwrap()
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "[\"no-such-program\", \"x\"]: there is no program `no-such-program`; install it, or name it with its folder",
            "\"headlines\": there is no field `headlines` to read; did you mean `headline`?",
            "\"extensions.x\": there is no field `extensions.x` to read; there are id, kicker, headline, subheads, section, bylines, dateline, blocks, figures, credits, group, metrics, diagnostics, source, text, and `extensions.crate/thing`",
            "\"headline\": `headline` cannot be written; name an attachment: `extensions.crate/thing`",
        ]
    );
    let faults = support::build("command = []\nreads = []\n").err().unwrap();
    assert_eq!(faults[0].message, "the command is empty");
}
