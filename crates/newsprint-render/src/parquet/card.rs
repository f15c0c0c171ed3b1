//! The data set's card: what hubs of data sets and people read first.

use std::fmt::Write as _;

use crate::table::{Profile, Table, dictionary};

/// Where the table's file stands in the folder.
pub(super) fn file_name(table: &Table) -> String {
    format!("data/{}/train-00000-of-00001.parquet", table.name)
}

/// `README.md`: the configurations as Hugging Face reads them, and the dictionary.
pub(super) fn card(profiles: &[Profile]) -> String {
    let mut card = "---\nconfigs:\n".to_owned();
    for (at, profile) in profiles.iter().enumerate() {
        let (name, path) = (profile.table.name, file_name(profile.table));
        let _ = write!(
            card,
            "- config_name: {name}\n  data_files:\n  - split: train\n    path: {path}\n"
        );
        if at == 0 {
            card.push_str("  default: true\n");
        }
    }
    card.push_str("---\n\n# News articles as tables\n\n");
    card.push_str("Made by newsprint from the text of newspapers.\n");
    card.push_str("Each table is a configuration: `load_dataset(\"…\", \"");
    card.push_str(profiles.first().map_or("articles", |profile| profile.table.name));
    card.push_str("\")`.\n");
    card.push_str(
        "Beside a column of type `digits` stands another, with `_decimal` for `_digits` in its name: \
         the same value as `decimal(38, 10)`, missing where that cannot hold it.\n",
    );
    card + &dictionary(profiles)
}
