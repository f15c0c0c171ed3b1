//! Groups of reprints: each copy beside its leader.

use std::collections::HashMap;

use newsprint_core::StepError;
use serde::Serialize;

use super::SiteWriter;
use super::diff::{Kind, Passage, passages};
use super::finish::{Pager, Totals, page_count, page_name, root_of};
use super::frame::Copy;
use super::spill::Place;

/// Copies on a page.
const COPIES: usize = 12;

#[derive(Serialize)]
struct ReprintsPage {
    root: &'static str,
    totals: Totals,
    pager: Pager,
    groups: Vec<GroupOnPage>,
}

/// A group, or as much of it as stands on the page.
#[derive(Serialize)]
struct GroupOnPage {
    id: String,
    /// Articles in all.
    size: usize,
    is_continued: bool,
    /// None when the article that stands for the group is of another run.
    leader: Option<Member>,
    copies: Vec<CopyView>,
}

#[derive(Serialize)]
struct Member {
    href: String,
    title: String,
    place: String,
}

#[derive(Serialize)]
struct CopyView {
    member: Member,
    kind: String,
    percent: u8,
    evidence: std::collections::BTreeMap<String, u64>,
    passages: Vec<Passage>,
    is_same: bool,
}

/// A copy to be shown: its group's place in the list of groups, its article and record.
struct Shown {
    group: usize,
    article: u32,
    record: Place,
}

/// A group's articles.
#[derive(Default)]
struct Group {
    id: u64,
    members: Vec<(u32, Place)>,
}

impl SiteWriter {
    pub(super) fn write_reprints(&mut self, totals: &mut Totals) -> Result<(), StepError> {
        let mut reader = self.copies.reader()?;
        let addresses = self.addresses();
        let mut groups: Vec<Group> = Vec::new();
        let mut numbers: HashMap<u64, usize> = HashMap::new();
        for (id, article, record) in &self.reprints {
            let number = *numbers.entry(*id).or_insert(groups.len());
            if number == groups.len() {
                groups.push(Group { id: *id, members: Vec::new() });
            }
            groups[number].members.push((*article, *record));
        }
        // The leader of each group, where it is among the articles of this run.
        let mut leaders: Vec<Option<(u32, Place)>> = Vec::with_capacity(groups.len());
        let mut shown: Vec<Shown> = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let first: Copy = reader.json(group.members[0].1)?;
            let leader = addresses.get(&first.leader).copied();
            let leader =
                group.members.iter().find(|(article, _)| Some(*article) == leader).copied();
            leaders.push(leader);
            let copies = group
                .members
                .iter()
                .filter(|(article, _)| leader.is_none_or(|(leader, _)| leader != *article));
            shown.extend(copies.map(|(article, record)| Shown {
                group: number,
                article: *article,
                record: *record,
            }));
        }
        totals.groups = groups.len();
        totals.reprints = shown.len();
        let count = page_count(shown.len(), COPIES);
        for number in 1..=count {
            let first = (number - 1) * COPIES;
            let mut on_page: Vec<GroupOnPage> = Vec::new();
            let mut last: Option<(usize, String)> = None;
            for (at, copy) in shown.iter().enumerate().skip(first).take(COPIES) {
                if last.as_ref().is_none_or(|(group, _)| *group != copy.group) {
                    let group = &groups[copy.group];
                    let leader = match leaders[copy.group] {
                        Some((article, record)) => Some((article, reader.json::<Copy>(record)?)),
                        None => None,
                    };
                    let text = leader.as_ref().map_or(String::new(), |it| it.1.text.clone());
                    last = Some((copy.group, text));
                    on_page.push(GroupOnPage {
                        id: format!("{:016x}", group.id),
                        size: group.members.len(),
                        is_continued: at > 0 && shown[at - 1].group == copy.group,
                        leader: leader.map(|(article, it)| self.member(article, it)),
                        copies: Vec::new(),
                    });
                }
                let record: Copy = reader.json(copy.record)?;
                let (Some(group), Some((_, leader))) = (on_page.last_mut(), &last) else {
                    continue;
                };
                let passages = match group.leader {
                    Some(_) => passages(leader, &record.text),
                    None => Vec::new(),
                };
                group.copies.push(CopyView {
                    kind: record.kind.clone(),
                    percent: record.percent,
                    evidence: record.evidence.clone(),
                    is_same: passages.iter().all(|it| it.kind == Kind::Same),
                    passages,
                    member: self.member(copy.article, record),
                });
            }
            let name = page_name("reprints", number);
            let pager = Pager::new("reprints", number, count);
            let context =
                ReprintsPage { root: root_of(&name), totals: *totals, pager, groups: on_page };
            let page = self.theme.render("reprints.html", &context)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        Ok(())
    }

    fn member(&self, article: u32, copy: Copy) -> Member {
        Member { href: self.address(article), title: copy.title, place: copy.place }
    }
}
