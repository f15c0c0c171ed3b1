//! What Chinese news reads like: whether two lines read on, and whether a line is a heading.
//!
//! Two linear classifiers over hashed runs of characters (Weinberger et al. 2009, "Feature hashing
//! for large scale multitask learning") in one table of small weights, `data/language.bin`; no text
//! can be read back from it. Runs that tell little are not in it, and are told from those that are
//! by a byte of their hash. `xtask train-language` makes it.

use crate::table::Table;

/// Steps of a weight in the table that make one unit of log-odds.
const SCALE: i16 = 24;

/// The bundled table.
const BUNDLED: Table<'_> = Table::of(include_bytes!("../data/language.bin"));

/// What the ends of a line tell of how it reads on: most of the runs around a seam lie on one side of
/// it, and lines have many seams to others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    first: [char; 2],
    last: [char; 2],
    /// The weight of the runs at its start.
    start: i32,
    /// The weight of those at its end.
    end: i32,
}

impl Ends {
    /// Those of `line`, in half-width forms.
    pub(crate) fn of(line: &str) -> Self {
        let (first, last) = (three(line.chars()), three(line.chars().rev()));
        let (start, end) = (weight(right_runs(first)), weight(left_runs(last)));
        Self { first: [first[0], first[1]], last: [last[0], last[1]], start, end }
    }

    /// How well `right` reads on from the line: from 0, never, to 7, beyond doubt.
    pub(crate) fn reads_on(&self, right: &Self) -> usize {
        let steps = self.end + right.start + weight(runs_across(self.last, right.first));
        level(steps, &[-600, -250, -80, 40, 150, 300, 550])
    }
}

/// How much `line`, in half-width forms, is like a heading rather than a piece of running text:
/// from 0, not at all, to 5. Linear in the line.
pub(crate) fn is_heading(line: &str) -> usize {
    let mut steps = 0;
    heading(line, |run| steps += BUNDLED.weight(run));
    level(steps, &[-300, -100, 0, 100, 300])
}

/// Above how many of `bounds`, in hundredths of log-odds, a weight of so many steps is.
fn level(steps: i32, bounds: &[i32]) -> usize {
    let hundredths = steps * 100 / i32::from(SCALE);
    bounds.partition_point(|bound| *bound <= hundredths)
}

/// How much `runs` speak for something together, by their numbers, in steps.
fn weight(runs: impl IntoIterator<Item = usize>) -> i32 {
    runs.into_iter().map(|number| BUNDLED.weight(number)).sum()
}

/// The numbers of the runs before a seam, which the last characters end, and of that without any.
fn left_runs([last, second, third]: [char; 3]) -> [usize; 4] {
    let pair = number(6, &[second, last]);
    [number(0, &[]), number(5, &[last]), pair, number(7, &[third, second, last])]
}

/// Those of the runs behind a seam, which begin with `after`.
fn right_runs(after: [char; 3]) -> [usize; 3] {
    [number(8, &after[..1]), number(9, &after[..2]), number(10, &after)]
}

/// Those of the runs that a seam divides.
fn runs_across([last, second]: [char; 2], [first, next]: [char; 2]) -> [usize; 7] {
    [
        number(1, &[last, first]),
        number(2, &[second, last, first]),
        number(3, &[last, first, next]),
        number(4, &[second, last, first, next]),
        number(14, &[second, first]),
        number(15, &[last, next]),
        number(16, &[second, next]),
    ]
}

/// The first three of `chars`, or what there is of them.
fn three(mut chars: impl Iterator<Item = char>) -> [char; 3] {
    [(); 3].map(|()| chars.next().unwrap_or('\0'))
}

/// Gives `each` the numbers of the runs of `line`.
#[inline]
fn heading(line: &str, mut each: impl FnMut(usize)) {
    let mut last = ['\0'; 2];
    each(number(13, &[]));
    let mut meet = |c| {
        let [a, b] = last;
        last = [b, c];
        each(number(11, &[b, c]));
        each(number(12, &[a, b, c]));
    };
    line.chars().for_each(&mut meet);
    meet('\0');
}

fn number(kind: u64, run: &[char]) -> usize {
    BUNDLED.number(kind, run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_cut_reads_on() {
        for (left, on, off) in [
            ("今年以来全市累计完成固定资", "产投资三百亿元", "近日,市民张女士来到公园"),
            ("会议指出,要坚持以人民为中", "心的发展思想", "图书馆新馆开馆"),
        ] {
            let level = |right| Ends::of(left).reads_on(&Ends::of(right));
            assert!(level(on) > level(off) + 2, "{left}");
        }
    }

    #[test]
    fn headings_do_not_read_like_pieces_of_text() {
        assert!(is_heading("全市经济运行总体平稳") > is_heading("的工作人员在现场对记者说,他们"));
    }
}

/// Learning the tables from articles.
#[cfg(feature = "train")]
pub mod train {
    use newsprint_zh::marks::{closes, ends_clause, ends_sentence};
    use newsprint_zh::width::fold;

    use super::{BUNDLED, SCALE, heading, left_runs, right_runs, runs_across, three};
    use crate::table::{Entry, Table, pack};
    use crate::telling;

    /// How far a weight moves in the first round for an example that is taken wrongly.
    const RATE: f32 = 0.06;
    /// How often the articles are gone through.
    const ROUNDS: u8 = 4;
    /// Characters of a paragraph for each of its seams that is learnt from.
    const STRIDE: usize = 3;
    /// How often a heading is learnt from.
    const HEADING: usize = 6;
    /// Fewest and most characters of a line that a column might cut.
    const CUT: (usize, usize) = (8, 46);
    /// Seed of the choice of examples.
    const SEED: u64 = 271_828;

    /// An article to learn from.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Text {
        /// Its headings: headline, subheads, headings inside the body.
        pub headings: Vec<String>,
        /// Its paragraphs.
        pub paragraphs: Vec<String>,
    }

    /// The tables that are learnt, byte by byte.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Tables {
        /// `data/language.bin`.
        pub language: Vec<u8>,
        /// `data/telling.bin`.
        pub telling: Vec<u8>,
        /// `data/meaning.bin`.
        pub meaning: Vec<u8>,
    }

    /// Learns the tables: what reads on and what is a heading by logistic regression, how telling
    /// pairs of characters are by counting, and what they tell of by what comes in the same articles.
    /// Linear in the texts, which stand for one another's surroundings: their order counts.
    pub fn learn(texts: &[Text]) -> Tables {
        let folded = |texts: &[String]| -> Vec<Vec<char>> {
            let chars = |text: &String| text.trim().chars().map(fold).collect::<Vec<_>>();
            texts.iter().map(chars).filter(|text| !text.is_empty()).collect()
        };
        let texts: Vec<_> =
            texts.iter().map(|it| (folded(&it.headings), folded(&it.paragraphs))).collect();
        let paragraphs = |(_, paragraphs): &Folded| -> Vec<String> {
            paragraphs.iter().map(|it| string(it)).collect()
        };
        let articles: Vec<_> = texts.iter().map(paragraphs).collect();
        let telling = telling::train::weights(&articles);
        let meaning = telling::train::vectors(Table::of(&telling), &articles);
        Tables { language: language(&texts), telling, meaning }
    }

    fn language(texts: &[Folded]) -> Vec<u8> {
        let runs = vec![Run::default(); 1 << BUNDLED.bits()];
        let mut learner = Learner { runs, rate: RATE, random: Random(SEED) };
        for round in 0..ROUNDS {
            learner.rate = RATE / (1.0 + f32::from(round) / 2.0);
            for at in 0..texts.len() {
                let other = learner.random.below(texts.len());
                learner.read(&texts[at], &texts[other]);
            }
        }
        pack(learner.runs.into_iter().map(Run::entry))
    }

    /// A run of characters that is learnt.
    #[derive(Clone, Copy, Debug, Default)]
    struct Run {
        weight: f32,
        /// How often it was seen.
        seen: f32,
    }

    impl Run {
        fn entry(self) -> Entry {
            #[expect(clippy::cast_possible_truncation, reason = "clamped to a byte")]
            let steps = (self.weight * f32::from(SCALE)).round().clamp(-127.0, 127.0) as i8;
            Entry { weight: steps, worth: self.weight.abs() * self.seen.powf(0.4) }
        }
    }

    type Folded = (Vec<Vec<char>>, Vec<Vec<char>>);

    struct Learner {
        runs: Vec<Run>,
        rate: f32,
        random: Random,
    }

    impl Learner {
        /// Learns from `text`; `other` gives it lines that do not go on with its own.
        fn read(&mut self, text: &Folded, other: &Folded) {
            let (headings, paragraphs) = text;
            for (at, paragraph) in paragraphs.iter().enumerate() {
                for _ in 0..=paragraph.len() / STRIDE {
                    self.read_seam(paragraph, paragraphs.get(at + 1), headings, other);
                }
            }
            for heading in headings {
                for _ in 0..HEADING {
                    self.learn(heading_of(heading), true);
                }
            }
        }

        /// Learns from `paragraph`, cut somewhere; `next` stands below it.
        fn read_seam(
            &mut self,
            paragraph: &[char],
            next: Option<&Vec<char>>,
            headings: &[Vec<char>],
            other: &Folded,
        ) {
            let Some(cut) = self.cut(paragraph) else { return };
            let (left, right) = paragraph.split_at(cut);
            let (left, right) = (string(left), string(right));
            self.learn(seam(&left, &right), true);
            if let Some(fresh) = self.fresh(other, next) {
                self.learn(seam(&left, &fresh), false);
            }
            if let Some(heading) = self.any(headings) {
                self.learn(seam(&heading, &string(paragraph)), false);
            }
            let start = self.line_start(paragraph, cut);
            self.learn(heading_of(&paragraph[start..cut]), false);
        }

        /// The start of a line that does not go on with a paragraph.
        fn fresh(&mut self, other: &Folded, next: Option<&Vec<char>>) -> Option<String> {
            match self.random.below(4) {
                0 => next.map(|next| string(next)),
                1 => self.any(&other.0),
                2 => self.any(&other.1),
                _ => {
                    let at = self.random.below(other.1.len());
                    let paragraph = other.1.get(at)?;
                    let cut = self.cut(paragraph)?;
                    Some(string(&paragraph[cut..]))
                }
            }
        }

        fn any(&mut self, texts: &[Vec<char>]) -> Option<String> {
            let at = self.random.below(texts.len());
            texts.get(at).map(|text| string(text))
        }

        /// Where a column might cut `text`: not at the end of a sentence, not before a mark.
        fn cut(&mut self, text: &[char]) -> Option<usize> {
            let at = 6 + self.random.below(text.len().saturating_sub(8));
            let (last, next) = (text.get(at.checked_sub(1)?)?, text.get(at)?);
            let marks = |c: char| ends_sentence(c) || ends_clause(c) || closes(c);
            (!ends_sentence(*last) && !closes(*last) && !marks(*next)).then_some(at)
        }

        /// Where a line that ends at `cut` might begin.
        fn line_start(&mut self, text: &[char], cut: usize) -> usize {
            let start = cut.saturating_sub(CUT.0 + self.random.below(CUT.1 - CUT.0));
            // A cut line is the start of its paragraph or stands below another break.
            let sentence = text[..cut].iter().rposition(|c| ends_sentence(*c));
            start.max(sentence.map_or(0, |at| at + 1))
        }

        fn learn(&mut self, runs: impl AsRef<[usize]>, holds: bool) {
            let runs = runs.as_ref();
            let sum: f32 = runs.iter().map(|at| self.runs[*at].weight).sum();
            // A sigmoid without an exponential, so that every machine learns the same.
            let believed = 0.5 + 0.5 * sum / (1.0 + sum.abs());
            let step = self.rate * (f32::from(u8::from(holds)) - believed);
            for at in runs {
                let run = &mut self.runs[*at];
                (run.weight, run.seen) = (run.weight + step, run.seen + 1.0);
            }
        }
    }

    /// The numbers of the runs around the seam of `left` and `right`.
    fn seam(left: &str, right: &str) -> [usize; 14] {
        let (before, after) = (three(left.chars().rev()), three(right.chars()));
        let (left, right) = (left_runs(before), right_runs(after));
        let across = runs_across([before[0], before[1]], [after[0], after[1]]);
        let mut runs = [0; 14];
        runs[0] = left[0];
        runs[1..5].copy_from_slice(&across[..4]);
        runs[5..8].copy_from_slice(&left[1..]);
        runs[8..11].copy_from_slice(&right);
        runs[11..].copy_from_slice(&across[4..]);
        runs
    }

    fn heading_of(line: &[char]) -> Vec<usize> {
        let mut runs = Vec::new();
        heading(&string(line), |run| runs.push(run));
        runs
    }

    fn string(chars: &[char]) -> String {
        chars.iter().collect()
    }

    /// A linear congruential generator.
    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
        }
    }
}
