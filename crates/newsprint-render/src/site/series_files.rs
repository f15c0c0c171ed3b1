//! The data of a series beside its chart: as CSV, and as a Vega-Lite specification.

use std::borrow::Cow;

use newsprint_core::StepError;
use serde_json::json;

use super::frame::MetricRow;
use super::lists::ListedMetric;
use super::period::Period;
use crate::atomic::{AtomicFolder, FolderFile};
use crate::csv::{cannot_write, escaped, writer};

/// The columns of the CSV; numbers are told from texts by [`cells`].
const COLUMNS: [&str; 13] = [
    "subject",
    "indicator",
    "kind",
    "period",
    "value",
    "value_max",
    "unit",
    "bound",
    "comparison",
    "modality",
    "printed",
    "article",
    "place",
];

/// Where the values stand in a specification without any.
const VALUES: &str = "\"values\": []";

/// Both files while rows come.
pub(super) struct SeriesFiles {
    csv: FolderFile,
    spec: FolderFile,
    /// What follows the values.
    tail: String,
    is_empty: bool,
}

impl SeriesFiles {
    /// Starts the files of the series `key`, of which `row` is one.
    pub(super) fn start(
        folder: &AtomicFolder,
        key: &str,
        row: &MetricRow,
    ) -> Result<Self, StepError> {
        let mut csv = folder.start(&format!("series/{key}.csv"))?;
        // With a byte order mark, since a Chinese Excel needs it.
        let mut head = "\u{FEFF}".as_bytes().to_vec();
        writer(&mut head).write_record(COLUMNS).map_err(cannot_write)?;
        csv.append(&head)?;
        let mut spec = folder.start(&format!("series/{key}.vl.json"))?;
        let text = serde_json::to_string_pretty(&specification(row))?;
        // Quotation marks in texts are escaped: this stands where we put it alone.
        let (head, tail) = text.split_once(VALUES).unwrap_or((&text, ""));
        spec.append(format!("{head}\"values\": [").as_bytes())?;
        Ok(Self { csv, spec, tail: format!("]{tail}\n"), is_empty: true })
    }

    pub(super) fn append(&mut self, rows: &[ListedMetric]) -> Result<(), StepError> {
        let (mut lines, mut values) = (Vec::new(), String::new());
        let mut writer = writer(&mut lines);
        for row in rows {
            writer
                .write_record(cells(&row.row).iter().map(|it| it.as_bytes()))
                .map_err(cannot_write)?;
            values.push_str(if self.is_empty { "\n" } else { ",\n" });
            values.push_str(&serde_json::to_string(&value(row))?);
            self.is_empty = false;
        }
        writer.flush().map_err(cannot_write)?;
        drop(writer);
        self.csv.append(&lines)?;
        self.spec.append(values.as_bytes())
    }

    pub(super) fn finish(mut self) -> Result<(), StepError> {
        self.spec.append(self.tail.as_bytes())?;
        self.spec.finish()?;
        self.csv.finish()
    }
}

/// The cells of a row, no text of which a spreadsheet runs.
fn cells(row: &MetricRow) -> [Cow<'_, str>; 13] {
    fn text(text: Option<&String>) -> Cow<'_, str> {
        escaped(text.map_or("", String::as_str))
    }
    [
        text(row.subject.as_ref()),
        escaped(&row.indicator),
        escaped(&row.kind),
        text(row.period.as_ref()),
        row.value.as_str().into(),
        row.value_max.as_deref().unwrap_or_default().into(),
        escaped(&row.unit),
        text(row.bound.as_ref()),
        text(row.comparison.as_ref()),
        text(row.modality.as_ref()),
        escaped(&row.text),
        escaped(&row.title),
        escaped(&row.place),
    ]
}

fn value(ListedMetric { href, row }: &ListedMetric) -> serde_json::Value {
    let period = row.period.as_deref().unwrap_or_default();
    json!({
        "period": period,
        "from": Period::of(period).first_day(),
        // Numbers for drawing, and as printed for what a number cannot hold.
        "value": row.value.parse::<f64>().ok().filter(|it| it.is_finite()),
        "printed": row.text,
        "article": row.title,
        "page": format!("../{href}"),
    })
}

/// A specification for Vega-Lite 5 without values.
fn specification(row: &MetricRow) -> serde_json::Value {
    let unit = if row.unit.is_empty() { String::new() } else { format!(" ({})", row.unit) };
    let subject = row.subject.as_deref().unwrap_or_default();
    json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": format!("{subject} {}{unit}", row.indicator),
        "width": 640,
        "height": 240,
        "data": { "values": [] },
        "mark": { "type": "line", "point": true },
        "encoding": {
            "x": { "field": "from", "type": "temporal", "title": null },
            "y": { "field": "value", "type": "quantitative", "title": row.unit },
            "tooltip": [{ "field": "period" }, { "field": "printed" }, { "field": "article" }],
            "href": { "field": "page" },
        },
    })
}
