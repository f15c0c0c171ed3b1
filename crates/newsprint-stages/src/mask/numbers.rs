//! Which numbers are phones, identity cards or bank cards.

/// The digits at the start of a text, with the signs that may stand between them.
pub(super) struct Digits<'t> {
    text: &'t str,
    /// Each digit, or `X` for the check digit ten, and where it ends; full-width digits as others.
    read: Vec<(u8, usize)>,
    /// For each digit the signs before it.
    gaps: Vec<&'t str>,
}

/// More digits than any number of ours has, with its country and extension.
const MOST_DIGITS: usize = 24;

impl<'t> Digits<'t> {
    pub(super) fn read(text: &'t str) -> Self {
        let mut found = Self { text, read: Vec::new(), gaps: Vec::new() };
        let mut end = 0;
        for (at, c) in text.char_indices() {
            let digit = match c {
                '0'..='9' => u8::try_from(u32::from(c) - 0x30).ok(),
                '０'..='９' => u8::try_from(u32::from(c) - 0xFF10).ok(),
                'X' | 'x' | 'Ｘ' if found.read.len() == 17 => Some(10),
                _ => None,
            };
            if let Some(digit) = digit {
                found.gaps.push(&text[end..at]);
                end = at + c.len_utf8();
                found.read.push((digit, end));
            } else if !is_between(c) || at + c.len_utf8() - end > 6 {
                break;
            }
            if found.read.len() == MOST_DIGITS {
                break;
            }
        }
        found
    }

    fn len(&self) -> usize {
        self.read.len()
    }

    fn digit(&self, at: usize) -> u8 {
        self.read.get(at).map_or(u8::MAX, |(digit, _)| *digit)
    }

    fn gap(&self, at: usize) -> &'t str {
        self.gaps.get(at).copied().unwrap_or_default()
    }

    /// Whether nothing stands between the digits `from..to`.
    fn is_solid(&self, from: usize, to: usize) -> bool {
        (from + 1..to).all(|at| self.gap(at).is_empty())
    }

    /// The number that the digits `from..to` print.
    fn number(&self, from: usize, to: usize) -> u64 {
        (from..to).fold(0, |number, at| number * 10 + u64::from(self.digit(at)))
    }

    /// What follows the first `count` digits.
    fn after(&self, count: usize) -> &'t str {
        let end = count.checked_sub(1).and_then(|last| self.read.get(last)).map_or(0, |it| it.1);
        &self.text[end..]
    }

    /// The end of the first `count` digits, where the number ends there: no digit, point before a
    /// digit or unit follows.
    fn ends(&self, count: usize) -> Option<usize> {
        let after = self.after(count);
        let mut chars = after.chars();
        let continues = match chars.next() {
            Some('.' | ',' | '．') => chars.next().is_some_and(|c| c.is_ascii_digit()),
            Some(c) => {
                c.is_ascii_alphanumeric()
                    || matches!(c, '０'..='９' | '%' | '％')
                    || UNITS.contains(c)
            }
            None => false,
        };
        (!continues).then(|| self.text.len() - after.len())
    }
}

/// Signs that stand between the digits of one number.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | '-' | '－' | '—' | '+' | '＋' | '(' | ')' | '（' | '）')
}

/// First characters of units: a number before them counts something.
const UNITS: &str = "元万亿千百吨人户次册个年月日号平立公米件家名只头亩辆台套条股份美欧港倍";

/// Length of the identity card's number at the start (GB 11643-1999): 18 digits of which the last
/// is the check digit (ISO 7064, MOD 11-2), or 15 with a date.
pub(super) fn id_number(digits: &Digits<'_>) -> Option<usize> {
    if digits.len() >= 18 && digits.is_solid(0, 18) && digits.gap(0).is_empty() {
        let year = digits.number(6, 10);
        let is_date =
            (1800..2100).contains(&year) && is_day(digits.number(10, 12), digits.number(12, 14));
        let sum = (0..17).map(|at| usize::from(digits.digit(at)) * WEIGHTS[at]).sum::<usize>();
        let is_right = (12 - sum % 11) % 11 == usize::from(digits.digit(17));
        if is_date && is_right && is_region(digits) {
            return digits.ends(18);
        }
    }
    let is_old = digits.len() >= 15 && digits.is_solid(0, 15) && digits.gap(0).is_empty();
    let is_date = is_old && is_day(digits.number(8, 10), digits.number(10, 12));
    if is_date && is_region(digits) { digits.ends(15) } else { None }
}

const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

fn is_day(month: u64, day: u64) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Whether the first two digits are those of a province.
fn is_region(digits: &Digits<'_>) -> bool {
    matches!(digits.number(0, 2), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

/// Length of the bank card's number at the start (ISO/IEC 7812): 16 to 19 digits, alone or in
/// groups of four, of which the last is the check digit.
pub(super) fn bank_card(digits: &Digits<'_>) -> Option<usize> {
    let is_grouped = |count: usize| {
        let gap = |at: usize| digits.gap(at);
        let mark = gap(4);
        digits.gap(0).is_empty()
            && matches!(mark, "" | " " | "-")
            && (1..count).all(|at| gap(at) == if at.is_multiple_of(4) { mark } else { "" })
    };
    let is_network = matches!(digits.digit(0), 3..=6);
    let found = (16..=19).rev().find(|count| {
        is_network
            && digits.len() >= *count
            && is_grouped(*count)
            && luhn(digits, *count)
            && digits.ends(*count).is_some()
    });
    found.and_then(|count| digits.ends(count))
}

/// The check digit of ISO/IEC 7812.
fn luhn(digits: &Digits<'_>, count: usize) -> bool {
    let sum: u32 = (0..count)
        .map(|at| {
            let digit = u32::from(digits.digit(at));
            match (count - 1 - at) % 2 {
                0 => digit,
                _ => digit * 2 / 10 + digit * 2 % 10,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Length of the phone number at the start; `lead` is the text before it and before the numbers and
/// marks that it follows.
pub(super) fn phone(digits: &Digits<'_>, lead: &str) -> Option<usize> {
    let country = country(digits)?;
    mobile(digits, country)
        .or_else(|| landline(digits, country))
        .or_else(|| announced(digits, country, lead))
}

/// How many digits the code of the country has: +86, 0086 or 86; `None` when the text begins as no
/// number does.
fn country(digits: &Digits<'_>) -> Option<usize> {
    let lead = digits.gap(0);
    let plus = lead.ends_with(['+', '＋']);
    if digits.number(0, 4) == 86 && digits.len() > 4 && lead.is_empty() {
        return Some(4);
    }
    let is_china = digits.len() > 2 && digits.number(0, 2) == 86;
    match (plus, is_china) {
        (true, true) => Some(2),
        (true, false) => None,
        // Without the sign the whole must be a mobile number.
        (false, true) if lead.is_empty() && digits.is_solid(0, 13) && digits.len() == 13 => Some(2),
        _ => Some(0),
    }
}

/// 1[3-9] and nine digits, alone or as 3-4-4.
fn mobile(digits: &Digits<'_>, from: usize) -> Option<usize> {
    let to = from + 11;
    let is_one =
        digits.len() >= to && digits.digit(from) == 1 && (3..=9).contains(&digits.digit(from + 1));
    let gap = digits.gap(from + 3);
    let is_grouped = matches!(gap, "" | " " | "-" | "－")
        && (from + 1..to)
            .all(|at| digits.gap(at) == if at == from + 3 || at == from + 7 { gap } else { "" });
    let leads = from > 0 || digits.gap(from).is_empty();
    if is_one && is_grouped && leads { digits.ends(to) } else { None }
}

/// An area code and seven or eight digits, with an extension or without.
fn landline(digits: &Digits<'_>, from: usize) -> Option<usize> {
    let zero = usize::from(digits.digit(from) == 0);
    if from == 0 && zero == 0 {
        return None;
    }
    let start = from + zero;
    // 10 and 2x are the codes of large cities; the others have three digits.
    let area = match (digits.digit(start), digits.digit(start + 1)) {
        (1, 0) | (2, _) => 2,
        (3..=9, _) => 3,
        _ => return None,
    };
    let local = start + area;
    if !matches!(digits.gap(local).trim(), "" | "-" | "－" | "—" | ")" | "）")
        || !digits.is_solid(from, local)
    {
        return None;
    }
    let lengths: &[usize] = if area == 2 { &[8] } else { &[8, 7] };
    let is_local = |length: usize| {
        let solid = digits.is_solid(local, local + length)
            || (length == 8
                && digits.is_solid(local, local + 4)
                && digits.is_solid(local + 4, local + 8)
                && matches!(digits.gap(local + 4), " " | "-"));
        digits.len() >= local + length && solid && (2..=8).contains(&digits.digit(local))
    };
    let length = lengths.iter().find(|length| is_local(**length))?;
    let end = local + length;
    extension(digits, end).or_else(|| digits.ends(end))
}

/// The end of an extension of the number that ends after `count` digits: `-801`, `转801`.
fn extension(digits: &Digits<'_>, count: usize) -> Option<usize> {
    let after = digits.after(count);
    let rest = after.strip_prefix(['-', '－', '转'])?;
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    (2..=5).contains(&length).then(|| digits.text.len() - rest.len() + length)
}

/// Words that announce a number without an area code.
const ANNOUNCING: [&str; 8] = ["电话", "热线", "手机", "传真", "话机", "座机", "tel", "phone"];

/// Whether a character can stand between a word that announces numbers and one of them.
pub(super) fn is_between_numbers(c: char) -> bool {
    c.is_ascii_digit() || " :：、,，/-和或".contains(c)
}

/// Seven or eight digits after a word that announces them, or after a number that was announced.
fn announced(digits: &Digits<'_>, from: usize, lead: &str) -> Option<usize> {
    let length = [8, 7].into_iter().find(|length| {
        digits.len() >= *length && digits.is_solid(0, *length) && digits.ends(*length).is_some()
    })?;
    let is_local = from == 0 && digits.gap(0).is_empty() && (2..=8).contains(&digits.digit(0));
    let word: String = lead.chars().rev().take(5).collect::<Vec<_>>().into_iter().rev().collect();
    let word = word.to_lowercase();
    let is_announced = ANNOUNCING.iter().any(|it| word.ends_with(it));
    if is_local && is_announced { digits.ends(length) } else { None }
}
