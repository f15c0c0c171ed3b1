//! What decisions are made on: plain facts about a fragment, its neighbours, and what stands
//! before it.

mod table;

pub(crate) use self::table::Feature;

/// Words of a [`Features`].
const WORDS: usize = Feature::ALL.len().div_ceil(64);

/// A set of features.
#[derive(Clone, Copy, Debug, Default, Eq)]
pub(crate) struct Features([u64; WORDS]);

/// Sets are compared so often that calling a function for it would cost more than it does.
impl PartialEq for Features {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let words = self.0.iter().zip(&other.0);
        words.fold(0, |differing, (own, other)| differing | (own ^ other)) == 0
    }
}

impl Features {
    /// The features of `facts` that hold.
    pub(crate) fn of(facts: &[(bool, Feature)]) -> Self {
        let mut features = Self::default();
        for (holds, feature) in facts {
            features.0[*feature as usize / 64] |= u64::from(*holds) << (*feature as usize % 64);
        }
        features
    }

    /// All of `features`.
    pub(crate) const fn all(features: &[Feature]) -> Self {
        let (mut all, mut at) = ([0; WORDS], 0);
        while at < features.len() {
            all[features[at] as usize / 64] |= 1 << (features[at] as usize % 64);
            at += 1;
        }
        Self(all)
    }

    pub(crate) fn insert(&mut self, feature: Feature) {
        self.0[feature as usize / 64] |= 1 << (feature as usize % 64);
    }

    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.0[feature as usize / 64] >> (feature as usize % 64) & 1 == 1
    }

    /// Whether one of `others` is among these.
    pub(crate) fn meets(&self, others: &Self) -> bool {
        self.0.iter().zip(&others.0).any(|(own, others)| own & others != 0)
    }

    /// These and `others`.
    pub(crate) fn with(mut self, others: &Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(others.0) {
            *word |= other;
        }
        self
    }

    /// These but for `others`.
    pub(crate) fn without(mut self, others: &Self) -> Self {
        for (word, other) in self.0.iter_mut().zip(others.0) {
            *word &= !other;
        }
        self
    }

    /// The numbers of the features, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            let mut bits = *bits;
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
                bits &= bits - 1;
                Some(word * 64 + bit)
            })
        })
    }
}
