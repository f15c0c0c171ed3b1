//! Times that say what a figure is measured against.

use newsprint_zh::date;

use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::scan::{Figure, Sort, Token, What};

/// What follows the base of a doubling: 在2020年的基础上.
pub(crate) const ON_BASE: &str = "基础上";

/// Whether a time between two texts is what a change or a multiple is measured against: `比4月上涨`,
/// `恢复到2019年`, `是2019年的2倍`. `next` is what is read behind the time.
pub(crate) fn is_base(lexicon: &Lexicon, before: &str, after: &str, next: Option<&Token>) -> bool {
    let ends = |role| lexicon.words(role).at_end(before).is_some();
    let marked = ends(Role::BaseMarker) && !ends(Role::NotBase);
    let relation = match next.map(|next| &next.what) {
        Some(What::Figure(Figure { sort: Sort::Unit(UnitKind::Multiple), .. })) => true,
        // 增加到2023年的65%: a level, and its time.
        Some(What::Figure(Figure { sort: Sort::Unit(UnitKind::Percent), .. })) => {
            !ends(Role::Level)
        }
        _ => false,
    };
    let multiple = relation && ends(Role::Copula) && after.starts_with('的');
    // 在2020年的基础上翻一番: the year is that of the base.
    let is_doubling =
        |next: &Token| matches!(&next.what, What::Figure(it) if it.sort == Sort::Doubling);
    let doubled =
        after.trim_start_matches('的').starts_with(ON_BASE) && next.is_some_and(is_doubling);
    let starts = |role| lexicon.words(role).at_start(after).is_some();
    // 与去年同期相比, 与上月持平
    let compared = starts(Role::BaseAfter) || ends(Role::BasePreposition) && starts(Role::Steady);
    marked
        || ends(Role::Restored)
        || multiple
        || doubled
        || compared
        || is_second_base(lexicon, before)
}

/// Whether `before` ends with the start of a base of comparison, or with one to which another is
/// joined: `较去年全年`, `比一季度、上年同期`.
fn is_second_base(lexicon: &Lexicon, before: &str) -> bool {
    if !before.ends_with(['、', '和', '年', '月', '季', '度']) {
        return false;
    }
    let first = before.strip_suffix(['、', '和']).unwrap_or(before);
    let marker = lexicon.free(Role::BaseMarker, Role::NotBase, first).last();
    let base = marker.and_then(|marker| first.get(marker.end..));
    base.is_some_and(|base| date::read(base).is_some_and(|(_, len)| len == base.len()))
}

/// Whether a level follows `text`: `由`, `增加到`.
pub(crate) fn is_start_or_level(lexicon: &Lexicon, text: &str) -> bool {
    let ends = |role| lexicon.words(role).at_end(text).is_some();
    ends(Role::Origin) || ends(Role::Level)
}
