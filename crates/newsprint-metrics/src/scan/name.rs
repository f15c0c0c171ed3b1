//! Names, codes and quotations: numerals in them say no number.

use std::ops::Range;

use newsprint_zh::{marks, numeral};

use super::{Scanner, Token, What};

/// Longest quoted name and longest title, in bytes.
const NAME: usize = 60;
const TITLE: usize = 150;

impl Scanner<'_> {
    pub(super) fn name(&mut self, span: Range<usize>) {
        self.found.push(Token { span, what: What::Name });
    }

    /// Whether a sign of shares stands at `end`: `G808` and `PM2.5` are codes, in `CPI3.2%` the figure
    /// has a unit of its own.
    pub(super) fn is_share(&self, end: usize) -> bool {
        self.text[end..].starts_with(['%', '％', '‰'])
    }

    /// `“十四五”`, `《关于第三批…的通知》`: a short quotation without clauses is a name.
    pub(super) fn quoted(&mut self, at: usize, open: char) {
        let title = matches!(open, '《' | '〈');
        if !title && !matches!(open, '“' | '‘' | '「' | '『' | '〔') {
            return;
        }
        // “十四五”期间 is a time.
        if self.found.last().is_some_and(|it| it.span.start == at) {
            return;
        }
        let Some(close) = marks::closing(open) else { return };
        let inside = at + open.len_utf8();
        let limit = if title { TITLE } else { NAME };
        let mut numeric = false;
        for (offset, c) in self.text[inside..].char_indices() {
            let end = inside + offset;
            if c == close {
                if numeric {
                    self.name(at..end + c.len_utf8());
                }
                return;
            }
            let clause = matches!(c, '，' | ',' | '；' | ';') || marks::ends_sentence(c);
            if end - at > limit || (clause && !title) {
                return;
            }
            numeric |= numeral::starts(c);
        }
    }
}
