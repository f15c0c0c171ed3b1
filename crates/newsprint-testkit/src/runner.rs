//! Documents through the real runner, with an input and an output that keep them as they are.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use newsprint_core::config::Fault;
use newsprint_core::{
    Chunk, ChunkLimits, Component, Document, Field, Input, Origin, Part, RawRecord, Reader,
    Registry, RunSummary, Sink, SinkWriter, StepError, interchange,
};
use newsprint_pipeline::{ConfigError, ConfigText, Plan, RunReport, Waiting};
use tempfile::TempDir;

use crate::parts::decide_in_parts;

newsprint_core::options! {
    /// Options of the test's input and output.
    pub(crate) struct FileOptions {
        /// The file.
        pub(crate) path: PathBuf;
    }
}

/// Reads documents, one a line.
struct Documents(PathBuf);

impl Component for Documents {
    const NAME: &'static str = "test-documents";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = "Reads documents, one a line.";
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text, Field::Articles, Field::Group, Field::Metrics];
    const BRINGS_MORE: bool = true;
    type Options = FileOptions;

    fn build(options: FileOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self(options.path))
    }
}

impl Input for Documents {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        let file = BufReader::new(File::open(&self.0).expect("the test wrote it"));
        let origin = Arc::new(Origin::new("documents"));
        Ok(Box::new(Lines { file, origin, number: 0 }))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let line = std::str::from_utf8(record.bytes).expect("the test wrote it");
        interchange::read_document(line)
            .map_err(|error| StepError::new("not what the test wrote").because(error))
    }
}

struct Lines {
    file: BufReader<File>,
    origin: Arc<Origin>,
    number: u64,
}

impl Reader for Lines {
    fn next_chunk(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError> {
        let mut chunk = Chunk::default();
        let mut line = Vec::new();
        while chunk.len() < limits.records
            && self.file.read_until(b'\n', &mut line).expect("the test wrote it") > 0
        {
            self.number += 1;
            chunk.append(&self.origin, Part::Line(self.number), &line);
            line.clear();
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }
}

/// Writes documents, one a line.
struct Kept(PathBuf);

impl Component for Kept {
    const NAME: &'static str = "test-kept";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = "Writes documents, one a line.";
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[];
    type Options = FileOptions;

    fn build(options: FileOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self(options.path))
    }
}

impl Sink for Kept {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        Ok(Box::new(KeptWriter(File::create(&self.0).expect("the test's folder is writable"))))
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        interchange::write_document(document, out)
            .map_err(|error| StepError::new("not JSON").because(error))
    }
}

struct KeptWriter(File);

impl SinkWriter for KeptWriter {
    fn write(&mut self, _: &Document, rendered: &[u8]) -> Result<(), StepError> {
        self.0.write_all(rendered).expect("the test's folder is writable");
        Ok(())
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(Vec::new())
    }
}

/// What a run left.
#[derive(Debug)]
pub struct Ran {
    /// The documents that came out, a line each.
    pub documents: Vec<u8>,
    /// The rejects, a line each.
    pub rejects: Vec<u8>,
    /// What the run said of itself.
    pub report: RunReport,
}

/// Runs `stages`, which are `[[stage]]` tables, over `documents` in the real runner, as `settings`
/// say: lines of its `[run]` table.
///
/// # Errors
/// Why the pipeline is refused.
pub fn run_stages(
    registry: Registry,
    settings: &str,
    stages: &str,
    documents: &[Document],
) -> Result<Ran, ConfigError> {
    let (plan, folder) = plan_of(registry, settings, stages, documents)?;
    let path = |name: &str| folder.path().join(name);
    let report = plan.run().unwrap_or_else(|error| panic!("{error}"));
    Ok(Ran {
        documents: fs::read(path("out")).expect("the run wrote it"),
        // A run without rejects leaves no file.
        rejects: fs::read(path("rejects")).unwrap_or_default(),
        report,
    })
}

/// Leads `documents` through `stages` in pieces of `size` documents, as an engine does; gives the
/// documents' lines. Sees that a corpus stage decides in parts as it does in one process.
pub fn run_in_pieces(
    registry: Registry,
    stages: &str,
    documents: &[Document],
    size: usize,
) -> Vec<u8> {
    let (plan, _folder) =
        plan_of(registry, "", stages, documents).unwrap_or_else(|error| panic!("{error}"));
    let mut reader = plan.input().open().unwrap_or_else(|error| panic!("{error}"));
    let limits = ChunkLimits { records: size, bytes: usize::MAX };
    let mut pieces = Vec::new();
    while let Some(chunk) = reader.next_chunk(limits).unwrap_or_else(|error| panic!("{error}")) {
        pieces.push(plan.work_on_records(chunk));
    }
    for segment in 1..=plan.corpus_stages().count() {
        let waiting: Vec<Waiting> = pieces.drain(..).filter_map(|piece| piece.waiting).collect();
        let mut gathered = plan.gather();
        for it in &waiting {
            let added = plan.add_digests(&mut gathered, &it.digests);
            added.unwrap_or_else(|error| panic!("{error}"));
        }
        let verdicts = plan.resolve(segment, gathered).unwrap_or_else(|error| panic!("{error}"));
        let verdicts: Vec<Vec<u8>> = verdicts.collect();
        let digests: Vec<Vec<u8>> = waiting.iter().map(|it| it.digests.clone()).collect();
        for parts in [1, 3, 8] {
            let decided = decide_in_parts(&plan, segment, &digests, parts);
            assert!(decided.is_none_or(|it| it == verdicts), "decided in {parts} parts");
        }
        for (it, of) in waiting.into_iter().zip(verdicts) {
            let worked = plan.work_on_waiting(segment, it.documents, &of);
            pieces.push(worked.unwrap_or_else(|error| panic!("{error}")));
        }
    }
    pieces.iter().flat_map(|piece| piece.rendered.concat()).collect()
}

/// A plan of `stages` over `documents`, and the folder that its files are in.
fn plan_of(
    mut registry: Registry,
    settings: &str,
    stages: &str,
    documents: &[Document],
) -> Result<(Plan, TempDir), ConfigError> {
    registry.add_input::<Documents>().expect("the name is the test's own");
    registry.add_output::<Kept>().expect("the name is the test's own");
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let path = |name: &str| folder.path().join(name);
    let shown = |name: &str| format!("{:?}", path(name).to_string_lossy());
    let mut lines = Vec::new();
    for document in documents {
        interchange::write_document(document, &mut lines).expect("a document is JSON");
    }
    fs::write(path("in"), &lines).expect("the test's folder is writable");
    let pipeline = format!(
        "[input]\nuse = \"test-documents\"\npath = {}\n\
         [run]\nrejects-file = {}\n{settings}\n{stages}\n\
         [[output]]\nuse = \"test-kept\"\npath = {}\n",
        shown("in"),
        shown("rejects"),
        shown("out"),
    );
    let plan = Plan::new(&ConfigText::new("test.toml", pipeline), &registry)?;
    Ok((plan, folder))
}
