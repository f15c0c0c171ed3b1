//! The same bytes out, however the work is cut up.

use std::fs;
use std::path::Path;

use crate::support::Folder;

/// Every output of `config/page.toml`, over the seed pages and some copies of them.
fn run(threads: u32, chunk: u32) -> Vec<(String, String)> {
    let folder = Folder::with_seeds();
    let seed =
        folder.files().into_iter().find(|file| Path::new(file).extension() == Some("txt".as_ref()));
    let text = folder.read(&seed.unwrap());
    let cut = (text.len() / 2..text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
    folder.write("seeds/copy.txt", &text).write("seeds/first-half.txt", &text[..cut]);
    folder.write("seeds/second-half.txt", &text[cut..]).write("seeds/empty.txt", "");
    let threads = format!("run.threads={threads}");
    let chunk = format!("run.chunk={chunk}");
    folder.run(&["run", "config/page.toml", "--set", &threads, "--set", &chunk]).exits(0);
    let files = folder.files().into_iter().filter(|file| file.starts_with("out/"));
    files.map(|file| (file.clone(), folder.read(&file))).collect()
}

#[test]
fn threads_and_chunks_change_no_byte() {
    let expected = run(1, 512);
    assert!(expected.len() > 8, "articles were written");
    for (threads, chunk) in [(1, 1), (2, 1), (2, 512), (4, 1), (4, 512), (7, 1), (7, 512)] {
        assert!(run(threads, chunk) == expected, "{threads} threads, chunks of {chunk}");
    }
}

/// Records of three files: stories, every third a reprint of another with a sentence changed, some
/// exact copies, some that cannot be read.
fn with_news() -> Folder {
    let folder = Folder::new();
    let sentence = |story: usize, at: usize| {
        let (places, number) = (["青石镇", "云溪市", "柳树村"], story * 37 + at * 11);
        format!(
            "{}第{number}号水渠今天上午通水,全长{}公里,惠及{number}户居民,投资{}.5万元。",
            places[at % 3],
            number % 90 + 3,
            number % 700 + 20
        )
    };
    let line = |number: usize| {
        if number % 17 == 16 {
            return "{\"id\":\n".to_owned();
        }
        let story = if number % 3 == 2 { number / 6 * 3 } else { number };
        let mut sentences: Vec<String> = (0..8).map(|at| sentence(story, at)).collect();
        if number % 4 == 3 {
            sentences[number % 8].insert_str(0, "据了解,");
        }
        let text = sentences.concat();
        format!("{{\"id\":\"{number}\",\"title\":\"{story}号水渠通水\",\"text\":\"{text}\"}}\n")
    };
    for (at, name) in ["a", "b", "c"].iter().enumerate() {
        let lines: String = (at * 40..at * 40 + 40).map(line).collect();
        folder.write(&format!("news/{name}.jsonl"), lines);
    }
    folder
}

const STAGES: &str = "[[stage]]\nuse = \"drop-exact\"\n\
    [[stage]]\nuse = \"group-reprints\"\n\
    [[stage]]\nuse = \"mark-passages\"\nstories = 1\n\
    [[stage]]\nuse = \"find-metrics\"\n[[stage]]\nuse = \"link-metrics\"\n";

fn pipeline(stages: &str, outputs: &[&str]) -> String {
    let input = "[input]\nuse = \"jsonl\"\npaths = [\"news\"]\n";
    let output = |name: &&str| format!("[[output]]\nuse = \"{name}\"\npath = \"out/{name}\"\n");
    [input.to_owned(), stages.to_owned(), outputs.iter().map(output).collect()].concat()
}

/// A run with settings of threads, documents in a chunk, and memory; the exit code is that of a run
/// with rejects.
fn run_with(folder: &Folder, [threads, chunk, memory]: [&str; 3], more: &[&str]) -> Option<i32> {
    let settings = [("threads", threads), ("chunk", chunk), ("memory", memory)];
    let mut args: Vec<String> = vec!["run".into(), "pipeline.toml".into()];
    for (name, value) in settings {
        args.extend(["--set".to_owned(), format!("run.{name}={value}")]);
    }
    args.extend(more.iter().map(|arg| (*arg).to_owned()));
    folder.run(&args.iter().map(String::as_str).collect::<Vec<_>>()).code
}

/// Every file below `under`, by its bytes.
fn written(folder: &Folder, under: &str) -> Vec<(String, Vec<u8>)> {
    let files = folder.files().into_iter().filter(|file| file.starts_with(under));
    files.map(|file| (file.clone(), fs::read(folder.path(&file)).unwrap())).collect()
}

/// Threads, chunks and memory: plenty; none, so that all that can wait on disk does; some.
const SETTINGS: [[&str; 3]; 4] =
    [["1", "512", "1GiB"], ["3", "1", "0B"], ["2", "7", "4KiB"], ["4", "50", "256KiB"]];

#[test]
fn memory_changes_no_byte() {
    let outputs = ["jsonl", "csv", "sqlite", "markdown", "site"];
    let mut expected: Option<Vec<(String, Vec<u8>)>> = None;
    for settings in SETTINGS {
        let folder = with_news();
        folder.write("pipeline.toml", pipeline(STAGES, &outputs));
        assert_eq!(run_with(&folder, settings, &[]), Some(1));
        let found = written(&folder, "out/");
        let expected = expected.get_or_insert_with(|| found.clone());
        let name =
            |files: &[(String, Vec<u8>)]| files.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
        assert_eq!(name(expected), name(&found), "{settings:?}");
        for (before, after) in expected.iter().zip(&found) {
            assert!(before == after, "{} with {settings:?}", after.0);
        }
    }
    let expected = expected.unwrap();
    let groups = expected.iter().find(|(name, _)| name == "out/jsonl").unwrap();
    assert!(String::from_utf8_lossy(&groups.1).contains("\"kind\":\"near\""), "there are reprints");
}

#[test]
fn a_run_that_goes_on_with_other_settings_changes_no_byte() {
    let folder = |moment: &str| {
        let folder = with_news();
        let die = format!("[[output]]\nuse = \"die\"\nat = \"{moment}\"\nonce = \"died\"\n");
        folder.write("pipeline.toml", pipeline(STAGES, &["jsonl", "csv", "sqlite"]) + &die);
        folder
    };
    let undisturbed = folder("write");
    undisturbed.write("died", "");
    assert_eq!(run_with(&undisturbed, SETTINGS[0], &[]), Some(1));
    let expected = written(&undisturbed, "out/");
    for (moment, [first, second]) in
        [("write", [SETTINGS[1], SETTINGS[3]]), ("finish", [SETTINGS[2], SETTINGS[0]])]
    {
        let folder = folder(moment);
        assert_eq!(run_with(&folder, first, &["--resume"]), None, "it dies of a signal");
        assert_eq!(run_with(&folder, second, &["--resume"]), Some(1));
        assert!(written(&folder, "out/") == expected, "{moment}");
    }
}

#[test]
fn one_run_and_several_leave_the_same_index() {
    let stage = "[[stage]]\nuse = \"group-reprints\"\nindex = { path = \"index\" }\n";
    let mut expected = None;
    for (number, settings) in SETTINGS.into_iter().enumerate() {
        for runs in [vec!["news"], vec!["news/a.jsonl", "news/b.jsonl", "news/c.jsonl"]] {
            let folder = with_news();
            folder.write("pipeline.toml", pipeline(stage, &["jsonl"]));
            for (at, input) in runs.iter().enumerate() {
                // Each run has settings of its own.
                let settings = if runs.len() == 1 { settings } else { SETTINGS[(number + at) % 4] };
                assert_eq!(run_with(&folder, settings, &[input]), Some(1));
            }
            let groups = folder.read("index/groups.jsonl");
            assert!(groups.lines().count() > 20, "{groups}");
            let expected = expected.get_or_insert_with(|| groups.clone());
            assert!(groups == *expected, "{settings:?} {runs:?}");
        }
    }
}
