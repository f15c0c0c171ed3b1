//! Reads JSON Lines `{id, title, date, place, text}` from standard input and prints each record as
//! an article with its metrics.

use std::error::Error;
use std::io::{self, BufRead as _, Write as _};

use newsprint_core::config::Located;
use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Component as _, Document, Facts, MappedText, Source,
    Span, Stage as _, interchange,
};
use newsprint_metrics::{FindMetrics, FindMetricsOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let lexicons = std::env::args().skip(1);
    let lexicons = lexicons.map(|path| Located { value: path.into(), span: Span::default() });
    let options = FindMetricsOptions { lexicons: lexicons.collect() };
    let stage = FindMetrics::build(options).map_err(|faults| format!("{faults:?}"))?;
    for line in io::stdin().lock().lines() {
        let mut document = document(&serde_json::from_str(&line?)?)?;
        let _ = stage.apply(&mut document)?;
        let mut out = Vec::new();
        for article in &document.articles {
            interchange::write_article(document.source(), article, &mut out)?;
        }
        io::stdout().write_all(&out)?;
    }
    Ok(())
}

fn document(record: &serde_json::Value) -> Result<Document, Box<dyn Error>> {
    let field = |key: &str| record[key].as_str().map(str::to_owned);
    let title = field("title").unwrap_or_default();
    let text = format!("{title}\n{}", field("text").unwrap_or_default());
    let mut facts = Facts::default();
    facts.date = field("date");
    facts.place = field("place");
    let source = Source::new("corpus", text)?.with_record(field("id")).with_facts(facts);
    let text = source.text();
    let head = Span::new(0, title.len());
    let mut article = Article::new(ArticleId::new(&source, head));
    article.headline = Some(MappedText::verbatim(text, head));
    let mut start = title.len() + 1;
    for line in text[start.min(text.len())..].split('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end() + 1;
        if !line.trim().is_empty() {
            let text = MappedText::verbatim(text, span);
            article.blocks.push(Block { kind: BlockKind::Paragraph, text });
        }
    }
    let mut document = Document::new(source);
    document.articles.push(article);
    Ok(document)
}
