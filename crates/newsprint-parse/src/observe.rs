//! The second layer: the facts about each fragment that its role is decided on.

use newsprint_zh::marks::{closes, closing, ends_clause, ends_sentence};

use crate::byline;
use crate::column::{Fit, Measure};
use crate::cues::Cues;
use crate::exclusion::{Exclusion, Words};
use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::language::{self, Ends};
use crate::placing;
use crate::role::{Role, Roles};
use crate::shape::{
    Balance, End, Inner, Marks, end_of, has_gap, has_inner_colon, starts_date, starts_enumeration,
};
use crate::siblings::siblings;
use crate::topic::Topics;
use crate::turn::Direction;
use crate::words::Seams;

/// Most characters of a heading.
const LONGEST_HEADING: usize = 60;
/// Most characters of one line of a label that is broken over two.
const LONGEST_LABEL_LINE: usize = 10;

/// A fragment with the facts about it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
pub(crate) struct Observed {
    /// The facts that do not depend on decisions.
    pub(crate) features: Features,
    /// How its sentence ends.
    pub(crate) end: End,
    /// What its ends tell of how it reads on.
    pub(crate) ends: Ends,
    /// Brackets and quotations that it leaves open.
    pub(crate) open: Balance,
    /// Whether it may be a heading by its shape.
    pub(crate) heading_like: bool,
    /// How many thousandths of its telling words stand in the lines that follow.
    pub(crate) like_next: u32,
    /// How much it is about the same as the lines that follow, in thousandths.
    pub(crate) about_next: i32,
    /// Whether a byline is in it.
    pub(crate) has_byline: bool,
    /// What its words rule out.
    pub(crate) exclusion: Exclusion,
    /// Whether it is a reference to another page, or text that cannot be read.
    pub(crate) is_apart: bool,
    /// Whether it stands behind a reference to another page.
    pub(crate) is_titled: bool,
    /// Whether a deck after a dash stands below it.
    pub(crate) has_deck: bool,
}

impl Observed {
    /// Whether `feature` holds of the fragment.
    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.features.has(feature)
    }

    /// The roles that are not out of the question: sentences are part of an article, unless words of
    /// notices, captions and the like say otherwise.
    pub(crate) fn allowed(&self) -> Roles {
        use Feature as F;
        const FURNITURE: Features =
            Features::all(&[F::Notice, F::AfterNotice, F::NoticeTitle, F::Editors, F::Folio]);
        const CAPTION: Features = Features::all(&[
            F::CaptionStart,
            F::CaptionEnd,
            F::CaptionWord,
            F::CreditStart,
            F::CreditEnd,
            F::Blanks3,
        ]);
        const LARGE: Features = Features::all(&[F::TypeLarge, F::TypeHuge]);
        if self.is_apart {
            return Roles::of(&[Role::Furniture]);
        }
        if self.is_titled {
            return Roles::HEAD;
        }
        let mut roles = Roles::ALL;
        let mut forbid = |holds: bool, others: Roles| {
            roles = if holds { roles.without(others) } else { roles };
        };
        // An indent begins a paragraph.
        forbid(self.has(F::Indented), Roles::of(&[Role::Continuation]));
        forbid(self.has_deck, Roles::of(&[Role::Section]));
        // Nobody sets running text in type that much larger than itself.
        forbid(self.features.meets(&LARGE), Roles::BODY.with(Role::Subheading));
        let long = self.has(F::Length70) || self.has(F::LengthMore);
        if self.has(F::EndsSentence) && (self.has(F::InnerSentence) || long) {
            forbid(true, Roles::of(&[Role::Section]));
            forbid(!self.features.meets(&FURNITURE), Roles::of(&[Role::Furniture]));
            forbid(!self.features.meets(&CAPTION), Roles::of(&[Role::Caption, Role::Credit]));
            forbid(self.has(F::EndsFullStop), Roles::HEAD.with(Role::Subheading));
        }
        roles
    }
}

/// The facts about every fragment of a page.
pub(crate) fn observe(
    fragments: &[Fragment],
    seams: &Seams,
    topics: &Topics,
    cues: &Cues,
) -> Vec<Observed> {
    let mut marks = Marks::default();
    let mut observed: Vec<Observed> =
        fragments.iter().map(|it| alone(it, cues, &mut marks)).collect();
    let measure = Measure::of(fragments.iter().zip(observed.iter().map(|it| it.end)));
    let siblings = siblings(fragments, &observed);
    for at in 0..fragments.len() {
        let mut features = among(fragments, &observed, at, seams);
        features = features.with(&placing::among(fragments, at));
        features = features.with(&siblings[at]);
        features.insert(match measure.map(|it| it.fit(fragments[at].chars)) {
            Some(Fit::Whole) => Feature::FitsColumn,
            Some(Fit::Near) => Feature::NearColumn,
            Some(Fit::Off) => Feature::OffColumn,
            None => Feature::Always,
        });
        if observed[at].heading_like
            && features.has(Feature::PreviousEnds)
            && features.has(Feature::NextSentences)
            && !features.has(Feature::NextSeamSeen)
        {
            features.insert(Feature::StandsAlone);
        }
        let here = &mut observed[at];
        if let Some(below) = fragments.get(at + 1) {
            here.has_deck = below.folded.starts_with("——");
            here.exclusion = here.exclusion.above(below);
        }
        here.like_next = topics.following(at);
        here.about_next = topics.likeness_following(at);
        let likeness = topics.features(at, here.heading_like);
        here.features = here.features.with(&features).with(&likeness);
    }
    observed
}

/// What a fragment says by itself.
fn alone(fragment: &Fragment, cues: &Cues, marks: &mut Marks) -> Observed {
    use Feature as F;
    let text = fragment.folded.as_str();
    marks.read(text);
    let chars = &marks.chars;
    let end = end_of(text, cues);
    let open = Balance::of(marks);
    let inner = marks.inner_sentences(text);
    let short = fragment.length <= LONGEST_HEADING;
    let is_heading_long = short && inner != Inner::States;
    let heading_like = is_heading_long
        && matches!(end, End::Plain | End::Closing | End::Digit | End::Sentence)
        && !text.ends_with('。');
    let may_lead = byline::may_lead(text, chars, &cues.byline);
    let byline = if may_lead { byline::leading(text, &cues.byline) } else { None };
    let is_byline = byline.as_ref().is_some_and(|it| text[it.len..].trim().is_empty());
    let mut features = Features::of(&[(true, F::Always), (true, length_of(fragment.length))]);
    features.insert(ending_of(end));
    features.insert(clauses_of(text, marks));
    let bracketed = text.chars().next().and_then(closing).is_some_and(|c| text.ends_with(c));
    let inside = text.trim_matches(|c: char| closing(c).is_some() || closes(c));
    let is_marked = inside.starts_with(|c| cues.caption.marks.contains(c));
    let first = text.chars().next().unwrap_or_default();
    let turn = fragment.turn.as_deref();
    let turns = |way| turn.is_some_and(|turn| turn.direction == way);
    let enumerated = starts_enumeration(text);
    let facts = [
        (inner != Inner::None, F::InnerSentence),
        (text.trim_end_matches(closes).ends_with(['。', '.']), F::EndsFullStop),
        (fragment.length < fragment.chars && has_gap(text), F::Gap),
        (marks.are_couplet(text), F::Couplet),
        (chars.may_have(':') && has_inner_colon(text), F::Colon),
        (open.opened > 0, F::LeavesOpen),
        (open.closed > 0, F::ClosesMore),
        (closing(first).is_some(), F::StartsOpening),
        (
            ends_clause(first) || ends_sentence(first) || closes(first) || first == '%',
            F::StartsMark,
        ),
        (cues.sentence.leaning.contains(first), F::StartsLeaning),
        (first.is_ascii_digit(), F::StartsDigit),
        (starts_date(text), F::StartsDate),
        (cues.sentence.openers.starting(text).is_some(), F::StartsOpener),
        (enumerated, F::StartsEnumeration),
        (first.is_ascii_lowercase(), F::StartsLower),
        (byline.is_some() && !is_byline, F::StartsByline),
        (is_byline, F::IsByline),
        (byline::attribution(text, &cues.byline).is_some(), F::StartsAttribution),
        (bracketed, F::Bracketed),
        (short && (is_marked || cues.caption.starts.starting(inside).is_some()), F::CaptionStart),
        (short && cues.caption.ends.ending(inside).is_some(), F::CaptionEnd),
        (short && cues.caption.anywhere.within(text, chars), F::CaptionWord),
        (short && starts_credit(inside, cues), F::CreditStart),
        (short && cues.credit.ends.ending(inside).is_some(), F::CreditEnd),
        (short && cues.furniture.editors.within(text, chars), F::Editors),
        (
            fragment.length <= 24
                && cues.furniture.folios.within(text, chars)
                && text.contains(|c: char| c.is_ascii_digit()),
            F::Folio,
        ),
        (cues.furniture.notices.has(text), F::NoticeTitle),
        (cues.furniture.notices_within.within(text, chars), F::Notice),
        (turns(Direction::To), F::TurnsTo),
        (turns(Direction::From), F::TurnsFrom),
        (turn.is_some_and(|turn| turn.title.is_some()), F::TurnTitle),
        (fragment.blanks == 0, F::Blanks0),
        (fragment.blanks == 2, F::Blanks2),
        (fragment.blanks > 2, F::Blanks3),
        (fragment.indented, F::Indented),
        (fragment.lines.len() == 2 && fragment.length <= 20, F::BrokenLabel),
        (heading_like, F::HeadingLike),
        (heading_like && cues.deck.acts.ending(inside).is_some(), F::TellsAct),
        (heading_like && enumerated, F::NumberedHeading),
        (heading_like && end == End::Sentence, F::SpokenHeading),
        (cues.heading.ends.ending(inside).is_some(), F::EndsHeadingWord),
    ];
    let mut features = features.with(&Features::of(&facts)).with(&placing::alone(fragment));
    if is_heading_long {
        let rest = byline.as_ref().filter(|_| !is_byline).map_or(text, |it| &text[it.len..]);
        features.insert(reading_of(rest));
    }
    let byline = byline.as_ref();
    let words = Words { text, chars, length: fragment.length, end, open, is_marked, byline };
    let is_apart = fragment.turn.is_some() || fragment.mixed;
    let has_byline = byline.is_some();
    Observed {
        features,
        end,
        ends: Ends::of(text),
        open,
        heading_like,
        like_next: 0,
        about_next: 0,
        has_byline,
        exclusion: Exclusion::of(&words, &features, cues),
        is_apart,
        is_titled: fragment.titled,
        has_deck: false,
    }
}

fn starts_credit(line: &str, cues: &Cues) -> bool {
    cues.credit.starts.starting(line).is_some() || cues.credit.alone.starting(line).is_some()
}

/// What its neighbours say of the fragment `at`.
fn among(fragments: &[Fragment], observed: &[Observed], at: usize, seams: &Seams) -> Features {
    use Feature as F;
    let has = |index: usize, feature| observed.get(index).is_some_and(|it| it.has(feature));
    let here = &fragments[at];
    let next = fragments.get(at + 1);
    let is_label_line = |it: &Fragment| it.length <= LONGEST_LABEL_LINE;
    let breaks = |line: &Fragment, below: &Fragment| {
        below.blanks == 0 && is_label_line(line) && is_label_line(below)
    };
    let seam = next.map(|next| seams.between(&here.folded, &next.folded));
    let before = |feature| at > 0 && has(at - 1, feature);
    let facts = [
        (at == 0, F::First),
        (at == 1, F::Second),
        (next.is_none(), F::Last),
        (next.is_some_and(|next| next.blanks == 0), F::BlanksAfter0),
        (next.is_some_and(|next| next.blanks > 2), F::BlanksAfter3),
        (next.is_some_and(|next| breaks(here, next)), F::BreaksNext),
        (at > 0 && breaks(&fragments[at - 1], here), F::BreaksPrevious),
        (before(F::NoticeTitle), F::AfterNotice),
        (before(F::HeadingLike), F::PreviousHeadingLike),
        (before(F::EndsSentence), F::PreviousEnds),
        (before(F::IsByline), F::PreviousIsByline),
        (before(F::LeavesOpen), F::PreviousLeavesOpen),
        (before(F::TurnsTo), F::PreviousTurnsTo),
        (before(F::TurnsFrom), F::PreviousTurnsFrom),
        (has(at + 1, F::HeadingLike), F::NextHeadingLike),
        (has(at + 1, F::StartsByline), F::NextStartsByline),
        (has(at + 1, F::IsByline), F::NextIsByline),
        (has(at + 1, F::EndsSentence) && has(at + 1, F::InnerSentence), F::NextSentences),
        (has(at + 1, F::StartsLeaning) || has(at + 1, F::StartsMark), F::NextLeans),
        (has(at + 1, F::ClosesMore), F::NextClosesMore),
        (has(at + 1, F::StartsOpener) || has(at + 1, F::StartsDate), F::NextOpener),
        (has(at + 1, F::CaptionStart) || has(at + 1, F::CaptionEnd), F::NextCaption),
        (
            has(at + 1, F::HeadingLike)
                && (has(at + 2, F::StartsByline) || has(at + 2, F::IsByline)),
            F::NextHeadingThenByline,
        ),
        (seam.is_some_and(|seam| seam.seen), F::NextSeamSeen),
        (seam.is_some_and(|seam| seam.seen_long), F::NextSeamSeenLong),
        (seam.is_some_and(|seam| seam.digits), F::NextSeamDigits),
    ];
    let features = Features::of(&facts);
    if next.is_none() || observed[at].end == End::Sentence {
        return features;
    }
    let levels = [
        F::NextReadsOffMost,
        F::NextReadsOffFar,
        F::NextReadsOff,
        F::NextReadsOffSlightly,
        F::NextReadsOnSlightly,
        F::NextReadsOn,
        F::NextReadsOnFar,
        F::NextReadsOnMost,
    ];
    let reads_on = observed[at].ends.reads_on(&observed[at + 1].ends);
    features.with(&Features::of(&[(true, levels[reads_on])]))
}

fn ending_of(end: End) -> Feature {
    use Feature as F;
    match end {
        End::Sentence => F::EndsSentence,
        End::Clause => F::EndsClause,
        End::Colon => F::EndsColon,
        End::Closing => F::EndsClosing,
        End::Unfinished => F::EndsUnfinished,
        End::Digit => F::EndsDigit,
        End::Plain => F::EndsPlain,
    }
}

/// How many clauses end before the last character of `text`.
fn clauses_of(text: &str, marks: &Marks) -> Feature {
    let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
    let inner = marks.others.iter().take_while(|(at, _)| *at < last);
    let ends = inner.filter(|(_, c)| ends_clause(*c) && *c != '、');
    [Feature::NoClause, Feature::OneClause, Feature::Clauses][ends.take(2).count()]
}

/// How much `line` reads like a heading.
fn reading_of(line: &str) -> Feature {
    use Feature as F;
    let levels = [
        F::ReadsTextFar,
        F::ReadsText,
        F::ReadsTextSlightly,
        F::ReadsHeadingSlightly,
        F::ReadsHeading,
        F::ReadsHeadingFar,
    ];
    levels[language::is_heading(line)]
}

fn length_of(length: usize) -> Feature {
    use Feature as F;
    match length {
        0..=3 => F::Length3,
        4..=6 => F::Length6,
        7..=10 => F::Length10,
        11..=14 => F::Length14,
        15..=21 => F::Length21,
        22..=28 => F::Length28,
        29..=40 => F::Length40,
        41..=70 => F::Length70,
        _ => F::LengthMore,
    }
}

#[cfg(test)]
mod tests {
    use newsprint_core::Source;

    use super::*;
    use crate::fragment::fragments;
    use crate::runs;

    /// Checks whether the first line of `page` may be `role`.
    #[track_caller]
    fn check(page: &str, role: Role, expected: bool) {
        let fragments = fragments(&Source::new("page", page).unwrap());
        let (seams, topics) = runs::read(&fragments);
        let observed = observe(&fragments, &seams, &topics, &Cues::bundled().unwrap());
        assert_eq!(observed[0].allowed().has(role), expected, "{page}");
    }

    #[test]
    fn a_line_with_a_deck_is_no_label() {
        check("东岭改造管网\n\n首批工程已经开工", Role::Section, true);
        check("东岭改造管网\n\n——首批工程已经开工", Role::Section, false);
    }
}
