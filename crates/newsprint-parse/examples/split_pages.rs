//! Prints the articles of page texts as JSON Lines: `split_pages FILE…`.

use std::error::Error;
use std::io::Write as _;

use newsprint_core::{Component as _, Source, interchange};
use newsprint_parse::{SplitPage, SplitPageOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let stage = SplitPage::build(SplitPageOptions {}).map_err(|faults| format!("{faults:?}"))?;
    let mut out = Vec::new();
    for path in std::env::args().skip(1) {
        let source = Source::new(path.as_str(), std::fs::read_to_string(&path)?)?;
        for article in &stage.split(&source).articles {
            interchange::write_article(&source, article, &mut out)?;
        }
    }
    std::io::stdout().write_all(&out)?;
    Ok(())
}
