//! Groups the reprints of a JSON Lines file of `{"id", "text"}`, each line of a text a paragraph:
//! `group_jsonl IN OUT ['OPTIONS AS TOML']`. Writes the articles in the interchange form and tells
//! on stderr how long each step took.

use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::time::Instant;

use newsprint_core::config::parse_toml;
use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Digests, MappedText, Registry, Source, Span, Step,
    StepKind, interchange,
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, input, output, options @ ..] = &arguments[..] else {
        return Err("give an input and an output".into());
    };
    let mut registry = Registry::new();
    newsprint_dedup::register(&mut registry)?;
    let mut faults = Vec::new();
    let (table, _) = parse_toml(options.first().map_or("", String::as_str), 0);
    let stage = registry.get(StepKind::Stage, "group-reprints");
    let stage = stage.and_then(|info| info.build(table, Span::default(), &mut faults));
    let Some(Step::Corpus(stage)) = stage else { return Err(format!("{faults:?}").into()) };

    let text = fs::read_to_string(input)?;
    let mut articles = text.lines().map(read).collect::<Result<Vec<_>, _>>()?;
    let start = Instant::now();
    let mut digests = Digests::new();
    for (source, article) in &articles {
        let mut digest = Vec::new();
        stage.digest(source, article, &mut digest)?;
        digests.push(article.id, &digest);
    }
    let digested = start.elapsed().as_secs_f64();
    let verdicts = stage.resolve(&digests)?;
    let resolved = start.elapsed().as_secs_f64() - digested;
    let mut out = Vec::new();
    for ((source, article), verdict) in articles.iter_mut().zip(&verdicts) {
        let _ = stage.apply(article, verdict.as_ref())?;
        interchange::write_article(source, article, &mut out)?;
    }
    fs::write(output, out)?;
    let times = format!("digest {digested:.2} s, resolve {resolved:.2} s\n");
    std::io::stderr().write_all(times.as_bytes())?;
    Ok(())
}

/// The article of one line.
fn read(line: &str) -> Result<(Source, Article), Box<dyn Error>> {
    let record: serde_json::Value = serde_json::from_str(line)?;
    let field = |key: &str| record[key].as_str().ok_or(format!("a line lacks `{key}`"));
    let source = Source::new("corpus", field("text")?)?.with_record(Some(field("id")?.to_owned()));
    let text = source.text();
    let mut article = Article::new(ArticleId::new(&source, Span::new(0, text.len())));
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let text = MappedText::verbatim(text, span);
        article.blocks.push(Block { kind: BlockKind::Paragraph, text });
    }
    Ok((source, article))
}
