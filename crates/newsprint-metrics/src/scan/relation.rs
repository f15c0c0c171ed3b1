//! Relations of numbers: `11.1:47.5:41.4`, `105.2∶100`.

use newsprint_zh::numeral::{self, Decimal, Numeral, Script};
use newsprint_zh::{marks, width};

use super::{Figure, Scanner, Sort, Token, What};
use crate::lexicon::{Role, Roles, roles};
use crate::place::floor;

/// Most numbers behind the first one.
const OTHERS: usize = 8;
/// How far from a relation of three its head can stand, in bytes.
const HEAD: usize = 90;
/// What can stand between the head of a relation and its numbers.
const CUES: Roles = roles(&[
    Role::Value,
    Role::Level,
    Role::AboutBefore,
    Role::MoreThanBefore,
    Role::LessThanBefore,
]);

impl Scanner<'_> {
    /// `11.1:47.5:41.4` behind the words for a relation: without them it is a time or a score.
    pub(super) fn relation(&self, at: usize, first: Numeral) -> Option<Token> {
        let mut end = at + first.len;
        let mut others = Vec::new();
        while let Some((value, len)) = self.other_number(end) {
            others.push(value);
            end += len;
            (others.len() <= OTHERS).then_some(())?;
        }
        let before = self.text[..at].trim_end_matches(' ');
        let within =
            before.ends_with(is_colon) && before.trim_end_matches(is_colon).ends_with(is_digit);
        let counts =
            self.text[end..].starts_with(|c| is_digit(c) || numeral::exponent(c).is_some());
        let told = match others.len() {
            0 => false,
            1 => self.head_ends(before),
            _ => self.head_stands(before),
        };
        (told && !within && !counts && first.exponent == 0).then_some(())?;
        let figure = Figure { others, ..Figure::new(first.value?, "", Sort::Relation) };
        Some(Token { span: at..end, what: What::Figure(figure) })
    }

    /// The next number of a relation behind its colon at `at`, and the length of both.
    fn other_number(&self, at: usize) -> Option<(Decimal, usize)> {
        let rest = self.text[at..].strip_prefix(is_colon)?;
        let numeral = numeral::read(rest).filter(|it| it.script == Script::Arabic)?;
        let len = self.text.len() - at - rest.len() + numeral.len;
        Some((numeral.value.filter(|_| numeral.exponent == 0)?, len))
    }

    /// Whether the head of a relation ends `before`, but for the verb of its value.
    fn head_ends(&self, before: &str) -> bool {
        let mut rest = before;
        while let Some(endings) = self.lexicon.endings(rest, CUES)
            && let Some((len, _)) = endings.longest_of(CUES)
        {
            rest = &rest[..rest.len() - len];
        }
        self.lexicon.words(Role::RelationHead).at_end(rest).is_some()
    }

    /// Whether the head of a relation stands in the clause that ends with `before`.
    fn head_stands(&self, before: &str) -> bool {
        let near = &before[floor(before, before.len().saturating_sub(HEAD))..];
        let stops = |c| !is_colon(c) && (marks::ends_clause(c) || marks::ends_sentence(c));
        let clause = near.rsplit(stops).next().unwrap_or(near);
        self.lexicon.words(Role::RelationHead).find(clause).is_some()
    }
}

const fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '∶')
}

fn is_digit(c: char) -> bool {
    width::fold(c).is_ascii_digit()
}
