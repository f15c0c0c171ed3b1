//! `newsprint graph`: a pipeline, drawn.

use std::fmt::Write as _;

use newsprint::Registry;
use newsprint::pipeline::GraphStep;
use serde_json::json;

use crate::args::{GraphArgs, GraphFormat};
use crate::show::Show;
use crate::{Exit, commands};

/// `newsprint graph`.
pub(crate) fn graph(args: &GraphArgs, registry: &Registry, show: &Show) -> Exit {
    let (plan, _) = match commands::plan(&args.pipeline, registry, show) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let steps = plan.graph(registry);
    let drawn = match args.format {
        GraphFormat::Text => boxes(&steps),
        GraphFormat::Dot => dot(&steps),
        GraphFormat::Mermaid => mermaid(&steps),
        GraphFormat::Json => {
            let edges: Vec<_> = edges(&steps)
                .map(|(from, to)| json!({ "from": steps[from].name, "to": steps[to].name }))
                .collect();
            format!("{:#}\n", json!({ "steps": steps, "edges": edges }))
        }
    };
    commands::print(&drawn, show)
}

/// Which step hands documents to which: each to the next, the last stage to every output.
fn edges(steps: &[GraphStep]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let is_output = |step: &GraphStep| step.kind == "output";
    let last = steps.iter().position(is_output).unwrap_or(steps.len()).saturating_sub(1);
    (1..steps.len()).map(move |to| (last.min(to - 1), to))
}

/// What a step reads and writes, in words.
fn traffic(step: &GraphStep) -> Vec<String> {
    let mut lines = Vec::new();
    for (verb, fields) in [("reads", &step.reads), ("writes", &step.writes)] {
        if !fields.is_empty() {
            lines.push(format!("{verb} {}", fields.join(", ")));
        }
    }
    if step.waits_for_all {
        lines.push("waits for all articles".to_owned());
    }
    lines
}

/// The input and the stages as boxes, one below the other, and the outputs as branches of the last.
/// No name has wide characters.
fn boxes(steps: &[GraphStep]) -> String {
    let (outputs, chain): (Vec<_>, Vec<_>) = steps.iter().partition(|step| step.kind == "output");
    let head = |step: &GraphStep| step.name.len() + step.kind.len() + 2;
    let rows = |step: &GraphStep| traffic(step).into_iter().map(|row| row.chars().count());
    let widths = chain.iter().flat_map(|step| rows(step).chain([head(step)]));
    let width = widths.max().unwrap_or(0);
    let middle = width / 2 + 1;
    let (before, after) = ("─".repeat(middle), "─".repeat(width + 1 - middle));
    let margin = " ".repeat(middle + 1);
    let mut drawn = String::new();
    for (index, step) in chain.iter().enumerate() {
        if index > 0 {
            let _ = writeln!(drawn, "{margin}▼");
        }
        let _ = writeln!(drawn, "┌{before}─{after}┐");
        let gap = " ".repeat(width - step.name.len() - step.kind.len());
        let _ = writeln!(drawn, "│ {}{gap}{} │", step.name, step.kind);
        for row in traffic(step) {
            let gap = " ".repeat(width - row.chars().count());
            let _ = writeln!(drawn, "│ {row}{gap} │");
        }
        let _ = writeln!(drawn, "└{before}┬{after}┘");
    }
    let width = outputs.iter().map(|step| step.name.len()).max().unwrap_or(0);
    for (index, step) in outputs.iter().enumerate() {
        let turn = if index + 1 == outputs.len() { '└' } else { '├' };
        let line = format!("{margin}{turn}─▶ {:width$}  {}", step.name, traffic(step).join("; "));
        let _ = writeln!(drawn, "{}", line.trim_end());
    }
    drawn
}

fn dot(steps: &[GraphStep]) -> String {
    let mut drawn = "digraph newsprint {\n  node [shape=box];\n".to_owned();
    for (index, step) in steps.iter().enumerate() {
        let lines = [vec![step.name.clone()], traffic(step)].concat().join("\\n");
        let shape = match step.kind.as_str() {
            "stage" if step.waits_for_all => ", peripheries=2",
            "stage" => "",
            _ => ", style=rounded",
        };
        let _ = writeln!(drawn, "  s{index} [label=\"{lines}\"{shape}];");
    }
    for (from, to) in edges(steps) {
        let _ = writeln!(drawn, "  s{from} -> s{to};");
    }
    drawn.push_str("}\n");
    drawn
}

fn mermaid(steps: &[GraphStep]) -> String {
    let mut drawn = "flowchart TD\n".to_owned();
    for (index, step) in steps.iter().enumerate() {
        let lines = [vec![step.name.clone()], traffic(step)].concat().join("<br>");
        let (open, close) = match step.kind.as_str() {
            "stage" if step.waits_for_all => ("[[", "]]"),
            "stage" => ("[", "]"),
            _ => ("([", "])"),
        };
        let _ = writeln!(drawn, "  s{index}{open}\"{lines}\"{close}");
    }
    for (from, to) in edges(steps) {
        let _ = writeln!(drawn, "  s{from} --> s{to}");
    }
    drawn
}
