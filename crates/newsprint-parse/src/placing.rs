//! What boxes and sizes of type say of a fragment, where they are known.

use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::story::Story;
use crate::typeset::{Place, Size};

/// What it says by itself.
pub(crate) fn alone(fragment: &Fragment) -> Features {
    use Feature as F;
    let Some(place) = &fragment.place else { return Features::default() };
    let size = match place.size {
        Size::Smaller => F::TypeSmaller,
        Size::Body => F::TypeBody,
        Size::Larger => F::TypeLarger,
        Size::Large => F::TypeLarge,
        Size::Huge => F::TypeHuge,
    };
    Features::of(&[
        (true, size),
        (place.bold, F::TypeBold),
        (place.vertical, F::TypeVertical),
        (place.centred, F::SetCentred),
        (place.at_end, F::SetAtEnd),
        (place.flush, F::SetFlush),
        (place.on_top, F::SetOnTop),
        (place.at_bottom, F::SetAtBottom),
        (place.first, F::BlockFirst),
        (place.last, F::BlockLast),
        (place.full, F::EndsFull),
    ])
}

/// What its neighbours say of the fragment `at`.
pub(crate) fn among(fragments: &[Fragment], at: usize) -> Features {
    use Feature as F;
    let place = |at: usize| fragments.get(at).and_then(|it| it.place.as_deref());
    let Some(here) = place(at) else { return Features::default() };
    let next = place(at + 1).map_or(Features::default(), |next| {
        Features::of(&[
            (here.heads(next), F::HeadsNext),
            (is_larger(here, next), F::LargerThanNext),
            (is_larger(next, here), F::SmallerThanNext),
        ])
    });
    let Some(previous) = at.checked_sub(1).and_then(place) else { return next };
    let (below, beside) = (previous.goes_on_below(here), previous.goes_on_beside(here));
    next.with(&Features::of(&[
        (previous.heads(here), F::HeadedByPrevious),
        (is_larger(here, previous), F::LargerThanPrevious),
        (is_larger(previous, here), F::SmallerThanPrevious),
        (below, F::BelowPrevious),
        (beside, F::BesidePrevious),
        (!below && !beside, F::AwayFromPrevious),
    ]))
}

/// What is to be said of the fragment `at`, should it go on with `story`.
pub(crate) fn of_story(fragments: &[Fragment], story: &Story, at: usize) -> Features {
    use Feature as F;
    let place = |at: usize| fragments.get(at).and_then(|it| it.place.as_deref());
    let Some(here) = place(at) else { return Features::default() };
    let mut features = Features::default();
    if let Some(last) = story.last_body.and_then(place) {
        let (below, beside) = (last.goes_on_below(here), last.goes_on_beside(here));
        let runs_on = last.last && last.full && here.flush && !below;
        features = Features::of(&[
            (below, F::BelowLast),
            (beside, F::BesideLast),
            (!below && !beside, F::AwayFromLast),
            (runs_on, F::RunsOn),
            (runs_on && beside, F::RunsOnBeside),
            (!last.full || !here.flush, F::StopsShort),
        ]);
    }
    let is_begun = story.is_begun() && story.start < at;
    let Some(start) = Some(story.start).filter(|_| is_begun).and_then(place) else {
        return features;
    };
    let (inner, outer) = (here.frame, start.frame);
    let within = inner.x + here.em >= outer.x && inner.right() <= outer.right() + here.em;
    features.with(&Features::of(&[
        (here.heads(start), F::AboveStart),
        (start.heads(here), F::BelowStart),
        (within, F::WithinStart),
        (is_larger(here, start), F::LargerThanStart),
        (!is_larger(here, start) && !is_larger(start, here), F::AsLargeAsStart),
    ]))
}

/// Whether the type of `one` is larger than that of `other`, for the eye.
fn is_larger(one: &Place, other: &Place) -> bool {
    one.type_size * 100 > other.type_size * 108
}
