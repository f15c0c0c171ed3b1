//! What is recognised in each case of a case file, in the form that recognisers are compared in.

use newsprint::core::config::Choices as _;
use newsprint::metrics::{Lexicon, recognise};
use newsprint::zh::date::{Date, DateTime};
use serde_json::{Value, json};

/// One line for each line of `cases`: `{"id","spans":[{start,end,kind,value,alt_values,unit,timex}]}`,
/// with places in characters.
pub(super) fn lines(
    lexicon: &Lexicon,
    cases: &str,
    written: Option<Date>,
) -> Result<String, String> {
    let mut lines = String::new();
    for (number, line) in cases.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let at = |what: &str| format!("line {}: {what}", number + 1);
        let case: Value = serde_json::from_str(line).map_err(|error| at(&error.to_string()))?;
        let input = case["input"].as_str().ok_or_else(|| at("no text `input`"))?;
        let reference = case["reference_time"].as_str().and_then(DateTime::parse);
        let reference = reference.or(written.map(DateTime::midnight));
        let line = json!({ "id": case["id"], "spans": spans(lexicon, input, reference) });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    Ok(lines)
}

fn spans(lexicon: &Lexicon, text: &str, reference: Option<DateTime>) -> Vec<Value> {
    let characters = |at: usize| text[..at].chars().count();
    let found = recognise(lexicon, text, reference).into_iter();
    let shown = found.map(|it| {
        json!({ "start": characters(it.span.start), "end": characters(it.span.end),
            "kind": it.kind.word(), "value": it.value, "alt_values": it.others,
            "unit": it.unit, "timex": it.timex })
    });
    shown.collect()
}
