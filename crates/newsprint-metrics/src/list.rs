//! Lists: `A、B和C价格分别…` has one indicator for each value.

use newsprint_zh::{marks, numeral, width};

use crate::lexicon::{Lexicon, Role, UnitKind, Words};

/// The `count` items of a joined indicator, each made whole from what the list shares: a
/// preposition before the first, the measure behind the last. `None` when the parts cannot be made
/// `count`.
pub(crate) fn items(lexicon: &Lexicon, joined: &str, count: usize) -> Option<Vec<String>> {
    let (list, measure) = shared_measure(lexicon, joined);
    let counts = measure.is_none().then(|| counted(lexicon, list, count)).flatten();
    let (list, measure) = counts.unwrap_or((list, measure));
    let unfinished = measure.is_none().then(|| and_so_on(lexicon, list, count)).flatten();
    let (list, measure) = unfinished.unwrap_or((list, measure));
    let mut parts = parts(lexicon, list, count)?;
    let head = parts.first().and_then(|first| lexicon.words(Role::ListHead).at_start(first));
    if let Some(head) = head.map(str::to_owned) {
        for part in parts.iter_mut().skip(1).filter(|part| !part.starts_with(&head)) {
            part.insert_str(0, &head);
        }
    }
    let shared = measure.or_else(|| ordinal(parts.last()?).map(str::to_owned));
    match shared.or_else(|| qualified(lexicon, &parts)) {
        Some(shared) => complete(lexicon, &mut parts, Some(&shared)),
        None => complete(lexicon, &mut parts, None),
    }
    Some(parts)
}

/// Gives each part without a measure the shared one, or else that of the next part that has one:
/// `茶叶、蜂蜜产量和财政收入`. What is a measure by its name needs none: `GDP、财政收入`.
fn complete(lexicon: &Lexicon, parts: &mut [String], shared: Option<&str>) {
    let heads = lexicon.words(Role::MeasureHead);
    let mut next = shared.map(str::to_owned);
    for part in parts.iter_mut().rev() {
        if shared.is_none()
            && let Some(own) = measured(heads, part)
        {
            next = Some(own.to_owned());
        } else if let Some(measure) = &next
            && heads.at_end(part).is_none()
            && !part.ends_with(measure.as_str())
            && (shared.is_some() || !lexicon.is_indicator(part))
        {
            part.push_str(measure);
        }
    }
}

/// `国家级、省级示范村`: what stands behind the last of several qualifiers is shared by all.
fn qualified(lexicon: &Lexicon, parts: &[String]) -> Option<String> {
    let words = lexicon.words(Role::Qualifier);
    let (last, before) = parts.split_last()?;
    let own = words.at_start(last)?;
    let all = before.iter().all(|part| words.at_end(part).is_some());
    (all && own.len() < last.len()).then(|| last[own.len()..].to_owned())
}

/// `茶叶、蜂蜜、菌菇三个产业产值`: the count of the items ends the list, and the measure behind it is
/// shared by them.
fn counted<'a>(
    lexicon: &Lexicon,
    list: &'a str,
    count: usize,
) -> Option<(&'a str, Option<String>)> {
    let count = u32::try_from(count).ok()?;
    let (at, rest) = list.char_indices().rev().take(COUNTED).find_map(|(at, c)| {
        if !numeral::starts(c) || at == 0 {
            return None;
        }
        let number = numeral::read(&list[at..])?;
        let whole = number.value.is_some_and(|it| it.compare(count.into()).is_eq());
        let (unit, what) = lexicon.unit(&list[at + number.len..])?;
        let counts = what.kind == UnitKind::Classifier && whole;
        counts.then(|| (at, &list[at + number.len + unit.len()..]))
    })?;
    let items = list[..at].trim_end_matches('等');
    let measure = measured(lexicon.words(Role::MeasureHead), rest).map(str::to_owned);
    Some((items, measure))
}

/// `list` in `count` parts: at its marks, at its marks and words, at its marks and the word before
/// the last part, or a word that stands for as many.
fn parts(lexicon: &Lexicon, list: &str, count: usize) -> Option<Vec<String>> {
    let joints = lexicon.words(Role::Joint);
    let mut by_mark: Vec<&str> = list.split('、').filter(|part| !part.is_empty()).collect();
    let by_word = split(list, joints);
    if by_mark.len() + 1 == count && by_word.len() != count {
        let end = by_mark.pop()?;
        by_mark.extend(split(end, joints));
    }
    let fits = [by_mark, by_word].into_iter().find(|parts| parts.len() == count);
    if let Some(parts) = fits {
        return Some(parts.into_iter().map(str::to_owned).collect());
    }
    let (word, parts) = lexicon.compound(list).filter(|(_, parts)| parts.len() == count)?;
    Some(parts.iter().map(|part| list.replacen(word, part, 1)).collect())
}

/// `A和B四项污染物平均浓度`: what stands behind the count of a list is shared by its items.
fn shared_measure<'a>(lexicon: &Lexicon, list: &'a str) -> (&'a str, Option<String>) {
    let Some(head) = lexicon.words(Role::CountedHead).find_last(list) else { return (list, None) };
    // 零售 is no count.
    let is_number = |c| c != '零' && numeral::digit(c).is_some() || width::fold(c).is_ascii_digit();
    match list[..head.start].rfind(is_number) {
        Some(at)
            if head.end < list.len()
                && head.start - at <= COUNT
                && !list[at..head.start].contains(['”', '、', '》'])
                // 第一、二、三产业 counts nothing.
                && !list[..at].contains('第') =>
        {
            let items = list[..at].trim_end_matches(|c: char| c == '等' || marks::ends_clause(c));
            (items, Some(list[head.end..].to_owned()))
        }
        _ => (list, None),
    }
}

/// `茶叶、蜂蜜等产品的出口额`: what stands behind 等 is shared by the items before it.
fn and_so_on<'a>(
    lexicon: &Lexicon,
    list: &'a str,
    count: usize,
) -> Option<(&'a str, Option<String>)> {
    let end = lexicon.words(Role::AndSoOn).find_last(list)?;
    let kind = &list[end.end..];
    let heads = lexicon.words(Role::MeasureHead);
    let measure = match kind.rsplit_once('的') {
        Some((_, measure)) => measure,
        // 教育、卫生等支出
        None if heads.contains(kind) => kind,
        None => {
            let measure = measured(heads, kind)?;
            // 机床、机器人等制造业销售收入: of one sector each, as 等产品产量 is of one product.
            let of = &kind[..kind.len() - measure.len()];
            let sector = lexicon.words(Role::SectorSuffix).at_end(of).is_some()
                && lexicon.words(Role::CountedHead).at_end(of).is_none();
            if sector { kind } else { measure }
        }
    };
    let all = list[..end.start].split('、').count() == count;
    let whole = (all || !kind.contains('、')) && !measure.is_empty();
    whole.then(|| (&list[..end.start], Some(measure.to_owned())))
}

/// `第三产业占比`: what stands behind an ordinal is shared by all of them.
fn ordinal(text: &str) -> Option<&str> {
    let number = text.strip_prefix('第')?;
    let len = numeral::read(number)?.len;
    Some(&number[len..]).filter(|shared| !shared.is_empty())
}

/// The measure that `text` ends with, which leaves something that is measured: `进口物流量`.
fn measured<'a>(heads: Words<'_>, text: &'a str) -> Option<&'a str> {
    Some(&text[thing(heads, text).len()..]).filter(|measure| !measure.is_empty())
}

/// What `text` says that is measured, without the measures at its end; one of them where it says no
/// more: 进口 of `进口物流量`, 利润 of `利润总额`.
pub(crate) fn thing<'a>(heads: Words<'_>, text: &'a str) -> &'a str {
    let mut thing = text;
    while let Some(head) = heads.at_end(thing).filter(|head| head.len() < thing.len()) {
        thing = &thing[..thing.len() - head.len()];
    }
    thing
}

/// Longest count of a list and what it shares, in characters.
const COUNTED: usize = 16;

/// Longest count with its unit and the adjective of its noun, in bytes: `四项主要`.
const COUNT: usize = 24;

/// `list` in `count` parts, at its marks and words.
pub(crate) fn parted<'a>(lexicon: &Lexicon, list: &'a str, count: usize) -> Option<Vec<&'a str>> {
    Some(split(list, lexicon.words(Role::Joint))).filter(|parts| parts.len() == count)
}

fn split<'a>(text: &'a str, joints: Words<'_>) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for joint in joints.find_all(text) {
        parts.push(&text[start..joint.start]);
        start = joint.end;
    }
    parts.push(&text[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}
