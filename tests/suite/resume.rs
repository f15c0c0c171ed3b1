//! Runs that are interrupted, and runs that go on from where they were.

use std::fs;

use serde_json::Value;

use crate::support::Folder;

/// Exact copies, reprints with an index that stays, figures; an output before and one after that
/// which dies.
fn folder(moment: &str) -> Folder {
    let folder = Folder::new();
    let line = |id: u32| {
        let text = format!("第{id}号水渠今天通水,全长{id}公里。沿线{id}个村的村民前来观看。");
        // Every fifth is an exact copy of the first, every seventh cannot be read.
        match id {
            _ if id.is_multiple_of(7) => format!("{{\"id\":{id}\n"),
            _ if id.is_multiple_of(5) => "{\"id\":\"copy\",\"text\":\"一则消息。\"}\n".to_owned(),
            _ => format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n"),
        }
    };
    folder.write("a.jsonl", (1..=20).map(line).collect::<String>());
    folder.write("b.jsonl", (21..=40).map(line).collect::<String>());
    let die = match moment {
        "" => String::new(),
        _ => format!("[[output]]\nuse = \"die\"\nat = \"{moment}\"\nonce = \"died\"\n"),
    };
    let output =
        |name: &str, path: &str| format!("[[output]]\nuse = \"{name}\"\npath = \"out/{path}\"\n");
    let stages = "[[stage]]\nuse = \"drop-exact\"\n[[stage]]\nuse = \"group-reprints\"\n\
                  index = { path = \"index\" }\n[[stage]]\nuse = \"find-metrics\"\n";
    let head = "[input]\nuse = \"jsonl\"\npaths = [\"a.jsonl\", \"b.jsonl\"]\n\
                [run]\nchunk = 2\nthreads = 1\n";
    let (first, last) = (output("jsonl", "articles.jsonl"), output("csv", "tables"));
    folder.write("pipeline.toml", [head, stages, &first, &die, &last].concat());
    folder
}

/// Every file that counts: of the index, what its manifest names.
fn results(folder: &Folder) -> Vec<(String, String)> {
    let files = folder.files().into_iter();
    let files = files.filter(|file| file.starts_with("out/") || file.starts_with("index/"));
    files
        .filter(|file| !file.contains("/.new-"))
        .map(|it| (it.clone(), read(folder, &it)))
        .collect()
}

fn read(folder: &Folder, file: &str) -> String {
    String::from_utf8_lossy(&fs::read(folder.path(file)).unwrap()).into_owned()
}

/// What the journal was good for.
fn journal(folder: &Folder) -> (u64, u64) {
    let report: Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    let number = |key: &str| report["journal"][key].as_u64().unwrap();
    (number("taken"), number("worked-on"))
}

const RESUME: &[&str] = &["run", "pipeline.toml", "--resume", "--report", "report.json"];
const LOG: &str = "out/.newsprint-journal-pipeline/log";

#[test]
fn a_run_that_died_goes_on_and_leaves_the_same() {
    let undisturbed = folder("");
    undisturbed.run(RESUME).exits(1);
    assert_eq!(journal(&undisturbed).0, 0);
    let (all, expected) = (journal(&undisturbed).1, results(&undisturbed));
    for (moment, settings) in [
        ("write", vec![]),
        ("finish", vec![]),
        ("finish", vec!["--set", "run.threads=3"]),
        ("finish", vec!["--set", "run.chunk=3"]),
        ("commit", vec![]),
        ("commit", vec!["--set", "run.chunk=3"]),
    ] {
        let folder = folder(moment);
        assert_eq!(folder.run(RESUME).code, None, "it dies of a signal");
        assert!(folder.exists("out/articles.jsonl") == (moment == "commit"), "{moment}");
        assert!(!folder.exists("out/tables") && !folder.exists("out/rejects.jsonl"), "{moment}");
        assert!(folder.exists("index/manifest") == (moment == "commit"), "{moment}");
        folder.run(&[RESUME, settings.as_slice()].concat()).exits(1);
        assert_eq!(results(&folder), expected, "{moment} {settings:?}");
        let (taken, worked) = journal(&folder);
        if !settings.contains(&"run.chunk=3") {
            assert_eq!(taken + worked, all, "{moment} {settings:?}");
            assert!(worked == 0 || moment == "write", "{moment} {settings:?}: {worked} of {all}");
        }
    }
}

#[test]
fn an_index_is_added_to_once_even_when_the_journal_does_not_know_of_it() {
    let undisturbed = folder("");
    undisturbed.run(RESUME).exits(1);
    let folder = folder("commit");
    assert_eq!(folder.run(RESUME).code, None);
    // The note that the index was added to is the last one; its content is empty.
    let log = fs::read(folder.path(LOG)).unwrap();
    fs::write(folder.path(LOG), &log[..log.len() - 48]).unwrap();
    folder.run(RESUME).exits(1);
    assert_eq!(results(&folder), results(&undisturbed));
}

#[test]
fn a_run_without_a_journal_does_not_start_where_one_ended_half_way() {
    let folder = folder("commit");
    assert_eq!(folder.run(RESUME).code, None);
    let ran = folder.run(&["run", "pipeline.toml"]).exits(3);
    assert!(ran.stderr.contains("out/.newsprint-journal-pipeline"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--resume"), "{}", ran.stderr);
    folder.run(RESUME).exits(1);
    assert!(!folder.files().iter().any(|file| file.contains("/.newsprint-")));
}

#[test]
fn what_changed_is_told_and_done_anew() {
    // In chunks: those of the input, and the same after each of two corpus stages, since something
    // in each could be read.
    let (first, second, third) = (20, 20, 20);
    case("", "", &["going on from the journal"], first + second + third);
    let told =
        "the option `threshold` of `group-reprints` changed: what depends on it is done anew";
    case("index = {", "threshold = 0.7\nindex = {", &[told], first);
    let told = "the version of `mark-passages` changed: what depends on it is done anew";
    let mark_passages = "use = \"mark-passages\"\n[[stage]]\nuse = \"find-metrics\"";
    case("use = \"find-metrics\"", mark_passages, &[told], first + second);
    case("chunk = 2", "chunk = 5", &["the setting `run.chunk` changed"], 0);
    case("tables\"", "tables\"\nbom = false", &["going on"], first + second + third);
    let told = "in or behind `b.jsonl`: 20 documents are done anew";
    // One document was like one of `b.jsonl`, which is gone.
    case("\"b.jsonl\"", "\"c.jsonl\"", &["the input is not as it was", told], 10 + 9 + 9);
}

/// A run dies, the pipeline is changed, and the run goes on: what it tells, how many chunks it takes
/// from the journal, and that it leaves what a run from the start leaves.
#[track_caller]
fn case(from: &str, to: &str, told: &[&str], taken: u64) {
    let change = |folder: &Folder| {
        let text = folder.read("pipeline.toml");
        folder.write("pipeline.toml", text.replacen(from, to, 1));
        folder.write("c.jsonl", "{\"id\":\"c\",\"text\":\"别的一则消息,共3条。\"}\n");
    };
    let folder = folder("finish");
    assert_eq!(folder.run(RESUME).code, None);
    change(&folder);
    let ran = folder.run(RESUME).exits(1);
    for words in told {
        assert!(ran.stderr.contains(words), "no {words:?} in {}", ran.stderr);
    }
    assert_eq!(journal(&folder).0, taken, "{to}: {}", ran.stderr);
    let anew = self::folder("finish");
    anew.write("died", "");
    change(&anew);
    anew.run(RESUME).exits(1);
    assert_eq!(results(&folder), results(&anew), "{to}");
}

#[test]
fn a_file_that_an_option_names_counts_by_its_content() {
    let folder = folder("finish");
    let text = folder.read("pipeline.toml");
    let lexicons = "use = \"find-metrics\"\nlexicons = [\"words.toml\"]";
    folder.write("pipeline.toml", text.replace("use = \"find-metrics\"", lexicons));
    folder.write("words.toml", "");
    assert_eq!(folder.run(RESUME).code, None);
    folder.write("words.toml", "# Nothing yet.\n");
    let ran = folder.run(RESUME).exits(1);
    let told = "the file `words.toml` of `find-metrics` changed";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert_eq!(journal(&folder).0, 20 + 20);
}

#[test]
fn a_journal_that_is_damaged_costs_work_and_nothing_else() {
    let undisturbed = folder("");
    undisturbed.run(RESUME).exits(1);
    let folder = folder("finish");
    assert_eq!(folder.run(RESUME).code, None);
    let whole = fs::read(folder.path(LOG)).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 7) {
        let mut log = whole.clone();
        log[at] ^= 0x55;
        fs::write(folder.path(LOG), &log).unwrap();
        let _ = fs::remove_file(folder.path("died"));
        let _ = fs::remove_dir_all(folder.path("index"));
        folder.write("died", "");
        folder.run(RESUME).exits(1);
        assert_eq!(folder.read("out/articles.jsonl"), undisturbed.read("out/articles.jsonl"));
        fs::create_dir_all(folder.path(LOG).parent().unwrap()).unwrap();
    }
}
