//! Values and periods as they stand in rows.

/// Whether two decimals can be the same value printed with more and with fewer digits: `126` and
/// `126.06` are.
pub(super) fn agree(a: &str, b: &str) -> bool {
    let (a, b) = (Scientific::of(a), Scientific::of(b));
    let (short, long) = if a.digits.len() <= b.digits.len() { (a, b) } else { (b, a) };
    let digits = short.digits.len();
    if digits == 0 { short == long } else { short == long.rounded(digits) }
}

/// A decimal as its digits from the first to the last that is not zero.
#[derive(Debug, PartialEq, Eq)]
struct Scientific {
    negative: bool,
    digits: Vec<u8>,
    /// The power of ten of the first digit.
    magnitude: i64,
}

impl Scientific {
    fn of(printed: &str) -> Self {
        let negative = printed.starts_with('-');
        let printed = printed.trim_start_matches('-');
        let whole = printed.split('.').next().unwrap_or_default().len();
        let all: Vec<u8> = printed.bytes().filter(u8::is_ascii_digit).map(|it| it - b'0').collect();
        let zeros = all.iter().take_while(|digit| **digit == 0).count();
        let magnitude = i64::try_from(whole).unwrap_or(0) - i64::try_from(zeros).unwrap_or(0);
        Self { negative, digits: all[zeros..].to_vec(), magnitude }.trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            (self.negative, self.magnitude) = (false, 0);
        }
        self
    }

    /// The number rounded to `len` digits, half up.
    fn rounded(mut self, len: usize) -> Self {
        let up = self.digits.get(len).is_some_and(|digit| *digit >= 5);
        self.digits.truncate(len);
        let mut carry = up;
        for digit in self.digits.iter_mut().rev() {
            if !carry {
                break;
            }
            carry = *digit == 9;
            *digit = if carry { 0 } else { *digit + 1 };
        }
        if carry {
            self.digits.insert(0, 1);
            self.magnitude += 1;
        }
        self.trimmed()
    }
}

/// The days on which a period begins and ends, as `(year, month, day)` each: what periods are
/// ordered by.
pub(super) fn begin_and_end(period: &str) -> [(i64, i64, i64); 2] {
    let (first, last) = period.split_once('/').unwrap_or((period, period));
    [edge(first, true), edge(last, false)]
}

fn edge(period: &str, begins: bool) -> (i64, i64, i64) {
    let mut parts = period.split('-');
    let year = parts.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    let part = parts.next().unwrap_or_default();
    let day = parts.next().and_then(|it| it.parse().ok());
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    let (first, last) = match (part.strip_prefix('Q'), part.strip_prefix('H')) {
        (Some(quarter), _) => (number(quarter) * 3 - 2, number(quarter) * 3),
        (_, Some(half)) => (number(half) * 6 - 5, number(half) * 6),
        _ if part.is_empty() => (1, 12),
        _ => (number(part), number(part)),
    };
    let month = if begins { first } else { last };
    (year, month, day.unwrap_or(if begins { 1 } else { 31 }))
}
