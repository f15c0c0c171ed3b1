//! The stage alone, by the laws, and in the command that knows it.

#![expect(clippy::unwrap_used, reason = "in tests, a panic is the report")]

use std::process::Command;

use custom_stage_example::{ReadingTime, register};
use newsprint_core::{Article, Registry, Span, Step, StepKind, interchange};
use newsprint_testkit::record;

newsprint_testkit::laws! {
    register: register,
    stages: [stage: "add-reading-time" with "characters-per-minute = 300"],
}

fn check(text: &str, expected: (u64, u64)) {
    let mut registry = Registry::new();
    register(&mut registry).unwrap();
    let info = registry.get(StepKind::Stage, "add-reading-time").unwrap();
    let mut faults = Vec::new();
    let Some(Step::Stage(stage)) = info.build(<_>::default(), Span::default(), &mut faults) else {
        panic!("{faults:?}");
    };
    let mut document = record("test", text);
    let _ = stage.apply(&mut document).unwrap();
    let article: &Article = &document.articles[0];
    let time: ReadingTime = article.extensions.get().unwrap().unwrap();
    assert_eq!((time.characters, time.minutes), expected);
}

#[test]
fn characters_of_the_body_count() {
    check("标题\n正文四字", (4, 1));
    check("标题\n 有 空 白 ", (3, 1));
    check("只有标题", (0, 0));
    check(&format!("标题\n{}", "字".repeat(401)), (401, 2));
}

#[test]
fn the_command_with_the_stage_runs_its_pipeline() {
    let output = Command::new(env!("CARGO_BIN_EXE_custom-stage-example"))
        .args(["run", "pipeline.toml"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut articles = 0;
    for line in lines.lines() {
        let document = interchange::read_article(line).unwrap();
        let time: Option<ReadingTime> = document.articles[0].extensions.get().unwrap();
        assert!(time.is_some_and(|time| time.minutes > 0), "{line}");
        articles += 1;
    }
    assert_eq!(articles, 2, "{errors}");
}
