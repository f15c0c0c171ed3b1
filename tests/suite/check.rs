//! What `newsprint check` finds, and where.

use serde_json::Value;

use crate::support::Folder;

/// Each fault: line, column, and how the message begins. In most lines Chinese text stands before
/// the fault, so that a column that counts bytes is another.
const FAULTS: [(u64, u64, &str); 27] = [
    (2, 40, "paths have no field `报纸`"),
    (2, 73, "the file `页/没有.txt` does not exist"),
    (2, 85, "no file matches `页/*.text`"),
    (2, 98, "`text` has no option `pths`"),
    (3, 39, "`run` has no option `thread`"),
    (3, 62, "`继续` is not one of"),
    (3, 76, "`chunk` is 0, which"),
    (5, 15, "there is no stage `分版`"),
    (5, 31, "there is no stage `spilt-page`"),
    (5, 47, "this `[[stage]]` does not say"),
    (5, 76, "expected the name of a step"),
    (6, 58, "`dorp` is not one of"),
    (6, 78, "`threshold` is 1.5"),
    (6, 83, "`group-reprints` has no option `leadr`"),
    (7, 54, "the lexicon `词表/缺.toml` cannot be read"),
    (7, 78, "there is no stage `markdown`"),
    (8, 13, "there is no stage `add-reading-time`"),
    (11, 70, "`./结果/文章.jsonl` is written by the output `jsonl` already"),
    (12, 32, "`结果/文章.jsonl/篇` lies in `结果/文章.jsonl`"),
    (12, 74, "`词表` would be written over what the stage `find-metrics`"),
    (13, 44, "the table `metrics` is named twice"),
    (13, 78, "the option `path` is missing"),
    (14, 27, "`结果/文章.jsonl`, which the output `jsonl` writes, lies in `结果`"),
    (14, 83, "`东八区` is no offset"),
    (14, 97, "`主页` is no web address"),
    (16, 1, "a pipeline has no table `试验`"),
    (17, 1, "a pipeline has no table `stagee`"),
];

#[test]
fn every_fault_is_told_at_its_line_and_column() {
    let folder = Folder::new();
    folder.write("页/一.txt", "一");
    folder.write("词表/词.toml", "[[units]]\nkind = \"measure\"\nwords = [\"当量人口\"]\n");
    folder.write("faulty.toml", include_str!("faults.toml"));
    let ran = folder.run(&["check", "faulty.toml", "--log-format", "json"]).exits(2);
    let told: Vec<Value> =
        ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<(u64, u64, &str)> = told
        .iter()
        .map(|it| {
            assert!(it["help"].as_str().is_some_and(|help| !help.is_empty()), "{it}");
            let number = |key: &str| it[key].as_u64().unwrap();
            (number("line"), number("column"), it["message"].as_str().unwrap())
        })
        .collect();
    assert_eq!(told.len(), FAULTS.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(FAULTS) {
        let begins_alike = told.2.starts_with(expected.2);
        assert!(
            begins_alike && (told.0, told.1) == (expected.0, expected.1),
            "{told:?} {expected:?}"
        );
    }
}
