//! What Chinese news reads like: whether two lines read on, and whether a line is a heading.
//!
//! Two linear classifiers over hashed runs of characters (Weinberger et al. 2009, "Feature hashing
//! for large scale multitask learning") in one table of small weights, `data/language.bin`; no text
//! can be read back from it. `xtask train-language` makes it.

/// Binary logarithm of the number of weights.
const BITS: u32 = 17;
/// Steps of a weight in the table that make one unit of log-odds.
const SCALE: i16 = 24;

/// The weights of the bundled table.
const BUNDLED: &[u8; 1 << BITS] = include_bytes!("../data/language.bin");

/// How well `right` reads on from `left`, both in half-width forms: from 0, hardly, to 5.
pub(crate) fn reads_on(left: &str, right: &str) -> usize {
    level(seam(left, right))
}

/// How much `line`, in half-width forms, is like a heading rather than a piece of running text:
/// from 0, not at all, to 5. Linear in the line.
pub(crate) fn is_heading(line: &str) -> usize {
    level(heading(line))
}

/// How far the weights of `features` speak for something, from 0, far against it, to 5.
fn level(features: impl Iterator<Item = usize>) -> usize {
    let weight = |at: usize| i32::from(BUNDLED[at].cast_signed());
    let hundredths = features.map(weight).sum::<i32>() * 100 / i32::from(SCALE);
    match hundredths {
        ..-300 => 0,
        -300..-100 => 1,
        -100..0 => 2,
        0..100 => 3,
        100..300 => 4,
        _ => 5,
    }
}

/// Where the weights of the runs around the seam of `left` and `right` stand.
fn seam(left: &str, right: &str) -> impl Iterator<Item = usize> {
    let (before, after) = (three(left.chars().rev()), three(right.chars()));
    let (last, first) = (before[0], after[0]);
    [
        number(1, &[last, first]),
        number(2, &[before[1], last, first]),
        number(3, &[last, first, after[1]]),
        number(4, &[before[1], last, first, after[1]]),
        number(5, &[last]),
        number(6, &[before[1], last]),
        number(7, &[before[2], before[1], last]),
        number(8, &after[..1]),
        number(9, &after[..2]),
        number(10, &after),
    ]
    .into_iter()
}

/// The first three of `chars`, or what there is of them.
fn three(mut chars: impl Iterator<Item = char>) -> [char; 3] {
    [(); 3].map(|()| chars.next().unwrap_or('\0'))
}

/// Where the weights of the runs of `line` stand.
fn heading(line: &str) -> impl Iterator<Item = usize> {
    let mut last = ['\0'; 2];
    let ends = line.chars().chain(['\0']);
    let runs = ends.flat_map(move |c| {
        let [a, b] = last;
        last = [b, c];
        [number(11, &[b, c]), number(12, &[a, b, c])]
    });
    runs.chain([number(13, &[])])
}

/// Where the weight of `run` as a feature of `kind` stands.
fn number(kind: u64, run: &[char]) -> usize {
    crate::hash::number(kind, run, BITS)
}

/// Learning the table from articles.
#[cfg(feature = "train")]
pub mod train {
    use newsprint_zh::marks::{closes, ends_clause, ends_sentence};
    use newsprint_zh::width::fold;

    use super::{BITS, SCALE, heading, seam};

    /// How far a weight moves for an example that is taken wrongly.
    const RATE: f32 = 0.15;
    /// How often the articles are gone through.
    const ROUNDS: usize = 3;
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

    /// Learns the table of `data/language.bin`, byte by byte, by logistic regression. Linear in
    /// the texts, which stand for one another's surroundings: their order counts.
    pub fn learn(texts: &[Text]) -> Vec<u8> {
        let folded = |texts: &[String]| -> Vec<Vec<char>> {
            let chars = |text: &String| text.trim().chars().map(fold).collect::<Vec<_>>();
            texts.iter().map(chars).filter(|text| !text.is_empty()).collect()
        };
        let texts: Vec<_> =
            texts.iter().map(|it| (folded(&it.headings), folded(&it.paragraphs))).collect();
        let mut learner = Learner { weights: vec![0.0; 1 << BITS], random: Random(SEED) };
        for _ in 0..ROUNDS {
            for at in 0..texts.len() {
                let other = learner.random.below(texts.len());
                learner.read(&texts[at], &texts[other]);
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "clamped to a byte")]
        let small = |weight: &f32| {
            let steps = (weight * f32::from(SCALE)).round().clamp(-127.0, 127.0);
            (steps as i8).cast_unsigned()
        };
        learner.weights.iter().map(small).collect()
    }

    type Folded = (Vec<Vec<char>>, Vec<Vec<char>>);

    struct Learner {
        weights: Vec<f32>,
        random: Random,
    }

    impl Learner {
        /// Learns from `text`; `other` gives it lines that do not go on with its own.
        fn read(&mut self, text: &Folded, other: &Folded) {
            let (headings, paragraphs) = text;
            for (at, paragraph) in paragraphs.iter().enumerate() {
                let Some(cut) = self.cut(paragraph) else { continue };
                let (left, right) = paragraph.split_at(cut);
                let (left, right) = (string(left), string(right));
                self.learn(seam(&left, &right).collect(), true);
                if let Some(fresh) = self.fresh(other, paragraphs.get(at + 1)) {
                    self.learn(seam(&left, &fresh).collect(), false);
                }
                if let Some(heading) = self.any(headings) {
                    self.learn(seam(&heading, &string(paragraph)).collect(), false);
                }
                let start = self.line_start(paragraph, cut);
                self.learn(heading_of(&paragraph[start..cut]), false);
            }
            for heading in headings {
                for _ in 0..2 {
                    self.learn(heading_of(heading), true);
                }
            }
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

        fn learn(&mut self, features: Vec<usize>, holds: bool) {
            let sum: f32 = features.iter().map(|at| self.weights[*at]).sum();
            // A sigmoid without an exponential, so that every machine learns the same.
            let believed = 0.5 + 0.5 * sum / (1.0 + sum.abs());
            let step = RATE * (f32::from(u8::from(holds)) - believed);
            for at in features {
                self.weights[at] += step;
            }
        }
    }

    fn heading_of(line: &[char]) -> Vec<usize> {
        heading(&string(line)).collect()
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
