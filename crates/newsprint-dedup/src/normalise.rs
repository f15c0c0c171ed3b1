//! What of a body counts when two are compared.

use newsprint_zh::{is_han, width};

use crate::compare::share;

/// Texts with at least this share of Chinese characters among letters and digits are read by
/// characters, others by words. Chinese news with foreign names stays far above, a foreign text
/// that quotes Chinese names far below.
const HAN_SHARE: f64 = 0.2;

/// One blank between Chinese characters for so many of these shows a text whose blanks say nothing.
const SPACED_OUT: usize = 20;

/// Letters and digits of `blocks` in half-width form, without white space and punctuation.
///
/// Marks that change what a number says stay: the point between two digits, the minus and the
/// currency before a number, the per cent and per mille after it. Commas that group digits by three
/// go, so that `1,234` is `1234`. Any other mark or blank between two digits, which parts two
/// numbers, is written `,`. A line's end between digits says nothing, nor do blanks in a text that is
/// spaced out, or between single digits. Linear in the text.
pub fn normalise<'a>(blocks: impl Iterator<Item = &'a str> + Clone) -> String {
    let size = blocks.clone().map(str::len).sum();
    let mut text = Normalised { text: String::with_capacity(size), ..Normalised::default() };
    blocks.for_each(|block| text.push_block(block));
    text.finish()
}

/// A normalised text that is being written.
#[derive(Default)]
struct Normalised {
    text: String,
    /// What the text ends with.
    last: Last,
    /// The last mark behind that, and whether a blank was there too.
    mark: Option<char>,
    blank: bool,
    /// Where the number begins that the text ends with, as long as commas may group it.
    number: Option<usize>,
    /// Whether it has commas.
    has_commas: bool,
    /// Where a blank stands between digits, and a point before a blank.
    blanks: Vec<usize>,
    /// Blanks between two Chinese characters.
    spaced: usize,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Last {
    #[default]
    Other,
    Han,
    Digit,
}

impl Normalised {
    /// Most characters are Chinese, and taken over stretch by stretch.
    fn push_block(&mut self, block: &str) {
        let mut rest = block;
        loop {
            let end = rest.find(|c| !is_han(c)).unwrap_or(rest.len());
            let (han, others) = rest.split_at(end);
            if !han.is_empty() {
                self.push_han(han);
            }
            let mut chars = others.chars();
            let Some(c) = chars.next() else { return };
            self.push(c);
            rest = chars.as_str();
        }
    }

    fn push_han(&mut self, stretch: &str) {
        self.spaced += usize::from(self.blank && self.last == Last::Han && self.mark.is_none());
        self.end_word();
        self.text.push_str(stretch);
        self.last = Last::Han;
    }

    /// Adds a character that is not Chinese.
    fn push(&mut self, c: char) {
        let c = width::fold(c);
        if c.is_ascii_digit() {
            if self.last == Last::Digit {
                self.join();
            } else {
                if matches!(self.mark, Some('-' | '−')) {
                    self.text.push('-');
                }
                self.number = Some(self.text.len());
            }
            self.text.push(c);
            (self.last, self.mark, self.blank) = (Last::Digit, None, false);
        } else if is_letter(c) || is_currency(c) {
            self.append(if c == '￥' { '¥' } else { c });
        } else if matches!(c, '%' | '‰') && self.last == Last::Digit && self.mark.is_none() {
            self.append(c);
        } else if !c.is_whitespace() {
            self.mark = Some(c);
        } else {
            self.blank |= !matches!(c, '\n' | '\r');
        }
    }

    /// Adds a character that is neither Chinese nor a digit.
    fn append(&mut self, c: char) {
        self.end_word();
        self.text.push(c);
        self.last = Last::Other;
    }

    /// What follows is no digit.
    fn end_word(&mut self) {
        if self.has_commas {
            self.ungroup();
        }
        (self.mark, self.blank) = (None, false);
    }

    /// Writes what stands between two digits.
    fn join(&mut self) {
        match (self.mark, self.blank) {
            (None, false) => {}
            (Some(','), false) => {
                self.has_commas = true;
                self.text.push(',');
            }
            (Some('.'), false) => {
                self.end_number();
                self.number = None;
                self.text.push('.');
            }
            (None | Some('.'), true) => {
                self.end_number();
                self.blanks.push(self.text.len());
                self.text.push(self.mark.unwrap_or(' '));
            }
            (Some(_), _) => {
                self.end_number();
                self.text.push(',');
            }
        }
    }

    /// Another number begins behind the mark that is written next.
    fn end_number(&mut self) {
        if self.has_commas {
            self.ungroup();
        }
        self.number = Some(self.text.len() + 1);
    }

    /// Takes the commas out of the number at the end when they group its digits by three.
    fn ungroup(&mut self) {
        self.has_commas = false;
        let Some(start) = self.number.take() else { return };
        let mut groups = self.text[start..].split(',');
        let is_first = |it: &str| (1..=3).contains(&it.len()) && !it.starts_with('0');
        if groups.next().is_some_and(is_first) && groups.all(|it| it.len() == 3) {
            let number = self.text[start..].replace(',', "");
            self.text.truncate(start);
            self.text.push_str(&number);
        }
    }

    fn finish(mut self) -> String {
        if self.has_commas {
            self.ungroup();
        }
        if self.blanks.is_empty() {
            return self.text;
        }
        let han = self.text.chars().filter(|c| is_han(*c)).count();
        let is_spaced_out = self.spaced > 0 && SPACED_OUT * self.spaced >= han;
        let digit = |at: usize| self.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for near in self.blanks.chunk_by(|a, b| a + 2 == *b) {
            let (first, last) = (near[0], near[near.len() - 1]);
            let are_single = near.len() > 1 && !(first > 1 && digit(first - 2)) && !digit(last + 2);
            for at in near {
                text.push_str(&self.text[done..*at]);
                done = at + 1;
                let is_point = self.text[*at..].starts_with('.');
                match is_point {
                    true if is_spaced_out => text.push('.'),
                    false if is_spaced_out || are_single => {}
                    _ => text.push(','),
                }
            }
        }
        text.push_str(&self.text[done..]);
        text
    }
}

/// Whether `c` says what money a number counts.
fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '￥')
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
        check(&["云 溪 市 １ ２ 月 1 . 5 %"], "云溪市12月1.5%");
        check(&["第2", "0", "24年 1\n2月"], "第2024年12月");
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
        check(&["5‰，5 %，5"], "5‰5%5");
        check(&["$5，￥５，5元"], "$5¥5,5元");
    }

    #[test]
    fn numbers_are_kept_apart() {
        check(&["12 5", "人"], "12,5人");
        check(&["得分 3 5"], "得分3,5");
        check(&["云溪 12 5 人", "1 2 3 4 5"], "云溪12,5人12345");
        check(&["共3. 5人离开"], "共3,5人离开");
        check(&["比3:5", "比3；5"], "比3,5比3,5");
        check(&["-3.5与3.5"], "-3.5与3.5");
    }

    #[test]
    fn commas_that_group_digits_do_not_count() {
        check(&["1,234人", "１２，３４５，６７８.9%"], "1234人12345678.9%");
        check(&["12,34，1234,567，0,123"], "12,34,1234,567,0,123");
        check(&["1,234、567"], "1234,567");
        check(&["1.5,234"], "1.5,234");
        check(&["1,234"], "1234");
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
