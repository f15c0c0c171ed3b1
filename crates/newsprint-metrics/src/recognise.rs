//! What the scanner reads, for people: numbers, quantities and times with their values.

mod money;
mod number;
mod quantity;
mod range;

use std::ops::Range;

use newsprint_zh::date::DateTime;
use newsprint_zh::numeral::{self, Decimal};
use newsprint_zh::time::{self, Meaning, Sort};
use newsprint_zh::width;

use self::number::Number;
use crate::lexicon::{Lexicon, Role};
use crate::scan::lattice::{self, Reading};

newsprint_core::choices! {
    /// What sort of expression was recognised.
    pub enum Kind {
        /// A number.
        Number = "number",
        /// A range of numbers, also one that is open at an end.
        NumberRange = "numberrange",
        /// A place in an order.
        Ordinal = "ordinal",
        /// A share, or a difference of shares, in hundredths.
        Percentage = "percentage",
        /// An amount of money.
        Currency = "currency",
        /// A physical quantity.
        Dimension = "dimension",
        /// A temperature.
        Temperature = "temperature",
        /// An age.
        Age = "age",
        /// A day.
        Date = "date",
        /// Days.
        DateRange = "daterange",
        /// A time of day.
        Time = "time",
        /// A span between times of day.
        TimeRange = "timerange",
        /// A time of a day.
        DateTime = "datetime",
        /// A span between times of days.
        DateTimeRange = "datetimerange",
        /// A length of time.
        Duration = "duration",
        /// A time that comes again.
        Set = "set",
    }
}

/// An expression with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recognised {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// What sort of expression it is.
    pub kind: Kind,
    /// The value: a decimal; `[low,high)` for a range of numbers; an ISO 8601 date or time with a
    /// space before the time of day; `start/end` for a range of times, half open, where `..` is no
    /// limit; seconds for a duration. `None` where the text does not say it.
    pub value: Option<String>,
    /// Further values that the expression can have.
    pub others: Vec<String>,
    /// The unit: an ISO 4217 code, else a UCUM code, else the canonical name.
    pub unit: Option<String>,
    /// What a time says whatever the reference is, as TIMEX3 writes it, with `X` for what is unsaid.
    pub timex: Option<String>,
}

/// The numbers, quantities and times of `text` in order; relative times are counted from
/// `reference`. An expression inside of another is given too: the number of a quantity. Linear in
/// the text, but for one sort.
pub fn recognise(lexicon: &Lexicon, text: &str, reference: Option<DateTime>) -> Vec<Recognised> {
    let mut finder = Finder { text, lexicon, reference, found: Vec::new() };
    let numbers = finder.read();
    let ranges = finder.ranges(&numbers);
    let chosen = lattice::best(finder.found);
    let names: Vec<Range<usize>> =
        chosen.iter().filter(|it| it.what.is_none()).map(|it| it.span.clone()).collect();
    let free = |span: &Range<usize>| {
        let at = names.partition_point(|name| name.end <= span.start);
        names.get(at).is_none_or(|name| name.start >= span.end)
    };
    let mut all: Vec<Recognised> = chosen.into_iter().filter_map(|it| it.what).collect();
    all.extend(ranges.into_iter().filter(|it| free(&it.span)));
    let numbers = numbers.into_iter().filter(|it| it.stands_alone && free(&it.span));
    all.extend(numbers.map(|it| Recognised::new(it.span, Kind::Number, it.value, None)));
    all.sort_by_key(|it| (it.span.start, it.span.end));
    all
}

/// A reading that competes with others; a name is read as nothing.
struct Proposal {
    span: Range<usize>,
    what: Option<Recognised>,
    /// What it counts beyond its length.
    bonus: usize,
}

impl Reading for Proposal {
    fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn weight(&self) -> usize {
        self.span.len() * 10 + self.bonus
    }
}

/// Proposes readings of a text.
struct Finder<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    reference: Option<DateTime>,
    found: Vec<Proposal>,
}

impl Finder<'_> {
    /// Proposes every reading, and gives the numbers.
    fn read(&mut self) -> Vec<Number> {
        for span in self.lexicon.words(Role::NotNumber).find_all(self.text) {
            if !self.cuts_a_numeral(&span) {
                self.name(span);
            }
        }
        let mut numbers: Vec<Number> = Vec::new();
        let mut before: Option<char> = None;
        // Where the current number, the current code and the run of Latin letters end or start.
        let (mut number_end, mut code_end, mut link_end, mut latin) = (0, 0, 0, None);
        for (at, c) in self.text.char_indices() {
            let folded = width::fold(c);
            if matches!(c, 'h' | 'w' | '《') && at >= link_end {
                link_end = self.link_or_title(at);
            }
            let digits = numeral::starts(c);
            let inside = at < number_end && before.is_some_and(numeral::starts);
            if at >= code_end && !(digits && inside) {
                let latin_before = before.is_some_and(|b: char| b.is_ascii_alphanumeric());
                if time::starts(c) && !(latin_before && c.is_ascii()) {
                    self.time(at);
                }
                self.found.extend(range::ordinal(self.text, at, self).map(reading));
            }
            if at >= number_end && at >= code_end {
                self.found.extend(self.share(at).map(reading));
                self.found.extend(self.odd_shares(at).map(reading));
                let number = number::read(self.text, at, self.lexicon);
                if let (Some(start), Some(number)) = (latin, &number) {
                    let end = self.code_end(number.span.end);
                    if !self.text[start..at].ends_with("US") {
                        self.found.push(Proposal { span: start..end, what: None, bonus: 20 });
                        code_end = end;
                    }
                }
                if digits && number.is_none() {
                    let numeral = numeral::read(&self.text[at..]);
                    number_end = at + numeral.map_or(0, |it| it.len);
                }
                if let Some(number) = number.filter(|_| at >= code_end) {
                    number_end = number.span.end;
                    if self.text[at..].starts_with(|c| numeral::exponent(c) >= Some(2))
                        && self.share(at).is_some()
                    {
                        number_end = at + c.len_utf8();
                    } else {
                        self.quantities(&number);
                        self.signed_money(&number);
                        numbers.push(number);
                    }
                }
            }
            latin = match latin {
                _ if at < number_end => None,
                start if folded.is_ascii_alphabetic() => start.or(Some(at)),
                start if c == '-' || c == '_' => start,
                _ => None,
            };
            before = Some(c);
        }
        numbers
    }

    /// Whether a word starts or ends inside of a numeral: 一起 in `三十一起`.
    fn cuts_a_numeral(&self, word: &Range<usize>) -> bool {
        let (before, after) = (&self.text[..word.start], &self.text[word.end..]);
        let inside = &self.text[word.clone()];
        inside.starts_with(numeral::starts) && before.ends_with(numeral::starts)
            || inside.ends_with(numeral::starts) && after.starts_with(numeral::starts)
    }

    fn name(&mut self, span: Range<usize>) {
        self.found.push(Proposal { span, what: None, bonus: 65 });
    }

    fn propose(&mut self, found: Recognised) {
        self.found.push(reading(found));
    }

    /// Where a code of letters and digits ends.
    fn code_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'-').count()
    }

    /// A web address, or a title in 《》; where it ends.
    fn link_or_title(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let len = if ["http://", "https://", "www."].iter().any(|it| rest.starts_with(it)) {
            rest.bytes().take_while(u8::is_ascii_graphic).count()
        } else {
            let mut title = rest.char_indices().take(TITLE).skip(1);
            let end = title.find(|(_, c)| rest.starts_with('《') && *c == '》');
            end.map_or(0, |(end, c)| end + c.len_utf8())
        };
        if len > 0 {
            self.name(at..at + len);
        }
        at + len
    }

    fn time(&mut self, at: usize) {
        let Some((said, len)) = time::read(&self.text[at..]) else { return };
        let Meaning { sort, timex, values, .. } = said.resolve(self.reference);
        let mut values = values.into_iter();
        let kind = match sort {
            Sort::Date => Kind::Date,
            Sort::DateRange => Kind::DateRange,
            Sort::Time => Kind::Time,
            Sort::TimeRange => Kind::TimeRange,
            Sort::DateTime => Kind::DateTime,
            Sort::DateTimeRange => Kind::DateTimeRange,
            Sort::Duration => Kind::Duration,
            Sort::Set => Kind::Set,
        };
        let (value, others) = (values.next(), values.collect());
        let span = at..at + len;
        self.propose(Recognised { span, kind, value, others, unit: None, timex });
    }
}

/// Longest title, in characters.
const TITLE: usize = 50;

/// A time counts for a little more than a quantity of the same length.
fn reading(found: Recognised) -> Proposal {
    let bonus = match found.kind {
        Kind::Age | Kind::Temperature => 4,
        Kind::Duration => 2,
        Kind::Ordinal => 0,
        Kind::Percentage | Kind::Currency | Kind::Dimension => 1,
        _ => 3,
    };
    Proposal { span: found.span.clone(), what: Some(found), bonus }
}

impl Recognised {
    fn new(span: Range<usize>, kind: Kind, value: Decimal, unit: Option<&str>) -> Self {
        let (value, unit) = (Some(value.to_string()), unit.map(str::to_owned));
        Self { span, kind, value, others: Vec::new(), unit, timex: None }
    }
}
