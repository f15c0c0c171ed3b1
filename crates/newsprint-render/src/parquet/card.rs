//! The data set's card: what hubs of data sets and people read first.

use std::fmt::Write as _;

use crate::table::{Profile, Table, dictionary};

/// Where the table's file stands in the folder.
pub(super) fn file_name(table: &Table) -> String {
    format!("data/{}/train-00000-of-00001.parquet", table.name)
}

/// `README.md`: the configurations as Hugging Face reads them, and the dictionary. A table without
/// rows is no configuration: there is nothing to load, and loading it fails.
pub(super) fn card(profiles: &[Profile]) -> String {
    let (filled, empty): (Vec<&Profile>, Vec<&Profile>) =
        profiles.iter().partition(|profile| profile.counts.rows > 0);
    let mut card = "---\n".to_owned();
    for (at, profile) in filled.iter().enumerate() {
        let (name, path) = (profile.table.name, file_name(profile.table));
        let (head, default) = if at == 0 { ("configs:\n", "  default: true\n") } else { ("", "") };
        let _ = write!(
            card,
            "{head}- config_name: {name}\n  data_files:\n  - split: train\n    path: {path}\n{default}"
        );
    }
    card.push_str("---\n\n# News articles as tables\n\n");
    card.push_str("Made by newsprint from the text of newspapers.\n");
    if let Some(first) = filled.first() {
        let _ = writeln!(
            card,
            "Each table with rows is a configuration: `load_dataset(\"…\", \"{}\")`.",
            first.table.name
        );
    }
    if !empty.is_empty() {
        let names: Vec<String> =
            empty.iter().map(|profile| format!("`{}`", profile.table.name)).collect();
        let _ = writeln!(card, "Without rows: {}.", names.join(", "));
    }
    card.push_str(
        "Beside a column of type `digits` stands another, with `_decimal` for `_digits` in its name: \
         the same value as `decimal(38, 10)`, missing where that cannot hold it.\n",
    );
    card + &dictionary(profiles)
}
