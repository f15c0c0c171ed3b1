//! What the scanner reads, for people: numbers, quantities and times with their values.

use std::ops::Range;

use newsprint_zh::date::DateTime;

use crate::lexicon::Lexicon;

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
/// the text.
pub fn recognise(lexicon: &Lexicon, text: &str, reference: Option<DateTime>) -> Vec<Recognised> {
    let _ = (lexicon, text, reference);
    Vec::new()
}
