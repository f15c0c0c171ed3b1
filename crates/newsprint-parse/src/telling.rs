//! How telling pairs of characters are of what an article is about, and of what.
//!
//! A pair tells by how much likelier it is in a paragraph of whose article another paragraph has it
//! than in any (Church 2000, "Empirical estimates of adaptation: the chance of two Noriegas is
//! closer to p/2 than p²"): names come again in their article, turns of phrase come anywhere. What
//! it tells of is a vector by latent semantic analysis (Deerwester et al. 1990, "Indexing by latent
//! semantic analysis"): pairs that come in the same articles have like ones. `xtask train-language`
//! makes both.

use crate::hash::Run;
use crate::table::Table;

/// Numbers of a vector.
pub(crate) const WIDTH: usize = 32;
/// Steps of a weight that make a factor of e.
#[cfg(feature = "train")]
const SCALE: f32 = 12.0;
/// The weight of pairs that the table does not have, for they are rare.
const RARE: u8 = 100;

/// The bundled weights.
const WEIGHTS: Table<'_> = Table::of(include_bytes!("../data/telling.bin"));
/// The bundled vectors, each where the weight of its pair stands in the table.
const VECTORS: &[[u8; WIDTH]] = include_bytes!("../data/meaning.bin").as_chunks().0;

/// Pairs whose vectors can be added up in 16 bits.
const FEW: usize = 255;

/// How telling `pair` is, in twelfths of the natural logarithm, from 0 to 127, and where its vector
/// stands.
#[inline]
pub(crate) fn telling(pair: Run) -> (u8, Option<usize>) {
    match WEIGHTS.place(pair.number(WEIGHTS.bits())) {
        Some(place) => (WEIGHTS.at(place).unsigned_abs(), Some(place)),
        None => (RARE, None),
    }
}

/// What the words of some text say that it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(16))]
pub(crate) struct Meaning {
    numbers: [f32; WIDTH],
    /// The inner product with itself.
    square: f32,
}

impl Meaning {
    /// That of the pairs whose vectors stand at `places`.
    pub(crate) fn of(places: &[usize]) -> Self {
        let mut all = [0.0; WIDTH];
        for places in places.chunks(FEW) {
            touch(places.iter().filter_map(|place| VECTORS.get(*place)?.first()));
            let mut some = [0_i16; WIDTH];
            for vector in places.iter().filter_map(|place| VECTORS.get(*place)) {
                for (sum, number) in some.iter_mut().zip(vector) {
                    *sum += i16::from(number.cast_signed());
                }
            }
            all.iter_mut().zip(some).for_each(|(all, some)| *all += f32::from(some));
        }
        Self::with(all)
    }

    /// That of several texts.
    pub(crate) fn sum<'a>(meanings: impl Iterator<Item = &'a Self>) -> Self {
        let mut all = [0.0; WIDTH];
        for meaning in meanings {
            all.iter_mut().zip(meaning.numbers).for_each(|(sum, number)| *sum += number);
        }
        Self::with(all)
    }

    /// That of both. Sums are whole numbers, and exact in any order.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let mut all = self.numbers;
        all.iter_mut().zip(other.numbers).for_each(|(sum, number)| *sum += number);
        Self::with(all)
    }

    fn with(numbers: [f32; WIDTH]) -> Self {
        Self { numbers, square: product(&numbers, &numbers) }
    }

    /// How much both are about the same, in thousandths: the cosine of the angle between them; 0
    /// where one says nothing.
    pub(crate) fn like(&self, other: &Self) -> i32 {
        let size = (self.square * other.square).sqrt();
        let product = product(&self.numbers, &other.numbers);
        #[expect(clippy::cast_possible_truncation, reason = "at most 1,000")]
        let cosine = (product * 1_000.0 / size.max(1.0)) as i32;
        cosine
    }
}

/// Fetches `bytes` from memory. A processor waits for many at a time where nothing stands between
/// them, and for few where each is used at once; tables are too large for its nearest memories.
#[inline]
fn touch<'a>(bytes: impl Iterator<Item = &'a u8>) {
    std::hint::black_box(bytes.fold(0, |all, byte| all | byte));
}

/// The inner product, summed in lanes, which a processor can do at once.
fn product(one: &[f32; WIDTH], other: &[f32; WIDTH]) -> f32 {
    let mut lanes = [0.0; 8];
    for (one, other) in one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0) {
        for (lane, (one, other)) in lanes.iter_mut().zip(one.iter().zip(other)) {
            *lane += one * other;
        }
    }
    lanes.iter().sum()
}

/// Learning the tables from articles.
#[cfg(feature = "train")]
pub(crate) mod train {
    use std::collections::BTreeMap;

    use super::{RARE, SCALE, WEIGHTS, WIDTH};
    use crate::table::{Entry, Table, pack};
    use crate::topic::pairs;

    /// Of so many further paragraphs, [`AGAIN`] are taken to have a pair of which nothing is known.
    const UNKNOWN: f32 = 8.0;
    const AGAIN: f32 = 1.0;
    /// Pairs that tell less, in steps, are about nothing.
    const TELLING: i8 = 12;
    /// Steps of the search for what the vectors span.
    const STEPS: usize = 12;
    /// The largest number of a vector, of which all but a few in ten thousand are smaller.
    const LARGEST: f32 = 127.0;

    type Row = [f32; WIDTH];

    /// What was seen of a pair.
    #[derive(Clone, Copy, Debug, Default)]
    struct Seen {
        /// Paragraphs that have it.
        paragraphs: f32,
        /// Other paragraphs of their articles, and how many of those have it too.
        others: (f32, f32),
    }

    /// Learns `data/telling.bin` from articles, each a list of paragraphs in half-width forms. Linear
    /// in the texts.
    pub(crate) fn weights(articles: &[Vec<String>]) -> Vec<u8> {
        let mut seen = vec![Seen::default(); 1 << WEIGHTS.bits()];
        let mut all = 0.0;
        for article in articles {
            let mut having = BTreeMap::<usize, (usize, u16)>::new();
            for (at, paragraph) in article.iter().enumerate() {
                for pair in pairs(paragraph) {
                    let (last, count) = having.entry(pair.number(WEIGHTS.bits())).or_default();
                    if *count == 0 || *last != at {
                        (*last, *count) = (at, *count + 1);
                    }
                }
            }
            let paragraphs = f32::from(u16::try_from(article.len()).unwrap_or(u16::MAX));
            all += paragraphs;
            for (number, (_, count)) in having {
                let (seen, count) = (&mut seen[number], f32::from(count));
                seen.paragraphs += count;
                seen.others.0 += count * (paragraphs - 1.0);
                seen.others.1 += count * (count - 1.0);
            }
        }
        pack(seen.into_iter().map(|seen| entry(seen, all)))
    }

    fn entry(seen: Seen, all: f32) -> Entry {
        let (others, again) = seen.others;
        let chance = (seen.paragraphs + 1.0) / (all + 1.0);
        let factor = (again + AGAIN) / (others + UNKNOWN) / chance;
        let steps = (factor.ln() * SCALE).clamp(0.0, 127.0);
        #[expect(clippy::cast_possible_truncation, reason = "clamped to a byte")]
        let weight = if seen.paragraphs == 0.0 { RARE.cast_signed() } else { steps.round() as i8 };
        let worth = (steps - f32::from(RARE)).abs() * seen.paragraphs;
        Entry { weight, worth }
    }

    /// Learns `data/meaning.bin` for the pairs of `weights` from the same articles: the vectors span
    /// what the matrix of pairs and articles spans best (subspace iteration: Golub and Van Loan,
    /// "Matrix computations", 8.2.4), so that only angles between them tell.
    pub(crate) fn vectors(weights: Table<'_>, articles: &[Vec<String>]) -> Vec<u8> {
        let columns = columns(weights, articles);
        let mut seed = 31_415;
        let mut rows: Vec<Row> = (0..weights.len()).map(|_| [0.0; WIDTH]).collect();
        for number in rows.iter_mut().flatten() {
            *number = crate::train::random(&mut seed);
        }
        for _ in 0..STEPS {
            let before = std::mem::replace(&mut rows, vec![[0.0; WIDTH]; weights.len()]);
            for column in &columns {
                let mut article = [0.0; WIDTH];
                for (place, value) in column {
                    add(&mut article, &before[*place], *value);
                }
                for (place, value) in column {
                    add(&mut rows[*place], &article, *value);
                }
            }
            make_orthonormal(&mut rows);
        }
        // A pair of few articles has a short vector. It has less of a say, but not that much less.
        for row in &mut rows {
            let length = row.iter().map(|it| it * it).sum::<f32>().sqrt();
            for number in row {
                *number /= length.sqrt().max(f32::MIN_POSITIVE);
            }
        }
        let mut sizes: Vec<f32> = rows.iter().flatten().map(|it| it.abs()).collect();
        sizes.sort_by(f32::total_cmp);
        let unit = sizes[sizes.len() - sizes.len() / 2_000 - 1].max(f32::MIN_POSITIVE);
        #[expect(clippy::cast_possible_truncation, reason = "clamped to a byte")]
        let small = |it: &f32| (it * LARGEST / unit).round().clamp(-LARGEST, LARGEST) as i8;
        rows.iter().flatten().map(|it| small(it).cast_unsigned()).collect()
    }

    /// Of each article, the places of its telling pairs and how much they count: by how often they
    /// come, and in how few articles.
    fn columns(weights: Table<'_>, articles: &[Vec<String>]) -> Vec<Vec<(usize, f32)>> {
        let mut columns = Vec::with_capacity(articles.len());
        let mut having = vec![0.0_f32; weights.len()];
        for article in articles {
            let mut counts = BTreeMap::<usize, f32>::new();
            for pair in article.iter().flat_map(|it| pairs(it)) {
                let place = weights.place(pair.number(weights.bits()));
                if let Some(place) = place.filter(|it| weights.at(*it) >= TELLING) {
                    *counts.entry(place).or_default() += 1.0;
                }
            }
            for place in counts.keys() {
                having[*place] += 1.0;
            }
            columns.push(counts.into_iter().collect::<Vec<_>>());
        }
        let all = f32::from(u16::try_from(articles.len()).unwrap_or(u16::MAX));
        for column in &mut columns {
            for (place, value) in column.iter_mut() {
                *value = (1.0 + value.ln()) * (all / having[*place]).ln();
            }
            let length = column.iter().map(|(_, it)| it * it).sum::<f32>().sqrt();
            for (_, value) in column.iter_mut() {
                *value /= length.max(f32::MIN_POSITIVE);
            }
        }
        columns
    }

    fn add(sum: &mut Row, row: &Row, times: f32) {
        sum.iter_mut().zip(row).for_each(|(sum, it)| *sum += times * it);
    }

    /// Gram and Schmidt's, on the columns of `rows`.
    fn make_orthonormal(rows: &mut [Row]) {
        for at in 0..WIDTH {
            for before in 0..at {
                let product: f32 = rows.iter().map(|row| row[at] * row[before]).sum();
                for row in rows.iter_mut() {
                    row[at] -= product * row[before];
                }
            }
            let length = rows.iter().map(|row| row[at] * row[at]).sum::<f32>().sqrt();
            for row in rows.iter_mut() {
                row[at] /= length.max(f32::MIN_POSITIVE);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::pairs;

    fn meaning(text: &str) -> Meaning {
        let places: Vec<_> = pairs(text).filter_map(|pair| telling(pair).1).collect();
        Meaning::of(&places)
    }

    #[track_caller]
    fn weight(pair: &str) -> u8 {
        let pairs: Vec<_> = pairs(pair).collect();
        assert_eq!(pairs.len(), 1);
        telling(pairs[0]).0
    }

    #[test]
    fn names_tell_more_than_turns_of_phrase() {
        for (phrase, name) in [("表示", "地震"), ("进行", "芯片"), ("相关", "医保")] {
            assert!(weight(phrase) < weight(name), "{phrase} {name}");
        }
        assert_eq!(weight("魖魕"), RARE);
    }

    #[test]
    fn texts_about_the_same_need_no_word_in_common() {
        let text = meaning("沪指高开后震荡走低,深成指跌幅扩大");
        let same = meaning("两市成交额超过万亿元,券商板块领涨,个股涨停");
        let other = meaning("山区将有大到暴雨,气象台发布橙色预警,注意防范山洪");
        assert!(text.like(&same) > text.like(&other) + 200);
        assert_eq!(text.like(&text), 1_000);
        assert_eq!(text.like(&Meaning::default()), 0);
    }
}
