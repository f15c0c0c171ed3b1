//! What stages ask of an article's text.

use newsprint_core::{Article, Document, DropReason, MappedText, Source, StepError};

/// The body: its blocks, one a line.
pub(crate) fn body(article: &Article) -> String {
    let mut body = String::with_capacity(article.blocks.iter().map(|it| it.text.len() + 1).sum());
    for (at, block) in article.blocks.iter().enumerate() {
        if at > 0 {
            body.push('\n');
        }
        body.push_str(block.text.as_str());
    }
    body
}

/// Characters of `text`, white space aside.
pub(crate) fn characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Drops the articles for which `decide` gives a reason; none when it fails on one of them.
pub(crate) fn drop_articles(
    document: &mut Document,
    decide: impl Fn(&Source, &Article) -> Result<Option<DropReason>, StepError>,
) -> Result<(), StepError> {
    let source = document.source();
    let reasons = document.articles.iter().map(|article| decide(source, article));
    let mut reasons = reasons.collect::<Result<Vec<_>, _>>()?.into_iter();
    if reasons.as_slice().iter().any(Option::is_some) {
        document.drop_articles(|_| reasons.next().flatten());
    }
    Ok(())
}

/// Every text of an article, to change; see [`Article::texts`].
pub(crate) fn texts_mut(article: &mut Article) -> impl Iterator<Item = &mut MappedText> {
    let head = article.kicker.iter_mut().chain(&mut article.headline);
    let head = head.chain(&mut article.subheads).chain(&mut article.section);
    let bylines = article.bylines.iter_mut().map(|byline| &mut byline.text);
    let blocks = article.blocks.iter_mut().map(|block| &mut block.text);
    let figures = article.figures.iter_mut();
    let figures = figures.flat_map(|it| it.caption.iter_mut().chain(&mut it.credit));
    head.chain(bylines).chain(blocks).chain(figures).chain(&mut article.credits)
}
