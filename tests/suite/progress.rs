//! A run that is watched.

use newsprint::pipeline::{Observer, Phase, RunProgress};
use newsprint::{ConfigText, Plan, registry};

use crate::support::Folder;

#[derive(Default)]
struct Seen(Vec<(String, u64, u64, Option<u64>)>);

impl Observer for Seen {
    fn progressed(&mut self, progress: &RunProgress<'_>) {
        let phase = match progress.phase {
            Phase::Reading => "reading".to_owned(),
            Phase::Resolving(stage) => format!("resolving {stage}"),
            Phase::Applying(stage) => format!("applying {stage}"),
            _ => "?".to_owned(),
        };
        self.0.push((phase, progress.documents, progress.bytes.read, progress.bytes.total));
    }
}

#[test]
fn each_phase_is_told_to_its_end() {
    let folder = Folder::new();
    let line =
        |n| format!("{{\"id\":{n},\"text\":\"青石镇新修水渠{n}公里,灌溉农田一万余亩。\"}}\n");
    let lines: String = (0..100).map(line).collect();
    let (input, output) = (folder.path("in.jsonl"), folder.path("out.jsonl"));
    folder.write("in.jsonl", &lines);
    let text = format!(
        "[input]\nuse = \"jsonl\"\npaths = [{input:?}]\n[run]\nchunk = 10\nrejects = {:?}\n\
         [[stage]]\nuse = \"group-reprints\"\n[[output]]\nuse = \"jsonl\"\npath = {output:?}\n",
        folder.path("rejects.jsonl"),
    );
    let plan = Plan::new(&ConfigText::new("p.toml", text), &registry().unwrap()).unwrap();
    let mut seen = Seen::default();
    plan.run_watched(&mut seen).unwrap();
    let length = lines.len() as u64;
    let of = |phase: &str| -> Vec<_> { seen.0.iter().filter(|it| it.0 == phase).collect() };
    let reading = of("reading");
    assert_eq!(reading.len(), 10);
    assert!(reading.is_sorted_by_key(|it| it.1));
    assert_eq!(reading[9], &("reading".to_owned(), 100, length, Some(length)));
    assert_eq!(of("resolving group-reprints").len(), 1);
    let applying = of("applying group-reprints");
    let (_, documents, read, total) = applying.last().unwrap();
    assert_eq!((*documents, Some(*read)), (100, *total));
}
