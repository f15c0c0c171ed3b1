//! The body of an article, without what else its blocks can hold.

use std::ops::Range;

use newsprint_core::{Article, Block, MappedText};
use newsprint_zh::marks::{closes, is_sentence_end};

use crate::apart::Apart;

/// Lines before the body that can be headline, byline and date, and how long they can be, in
/// characters.
const HEAD: (usize, usize) = (4, 60);
/// Lines after the body that can be credits.
const TAIL: (usize, usize) = (2, 40);
/// Lines of known credits after the body; a text of nothing but these is looked at no further.
const CREDIT_LINES: usize = 8;

/// The body of an article: blocks of which the first may begin and the last may end inside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body<'a> {
    blocks: &'a [Block],
    /// Blocks of the article before it.
    pub(crate) before: usize,
    /// Where the body starts in the first block and ends in the last.
    start: usize,
    end: usize,
}

impl<'a> Body<'a> {
    /// The texts of its blocks, each with the part of it that is of the body.
    pub(crate) fn parts(self) -> impl Iterator<Item = (&'a MappedText, Range<usize>)> + Clone {
        let last = self.blocks.len().saturating_sub(1);
        self.blocks.iter().enumerate().map(move |(index, block)| {
            let start = if index == 0 { self.start } else { 0 };
            let end = if index == last { self.end } else { block.text.as_str().len() };
            (&block.text, start..end)
        })
    }

    /// The texts of its blocks.
    pub(crate) fn texts(self) -> impl Iterator<Item = &'a str> + Clone {
        self.parts().map(|(text, part)| text.as_str().get(part).unwrap_or_default())
    }
}

impl Apart {
    /// The body of an article; headline, bylines, credits and captions are apart.
    ///
    /// Records of a corpus often have them in the text: a few short lines that end no sentence, before
    /// and after those that do, a dateline at the start of the first paragraph, credits at the end of
    /// the last. Looks at no more than the edges.
    pub(crate) fn body<'a>(&self, article: &'a Article) -> Body<'a> {
        let blocks = article.blocks.as_slice();
        let (mut last, mut end) = self.without_credits(blocks);
        let text = |at: usize, end: usize| match blocks[at].text.as_str() {
            text if at + 1 == last => &text[..end],
            text => text,
        };
        let short = |lines: &mut dyn Iterator<Item = usize>, longest: usize| {
            let is_short = |at: &usize| {
                let line = text(*at, end);
                !is_sentence_end(line) && line.chars().nth(longest).is_none()
            };
            lines.take_while(is_short).count()
        };
        // A body of nothing but short lines is a body, and so is a column of print.
        let head = short(&mut (0..last), HEAD.1);
        let mut first = if head <= HEAD.0 && head < last { head } else { 0 };
        let tail = short(&mut (first..last).rev(), TAIL.1);
        let most = TAIL.0.saturating_sub(blocks.len() - last);
        if (1..=most).contains(&tail) && first + tail < last {
            last -= tail;
            end = blocks[last - 1].text.as_str().len();
        }
        let mut start = 0;
        for (at, block) in blocks.iter().enumerate().take(last).skip(first).take(HEAD.0) {
            let text = block.text.as_str();
            if let Some(dateline) = self.dateline(text) {
                let is_all = text[dateline..].trim().is_empty();
                (first, start) = match is_all {
                    true if at + 1 < last => (at + 1, 0),
                    true => (first, 0),
                    false => (at, dateline),
                };
                break;
            }
            // Before a dateline can be a headline that ends as a sentence does, but no report.
            if text.trim_end_matches(closes).ends_with(['。', '.'])
                || text.chars().nth(HEAD.1).is_some()
            {
                break;
            }
        }
        let start = if first + 1 == last { start.min(end) } else { start };
        Body { blocks: &blocks[first..last], before: first, start, end }
    }

    /// Where the body ends before known credits: after which block, and where in it. All of a text of
    /// nothing else is its body.
    fn without_credits(&self, blocks: &[Block]) -> (usize, usize) {
        let length = |count: usize| blocks[..count].last().map_or(0, |it| it.text.as_str().len());
        let whole = (blocks.len(), length(blocks.len()));
        let mut last = blocks.len();
        while last > 0 && blocks.len() - last < CREDIT_LINES {
            let end = self.before_credits(blocks[last - 1].text.as_str());
            if end > 0 {
                return (last, end);
            }
            last -= 1;
        }
        if last == 0 { whole } else { (last, length(last)) }
    }
}

#[cfg(test)]
mod tests {
    use newsprint_core::{ArticleId, BlockKind, Source, Span};

    use super::*;

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        let source = Source::new("", "").unwrap();
        let mut article = Article::new(ArticleId::new(&source, Span::default()));
        let block =
            |line: &&str| Block { kind: BlockKind::Paragraph, text: MappedText::unmapped(*line) };
        article.blocks.extend(lines.iter().map(block));
        let body: Vec<&str> = Apart::bundled().unwrap().body(&article).texts().collect();
        assert_eq!(body, expected, "{lines:?}");
    }

    #[test]
    fn short_lines_around_the_text_are_apart() {
        check(&["云溪下雪", "记者 甲乙", "今天下雪。", "值班 丙丁"], &["今天下雪。"]);
        check(&["云溪下雪", "青禾下雨"], &["云溪下雪", "青禾下雨"]);
        check(&["本报讯"], &["本报讯"]);
        check(&[], &[]);
    }

    #[test]
    fn datelines_are_apart() {
        for dateline in [
            "新华社云溪6月28日电（记者 甲乙）",
            "新华社云溪6月28日电 ",
            "本报青岭6月28日讯",
            "本报讯",
            "本报讯（记者甲乙 通讯员丙丁）",
            "云溪讯(记者 甲乙)",
            "　　【青岭网报道 记者 甲乙】",
            "【青岭网6月28日电】",
            "青岭网消息：",
            "中新社云溪６月２８日电  (甲乙 丙丁)记者",
            "（记者 甲乙）",
            "本报记者 甲乙 云溪报道 ",
            "云溪日报客户端6月28日讯 ",
        ] {
            let rest = if dateline.ends_with("记者") {
                "(甲乙 丙丁)记者今天下雪。"
            } else {
                "今天下雪。"
            };
            check(&[&format!("{dateline}今天下雪。")], &[rest]);
        }
        check(&["BROOKTOWN, June 28 (Xinhua) -- It snowed."], &["It snowed."]);
        check(&["Brooktown (Reuters) - It snowed."], &["It snowed."]);
        check(&["NEW BROOK — It snowed."], &["It snowed."]);
        check(&["下雪了！", "本报讯 今天下雪。"], &["今天下雪。"]);
        check(&["下雪了！", "本报讯", "今天下雪。"], &["今天下雪。"]);
    }

    #[test]
    fn what_only_looks_like_a_dateline_stays() {
        for text in [
            "本报通讯员在云溪看到雪。",
            "据新华社报道，今天下雪。",
            "今天是28日，电力充足。",
            "新华社消息，今天下雪。",
            "（小雪）今天下雪。",
            "青岭社28日报道说，今天下雪。",
            "报道说今天下雪。",
            "中国移动28日讯问了客户。",
            "Snow fell - it was cold.",
            "云溪市气象台报道员来了。",
        ] {
            check(&[text], &[text]);
        }
        check(&["今天下雪。", "本报讯 明天下雨。"], &["今天下雪。", "本报讯 明天下雨。"]);
    }

    #[test]
    fn credits_are_apart() {
        for credit in [
            "（记者 甲乙 摄）",
            "（完）",
            "(完)",
            "来源：青岭日报",
            "　来源：青岭日报 责任编辑：甲乙",
            "【编辑:甲乙】",
            "（甲乙摄）",
            "（据新华社）",
            "（甲乙 丙丁 文/图）（完）",
            "（责任编辑甲乙）\u{3000}",
        ] {
            check(&[&format!("今天下雪。{credit}")], &["今天下雪。"]);
        }
        let credits = ["（完）", "来源：青岭日报", "责任编辑：甲乙", "校对：丙丁", "审核：戊己"];
        check(&[&["雪", "今天“下雪。”"][..], &credits].concat(), &["今天“下雪。”"]);
        check(&["今天下雪。", "图为雪景。本报记者 甲乙 摄"], &["今天下雪。"]);
        check(&["今天下雪。", "▲图为雪景。（甲乙 摄）"], &["今天下雪。"]);
        check(&["来源：青岭日报"], &["来源：青岭日报"]);
        check(&["雪讯", "今天下雪。来源：青岭日报"], &["今天下雪。"]);
    }

    #[test]
    fn what_only_looks_like_a_credit_stays() {
        for text in [
            "今天下雪（小雪）",
            "雪的来源：高空。",
            "今天下雪。编辑部在开会",
            "今天下雪。（文中人物为化名）",
        ] {
            check(&[text], &[text]);
        }
    }
}
