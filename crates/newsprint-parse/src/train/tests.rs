use super::*;
use crate::weights::Network;

fn page(lines: &[(&str, &str)]) -> LabelledPage {
    let text: Vec<&str> = lines.iter().map(|(text, _)| *text).collect();
    let ends = text.iter().scan(0, |end, line| {
        *end += line.len() + 2;
        Some(*end)
    });
    let starts = std::iter::once(0).chain(ends);
    let roles = starts.zip(lines).map(|(at, (_, role))| (at, Some((*role).to_owned())));
    LabelledPage { text: text.join("\n\n"), roles: roles.collect(), layout: None }
}

fn pages() -> [LabelledPage; 2] {
    let above = [
        ("青河县图书馆新馆开馆", "headline"),
        ("青河县图书馆新馆6月3日开馆。首日迎来读", "paragraph"),
        ("者300余人,借出图书500余册。", "continuation"),
    ];
    let below = [
        ("东岭市水务局昨日发布消息,供水管网即将改造。首批工程已经开工。", "lead"),
        ("东岭市改造供水管网120公里", "tail-headline"),
    ];
    [page(&above), page(&below)]
}

#[test]
fn what_was_learnt_is_known() {
    let learnt = train(&pages(), 20).unwrap();
    assert_eq!(learnt.agreement(&pages()), Ok(Agreement { right: 5, lines: 5 }));
    assert_eq!(Network::read(&learnt.clone().write()), learnt.0.network());
    assert_eq!(train(&pages(), 20).unwrap().write(), learnt.write());
}

#[test]
fn a_headline_behind_a_reference_is_one() {
    let lines = [
        ("(上接第2版)青河县图书馆新馆开馆", "furniture"),
        ("青河县图书馆新馆6月3日开馆。首日迎来读者300余人。", "lead"),
    ];
    let lesson = Lesson::new(&page(&lines), &Cues::bundled().unwrap()).unwrap();
    let roles: Vec<Role> = lesson.known().iter().map(|it| it.role).collect();
    assert_eq!(roles, [Role::Furniture, Role::Headline, Role::Paragraph]);
    assert!(lesson.is_reachable());
}

#[test]
fn pages_that_no_search_can_find_are_passed_over() {
    let unknown = LabelledPage { roles: BTreeMap::new(), ..pages()[0].clone() };
    let headless = page(&[("青河县图书馆新馆开馆", "deck")]);
    let untaught = train(&[], 5).unwrap().write();
    assert_eq!(train(&[unknown, headless], 5).unwrap().write(), untaught);
}

#[test]
fn a_role_has_to_be_one() {
    let faults = train(&[page(&[("青河县图书馆新馆开馆", "title")])], 1).unwrap_err();
    assert_eq!(faults[0].message, "`title` is not a role");
}
