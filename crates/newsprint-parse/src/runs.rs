//! One pass over the characters of a page, for all that counts runs of them.

use crate::fragment::Fragment;
use crate::hash::Run;
use crate::topic::{Reader, Topics, tells};
use crate::words::Seams;

/// What the runs of characters of `fragments` tell. Linear in their text.
pub(crate) fn read(fragments: &[Fragment]) -> (Seams, Topics) {
    let mut seams = Seams::new(fragments.iter().map(|it| it.chars).sum());
    let mut topics = Reader::new(fragments.len(), fragments.iter().map(|it| it.length).sum());
    let start = Run::new(0);
    for fragment in fragments {
        // The last character, and the last two.
        let (mut one, mut two) = (start.then('\0'), start.then('\0').then('\0'));
        let mut told = false;
        for c in fragment.folded.chars() {
            let pair = one.then(c);
            seams.meet(pair);
            seams.meet(two.then(c));
            let before = std::mem::replace(&mut told, tells(c));
            if before && told {
                topics.meet(pair);
            }
            (one, two) = (start.then(c), pair);
        }
        topics.end_line();
    }
    (seams, topics.finish())
}
