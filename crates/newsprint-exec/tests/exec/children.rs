//! Children that do everything wrong cost the documents at hand and nothing else.
//!
//! The child is `children/obey.py`, which does what the headline says.

use std::process::{Command, Stdio};

use newsprint_testkit::Law;

use crate::support::{self, apply_all, options, python, stage, try_open};

/// Orders, each with what becomes of the document.
const ORDERS: &[(&str, &str)] = &[
    ("good", "kept \"good\""),
    ("die", "failed: `python` ended with exit status: 3: ObeyError: I was told to"),
    ("kill", "failed: `python` ended with signal: 9 (SIGKILL)"),
    ("leave", "failed: `python` ended with exit status: 0"),
    (
        "rubbish",
        "failed: `python` gave an answer that is no JSON object with `n`: `what do you mean?` \
         (expected value at line 1 column 1)",
    ),
    ("half", "failed: `python` gave half an answer: `{\"n\": 1, \"articles\":`"),
    (
        "no text",
        "failed: `python` gave an answer that is no UTF-8: `{\"n\": 1, \"error\": \"\u{fffd}\"}`",
    ),
    ("huge", "failed: `python` gave an answer of more than 64 MiB"),
    ("twice", "kept \"twice\""),
    ("wrong number", "failed: `python` gave an answer with `n` 1001, which is not under way"),
    ("flood", "kept \"flood\""),
    ("close stdin", "kept \"close stdin\""),
    ("close stdout", "failed: `python` closed its standard output"),
    ("error", "failed: I do not like it"),
    ("drop", "dropped: unwanted: 1 of 0"),
    ("drop article", "kept nothing, dropped unwanted: 2 of 0"),
    ("too many", "failed: answered 2 articles of 1"),
    ("undeclared", "failed: answered `other/thing`, which it does not say it writes"),
    (
        "unknown key",
        "failed: gave an answer that is not what it should be: unknown field `headline`, expected \
         one of `n`, `error`, `drop`, `articles`, `diagnostics`",
    ),
    ("nothing", "kept nothing"),
];

#[test]
fn each_costs_itself_alone() {
    let Some(python) = python() else { return };
    let mut documents = Vec::new();
    let mut expected = Vec::new();
    for (order, becomes) in ORDERS {
        documents.extend(["before", order, "after"]);
        expected.extend(["kept \"before\"", becomes, "kept \"after\""]);
    }
    for (threads, processes) in [(1, 0), (4, 1)] {
        let stage = stage(&options(python, &format!("processes = {processes}"), &[]));
        let became = apply_all(stage.as_ref(), &documents, threads);
        assert_eq!(became, expected, "{threads} threads, {processes} processes");
    }
}

#[test]
fn a_child_that_hangs_is_ended_by_force() {
    let Some(python) = python() else { return };
    let documents = ["a", "hang", "b", "c", "grandchild", "d"];
    for (threads, processes) in [(1, 0), (3, 1)] {
        let more = format!("processes = {processes}\ntimeout = 2.5");
        let stage = stage(&options(python, &more, &[]));
        let became = apply_all(stage.as_ref(), &documents, threads);
        let hung = "failed: `python` gave no answer for 2.5 seconds";
        let expected = ["kept \"a\"", hung, "kept \"b\"", "kept \"c\"", hung, "kept \"d\""];
        assert_eq!(became, expected, "{threads} threads, {processes} processes");
    }
}

#[test]
fn a_fault_that_does_not_come_again_costs_nothing() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark");
    let stage = stage(&options(python, "processes = 1", &[mark.to_str().unwrap()]));
    let became = apply_all(stage.as_ref(), &["a", "die once", "b"], 2);
    assert_eq!(became, ["kept \"a\"", "kept \"die once\"", "kept \"b\""]);
}

#[test]
fn a_child_that_leaves_now_and_then_costs_nothing() {
    let Some(python) = python() else { return };
    let names: Vec<String> = (0..40).map(|n| n.to_string()).collect();
    let documents: Vec<&str> = names.iter().map(String::as_str).collect();
    let expected: Vec<String> = names.iter().map(|name| format!("kept \"{name}\"")).collect();
    for (threads, processes) in [(1, 0), (4, 1)] {
        let options =
            options(python, &format!("processes = {processes}"), &["--leave-after-three"]);
        assert_eq!(apply_all(stage(&options).as_ref(), &documents, threads), expected);
    }
}

#[test]
fn a_child_that_cannot_start_ends_the_run() {
    let Some(python) = python() else { return };
    let fails =
        |options: &str| try_open(options).unwrap_err().to_string().replace(python, "python");
    let at_hello = |arg: &str| fails(&options(python, "", &[arg]));
    assert_eq!(
        at_hello("--rubbish-hello"),
        "`python` gave an answer that is no JSON object with `n`: `Welcome to the program!` \
         (expected value at line 1 column 1)"
    );
    assert_eq!(at_hello("--next-version"), "`python` speaks `exec/2`, and this version `exec/1`");
    assert_eq!(
        fails(&options(python, "start-timeout = 0.5", &["--silent-hello"])),
        "`python` gave no answer for 0.5 seconds"
    );
    let missing = format!("command = [{python:?}, \"no-such-stage.py\"]\nreads = [\"id\"]");
    let error = fails(&missing);
    assert!(error.starts_with("`python` ended with exit status: 2: "), "{error}");
    assert!(error.contains("no-such-stage.py"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text");
    std::fs::write(&text, "no program").unwrap();
    let error = fails(&format!("command = [{text:?}]\nreads = [\"id\"]"));
    assert!(error.contains("cannot be started: "), "{error}");
}

#[test]
fn a_child_that_leaves_after_its_greeting_fails_every_document() {
    let Some(python) = python() else { return };
    let options = options(python, "", &["--leave-after-hello"]);
    let became = apply_all(stage(&options).as_ref(), &["a", "b"], 1);
    assert_eq!(became, ["failed: `python` ended with exit status: 0"; 2]);
}

#[test]
fn no_child_outlives_its_stage() {
    let Some(python) = python() else { return };
    for args in [&[][..], &["--stay"]] {
        let stage = stage(&options(python, "", args));
        let number = apply_all(stage.as_ref(), &["number"], 1)[0].replace("kept ", "");
        let is_there = || {
            let mut signal = Command::new("sh");
            signal.args(["-c", &format!("kill -0 {number}")]);
            signal.stderr(Stdio::null()).status().unwrap().success()
        };
        assert!(is_there());
        drop(stage);
        assert!(!is_there(), "{args:?}");
    }
}

#[test]
fn a_child_gets_the_variables_that_are_named() {
    let Some(python) = python() else { return };
    let became = |more: &str| {
        let stage = stage(&options(python, more, &[]));
        apply_all(stage.as_ref(), &["environment"], 1)
    };
    assert_eq!(became(""), ["kept [\"CARGO_MANIFEST_DIR\", \"PATH\"]"]);
    assert_eq!(became("env = [\"PATH\"]"), ["kept [\"PATH\"]"]);
}

#[test]
fn it_keeps_the_laws() {
    use Law::{Conservation, Determinism, Idempotence, NoPanic, Order, Provenance, RoundTrip};
    let Some(python) = python() else { return };
    let options = support::laws_options(python);
    for law in [Conservation, Provenance, Order, Determinism, RoundTrip, NoPanic, Idempotence] {
        newsprint_testkit::check(law, newsprint_exec::register, "exec", &options);
    }
}
