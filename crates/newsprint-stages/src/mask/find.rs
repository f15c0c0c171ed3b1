//! Numbers and addresses in a text.

use std::ops::Range;

use super::Private;
use super::numbers::{Digits, bank_card, id_number, is_between_numbers, phone};

/// What is to be masked, in the order of the text, none overlapping.
pub(super) fn find<'t>(
    text: &'t str,
    kinds: &'t [Private],
) -> impl Iterator<Item = (Range<usize>, Private)> + 't {
    let mut at = 0;
    let mut lead = Lead::default();
    std::iter::from_fn(move || {
        while at < text.len() {
            if let Some((range, kind)) = find_at(text, at, lead.up_to(text, at), kinds) {
                at = range.end;
                return Some((range, kind));
            }
            at = next(text, at);
        }
        None
    })
}

/// Where the numbers and marks before a place begin, found on the way through a text.
#[derive(Clone, Copy, Default)]
struct Lead {
    start: usize,
    seen: usize,
}

impl Lead {
    /// What stands before the numbers and marks before `at`, which is no place before the last.
    fn up_to<'t>(&mut self, text: &'t str, at: usize) -> &'t str {
        let (seen, passed) = (self.seen, &text[self.seen..at]);
        if let Some((last, c)) = passed.char_indices().rfind(|(_, c)| !is_between_numbers(*c)) {
            self.start = seen + last + c.len_utf8();
        }
        self.seen = at;
        &text[..self.start]
    }
}

/// The place of the next character that something can begin at: the rest of a word that began
/// nothing begins nothing.
fn next(text: &str, at: usize) -> usize {
    let mut chars = text[at..].char_indices();
    let first = chars.next().map_or(' ', |(_, c)| c);
    if !is_word(first) {
        return at + first.len_utf8();
    }
    chars.find(|(_, c)| !is_word(*c)).map_or(text.len(), |(end, _)| at + end)
}

/// Whether a character continues a number or a Latin word.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn find_at(
    text: &str,
    at: usize,
    lead: &str,
    kinds: &[Private],
) -> Option<(Range<usize>, Private)> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let before = text[..at].chars().next_back();
    let wants = |kind| kinds.contains(&kind);
    let found = |len: Option<usize>, kind| Some((at..at + len?, kind));
    // Where no address begins with the first character of its like, none does with a later one.
    if wants(Private::Mail)
        && is_local(first)
        && !before.is_some_and(is_local)
        && let Some(mail) = found(mail(rest), Private::Mail)
    {
        return Some(mail);
    }
    if wants(Private::Plate)
        && PROVINCES.contains(first)
        && let Some(plate) = found(plate(rest), Private::Plate)
    {
        return Some(plate);
    }
    let may_start = matches!(first, '0'..='9' | '０'..='９' | '+' | '＋' | '(' | '（');
    if !may_start || before.is_some_and(continues_number) {
        return None;
    }
    let digits = Digits::read(rest);
    if wants(Private::IdNumber)
        && let Some(id) = found(id_number(&digits), Private::IdNumber)
    {
        return Some(id);
    }
    if wants(Private::BankCard)
        && let Some(card) = found(bank_card(&digits), Private::BankCard)
    {
        return Some(card);
    }
    if wants(Private::Phone) {
        return found(phone(&digits, lead), Private::Phone);
    }
    None
}

/// Whether what stands before a digit makes it a part of a larger number.
fn continues_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９' | '.' | '¥' | '￥' | '$')
}

/// Characters of a mail address before the `@`.
fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

/// Length of the mail address that `rest` begins with.
fn mail(rest: &str) -> Option<usize> {
    let local = rest.find(|c| !is_local(c))?;
    let (name, host) = (&rest[..local], rest[local..].strip_prefix(['@', '＠'])?);
    let sign = rest.len() - local - host.len();
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let end = host.find(|c| !is_host(c)).unwrap_or(host.len());
    let host = host[..end].trim_end_matches(['.', '-']);
    let (domain, top) = host.rsplit_once('.')?;
    let is_name = name.contains(|c: char| c.is_ascii_alphanumeric());
    let is_top = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic());
    (is_name && !domain.is_empty() && is_top).then_some(local + sign + host.len())
}

/// First characters of licence plates.
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";

/// Length of the licence plate that `rest` begins with: `藏A·12345`, with six signs for cars that
/// drive on electricity.
fn plate(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1).peekable();
    chars.next_if(|(_, c)| c.is_ascii_uppercase())?;
    chars.next_if(|(_, c)| matches!(c, '·' | '•' | '.' | ' ' | '-'));
    let start = chars.peek()?.0;
    let signs = &rest[start..];
    let end = signs.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(signs.len());
    let signs = &signs[..end];
    let is_sign =
        |b: u8| b.is_ascii_digit() || (b.is_ascii_uppercase() && !matches!(b, b'I' | b'O'));
    let digits = signs.bytes().filter(u8::is_ascii_digit).count();
    let is_plate = matches!(signs.len(), 5 | 6) && signs.bytes().all(is_sign) && digits >= 3;
    is_plate.then_some(start + end)
}

#[cfg(test)]
mod tests {
    use super::Private::{BankCard, IdNumber, Mail, Phone, Plate};
    use super::*;

    fn masked(text: &str) -> String {
        let mut masked = String::new();
        let mut done = 0;
        for (range, kind) in find(text, &[Phone, IdNumber, Mail, BankCard, Plate]) {
            masked.push_str(&text[done..range.start]);
            masked.push_str(match kind {
                Phone => "<P>",
                IdNumber => "<I>",
                Mail => "<M>",
                BankCard => "<B>",
                Plate => "<L>",
            });
            done = range.end;
        }
        masked + &text[done..]
    }

    #[test]
    fn what_belongs_to_people_is_found() {
        for (text, expected) in [
            // Mobile numbers.
            ("请拨打13800138000咨询", "请拨打<P>咨询"),
            ("手机：138-0013-8000。", "手机：<P>。"),
            ("138 0013 8000", "<P>"),
            ("+86 13800138000", "<P>"),
            ("+86-138-0013-8000", "<P>"),
            ("(+86)13800138000", "<P>"),
            ("0086 13800138000", "<P>"),
            ("8613800138000", "<P>"),
            ("１３８００１３８０００", "<P>"),
            ("13800138000、13900139000", "<P>、<P>"),
            ("19912345678/16612345678", "<P>/<P>"),
            // Landlines.
            ("热线010-62345678", "热线<P>"),
            ("（0891）6321234", "<P>"),
            ("(0891) 6321234转801", "<P>"),
            ("0891-6321234-801", "<P>"),
            ("08916321234", "<P>"),
            ("+86 10 6234 5678", "<P>"),
            ("电话:6321234", "电话:<P>"),
            ("举报电话：6321234、6325678。", "举报电话：<P>、<P>。"),
            ("举报电话：110、6325678，6321234。", "举报电话：110、<P>，<P>。"),
            ("Tel: 62345678", "Tel: <P>"),
            // Identity cards.
            ("身份证号11010519491231002X", "身份证号<I>"),
            ("身份证号11010519491231002x。", "身份证号<I>。"),
            ("440524188001010014", "<I>"),
            ("130503670401001", "<I>"),
            // Mail.
            ("投稿：News_2024@daily.example.com.cn。", "投稿：<M>。"),
            ("a.b+c@example.org, d@e.cn", "<M>, <M>"),
            ("aA.aA.aA@e.cn。", "<M>。"),
            ("tougao＠example.com", "<M>"),
            // Bank cards and plates.
            ("6222 0212 3456 7890 128", "<B>"),
            ("卡号4111111111111111", "卡号<B>"),
            ("车牌藏A·12345的", "车牌<L>的"),
            ("京AD12345", "<L>"),
            ("粤B 1234A", "<L>"),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
    }

    #[test]
    fn what_belongs_to_nobody_stays() {
        for text in [
            "投资13800138000元",
            "共15000000000吨",
            "138.00138000",
            "3.13800138000",
            "1,380,013,800",
            "12380013800",
            "2024-06-28",
            "20240628123456",
            "138001380001",
            "12345热线",
            "12315、110、119",
            "400-123-4567",
            "2023年1380013800人",
            "第6321234号",
            "面积6321234平方米",
            "010号",
            "110105194912310021",
            "110105194913310024",
            "4111111111111112",
            "ISBN 9787100000000",
            "a@b",
            "@某人",
            "user@localhost",
            "aA.aA.aA.aA",
            "6321234、6325678、6321234",
            "云A计划",
            "新A12345678",
            "0.5%—0.6%",
            "1950-1952年",
            "",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
