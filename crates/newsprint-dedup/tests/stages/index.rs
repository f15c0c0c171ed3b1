//! The index: the same groups however the work is cut up, and nothing but the truth from damaged
//! files.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::support::{BRIDGE, LIBRARY, article, corpus, stage, start_of};
use newsprint_core::{
    CorpusStage, Digests, MemoryRoom, Resolution, Room, RoomFile, StepError, Verdict,
};
use xxhash_rust::xxh3::xxh3_64;

/// The digests of `texts`, numbered from `first` on, in chunks of `chunk`.
fn digests(stage: &dyn CorpusStage, texts: &[String], first: usize, chunk: usize) -> Vec<Digests> {
    let all: Vec<_> = texts.iter().zip(first..).map(|(text, at)| article(at, text)).collect();
    let digest = |chunk: &[_]| {
        let mut digests = Digests::new();
        for (source, article) in chunk {
            let mut digest = Vec::new();
            stage.digest(source, article, &mut digest).unwrap();
            let article: &newsprint_core::Article = article;
            digests.push(article.id, &digest);
        }
        digests
    };
    all.chunks(chunk).map(digest).collect()
}

fn resolve(
    stage: &dyn CorpusStage,
    texts: &[String],
    first: usize,
    chunk: usize,
    room: &dyn Room,
) -> Result<Resolution, StepError> {
    stage.resolve(&mut digests(stage, texts, first, chunk).into_iter(), room)
}

/// One run over `texts`, numbered from `first` on, that keeps what it learnt.
fn run(options: &str, texts: &[String], first: usize, memory: usize) -> Vec<Option<Verdict>> {
    let stage = stage("group-reprints", options);
    let resolution = resolve(&*stage, texts, first, 7, &MemoryRoom(memory)).unwrap();
    if let Some(commit) = resolution.commit {
        commit().unwrap();
    }
    resolution.verdicts
}

fn option(folder: &Path) -> String {
    format!("index.path = {:?}", folder.to_string_lossy())
}

fn groups(folder: &Path) -> String {
    fs::read_to_string(folder.join("groups.jsonl")).unwrap()
}

#[test]
fn memory_and_chunks_change_nothing() {
    let texts = corpus();
    for options in ["", "candidates = \"bands\""] {
        let stage = stage("group-reprints", options);
        let of = |chunk, memory| {
            resolve(&*stage, &texts, 0, chunk, &MemoryRoom(memory)).unwrap().verdicts
        };
        let expected = of(1000, usize::MAX);
        assert!(expected.iter().flatten().count() > 40, "there are groups");
        for (chunk, memory) in [(1, 0), (1, 1 << 13), (5, 1 << 14), (5, 1 << 16), (96, 1 << 18)] {
            assert_eq!(of(chunk, memory), expected, "chunks of {chunk}, {memory} bytes");
        }
    }
}

#[test]
fn many_runs_are_one_run() {
    let texts = corpus();
    let folder = tempfile::tempdir().unwrap();
    let (one, many) = (folder.path().join("one"), folder.path().join("many"));
    let expected = run(&option(&one), &texts, 0, usize::MAX);
    assert_eq!(run("", &texts, 0, usize::MAX), expected);
    let mut last = Vec::new();
    for (number, some) in texts.chunks(10).enumerate() {
        last = run(&option(&many), some, number * 10, [usize::MAX, 1 << 13][number % 2]);
    }
    assert_eq!(groups(&many), groups(&one));
    assert_eq!(last, expected[texts.len() - last.len()..]);
    let manifest = fs::read_to_string(many.join("manifest")).unwrap();
    let segments = manifest.lines().filter(|line| line.starts_with("segment ")).count();
    assert!((1..=5).contains(&segments), "segments are merged:\n{manifest}");
    assert_eq!(fs::read_dir(&many).unwrap().count(), 3 + 5 * segments, "nothing else is left");
}

#[test]
fn articles_that_are_fed_in_again_are_the_same_articles() {
    let texts = corpus();
    for options in ["", "leader = \"cleanest\"", "candidates = \"bands\""] {
        let folder = tempfile::tempdir().unwrap();
        let (one, again) = (folder.path().join("one"), folder.path().join("again"));
        let run = |folder, texts, first, memory| {
            let options = format!("{}\n{options}", option(folder));
            let verdicts = run(&options, texts, first, memory);
            // Which other use of its template an article is like is told where the two first meet.
            let grouped = |it: Verdict| {
                (it.reason != "same-template").then_some((it.kept, it.similarity, it.reason))
            };
            verdicts.into_iter().map(|it| it.and_then(grouped)).collect::<Vec<_>>()
        };
        let expected = run(&one, &texts, 0, usize::MAX);
        assert_eq!(run(&again, &texts[..40], 0, usize::MAX), run(&again, &texts[..40], 0, 1 << 13));
        let changes = || fs::read_to_string(again.join("changes.jsonl")).unwrap();
        assert_eq!(changes(), "", "the day done again changes nothing");
        run(&again, &texts[40..], 40, usize::MAX);
        assert_eq!(groups(&again), groups(&one));
        assert_eq!(run(&again, &texts, 0, 1 << 13), expected, "all of it once more");
        assert_eq!((groups(&again), changes()), (groups(&one), String::new()));
    }
}

#[test]
fn an_article_without_text_is_kept_and_in_no_group() {
    let texts = ["", LIBRARY, "……", ""].map(str::to_owned);
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    for _ in 0..2 {
        assert_eq!(run(&options, &texts, 0, usize::MAX), [None, None, None, None]);
        assert_eq!(groups(folder.path()), "");
    }
}

#[test]
fn a_run_without_articles_adds_nothing() {
    let texts = corpus();
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    run(&options, &[], 0, usize::MAX);
    run(&options, &texts[..40], 0, usize::MAX);
    let before = groups(folder.path());
    run(&options, &[], 40, usize::MAX);
    assert_eq!(groups(folder.path()), before);
    run(&options, &texts[40..], 40, 1 << 13);
    let whole = tempfile::tempdir().unwrap();
    run(&option(whole.path()), &texts, 0, usize::MAX);
    assert_eq!(groups(folder.path()), groups(whole.path()));
}

#[test]
fn earlier_articles_that_change_their_group_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    let changes = || fs::read_to_string(folder.path().join("changes.jsonl")).unwrap();
    let id = |record: usize, text: &str| article(record, text).1.id;
    run(&options, &[start_of(LIBRARY, 280), BRIDGE.to_owned()], 0, usize::MAX);
    assert_eq!((groups(folder.path()), changes()), (String::new(), String::new()));
    run(&options, &[LIBRARY.to_owned()], 2, usize::MAX);
    let (first, second) = (id(0, &start_of(LIBRARY, 280)), id(2, LIBRARY));
    let line =
        format!("{{\"article\":\"{first}\",\"group\":\"{first}\",\"leader\":\"{second}\"}}\n");
    assert_eq!(changes(), line);
    run(&options, &["青禾县下了今年的第一场雪。".to_owned()], 3, usize::MAX);
    assert_eq!(changes(), "");
}

#[test]
fn a_run_that_is_not_committed_leaves_the_index_as_it_was() {
    let texts = corpus();
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    run(&options, &texts[..40], 0, usize::MAX);
    let listing = || {
        let mut files: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    };
    let before = listing();
    let stage = stage("group-reprints", &options);
    drop(resolve(&*stage, &texts[40..], 40, 7, &MemoryRoom(1 << 13)).unwrap());
    assert_eq!(listing(), before);

    // What a killed run leaves is in nobody's way.
    fs::write(folder.path().join(".new-x"), "half").unwrap();
    fs::write(folder.path().join("0123456789abcdef.postings"), "half").unwrap();
    run(&options, &texts[40..], 40, usize::MAX);
    let one = tempfile::tempdir().unwrap();
    run(&option(one.path()), &texts, 0, usize::MAX);
    assert_eq!(groups(folder.path()), groups(one.path()));
    assert!(!folder.path().join(".new-x").exists());
    assert!(!folder.path().join("0123456789abcdef.postings").exists());
}

#[test]
fn two_runs_at_once_are_one_too_many() {
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    let stage = stage("group-reprints", &options);
    let texts = [LIBRARY.to_owned()];
    let resolve = |first| resolve(&*stage, &texts, first, 1, &MemoryRoom(1 << 20)).unwrap();
    let (first, second) = (resolve(0), resolve(1));
    first.commit.unwrap()().unwrap();
    let error = second.commit.unwrap()().unwrap_err();
    assert_eq!(error.to_string(), "another run has added to the index meanwhile");
}

/// What is wrong with the index of `options`.
fn refusal(options: &str) -> String {
    let mut registry = newsprint_core::Registry::new();
    newsprint_dedup::register(&mut registry).unwrap();
    let (table, mut faults) = newsprint_core::config::parse_toml(options, 0);
    let info = registry.get(newsprint_core::StepKind::Stage, "group-reprints").unwrap();
    let built = info.build(table, newsprint_core::Span::default(), &mut faults);
    assert!(built.is_none());
    faults[0].message.clone()
}

#[test]
fn an_index_of_other_options_or_another_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    run(&options, &[LIBRARY.to_owned()], 0, usize::MAX);
    let other = refusal(&format!("{options}\nthreshold = 0.9"));
    assert!(other.starts_with("the index was made with other options: version="), "{other}");
    let other = refusal(&format!("{options}\ncandidates = \"bands\""));
    assert!(other.contains("candidates=bands:23x3"), "{other}");
    let manifest = folder.path().join("manifest");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("newsprint-index 1", "newsprint-index 9")).unwrap();
    assert_eq!(
        refusal(&options),
        "the index is `newsprint-index 9`, this program reads `newsprint-index 1`"
    );
    fs::write(&manifest, text.replace("segment 0 1", "segment 0 2")).unwrap();
    assert_eq!(refusal(&options), "the index is damaged");
    fs::write(&manifest, "").unwrap();
    assert_eq!(refusal(&options), "the index is damaged");
    fs::write(&manifest, b"newsprint-index 1\n\xFF").unwrap();
    assert!(refusal(&options).starts_with("the index is damaged"));
}

#[test]
fn segments_without_a_manifest_are_kept() {
    let texts = corpus();
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    run(&options, &texts[..40], 0, usize::MAX);
    let manifest = folder.path().join("manifest");
    let whole = fs::read(&manifest).unwrap();
    fs::remove_file(&manifest).unwrap();
    let count = || fs::read_dir(folder.path()).unwrap().count();
    let before = count();
    assert!(refusal(&options).ends_with(" has lost its `manifest`"), "{}", refusal(&options));
    assert_eq!(count(), before);
    fs::write(&manifest, whole).unwrap();
    run(&options, &texts[40..], 40, usize::MAX);
    let one = tempfile::tempdir().unwrap();
    run(&option(one.path()), &texts, 0, usize::MAX);
    assert_eq!(groups(folder.path()), groups(one.path()));
}

#[test]
fn a_first_run_that_is_killed_is_in_nobodys_way() {
    let texts = [LIBRARY.to_owned()];
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    let stage = stage("group-reprints", &options);
    let first = resolve(&*stage, &texts, 0, 1, &MemoryRoom(1 << 20)).unwrap();
    // Stopped while files get their names: what has the name of a list cannot be replaced.
    let list = folder.path().join("groups.jsonl");
    fs::create_dir(&list).unwrap();
    first.commit.unwrap()().unwrap_err();
    assert!(folder.path().join("manifest").exists());
    fs::remove_dir(&list).unwrap();
    run(&options, &texts, 0, usize::MAX);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3 + 5, "nothing else is left");
    assert_eq!(groups(folder.path()), "");
}

#[test]
fn damaged_files_are_errors_and_make_no_group() {
    let texts = corpus();
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    run(&options, &texts[..50], 0, usize::MAX);
    let stage = stage("group-reprints", &options);
    let today = || resolve(&*stage, &texts[50..], 50, 7, &MemoryRoom(1 << 20));
    let expected = today().unwrap().verdicts;
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path()).collect();
    let tables = files.iter().filter(|path| {
        !matches!(
            path.file_name().unwrap().to_str(),
            Some("manifest" | "groups.jsonl" | "changes.jsonl")
        )
    });
    for path in tables {
        let whole = fs::read(path).unwrap();
        for at in (0..whole.len()).step_by(whole.len() / 40 + 1) {
            let mut broken = whole.clone();
            broken[at] ^= 0x40;
            fs::write(path, &broken).unwrap();
            match today() {
                // The damage stands where this run did not have to look.
                Ok(resolution) => assert_eq!(resolution.verdicts, expected, "{path:?} {at}"),
                Err(error) => assert!(error.to_string().starts_with("the index is damaged")),
            }
            fs::write(path, &whole[..at]).unwrap();
            let error = today().unwrap_err();
            assert!(error.to_string().starts_with("the index is damaged"), "{error}");
        }
        fs::remove_file(path).unwrap();
        assert!(today().unwrap_err().to_string().starts_with("the index is damaged"));
        fs::write(path, &whole).unwrap();
    }
}

#[test]
fn rows_of_no_text_are_damage_though_their_checksums_are_right() {
    let texts = corpus();
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    run(&options, &texts[..50], 0, usize::MAX);
    let stage = stage("group-reprints", &options);
    // Where the number of the text ends in a row of each table, and the length of the row.
    for (table, number, row) in [("postings", 3, 8), ("exact", 19, 20)] {
        let is_table = |path: &PathBuf| path.extension().is_some_and(|it| it == table);
        let mut files = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path());
        let path = files.find(is_table).unwrap();
        let whole = fs::read(&path).unwrap();
        let mut forged = whole.clone();
        let (header, rows) = forged.split_at_mut(16);
        for number in rows.iter_mut().skip(number).step_by(row) {
            *number = 0x7F;
        }
        let sum = xxh3_64(&[&header[..8], rows].concat());
        header[8..].copy_from_slice(&sum.to_le_bytes());
        fs::write(&path, forged).unwrap();
        let error = resolve(&*stage, &texts[50..], 50, 7, &MemoryRoom(1 << 20)).unwrap_err();
        assert!(error.to_string().starts_with("the index is damaged"), "{table}: {error}");
        fs::write(&path, whole).unwrap();
    }
}

/// A disk that has room for some bytes.
struct Nearly(std::sync::Arc<std::sync::atomic::AtomicI64>);

struct NearlyFile(io::Cursor<Vec<u8>>, std::sync::Arc<std::sync::atomic::AtomicI64>);

impl Room for Nearly {
    fn memory(&self) -> usize {
        1 << 13
    }

    fn file(&self) -> io::Result<Box<dyn RoomFile>> {
        Ok(Box::new(NearlyFile(io::Cursor::default(), self.0.clone())))
    }
}

impl Write for NearlyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = i64::try_from(bytes.len()).unwrap();
        if self.1.fetch_sub(length, std::sync::atomic::Ordering::Relaxed) < length {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for NearlyFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes)
    }
}

impl Seek for NearlyFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_full_disk_is_an_error_and_the_index_stays() {
    let texts = corpus();
    let folder = tempfile::tempdir().unwrap();
    let options = option(folder.path());
    run(&options, &texts[..40], 0, usize::MAX);
    let manifest = || fs::read(folder.path().join("manifest")).unwrap();
    let before = manifest();
    let stage = stage("group-reprints", &options);
    for bytes in [0, 1, 1000, 10_000, 20_000] {
        let room = Nearly(std::sync::Arc::new(bytes.into()));
        let error = resolve(&*stage, &texts[40..], 40, 5, &room).unwrap_err();
        assert!(error.to_string().starts_with("the index cannot be written: "), "{error}");
        assert!(error.help_text().unwrap().contains("the index is as it was before"));
        assert_eq!(manifest(), before);
    }
    let room = Nearly(std::sync::Arc::new(i64::MAX.into()));
    resolve(&*stage, &texts[40..], 40, 5, &room).unwrap();
}

#[test]
fn many_articles_with_the_same_text_or_key_cost_little() {
    let same = vec![LIBRARY.to_owned(); 5000];
    let verdicts = run("", &same, 0, 1 << 16);
    assert!(verdicts.iter().all(|it| it.as_ref().is_some_and(|it| it.reason == "same-text")));
    let phrase = start_of(BRIDGE, 80);
    let crowd: Vec<String> = (0..3000).map(|n| format!("{phrase}{n}号")).collect();
    assert_eq!(run("", &crowd, 0, 1 << 16), run("", &crowd, 0, usize::MAX));
}
