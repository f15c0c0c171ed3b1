use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Block, BlockKind, Diagnostic, Document, Facts, Group, GroupKind, Labels, MappedText, Source,
    Span,
};
use newsprint_testkit::record;

use super::{Expression, Kind, Scope, Subject};

fn located(text: &str) -> Located<String> {
    Located { value: text.to_owned(), span: Span::new(100, 102 + text.len()) }
}

/// The article that the cases are about.
fn document() -> Document {
    let text = "今夏最大的水利工程开工\n全长12公里。\n预计两年完工。";
    let mut facts = Facts::default();
    facts.date = Some("2024-06-28".to_owned());
    facts.paper = Some("云溪日报".to_owned());
    let source = Source::new("a.jsonl", text).unwrap().with_facts(facts);
    let mut document = Document::new(source);
    document.articles = record("a.jsonl", text).articles;
    let article = &mut document.articles[0];
    article.section = Some(MappedText::unmapped("要闻"));
    article.blocks.push(Block { kind: BlockKind::List, text: MappedText::unmapped("·甲") });
    article.diagnostics.push(Diagnostic::info("headline-after-body", ""));
    article.extensions.set(&Labels(vec!["water".to_owned()])).unwrap();
    let (id, kind) = (article.id, GroupKind::Near);
    article.group = Some(Group { id, kind, leader: id, similarity: 0.75 });
    document
}

fn value(text: &str) -> String {
    let document = document();
    let expression = Expression::new(&located(text), Scope::ARTICLE, None)
        .unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    match expression.value(Subject::Article(document.source(), &document.articles[0])) {
        Ok((value, _)) => super::short(&value),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_name_has_its_value() {
    for (text, expected) in [
        ("headline", "\"今夏最大的水利工程开工\""),
        ("kicker", "\"\""),
        ("section", "\"要闻\""),
        ("text", "\"全长12公里。\\n预计两年完工。\\n·甲\""),
        ("length", "16"),
        ("blocks", "3"),
        ("figures", "0"),
        ("metrics", "0"),
        ("bylines", "[]"),
        ("credits | length", "0"),
        ("diagnostics", "[\"headline-after-body\"]"),
        ("labels", "[\"water\"]"),
        ("language", "\"\""),
        ("group.kind", "\"near\""),
        ("group.similarity", "0.75"),
        ("group.is_leader", "true"),
        ("group.leader == id and group.id == id", "true"),
        ("ext[\"newsprint/labels\"]", "[\"water\"]"),
        ("ext[\"none/such\"] is none", "true"),
        ("source", "\"a.jsonl\""),
        ("record", "\"\""),
        ("paper", "\"云溪日报\""),
        ("date", "\"2024-06-28\""),
        ("page ~ url ~ place", "\"\""),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn expressions_mean_what_they_say() {
    for (text, expected) in [
        ("length > 10 and section != '广告'", "true"),
        ("length > 10 and not section in ['广告', '要闻']", "false"),
        ("section not in ('广告', '公告')", "true"),
        ("10 < length <= 16", "true"),
        ("'水利' in headline or '水库' in headline", "true"),
        ("headline is startingwith('今夏')", "true"),
        ("headline is not endingwith '开工'", "false"),
        ("date and date >= '2024-01-01'", "true"),
        ("not date or date < '2024-01-01'", "false"),
        ("date != '' and date[:4] == '2024'", "true"),
        ("(date | default('0')) < '2024'", "false"),
        ("page | default('?')", "\"?\""),
        ("length / blocks > 5", "true"),
        ("(text | length) - length", "2"),
        ("(0.26 | round(1)) + -1 | abs", "1.3"),
        ("'WATER' | lower in labels", "true"),
        ("'long' if length > 1000 else 'short'", "\"short\""),
        ("headline or section", "\"今夏最大的水利工程开工\""),
        ("labels[0] == 'water'", "true"),
        ("2 * 3 // 2 ** 1 % 5", "3"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn what_is_there_must_be_what_it_is_used_as() {
    for (text, expected) in [
        (
            "ext['newsprint/labels'] > 3",
            "`ext['newsprint/labels']` is [\"water\"], and is used as a number in \
             `ext['newsprint/labels'] > 3`",
        ),
        ("ext['no/such'].part > 3", "`ext['no/such'].part > 3` has no value: undefined value"),
        ("ext['no/such'] and ext['no/such'].part > 3", "null"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn what_does_not_go_together_is_told_with_its_place() {
    let shown = |text: &str, fault: &Fault| {
        let at = text.get(fault.span.start() - 101..fault.span.end() - 101).unwrap_or("?");
        format!("{at}: {}; {}", fault.message, fault.help.as_deref().unwrap_or_default())
    };
    for (text, expected) in [
        ("'广告' == sectoin", "sectoin: expressions know no `sectoin`; did you mean `section`?"),
        ("length > '200'", "'200': a number is compared with a text; compare with a number"),
        ("section == 3", "3: a text is compared with a number; compare with a text"),
        (
            "length and 3",
            "length and 3: expected true or false, found a number; give true or false",
        ),
        (
            "date < '2024'",
            "date: `date` may be unknown, and is in no order then; say what then: `date and …`, or `not date or …`",
        ),
        (
            "length or date < '2024'",
            "date: `date` may be unknown, and is in no order then; say what then: `date and …`, or `not date or …`",
        ),
        ("length in section", "section: a number is never in a text; give a text or a list"),
        ("headline | lenght > 3", "lenght: there is no filter `lenght`; did you mean `length`?"),
        (
            "headline is starting('x')",
            "starting('x'): there is no test `starting`; did you mean `startingwith`?",
        ),
        ("group.leadr == id", "group.leadr: there is no part `leadr`; did you mean `leader`?"),
        ("length.x == 1", "length.x: a number has no parts; leave the part out"),
        (
            "ext.thing == 1",
            "ext.thing: an attachment is named by its key; write `ext[\"crate/thing\"]`",
        ),
        (
            "ext[headline] == 1",
            "ext[headline]: an attachment is named by its key; write `ext[\"crate/thing\"]`",
        ),
        (
            "range(3) == 1",
            "range(3): expressions have no functions; use one of the filters abs, default, length, lower, round, trim, upper",
        ),
        (
            "section in ['a', 1]",
            "['a', 1]: a list holds texts or numbers, of one sort; give values of one sort",
        ),
        ("headline + 'x' == ''", "headline: expected a number, found a text; give a number"),
        (
            "labels < 3",
            "3: a list of texts is compared with a number; compare with a list of texts",
        ),
        (
            "length >",
            ">: not an expression: unexpected end of input, expected expression; write it as in Python or Jinja: `length > 200 and section != \"…\"`",
        ),
    ] {
        let found = Expression::new(&located(text), Scope::ARTICLE, Some(Kind::Bool));
        let found = match found {
            Ok(_) => "?".to_owned(),
            Err(faults) => shown(text, &faults[0]),
        };
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn an_expression_of_any_length_does_not_end_the_process() {
    let parse = |text: &str| Expression::new(&located(text), Scope::ARTICLE, None);
    for (start, piece, end, operators) in [
        ("length > 1", " and length > 1", "", 2),
        ("1", "+1", "", 1),
        ("", "not ", "length", 1),
        ("", "-", "1", 1),
        ("", "1 if length > 1 else ", "2", 3),
        ("length", "|abs", "", 1),
        ("ext['a/b']", ".x", "", 1),
        ("'a'", "~'a'", "", 1),
    ] {
        let of = |operators_in_all: usize| {
            format!("{start}{}{end}", piece.repeat(operators_in_all / operators))
        };
        assert!(parse(&of(490)).is_ok(), "{piece}");
        let faults = parse(&of(300_000)).unwrap_err();
        assert_eq!(faults[0].message, "the expression has more than 500 operators", "{piece}");
    }
    let list = format!("section in [{}]", "'a', ".repeat(100_000));
    assert!(parse(&list).is_ok());
}

#[test]
fn every_fault_of_an_expression_is_told() {
    let text = "lenght > 1 and sectoin == 2 and date < 3";
    let faults = Expression::new(&located(text), Scope::ARTICLE, Some(Kind::Bool)).unwrap_err();
    assert_eq!(faults.len(), 4, "{faults:?}");
}
