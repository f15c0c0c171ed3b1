//! The pairs of characters of a page, and in how many of its lines each stands.

use crate::hash::{Run, bits_for};

/// Bits of the number of a pair, at least and at most. Pairs that share a number count as one.
const BITS: (u32, u32) = (12, 22);
/// Numbers for each pair.
const ROOM: usize = 32;
/// Bits of the number of slots at first, at least and at most.
const SLOT_BITS: (u32, u32) = (6, 14);

/// The pairs of a page, by their numbers.
///
/// They stand in a table that grows with them, and not at their numbers: a page has few of those, and
/// a common one would spend more time on making room for all than on its pairs.
#[derive(Debug)]
pub(super) struct Pairs {
    /// Bits of a number.
    bits: u32,
    /// Each pair at the upper bits of its number or behind that. A power of two, at most that of the
    /// numbers.
    slots: Vec<Slot>,
    /// The bits of a number that do not tell its slot.
    rest: u32,
    counts: Vec<Count>,
}

/// Where a pair may be.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    number: u32,
    /// The place of its count, from 1; 0 where there is none.
    place: u32,
}

/// In how many lines a pair stands.
#[derive(Clone, Copy, Debug)]
struct Count {
    lines: u32,
    /// The last of them, from 1.
    last: u32,
}

impl Pairs {
    /// For a page of so many characters: common ones have their slots at once.
    pub(super) fn new(chars: usize) -> Self {
        let (bits, slots) = (bits_for(chars, ROOM, BITS), bits_for(chars, 2, SLOT_BITS));
        Self {
            bits,
            slots: vec![Slot::default(); 1 << slots],
            rest: bits - slots,
            counts: Vec::with_capacity(1 << (slots - 1)),
        }
    }

    /// Takes a pair of `line` in; its place, if it is the first of that line.
    #[inline]
    pub(super) fn meet(&mut self, pair: Run, line: u32) -> Option<u32> {
        let number = u32::try_from(pair.number(self.bits)).unwrap_or(u32::MAX);
        let slot = self.slot(number);
        let place = match self.slots[slot].place.checked_sub(1) {
            Some(place) => place,
            None => self.add(number, slot),
        };
        let count = &mut self.counts[place as usize];
        (std::mem::replace(&mut count.last, line) != line).then(|| {
            count.lines += 1;
            place
        })
    }

    /// The slot of the pair with this number: an empty one, where it is new.
    #[inline]
    fn slot(&self, number: u32) -> usize {
        let mut slot = (number >> self.rest) as usize;
        while let Slot { number: other, place: 1.. } = self.slots[slot]
            && other != number
        {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// Adds a new pair at its slot; its place.
    fn add(&mut self, number: u32, slot: usize) -> u32 {
        let place = u32::try_from(self.counts.len()).unwrap_or(u32::MAX - 1);
        self.counts.push(Count { lines: 0, last: 0 });
        self.slots[slot] = Slot { number, place: place + 1 };
        // Each number has a slot to itself at last.
        if self.counts.len() * 2 > self.slots.len() && self.rest > 0 {
            self.grow();
        }
        place
    }

    /// Doubles the table.
    fn grow(&mut self) {
        self.rest -= 1;
        let room = vec![Slot::default(); self.slots.len() * 2];
        for pair in std::mem::replace(&mut self.slots, room) {
            if pair.place > 0 {
                let slot = self.slot(pair.number);
                self.slots[slot] = pair;
            }
        }
    }

    /// In how many lines each stands, by its place.
    pub(super) fn lines(&self) -> impl Iterator<Item = u32> {
        self.counts.iter().map(|it| it.lines)
    }
}
