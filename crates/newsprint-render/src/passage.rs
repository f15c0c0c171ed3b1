//! An article as one plain text, in which places are counted in characters.

use newsprint_core::{Article, BlockKind, MappedText, Span};

/// Headline, subheads and body, a line feed between them; figures, bylines and credits are left
/// out.
pub(crate) struct Passage<'a> {
    text: String,
    parts: Vec<Part<'a>>,
    characters: usize,
}

struct Part<'a> {
    /// `None` for a headline or subhead.
    kind: Option<BlockKind>,
    mapped: &'a MappedText,
    /// Characters of the passage before it.
    start: usize,
    /// Characters of its own.
    len: usize,
}

impl<'a> Passage<'a> {
    /// The passage of `article`. Linear in the text.
    pub(crate) fn of(article: &'a Article) -> Self {
        let heads = article.headline.iter().chain(&article.subheads).map(|text| (None, text));
        let blocks = article.blocks.iter().map(|block| (Some(block.kind), &block.text));
        let mut passage = Self { text: String::new(), parts: Vec::new(), characters: 0 };
        for (kind, mapped) in heads.chain(blocks).filter(|(_, text)| !text.is_empty()) {
            if !passage.text.is_empty() {
                passage.text.push('\n');
                passage.characters += 1;
            }
            let (start, len) = (passage.characters, mapped.as_str().chars().count());
            passage.text.push_str(mapped.as_str());
            passage.characters += len;
            passage.parts.push(Part { kind, mapped, start, len });
        }
        passage
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Its length in characters.
    pub(crate) fn characters(&self) -> usize {
        self.characters
    }

    /// Each headline, subhead (`None`) and block, as its first character and the one after its last.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (Option<BlockKind>, (usize, usize))> {
        self.parts.iter().map(|part| (part.kind, (part.start, part.start + part.len)))
    }

    /// Where the bytes `spans` of the source stand in the passage, in its order; what stands
    /// elsewhere in the article, or was altered, has no place. Each run of the texts is looked at
    /// once for each span.
    pub(crate) fn stretches<T: Copy>(
        &self,
        spans: impl Iterator<Item = (Span, T)>,
    ) -> Vec<((usize, usize), T)> {
        let mut stretches = Vec::new();
        for (span, with) in spans {
            for part in &self.parts {
                let runs = part.mapped.runs().iter().filter(|run| run.is_verbatim());
                for (text, from) in runs.map(|run| (run.text(), run.source())) {
                    let start = span.start().max(from.start());
                    let end = span.end().min(from.end());
                    let at = |source: usize| text.start + source - from.start();
                    if start < end
                        && let Some(before) = part.mapped.as_str().get(..at(start))
                        && let Some(own) = part.mapped.as_str().get(at(start)..at(end))
                    {
                        let first = part.start + before.chars().count();
                        stretches.push(((first, first + own.chars().count()), with));
                    }
                }
            }
        }
        stretches.sort_by_key(|(stretch, _)| *stretch);
        stretches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use newsprint_core::{ArticleId, Block};

    #[test]
    fn places_are_counted_in_characters() {
        let source = "题目\n投资46万\n元。";
        let mut body = MappedText::verbatim(source, Span::new(7, 18));
        body.push_verbatim(source, Span::new(19, 25));
        let mut article = Article::new(ArticleId::from_u64(1));
        article.headline = Some(MappedText::verbatim(source, Span::new(0, 6)));
        article.blocks = vec![Block { kind: BlockKind::Paragraph, text: body }];
        let passage = Passage::of(&article);
        assert_eq!(passage.text(), "题目\n投资46万元。");
        assert_eq!(passage.characters(), 10);
        let parts: Vec<_> = passage.parts().collect();
        assert_eq!(parts, [(None, (0, 2)), (Some(BlockKind::Paragraph), (3, 10))]);
        let spans = [(Span::new(13, 22), 'a'), (Span::new(0, 3), 'b'), (Span::new(90, 99), 'c')];
        let stretches = passage.stretches(spans.into_iter());
        assert_eq!(stretches, [((0, 1), 'b'), ((5, 8), 'a'), ((8, 9), 'a')]);
    }
}
