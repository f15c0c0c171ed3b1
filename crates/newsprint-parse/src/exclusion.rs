//! What a line is not, by its words: nothing else that is known of it speaks against that.
//!
//! Laws that hardly a line of the labelled pages breaks. They hold while a page is read, and not while
//! weights are learnt, which need to meet what they have to score low.

use newsprint_zh::is_han;

use crate::byline::{self, Reading};
use crate::cues::Cues;
use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::phrases::Chars;
use crate::role::{Role, Roles};
use crate::shape::{Balance, End, behind_number};
use crate::turn::Direction;

/// Most characters of a label of a section.
const LONGEST_SECTION: usize = 16;

/// Most characters of a line that is short for one without an end.
const SHORT: usize = 30;

/// What a line that is no heading is not.
const NO_HEADING: Roles = Roles::HEAD.with(Role::Subheading);

/// The words of a line.
pub(crate) struct Words<'a> {
    /// In half-width forms.
    pub(crate) text: &'a str,
    pub(crate) chars: &'a Chars,
    /// How many characters it has that are no white space.
    pub(crate) length: usize,
    pub(crate) end: End,
    pub(crate) open: Balance,
    /// Whether it starts with a mark that points at a picture.
    pub(crate) is_marked: bool,
    /// The byline that it starts with.
    pub(crate) byline: Option<&'a Reading>,
}

/// What an article has above a line.
#[derive(Debug)]
pub(crate) struct Above<'a> {
    /// Whether it has running text.
    pub(crate) has_text: bool,
    /// Whether that ends within a sentence.
    pub(crate) is_cut: bool,
    /// The last line of that, if a line cut short may go on there.
    pub(crate) body: Option<&'a Fragment>,
    /// Its last line, if it has a sub-heading: that one, where no text stands below it.
    pub(crate) subhead: Option<&'a Fragment>,
}

/// What the words of a line rule out.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
pub(crate) struct Exclusion {
    /// Wherever the line stands.
    pub(crate) roles: Roles,
    /// Whether it starts with who wrote or reported it, as the text of an article does.
    is_reported: bool,
    /// Whether it is running text that starts as the rest of a Chinese sentence does.
    is_rest: bool,
    /// Whether it is running text that starts with a Latin letter.
    is_latin: bool,
    /// Whether it has no word of a caption.
    is_unmarked: bool,
}

impl Exclusion {
    /// What `words`, of which `features` tell, rule out.
    pub(crate) fn of(words: &Words<'_>, features: &Features, cues: &Cues) -> Self {
        use Feature as F;
        const CREDIT: Features = Features::all(&[F::CreditStart, F::CreditEnd]);
        const CAPTION: Features = Features::all(&[F::CaptionStart, F::CaptionEnd, F::CaptionWord]);
        let has_kicker = features.has(F::HeadingLike) && words.have_kicker();
        let is_byline = features.has(F::IsByline);
        let is_signed =
            is_byline || features.has(F::StartsAttribution) || words.are_byline_in_brackets(cues);
        let facts = [
            (words.is_marked, Roles::of(&[Role::Continuation])),
            (words.are_no_heading(cues), NO_HEADING),
            (has_kicker, Roles::of(&[Role::Paragraph, Role::Lead, Role::Subheading])),
            (words.length > LONGEST_SECTION, Roles::of(&[Role::Section])),
            (!is_signed, Roles::of(&[Role::Byline, Role::LeadByline])),
            (!features.meets(&CREDIT), Roles::of(&[Role::Credit])),
        ];
        let all = facts.iter().filter(|(holds, _)| *holds);
        let is_text = !features.has(F::Indented) && !features.has(F::HeadingLike);
        let names_people = words.byline.is_some_and(|it| !it.people.is_empty());
        Self {
            roles: all.fold(Roles::NONE, |all, (_, roles)| all.or(*roles)),
            is_reported: names_people && !is_byline
                || cues.byline.writers.starting(words.text).is_some(),
            is_rest: is_text && starts_rest(words.text, cues),
            is_unmarked: !features.meets(&CAPTION.with(&CREDIT)),
            is_latin: is_text && words.text.starts_with(|c: char| c.is_ascii_alphabetic()),
        }
    }

    /// What is ruled out above the line `below` too: what goes on on another page breaks off in its text.
    pub(crate) fn above(self, below: &Fragment) -> Self {
        let breaks_off = below.turn.as_ref().is_some_and(|turn| turn.direction == Direction::To);
        let heads = if breaks_off { NO_HEADING } else { Roles::NONE };
        Self { roles: self.roles.or(heads), ..self }
    }

    /// The roles that are ruled out behind or within an article that has `above`.
    pub(crate) fn within(self, above: &Above<'_>) -> Roles {
        // Without words of its own a caption is told by the sentence that it stands in.
        let caption = self.is_unmarked && !above.is_cut;
        let roles = if caption { Roles::of(&[Role::Caption]) } else { Roles::NONE };
        if self.is_reported && above.has_text {
            return roles.or(Roles::of(&[Role::Paragraph, Role::Continuation]));
        }
        let goes_on = self.is_rest && length_of_cut(above.body.or(above.subhead)).is_some()
            || self.is_latin && length_of_cut(above.body).is_some_and(|length| length <= SHORT);
        if goes_on { roles.with(Role::Paragraph) } else { roles }
    }
}

/// The characters of `line` where it ends within a Chinese sentence by its looks. Of wrapped lines, which
/// were put together, it is known what goes on.
fn length_of_cut(line: Option<&Fragment>) -> Option<usize> {
    let is_cut = |line: &&Fragment| line.lines.len() == 1 && line.folded.ends_with(is_han);
    line.filter(is_cut).map(|line| line.length)
}

impl Words<'_> {
    /// Whether they have what no heading has: words of a credit, the start of a report, a quotation that
    /// does not end. A label in brackets may be broken over two lines.
    fn are_no_heading(&self, cues: &Cues) -> bool {
        cues.credit.anywhere.within(self.text, self.chars)
            || self.open.opened > 0 && !self.text.starts_with('【')
            || cues.sentence.reports.starting(self.text).is_some()
            || starts_day(self.text)
    }

    /// Whether they start with what may be a kicker, and its colon with white space behind it, which
    /// running text does not have.
    fn have_kicker(&self) -> bool {
        let parts = self.text.split_once(": ").filter(|_| self.end != End::Sentence);
        parts.is_some_and(|(kicker, _)| kicker.ends_with(is_han))
    }

    /// Whether they are a byline in brackets of its own, as at the end of an article, which its source
    /// may follow in others.
    fn are_byline_in_brackets(&self, cues: &Cues) -> bool {
        let Some(inside) = self.text.strip_prefix('(') else { return false };
        let leading = byline::leading(inside, &cues.byline);
        let byline = leading.or_else(|| byline::attribution(inside, &cues.byline));
        let rest = byline.and_then(|byline| inside[byline.len..].strip_prefix(')'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
    }
}

/// Whether `text` starts as the rest of a Chinese sentence does: with Latin letters in brackets, a decimal, a
/// percentage or an amount in units of measure.
fn starts_rest(text: &str, cues: &Cues) -> bool {
    if text.strip_prefix('(').is_some_and(|it| it.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return true;
    }
    let is_digit = |c: char| c.is_ascii_digit();
    let rest = text.trim_start_matches(|c| is_digit(c) || matches!(c, '.' | ','));
    let number = &text[..text.len() - rest.len()];
    if !number.starts_with(is_digit) || rest.starts_with(['年', '月', '日']) {
        return false;
    }
    let parts = number.split_once('.');
    parts.is_some_and(|(whole, parts)| whole.ends_with(is_digit) && parts.starts_with(is_digit))
        || rest.starts_with('%')
        || cues.sentence.units.starting(rest.trim_start_matches(['万', '亿'])).is_some()
}

/// Whether `text` starts with a day as a report does: `6月3日,`, `6月3日上午`.
fn starts_day(text: &str) -> bool {
    let rest = behind_number(text, &['月']).and_then(|rest| behind_number(rest, &['日']));
    rest.is_some_and(|rest| rest.starts_with([',', '上', '下', '晚', '凌']))
}

#[cfg(test)]
mod tests {
    use newsprint_core::Source;

    use super::*;
    use crate::decode::Page;
    use crate::fragment::fragments;
    use crate::observe::observe;
    use crate::runs;
    use crate::turn::cut_turns;
    use crate::weights::Network;

    fn read(page: &str) -> (Vec<Fragment>, Vec<Exclusion>) {
        let cues = Cues::bundled().unwrap();
        let fragments = fragments(&Source::new("page", page).unwrap());
        let fragments = cut_turns(page, fragments, &cues.turn);
        let (seams, topics) = runs::read(&fragments);
        let observed = observe(&fragments, &seams, &topics, &cues);
        let exclusions = observed.iter().map(|it| it.exclusion).collect();
        (fragments, exclusions)
    }

    /// Checks whether the first line of `page` may be `role` by its words.
    #[track_caller]
    fn check(page: &str, role: Role, expected: bool) {
        let (_, exclusions) = read(page);
        assert_eq!(!exclusions[0].roles.has(role), expected, "{page}");
    }

    /// Checks whether the last line of `page` may be `role` in an article that has the line before it.
    #[track_caller]
    fn check_within(page: &str, role: Role, expected: bool) {
        let (fragments, exclusions) = read(page);
        let [.., last, _] = &fragments[..] else { panic!("{page} has one line") };
        let above = Above { has_text: true, is_cut: true, body: Some(last), subhead: None };
        let excluded = exclusions.last().unwrap().within(&above);
        assert_eq!(!excluded.has(role), expected, "{page}");
    }

    #[test]
    fn no_paragraph_goes_on_with_a_mark_that_points_at_a_picture() {
        check("读者在新馆挑选图书。", Role::Continuation, true);
        for line in ["▲读者在新馆挑选图书。", "△ 读者在新馆挑选图书。", "(↑读者在新馆)"]
        {
            check(line, Role::Continuation, false);
            check(line, Role::Paragraph, true);
        }
    }

    #[test]
    fn no_heading_is_a_credit() {
        check("读者在新馆挑选图书", Role::Deck, true);
        for line in ["读者在新馆挑选图书 图源:青河图书馆", "来源:青河县政府网站", "编辑 林小舟"]
        {
            check(line, Role::TailHeadline, false);
            check(line, Role::Subheading, false);
            check(line, Role::Caption, true);
        }
    }

    #[test]
    fn no_heading_begins_as_a_report_does() {
        check("6月3日起新馆开放", Role::Headline, true);
        check("据守渡口三十年", Role::Headline, false);
        for line in
            ["近日,青河县图书馆新馆", "6月3日,新馆迎来", "6月3日上午新馆迎来", "据青河县图书馆"]
        {
            check(line, Role::Headline, false);
            check(line, Role::Lead, true);
        }
    }

    #[test]
    fn no_heading_stands_above_a_reference_to_another_page() {
        check("新馆开馆首日", Role::TailHeadline, true);
        check("新馆开馆首日\n\n(上接第2版)", Role::TailHeadline, true);
        check("新馆开馆首日\n\n(下转第2版)", Role::TailHeadline, false);
        check("新馆开馆首日\n\n(下转第2版)", Role::Paragraph, true);
    }

    #[test]
    fn no_heading_leaves_a_quotation_open() {
        check("“书香青河”开馆", Role::Headline, true);
        check("“青河图书馆", Role::Headline, false);
        // A label that is broken over two lines.
        check("【牢记嘱托", Role::Headline, true);
    }

    #[test]
    fn a_kicker_and_its_colon_are_in_no_text() {
        check("青河县: 新馆开放", Role::Headline, true);
        check("青河县: 新馆开放", Role::Paragraph, false);
        for line in ["青河县:新馆开放", "馆长: 欢迎大家。", "馆长: 书够吗?"] {
            check(line, Role::Paragraph, true);
        }
    }

    #[test]
    fn labels_are_short() {
        check("书香青河", Role::Section, true);
        check("青河县图书馆新馆今天开放首日迎来三百人", Role::Section, false);
    }

    #[test]
    fn bylines_and_credits_have_words_of_their_own() {
        for line in
            ["本报讯(记者林小舟)", "记者 林小舟", "据青河新闻,", "(记者林小舟)", "(青河新闻讯)"]
        {
            check(line, Role::Byline, true);
        }
        check("(青河新闻讯)(据“青河日报”)", Role::Byline, true);
        check("原来她叫林小舟", Role::Byline, false);
        check("来源:青河日报", Role::Credit, true);
        check("原来她叫林小舟", Role::Credit, false);
    }

    #[test]
    fn a_byline_begins_the_text_of_an_article() {
        let above = "首批工程已经开工。";
        for line in ["本报讯(记者林小舟)6月3日,新馆开放。", "【文/青河网 林小舟】新馆开放。"]
        {
            check_within(&format!("{above}\n\n{line}"), Role::Paragraph, false);
            check_within(&format!("{above}\n\n{line}"), Role::Lead, true);
        }
        let dispatch = "青河社6月3日电,新馆开放。";
        check_within(&format!("{above}\n\n{dispatch}"), Role::Paragraph, true);
    }

    #[test]
    fn a_caption_without_words_of_one_stands_within_a_sentence() {
        let check = |line: &str, is_cut: bool, expected: bool| {
            let above = Above { has_text: true, is_cut, body: None, subhead: None };
            let excluded = read(line).1[0].within(&above);
            assert_eq!(!excluded.has(Role::Caption), expected, "{line}");
        };
        for line in ["图为读者在新馆", "▲读者在新馆", "读者在新馆 林小舟摄", "来源:青河县图书馆"]
        {
            check(line, true, true);
            check(line, false, true);
        }
        check("读者在新馆挑选图书", true, true);
        check("读者在新馆挑选图书", false, false);
    }

    #[test]
    fn a_cut_sentence_goes_on_with_a_quantity() {
        for line in
            ["68637亿千瓦时。", "5.6%。", "329%。", "98元。", "1,200万吨。", "(QHLB)报1元。"]
        {
            check_within(&format!("全县用电量累计\n\n{line}"), Role::Paragraph, false);
            check_within(&format!("全县用电量累计\n\n{line}"), Role::Continuation, true);
            check_within(&format!("全县用电量创新高。\n\n{line}"), Role::Paragraph, true);
        }
        for line in ["2023年新馆开放。", "23名读者。", "6.3日开放。", "4000万中央资金。", "5.6%"]
        {
            check_within(&format!("全县用电量累计\n\n{line}"), Role::Paragraph, true);
        }
        // A column that was put together: what goes on is known.
        let column = "青河县今年上半年的全\n社会用电量累计";
        check_within(&format!("{column}\n\n5.6%。"), Role::Paragraph, true);
    }

    #[test]
    fn every_line_is_something() {
        // Large type is no running text, a sentence no heading, and this no caption by its words.
        let page = "青河县图书馆新馆6月3日开馆。\n\n\n\n\n首日迎来读者三百余人。借出图书五百余册。\n\n读者排起长队。";
        let fragments = fragments(&Source::new("page", page).unwrap());
        let (seams, topics) = runs::read(&fragments);
        let mut observed = observe(&fragments, &seams, &topics, &Cues::bundled().unwrap());
        observed[1].features.insert(Feature::TypeHuge);
        let page =
            Page { fragments: &fragments, observed: &observed, seams: &seams, topics: &topics };
        assert_eq!(page.decide(&Network::bundled().unwrap()).len(), fragments.len());
    }

    #[test]
    fn a_short_cut_sentence_goes_on_with_latin_letters() {
        check_within("根据市场机构\n\nQHLB的数据,用电量上升。", Role::Paragraph, false);
        let brief = "青河县图书馆新馆6月3日开放,首日迎来读者三百余人,借出图书五百余册,馆长表示满意";
        check_within(&format!("{brief}\n\nQHLB的数据上升。"), Role::Paragraph, true);
    }

    #[test]
    fn below_a_sub_heading_no_paragraph_begins_with_a_quantity() {
        let (lines, exclusions) = read("用电量累计\n\n5.6%。\n\nQHLB的数据上升。");
        let subhead = Some(&lines[0]);
        let above = Above { has_text: false, is_cut: true, body: None, subhead };
        let within = |at: usize| exclusions[at].within(&above);
        assert_eq!(within(1), Roles::of(&[Role::Paragraph]));
        assert_eq!(within(2), Roles::NONE);
    }
}
