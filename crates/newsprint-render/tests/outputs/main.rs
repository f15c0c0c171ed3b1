//! The outputs, as a pipeline builds them.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

#[cfg(feature = "compression")]
mod compressed;
#[cfg(feature = "sqlite")]
mod database;
#[cfg(feature = "compression")]
mod dolma;
mod files;
mod folders;
mod impresso;
mod news;
mod pages;
#[cfg(feature = "site")]
mod site;
#[cfg(feature = "site")]
mod site_lists;
mod tables;
#[cfg(feature = "site")]
mod template;

use std::path::Path;

use newsprint_core::config::{Fault, parse_toml};
use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Document, MappedText, Registry, RunSummary, Sink, Source,
    Span, Step, StepError, StepKind,
};

/// The output `name` with the options in `toml`, or what is wrong with them.
fn built(name: &str, toml: &str) -> Result<Box<dyn Sink>, Vec<Fault>> {
    let mut registry = Registry::new();
    newsprint_render::register(&mut registry).unwrap();
    let (options, mut faults) = parse_toml(toml, 0);
    let info = registry.get(StepKind::Output, name).unwrap();
    match info.build(options, Span::default(), &mut faults) {
        Some(Step::Sink(sink)) => Ok(sink),
        _ => Err(faults),
    }
}

fn sink(name: &str, toml: &str) -> Box<dyn Sink> {
    built(name, toml).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// What is wrong with the options.
fn faults(name: &str, toml: &str) -> Vec<String> {
    let faults = built(name, toml).err().expect("the options cannot be used");
    faults.into_iter().map(|fault| fault.message).collect()
}

fn sink_to(name: &str, path: &Path) -> Box<dyn Sink> {
    sink(name, &format!("path = {:?}", path.to_str().unwrap()))
}

/// Writes `documents` as a run does, up to the end.
fn write(sink: &dyn Sink, documents: &[Document]) -> Result<Vec<String>, StepError> {
    let mut writer = sink.open()?;
    for document in documents {
        let mut rendered = Vec::new();
        sink.render(document, &mut rendered)?;
        writer.write(document, &rendered)?;
    }
    writer.finish(RunSummary::default())?;
    writer.commit()
}

/// A document with one article: a headline and a paragraph.
fn document(headline: &str, body: &str) -> Document {
    let source = Source::new("pages/一.txt", format!("{headline}\n{body}")).unwrap();
    let text = source.text();
    let mut article = Article::new(ArticleId::from_u64(0xABC));
    article.headline = Some(MappedText::verbatim(text, Span::new(0, headline.len())));
    let body = MappedText::verbatim(text, Span::new(headline.len() + 1, text.len()));
    article.blocks = vec![Block { kind: BlockKind::Paragraph, text: body }];
    let mut document = Document::new(source);
    document.articles.push(article);
    document
}

/// The message and the advice of an output that cannot be opened.
fn fault(sink: &dyn Sink) -> (String, String) {
    let error = sink.open().err().expect("it cannot be opened");
    (error.to_string(), error.help_text().unwrap_or_default().to_owned())
}

/// Names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
