//! Names and dates by which other software knows an article.

use newsprint_core::config::{Fault, Located};
use newsprint_core::{Article, ArticleId, Document};

/// Characters of the body that stand for a headline where there is none.
const TITLE_CHARACTERS: usize = 30;

/// The headline on one line, or else how the body begins, or else the id.
pub(crate) fn title(article: &Article) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let headline = article.headline.iter().map(|it| one_line(it.as_str()));
    let begins = article.blocks.iter().map(|block| {
        let text = one_line(block.text.as_str());
        match text.char_indices().nth(TITLE_CHARACTERS) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    });
    let mut titles = headline.chain(begins).filter(|title| !title.is_empty());
    titles.next().unwrap_or_else(|| article.id.to_string())
}

/// Who names articles, and when the days of print begin.
#[derive(Clone, Debug)]
pub(crate) struct Naming {
    authority: String,
    offset: String,
}

/// What stands in `tag:` addresses (RFC 4151) for who names things, where the pipeline does not
/// say: a name that nobody owns (RFC 2606).
const AUTHORITY: &str = "newsprint.invalid,2024";

impl Naming {
    /// From the options `authority` and `utc-offset`, with a fault for each that cannot be used.
    pub(crate) fn build(
        authority: Option<Located<String>>,
        utc_offset: Option<Located<String>>,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        if let Some(Located { value, span }) =
            authority.as_ref().filter(|it| !is_authority(&it.value))
        {
            let message = format!("`{value}` names nobody");
            let help = "give a domain or a mail address and a date at which its owner had it: `example.com,2024`";
            faults.push(Fault::new(*span, message, "no authority").help(help));
        }
        if let Some(Located { value, span }) =
            utc_offset.as_ref().filter(|it| !is_offset(&it.value))
        {
            let message = format!("`{value}` is no offset from UTC");
            faults.push(
                Fault::new(*span, message, "no offset").help("give `Z`, or one like `+08:00`"),
            );
        }
        let value = |given: Option<Located<String>>, default: &str| {
            given.map_or_else(|| default.to_owned(), |it| it.value)
        };
        if faults.is_empty() {
            Ok(Self { authority: value(authority, AUTHORITY), offset: value(utc_offset, "Z") })
        } else {
            Err(faults)
        }
    }

    /// The `tag:` address of an article: the same on every run.
    pub(crate) fn address(&self, id: ArticleId) -> String {
        format!("tag:{}:article/{id}", self.authority)
    }

    /// The `tag:` address of a whole, such as a feed.
    pub(crate) fn address_of(&self, what: &str) -> String {
        format!("tag:{}:{what}", self.authority)
    }

    /// The moment (RFC 3339) at which the day `date` begins; `None` when `date` is no day.
    pub(crate) fn moment(&self, date: &str) -> Option<String> {
        is_day(date).then(|| format!("{date}T00:00:00{}", self.offset))
    }
}

/// Whether `authority` can stand in a `tag:` address.
fn is_authority(authority: &str) -> bool {
    let Some((name, date)) = authority.split_once(',') else { return false };
    let in_name = |b: u8| b.is_ascii_alphanumeric() || b"-._@".contains(&b);
    let is_date = match date.len() {
        4 => is_day(&format!("{date}-01-01")),
        7 => is_day(&format!("{date}-01")),
        _ => is_day(date),
    };
    !name.is_empty() && name.bytes().all(in_name) && is_date
}

/// `address` where it is one that a reader can be sent to: `http` or `https`, with what an address
/// must not hold (RFC 3986) percent-encoded.
pub(crate) fn web_address(address: &str) -> Option<String> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let address = address.trim();
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_host = |b: u8| b.is_ascii_alphanumeric() || b"-._:@".contains(&b);
    if !is_web || host.is_empty() || !host.bytes().all(is_host) {
        return None;
    }
    let mut encoded = String::with_capacity(address.len());
    for (at, byte) in address.bytes().enumerate() {
        let after = address.as_bytes().get(at + 1..at + 3).unwrap_or_default();
        let is_encoded = after.len() == 2 && after.iter().all(u8::is_ascii_hexdigit);
        let is_allowed = byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte);
        if is_allowed || byte == b'%' && is_encoded {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(|it| char::from(HEX[usize::from(it)])));
        }
    }
    Some(encoded)
}

/// Whether `offset` is `Z` or like `+08:00`.
fn is_offset(offset: &str) -> bool {
    let digits = offset.strip_prefix(['+', '-']).and_then(|rest| rest.split_once(':'));
    offset == "Z"
        || digits.is_some_and(|(hours, minutes)| {
            number(hours, 2).is_some_and(|it| it < 24)
                && number(minutes, 2).is_some_and(|it| it < 60)
        })
}

/// Articles that an output cannot take, since they have no day of print.
#[derive(Debug, Default)]
pub(crate) struct Undated {
    count: usize,
    /// The source of the first.
    first: String,
}

impl Undated {
    /// Counts the articles of a document.
    pub(crate) fn add(&mut self, document: &Document) {
        if self.count == 0 && !document.articles.is_empty() {
            document.source().name().clone_into(&mut self.first);
        }
        self.count += document.articles.len();
    }

    /// What to tell of them, and how it can be mended; `why` says what the day is wanted for.
    pub(crate) fn notes(&self, why: &str) -> Vec<String> {
        let Self { count, first } = self;
        let articles = match count {
            0 => return Vec::new(),
            1 => format!("an article without a day of print is left out, of `{first}`"),
            _ => format!(
                "{count} articles without a day of print are left out, the first of `{first}`"
            ),
        };
        vec![format!("{articles}: {why}; give the input a date such as `2024-06-28`")]
    }
}

/// Whether `date` is a day of the calendar, as `2024-06-28`.
pub(crate) fn is_day(date: &str) -> bool {
    days(date).is_some()
}

/// Days from the first of March of the year 0 (Gregorian, proleptic) to `date`; `None` when it is
/// no day. After Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021).
pub(crate) fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) =
        (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(is_leap),
        _ => return None,
    };
    if parts.next().is_some() || !(1..=last).contains(&day) {
        return None;
    }
    let year = year - i64::from(month <= 2);
    Some(
        365 * year + year / 4 - year / 100 + year / 400 + (153 * ((month + 9) % 12) + 2) / 5 + day
            - 1,
    )
}

/// A number of exactly `digits` digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for day in ["2024-06-28", "2024-02-29", "2000-02-29", "1949-10-01"] {
            assert!(is_day(day), "{day}");
        }
        for no_day in [
            "",
            "2024",
            "2024-6-28",
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "今天",
            "2024-06-31",
            "2024-06-28T",
            "2024-06-28-01",
            "+024-06-28",
        ] {
            assert!(!is_day(no_day), "{no_day}");
        }
        assert_eq!(days("2024-03-01").unwrap() - days("2024-02-28").unwrap(), 2);
        assert_eq!(days("2025-01-01").unwrap() - days("2024-01-01").unwrap(), 366);
        assert_eq!(days("2001-03-01").unwrap() - days("1901-03-01").unwrap(), 36525);
    }

    #[test]
    fn offsets_and_authorities_are_checked() {
        assert!(["Z", "+08:00", "-09:30"].into_iter().all(is_offset));
        assert!(!["", "8", "+8:00", "+24:00", "+08:60", "08:00"].into_iter().any(is_offset));
        assert!(
            ["a.cn,2024", "me@a.cn,2024-06", "a.cn,2024-06-28", AUTHORITY]
                .into_iter()
                .all(is_authority)
        );
        assert!(
            !["a.cn", ",2024", "a b,2024", "a.cn,24", "a.cn,2024-13"].into_iter().any(is_authority)
        );
    }

    #[test]
    fn only_web_addresses_are_followed() {
        let check = |address, expected: Option<&str>| {
            assert_eq!(web_address(address).as_deref(), expected, "{address}");
        };
        check("https://a.cn/x?y=1#z", Some("https://a.cn/x?y=1#z"));
        check(" HTTP://a.cn/新闻 <b>\"", Some("HTTP://a.cn/%E6%96%B0%E9%97%BB%20%3Cb%3E%22"));
        check("https://a.cn/%E6%zz", Some("https://a.cn/%E6%25zz"));
        check("javascript:alert(1)//https://a.cn", None);
        check("javascript://a.cn/%0Aalert(1)", None);
        check("https:///x", None);
        check("https://a.cn\u{202E}x/", None);
        check("a.cn", None);
    }
}
