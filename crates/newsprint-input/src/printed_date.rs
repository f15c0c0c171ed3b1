//! Dates as pages, printed or of the web, print and state them.

/// A day, checked to be one of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) of_month: u8,
}

impl Day {
    fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let is_leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let is_day = (1985..2100).contains(&year) && (1..=days).contains(&day);
        let narrow = |n: u32| u8::try_from(n).ok();
        Some(Self {
            year: u16::try_from(year).ok()?,
            month: narrow(month)?,
            of_month: narrow(day)?,
        })
        .filter(|_| is_day)
    }

    /// Whether `other` is the day after this one.
    #[cfg(feature = "html")]
    pub(crate) fn is_before(self, other: Self) -> bool {
        let of = |year: u16, month: u8, day: u8| {
            Self::new(u32::from(year), u32::from(month), u32::from(day))
        };
        let next = of(self.year, self.month, self.of_month + 1)
            .or_else(|| of(self.year, self.month + 1, 1))
            .or_else(|| of(self.year + 1, 1, 1));
        next == Some(other)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

/// The dates that stand in `text`, in its order: `2024-05-26`, `2024/5/26`, `2024.05.26`,
/// `2024年5月26日`, `20240526`, `26.05.2024`, `May 26, 2024`, `26 May 2024`, and `5/26/2024` or
/// `26/5/2024` where only one of both can be a month. Linear.
pub(crate) fn dates(text: &str) -> Vec<Day> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        found.extend(date_at(&tokens[at..]));
    }
    found
}

/// The first date in `text`.
#[cfg(feature = "html")]
pub(crate) fn first_date(text: &str) -> Option<Day> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| date_at(&tokens[at..]))
}

/// What dates are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// A number and how many digits it has.
    Number(u32, usize),
    Month(u32),
    Mark(char),
    Other,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let same = |kind: fn(char) -> bool,
                    chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>| {
            let mut end = start + c.len_utf8();
            while let Some((at, c)) = chars.next_if(|(_, c)| kind(*c)) {
                end = at + c.len_utf8();
            }
            &text[start..end]
        };
        if c.is_ascii_digit() {
            let digits = same(|c| c.is_ascii_digit(), &mut chars);
            let value = if digits.len() <= 8 {
                digits.parse().unwrap_or(0)
            } else {
                // The time may follow the day without a mark: `20240526193044`.
                digits
                    .get(..8)
                    .filter(|_| matches!(digits.len(), 12 | 14 | 17))
                    .and_then(|day| day.parse().ok())
                    .unwrap_or(0)
            };
            tokens.push(Token::Number(value, digits.len()));
        } else if c.is_ascii_alphabetic() {
            let word = same(|c| c.is_alphabetic() && !is_wide(c), &mut chars);
            tokens.push(month(word).map_or(Token::Other, Token::Month));
        } else if !c.is_whitespace() {
            tokens.push(Token::Mark(c));
        }
    }
    tokens
}

/// Whether a character takes the width of a Chinese one.
pub(crate) fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

/// The number of a month by its English name, whole or cut to three or four letters.
fn month(word: &str) -> Option<u32> {
    // The first letters of each month in English, German, French, Spanish, Italian, Portuguese.
    const MONTHS: [&[&str]; 12] = [
        &["jan", "jän", "ene", "gen"],
        &["feb", "fév", "fev"],
        &["mar", "mär"],
        &["apr", "avr", "abr"],
        &["may", "mai", "mag"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "aoû", "ago"],
        &["sep", "set"],
        &["oct", "okt", "ott", "out"],
        &["nov"],
        &["dec", "dez", "déc", "dic"],
    ];
    let word = word.to_lowercase();
    if word.chars().count() < 3 || word.chars().count() > 10 {
        return None;
    }
    let starts = |at: &usize| MONTHS[*at].iter().any(|start| word.starts_with(start));
    // `juin` and `juil` begin alike.
    (0..12).rev().find(starts).and_then(|at| u32::try_from(at + 1).ok())
}

/// The date that `tokens` begin with.
fn date_at(tokens: &[Token]) -> Option<Day> {
    use Token::{Mark, Month, Number, Other};
    let is_between = |mark: char| matches!(mark, '-' | '/' | '.' | '年' | '月' | '－' | '_');
    match *tokens {
        [Number(year, 4), Mark(a), Number(month, 1..=2), Mark(b), Number(day, 1..=2), ..]
            if is_between(a) && is_between(b) =>
        {
            Day::new(year, month, day)
        }
        // `2024-05/26`, `2024/0526` and `202405/26` stand in addresses.
        [Number(year, 4), Mark('/' | '-'), Number(rest, 4), ..] => {
            Day::new(year, rest / 100, rest % 100)
        }
        [Number(start, 6), Mark('/' | '-'), Number(day, 2), ..] => {
            Day::new(start / 100, start % 100, day)
        }
        [Number(all, 8 | 12 | 14 | 17), ..] => Day::new(all / 10_000, all / 100 % 100, all % 100),
        [Number(day, 1..=2), Mark('.'), Number(month, 1..=2), Mark('.'), Number(year, 4), ..] => {
            Day::new(year, month, day)
        }
        // Which is the month depends on the country, unless one of both can be none.
        [
            Number(a, 1..=2),
            Mark(x @ ('/' | '-')),
            Number(b, 1..=2),
            Mark(y),
            Number(year, 4),
            ..,
        ] if x == y && (a > 12 || b > 12 || a == b) => Day::new(year, a.min(b), a.max(b)),
        [Number(day, 1..=2), ref rest @ ..] => {
            // `26th May`, `26. Mai`, `26-May`, `26 de mayo`.
            let ([Month(month), rest @ ..]
            | [Other | Mark('.' | '-' | '/'), Month(month), rest @ ..]) = rest
            else {
                return None;
            };
            Day::new(year_at(rest)?, *month, day)
        }
        // `May 26th, 2024`, `Sept. 26, 2024`.
        [Month(month), Number(day, 1..=2), ref rest @ ..]
        | [Month(month), Mark('.'), Number(day, 1..=2), ref rest @ ..] => {
            Day::new(year_at(rest)?, month, day)
        }
        _ => None,
    }
}

/// The year that `tokens` begin with, or that stands behind a mark or a word.
fn year_at(tokens: &[Token]) -> Option<u32> {
    match *tokens {
        [Token::Number(year, 4), ..]
        | [Token::Other | Token::Mark(',' | '.' | '-' | '/'), Token::Number(year, 4), ..]
        | [Token::Other, Token::Mark(','), Token::Number(year, 4), ..] => Some(year),
        _ => None,
    }
}
