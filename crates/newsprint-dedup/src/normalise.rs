//! What of a body counts when two are compared.

use newsprint_core::Article;
use newsprint_zh::marks::is_sentence_end;
use newsprint_zh::{is_han, width};

use crate::compare::share;

/// Texts with at least this share of Chinese characters among letters and digits are read by
/// characters, others by words. Chinese news with foreign names stays far above, a foreign text
/// that quotes Chinese names far below.
const HAN_SHARE: f64 = 0.2;

/// Lines before the body that can be headline, byline and date, and how long they can be, in
/// characters.
const HEAD: (usize, usize) = (4, 60);
/// Lines after the body that can be credits.
const TAIL: (usize, usize) = (2, 40);

/// The blocks of an article's body; headline, bylines, credits and captions are apart.
///
/// Records of a corpus often have them in the text: a few short lines that end no sentence, before
/// and after those that do.
pub(crate) fn body(article: &Article) -> impl Iterator<Item = &str> + Clone {
    let blocks: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
    let apart = |lines: &mut dyn Iterator<Item = &&str>, (most, longest): (usize, usize)| {
        let is_apart = |line: &&&str| !is_sentence_end(line) && line.chars().nth(longest).is_none();
        let count = lines.take_while(is_apart).count();
        // A body of nothing but short lines is a body, and so is a column of print.
        if count <= most && count < blocks.len() { count } else { 0 }
    };
    let head = apart(&mut blocks.iter(), HEAD);
    let tail = apart(&mut blocks[head..].iter().rev(), TAIL);
    let end = if head + tail < blocks.len() { blocks.len() - tail } else { blocks.len() };
    blocks.into_iter().take(end).skip(head)
}

/// Letters and digits of `blocks` in half-width form, without white space and punctuation.
///
/// Marks that change what a number says stay: the point and any other mark between two digits (as
/// `,`), the minus before a number, the per cent after it. White space between digits goes, since
/// text dumps put it everywhere. Linear in the text.
pub fn normalise<'a>(blocks: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut text = String::with_capacity(blocks.clone().map(str::len).sum());
    let (mut after_digit, mut mark) = (false, None);
    for c in blocks.flat_map(str::chars) {
        if is_han(c) {
            // Most characters, and the shortest way.
            text.push(c);
            (after_digit, mark) = (false, None);
            continue;
        }
        let c = width::fold(c);
        if is_letter(c) {
            let is_digit = c.is_ascii_digit();
            match mark.take() {
                Some('.') if after_digit && is_digit => text.push('.'),
                Some(_) if after_digit && is_digit => text.push(','),
                Some('-' | '−') if is_digit => text.push('-'),
                _ => {}
            }
            text.push(c);
            after_digit = is_digit;
        } else if c == '%' && after_digit {
            text.push('%');
            after_digit = false;
        } else if !c.is_whitespace() {
            mark = Some(c);
        }
    }
    text
}

/// Whether `c` is a letter or a digit. Most characters are Chinese or punctuation of Chinese text,
/// for which the standard library searches a table.
fn is_letter(c: char) -> bool {
    is_han(c) || !is_common_mark(c) && c.is_alphanumeric()
}

/// Whether `c` is of the blocks of general and of Chinese punctuation, as far as no letter is there.
fn is_common_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{205F}' | '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}')
}

/// Whether a normalised text is read by characters and not by words.
pub(crate) fn is_chinese(normalised: &[char]) -> bool {
    let han = normalised.iter().filter(|c| is_han(**c)).count();
    share(han, normalised.len()) >= HAN_SHARE
}

/// The words of `blocks` in half-width form: stretches of letters and digits.
pub(crate) fn words<'a>(blocks: impl Iterator<Item = &'a str>) -> impl Iterator<Item = String> {
    let pieces =
        blocks.flat_map(|block| block.split(|c| !is_letter(c))).filter(|word| !word.is_empty());
    pieces.map(|word| word.chars().map(width::fold).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(blocks: &[&str], expected: &str) {
        assert_eq!(normalise(blocks.iter().copied()), expected);
    }

    #[test]
    fn width_space_and_punctuation_do_not_count() {
        check(&["云溪市，今天 下雪。"], "云溪市今天下雪");
        check(&["云溪市,今天\n\n下", "雪!"], "云溪市今天下雪");
        check(&["２０２４年（Ａ）"], "2024年A");
        check(&["2 0 2 4 年"], "2024年");
        check(&["", "。。。"], "");
    }

    #[test]
    fn marks_of_numbers_count() {
        check(&["增长1.5%,3月"], "增长1.5%3月");
        check(&["1．5％"], "1.5%");
        check(&["5-10日", "5、10日"], "5,10日5,10日");
        check(&["气温-5℃"], "气温-5");
        check(&["3-年", "A.3"], "3年A3");
        check(&["好%的"], "好的");
    }

    #[test]
    fn common_marks_are_no_letters() {
        assert!(!('\0'..=char::MAX).any(|c| is_common_mark(c) && c.is_alphanumeric()));
    }

    #[test]
    fn foreign_texts_are_read_by_words() {
        assert!(is_chinese(&['云', '溪', '市', '2', '0', '2', '4', '年', 'G', 'D', 'P']));
        assert!(!is_chinese(&['T', 'h', 'e', '云', 'r', 'i', 's']));
        assert!(
            words(["The river, Ｙunxi's", "rises"].into_iter())
                .eq(["The", "river", "Yunxi", "s", "rises"])
        );
    }
}
