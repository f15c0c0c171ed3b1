//! Groups of reprints: each copy beside its leader.

use std::collections::HashMap;

use newsprint_core::StepError;
use serde::Serialize;

use super::SiteWriter;
use super::diff::{Kind, Passage, passages};
use super::finish::{Pager, Totals, page_name, root_of};
use super::frame::Copy;
use super::pieces::Pieces;
use super::spill::{Place, SpillReader};

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
    /// The copies, rendered.
    copies: Vec<minijinja::Value>,
}

#[derive(Serialize)]
struct Member {
    href: String,
    title: String,
    place: String,
}

#[derive(Serialize)]
struct CopyView {
    root: &'static str,
    has_leader: bool,
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
pub(super) struct Group {
    id: u64,
    /// The article that stands for it, where it is among the articles of this run.
    leader: Option<(u32, Place)>,
    members: Vec<(u32, Place)>,
}

impl SiteWriter {
    pub(super) fn write_reprints(
        &self,
        groups: &[Group],
        totals: Totals,
        reader: &mut SpillReader,
    ) -> Result<(), StepError> {
        let shown = shown(groups);
        let mut pieces = Pieces::new(self.folder.scratch()?);
        self.push_copies(groups, &shown, reader, &mut pieces)?;
        let mut rendered = pieces.reader()?;
        let ranges = pieces.pages(COPIES);
        let count = ranges.len();
        for (number, range) in (1..).zip(ranges) {
            let mut on_page: Vec<GroupOnPage> = Vec::new();
            let first = range.start;
            for (at, copy) in (first..).zip(pieces.read(&mut rendered, range)?) {
                let group = shown[at].group;
                let is_same = |other: usize| shown[other].group == group;
                if at == first || !is_same(at - 1) {
                    let is_continued = at > 0 && is_same(at - 1);
                    on_page.push(self.on_page(&groups[group], is_continued, reader)?);
                }
                if let Some(group) = on_page.last_mut() {
                    group.copies.push(copy);
                }
            }
            let name = page_name("reprints", number);
            let pager = Pager::new("reprints", number, count);
            let context = ReprintsPage { root: root_of(&name), totals, pager, groups: on_page };
            let page = self.theme.render("reprints.html", &context)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        Ok(())
    }

    /// The groups in the order in which they appear.
    pub(super) fn groups(&self, reader: &mut SpillReader) -> Result<Vec<Group>, StepError> {
        let addresses = self.addresses();
        let mut groups: Vec<Group> = Vec::new();
        let mut numbers: HashMap<u64, usize> = HashMap::new();
        for (id, article, record) in &self.reprints {
            let number = *numbers.entry(*id).or_insert(groups.len());
            if number == groups.len() {
                groups.push(Group { id: *id, leader: None, members: Vec::new() });
            }
            groups[number].members.push((*article, *record));
        }
        for group in &mut groups {
            let first: Copy = reader.json(group.members[0].1)?;
            let leader = addresses.get(&first.leader).copied();
            group.leader =
                group.members.iter().find(|(article, _)| Some(*article) == leader).copied();
        }
        Ok(groups)
    }

    fn push_copies(
        &self,
        groups: &[Group],
        shown: &[Shown],
        reader: &mut SpillReader,
        pieces: &mut Pieces,
    ) -> Result<(), StepError> {
        let mut last: Option<(usize, String)> = None;
        for copy in shown {
            let leader = groups[copy.group].leader;
            if last.as_ref().is_none_or(|(group, _)| *group != copy.group) {
                let text = match leader {
                    Some((_, record)) => reader.json::<Copy>(record)?.text,
                    None => String::new(),
                };
                last = Some((copy.group, text));
            }
            let record: Copy = reader.json(copy.record)?;
            let passages = match (&last, leader) {
                (Some((_, text)), Some(_)) => passages(text, &record.text),
                _ => Vec::new(),
            };
            let view = CopyView {
                root: "../",
                has_leader: leader.is_some(),
                kind: record.kind.clone(),
                percent: record.percent,
                evidence: record.evidence.clone(),
                is_same: passages.iter().all(|it| it.kind == Kind::Same),
                passages,
                member: self.member(copy.article, record),
            };
            pieces.push(&self.theme.render("reprints-part.html", &view)?)?;
        }
        Ok(())
    }

    fn on_page(
        &self,
        group: &Group,
        is_continued: bool,
        reader: &mut SpillReader,
    ) -> Result<GroupOnPage, StepError> {
        let leader = match group.leader {
            Some((article, record)) => Some(self.member(article, reader.json(record)?)),
            None => None,
        };
        let (id, size) = (format!("{:016x}", group.id), group.members.len());
        Ok(GroupOnPage { id, size, is_continued, leader, copies: Vec::new() })
    }

    fn member(&self, article: u32, copy: Copy) -> Member {
        Member { href: self.address(article), title: copy.title, place: copy.place }
    }
}

/// All articles of the groups but those that the others are shown beside.
fn shown(groups: &[Group]) -> Vec<Shown> {
    let mut shown = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        let leader = group.leader.map(|(leader, _)| leader);
        let copies = group.members.iter().filter(|(article, _)| leader != Some(*article));
        shown.extend(copies.map(|(article, record)| Shown {
            group: number,
            article: *article,
            record: *record,
        }));
    }
    shown
}
