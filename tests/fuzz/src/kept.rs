//! What newsprint keeps between runs and reads again: the index of reprints, the journal, the
//! rejects. Damage is an error, or changes nothing.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use newsprint::core::interchange::read_reject_head;
use newsprint::core::{Digests, MemoryRoom, Resolution, Step, StepError, StepKind, Verdict};
use newsprint::pipeline::{Observer, Replay, ReplayChoice, RunControl, RunProgress};
use newsprint::{ConfigText, Plan};
use newsprint_testkit::record;
use tempfile::TempDir;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::damage::damaged;
use super::support::step;

const WATER: &str = "云溪市今天公布全年水利工程,全市新修水渠12公里,清淤河道36公里,三座小水库完成加固。\
    沿线九个村的村民前来观看,撑船人说,半夜有人喊船的日子过去了。工程明年春天全部完工,预计灌溉农田五万亩。";
const SCHOOL: &str = "青禾县今年新建幼儿园6所,增加学位840个,乡村教师周转房竣工52套。\
    退休教师在窗边找到座位,翻开一本旧县志,她说年轻时在粮仓里领过口粮,如今回来读书,心里说不出的踏实。";

/// Reprints of two stories and stories of their own.
fn stories() -> Vec<String> {
    let own = (0..4).map(|n| format!("第{n}号水渠通水,全长{n}公里,沿线{n}个村的村民前来观看。"));
    let cut = |text: &str, length: usize| text.chars().take(length).collect::<String>();
    let copies = [WATER.to_owned(), SCHOOL.to_owned(), cut(WATER, 80), cut(SCHOOL, 70)];
    copies.into_iter().chain(own).chain([WATER.replace('九', "八"), String::new()]).collect()
}

/// The index of reprints. The first byte chooses a file of it; what follows damages that. With its
/// highest bit set the checksums are right all the same, as a forger would have them: then no more
/// is asked than that nothing panics.
pub fn index(bytes: &[u8]) {
    thread_local! {
        static INDEX: Index = Index::new();
    }
    let Some((&choice, script)) = bytes.split_first() else { return };
    INDEX.with(|index| {
        let (path, whole) = &index.files[usize::from(choice & 0x7F) % index.files.len()];
        let is_forged = choice & 0x80 != 0;
        let mut content = damaged(whole, script);
        if is_forged {
            content = index.sealed(path, content, whole.len());
        }
        fs::write(path, content).unwrap();
        let answer = index.ask();
        fs::write(path, whole).unwrap();
        match answer {
            Ok(answer) => assert!(is_forged || answer.verdicts == index.expected, "other groups"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    });
}

/// An index of earlier stories, and what it says of later ones.
struct Index {
    folder: TempDir,
    files: Vec<(PathBuf, Vec<u8>)>,
    expected: Vec<Option<Verdict>>,
}

impl Index {
    fn new() -> Self {
        let mut index =
            Self { folder: tempfile::tempdir().unwrap(), files: Vec::new(), expected: Vec::new() };
        index.ask().unwrap().commit.unwrap()().unwrap();
        let names = fs::read_dir(index.folder.path()).unwrap();
        let mut files: Vec<PathBuf> = names.map(|name| name.unwrap().path()).collect();
        files.retain(|path| path.extension().is_none_or(|it| it != "jsonl"));
        files.sort();
        index.files = files.into_iter().map(|it| (it.clone(), fs::read(it).unwrap())).collect();
        index.expected = index.ask().unwrap().verdicts;
        assert!(index.expected.iter().flatten().count() > 3, "there are groups");
        index
    }

    fn ask(&self) -> Result<Resolution, StepError> {
        let options = format!("index.path = {:?}", self.folder.path().display().to_string());
        let built = step(StepKind::Stage, "group-reprints", &options);
        let built = built.map_err(|faults| StepError::new(faults[0].message.clone()))?;
        let Step::Corpus(stage) = built else { unreachable!("it sees all articles") };
        let mut digests = Digests::new();
        for (number, story) in stories().iter().enumerate() {
            let name = format!("{}{number}.txt", self.files.len());
            let document = record(&name, &format!("消息\n{story}"));
            digests.extend(&stage.digest_document(&document).unwrap());
        }
        stage.resolve(&mut Some(digests).into_iter(), &MemoryRoom(1 << 16))
    }

    /// A file with the checksums and the length that it should have.
    fn sealed(&self, path: &Path, mut content: Vec<u8>, length: usize) -> Vec<u8> {
        if path == self.folder.path().join("manifest") {
            let text = String::from_utf8_lossy(&content).into_owned();
            let body = text.rsplit_once("checksum ").map_or(text.as_str(), |(body, _)| body);
            let sum = xxh3_64_with_seed(body.as_bytes(), 0);
            return format!("{body}checksum {sum:016x}\n").into_bytes();
        }
        content.resize(length, 0);
        let mut rest = content.as_mut_slice();
        while let Some((header, rows)) = rest.split_first_chunk_mut::<16>() {
            let (length, sum) = header.split_at_mut(8);
            let stated = length.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
            let rows_length = rows.len().min(usize::try_from(stated).unwrap());
            let (frame, others) = rows.split_at_mut(rows_length);
            sum.copy_from_slice(&xxh3_64(&[length, frame].concat()).to_le_bytes());
            rest = others;
        }
        content
    }
}

/// The journal of a run that was stopped. The first byte says whether it is forged as an index can
/// be; what follows damages it. The run that goes on writes what a run from the start writes.
pub fn journal(bytes: &[u8]) {
    thread_local! {
        static STOPPED: Stopped = Stopped::new();
    }
    let Some((&choice, script)) = bytes.split_first() else { return };
    STOPPED.with(|stopped| {
        let is_forged = choice & 0x80 != 0;
        let mut log = damaged(&stopped.log, script);
        if is_forged {
            seal_records(&mut log);
        }
        fs::create_dir_all(stopped.folder.path().join("journal")).unwrap();
        fs::write(stopped.folder.path().join("journal/log"), log).unwrap();
        let run = stopped.plan.run();
        assert!(is_forged || run.is_ok(), "{run:?}");
        assert!(is_forged || stopped.written() == stopped.expected, "another result");
    });
}

/// A pipeline, the journal of a run of it that was stopped, and what a run from the start writes.
struct Stopped {
    folder: TempDir,
    plan: Plan,
    log: Vec<u8>,
    expected: [Vec<u8>; 2],
}

impl Stopped {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = String::new();
        for story in stories() {
            writeln!(lines, "{{\"text\":{story:?}}}").unwrap();
        }
        lines.push_str("{\"text\":\n");
        fs::write(folder.path().join("in.jsonl"), lines).unwrap();
        let plan = Plan::new(
            &pipeline_in(
                &folder,
                "journal = \"~/journal\"\nchunk = 2\nthreads = 1\n[[stage]]\nuse = \"group-reprints\"\n\
                 [[stage]]\nuse = \"find-metrics\"\n[[stage]]\nuse = \"filter\"\nkeep = \"length > 9\"\n",
            ),
            &newsprint::registry().unwrap(),
        );
        let mut stopped =
            Self { folder, plan: plan.unwrap(), log: Vec::new(), expected: Default::default() };
        stopped.plan.run().unwrap();
        stopped.expected = stopped.written();
        let stop = Arc::new(AtomicBool::new(false));
        let mut after = StopAfter { chunks: 9, stop: Arc::clone(&stop) };
        let run = stopped.plan.run_controlled(&RunControl::new(false).stopped_by(stop), &mut after);
        assert!(run.is_err(), "it is stopped");
        stopped.log = fs::read(stopped.folder.path().join("journal/log")).unwrap();
        stopped
    }

    fn written(&self) -> [Vec<u8>; 2] {
        ["out.jsonl", "rejects.jsonl"].map(|it| fs::read(self.folder.path().join(it)).unwrap())
    }
}

struct StopAfter {
    chunks: u32,
    stop: Arc<AtomicBool>,
}

impl Observer for StopAfter {
    fn progressed(&mut self, _: &RunProgress<'_>) {
        self.chunks = self.chunks.saturating_sub(1);
        self.stop.store(self.chunks == 0, Ordering::Relaxed);
    }
}

/// Gives the records of a journal the checksums that they should have.
fn seal_records(log: &mut [u8]) {
    let Some((_, mut rest)) = log.split_at_mut_checked(b"newsprint-journal 1\n".len()) else {
        return;
    };
    while let Some((header, content)) = rest.split_first_chunk_mut::<48>() {
        let stated = header[24..].first_chunk().map_or(0, |it| u64::from_le_bytes(*it));
        let length = usize::try_from(stated).unwrap_or(usize::MAX).min(content.len());
        let (content, others) = content.split_at_mut(length);
        header[32..40].copy_from_slice(&xxh3_64(content).to_le_bytes());
        let sum = xxh3_64(&header[..40]);
        header[40..].copy_from_slice(&sum.to_le_bytes());
        rest = others;
    }
}

/// A file of rejects, fed in again; `~` stands for the folder of what they name. Whatever a replay
/// takes goes through, the same for any threads.
pub fn rejects(bytes: &[u8]) {
    thread_local! {
        static FOLDER: TempDir = {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("in.jsonl"), "{\"text\":\"一则消息。\"}\n{\"text\":\n")
                .unwrap();
            folder
        };
    }
    let lines = String::from_utf8_lossy(bytes);
    // Nothing is read but what stands there for it.
    let is_ours = |place: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || ".:-_".contains(c);
        place.strip_prefix("~/").is_some_and(|name| name.chars().all(plain))
    };
    if !lines.lines().filter_map(|it| read_reject_head(it).ok()).all(|it| is_ours(&it.place)) {
        return;
    }
    FOLDER.with(|folder| {
        let root = folder.path().display().to_string();
        let file = folder.path().join("kept.jsonl");
        fs::write(&file, lines.replace("\"~/", &format!("\"{root}/"))).unwrap();
        let run = |threads: u32| {
            let settings = format!(
                "threads = {threads}\nchunk = {threads}\n\
                 [[stage]]\nuse = \"drop-exact\"\n\
                 [[stage]]\nuse = \"filter\"\nkeep = \"length > 9\"\n"
            );
            let choice = ReplayChoice {
                rejects: Some(file.clone()),
                dropped: true,
                ..ReplayChoice::default()
            };
            let registry = newsprint::registry().unwrap();
            let replay = Replay::new(&pipeline_in(folder, &settings), &registry, &choice);
            let replay = replay.map_err(|error| error.to_string())?;
            assert_eq!(replay.chosen + replay.left, lines.lines().count() as u64);
            replay.plan.run().map_err(|error| error.to_string())?;
            Ok::<_, String>(["out.replay-1.jsonl", "rejects.replay-1.jsonl"].map(|name| {
                let content = fs::read(folder.path().join(name)).unwrap_or_default();
                let _ = fs::remove_file(folder.path().join(name));
                content
            }))
        };
        assert_eq!(run(1), run(3), "threads change what is replayed");
    });
}

/// A pipeline over `in.jsonl` in `folder`, which `~` stands for; `settings` are those of the run,
/// with the stages behind them.
fn pipeline_in(folder: &TempDir, settings: &str) -> ConfigText {
    let text = format!(
        "[input]\nuse = \"jsonl\"\npaths = [\"~/in.jsonl\"]\n\
         [run]\nrejects-file = \"~/rejects.jsonl\"\n{settings}\n\
         [[output]]\nuse = \"jsonl\"\npath = \"~/out.jsonl\"\n"
    );
    let text = text.replace('~', &folder.path().display().to_string());
    ConfigText::new("pipeline.toml", text)
}
