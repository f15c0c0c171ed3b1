//! The periods of rows as times: for axes, for order, and for machines.

/// A day as year, month and day.
type Day = (i32, u32, u32);

/// The time that a row is about, `2023`, `2023-07`, `2023-Q1`, `2023-H1`, `2023-01/2023-07`; what
/// is none of these begins and ends nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Period<'a> {
    begin: Option<Day>,
    end: Option<Day>,
    printed: &'a str,
}

impl<'a> Period<'a> {
    pub(crate) fn of(printed: &'a str) -> Self {
        let (first, last) = printed.split_once('/').unwrap_or((printed, printed));
        let (begin, end) = (edges(first).map(|it| it.0), edges(last).map(|it| it.1));
        let both = begin.is_some() && end.is_some();
        Self { begin: begin.filter(|_| both), end: end.filter(|_| both), printed }
    }

    /// Days from the first of the year 0 to the middle of the period.
    pub(super) fn middle(&self) -> Option<f64> {
        let number = |(year, month, day): Day| {
            f64::from(year) * 372.0 + f64::from(month - 1) * 31.0 + f64::from(day)
        };
        Some(f64::midpoint(number(self.begin?), number(self.end?)))
    }

    /// The first day, `2023-01-01`.
    pub(super) fn first_day(&self) -> Option<String> {
        self.begin.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
    }

    /// The date of an observation, and how long it took, as ISO 8601 has them: a date of the
    /// printed precision; for what has no such date (quarters, ranges) the last month.
    pub(super) fn iso(&self) -> (Option<String>, Option<String>) {
        let (Some(begin), Some(end)) = (self.begin, self.end) else { return (None, None) };
        if !self.printed.contains(['/', 'Q', 'H']) {
            let duration = match self.printed.matches('-').count() {
                0 => "P1Y",
                1 => "P1M",
                _ => "P1D",
            };
            return (Some(self.printed.to_owned()), Some(duration.to_owned()));
        }
        let months = (end.0 - begin.0) * 12 + i32::try_from(end.1).unwrap_or(0)
            - i32::try_from(begin.1).unwrap_or(0)
            + 1;
        (Some(format!("{:04}-{:02}", end.0, end.1)), Some(format!("P{months}M")))
    }
}

/// The first and the last day of a year, half, quarter, month or day.
fn edges(printed: &str) -> Option<(Day, Day)> {
    let mut parts = printed.splitn(3, '-');
    let year: i32 = parts.next()?.parse().ok().filter(|year| (1..=9999).contains(year))?;
    let (first, last) = match parts.next() {
        None => (1, 12),
        Some("H1") => (1, 6),
        Some("H2") => (7, 12),
        Some(part) => match part.strip_prefix('Q').map(str::parse::<u32>) {
            Some(Ok(quarter @ 1..=4)) => (quarter * 3 - 2, quarter * 3),
            Some(_) => return None,
            None => {
                let month = part.parse().ok().filter(|month| (1..=12).contains(month))?;
                (month, month)
            }
        },
    };
    match parts.next() {
        None => Some(((year, first, 1), (year, last, 31))),
        Some(day) => {
            let day = day.parse().ok().filter(|day| (1..=31).contains(day) && first == last)?;
            Some(((year, first, day), (year, last, day)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_in_the_order_of_their_days() {
        let mut periods = ["2024", "2023-12-31", "2023", "2023-Q1", "2023-01/2023-07", "2023-H2"];
        periods.sort_by_key(|period| Period::of(period));
        assert_eq!(
            periods,
            ["2023-Q1", "2023-01/2023-07", "2023", "2023-H2", "2023-12-31", "2024"]
        );
    }

    #[test]
    fn machines_are_told_dates_and_durations() {
        let check = |period: &str, date: &str, duration: &str| {
            let expected = (Some(date.to_owned()), Some(duration.to_owned()));
            assert_eq!(Period::of(period).iso(), expected, "{period}");
        };
        check("2023", "2023", "P1Y");
        check("2023-07", "2023-07", "P1M");
        check("2023-07-01", "2023-07-01", "P1D");
        check("2023-Q2", "2023-06", "P3M");
        check("2022-11/2023-02", "2023-02", "P4M");
        for wrong in ["", "去年", "2023-Q5", "2023-13", "2023-01-32", "2023/", "99999"] {
            assert_eq!(Period::of(wrong).iso(), (None, None), "{wrong}");
        }
    }
}
