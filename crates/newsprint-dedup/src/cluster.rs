//! From pairs to groups.

use std::collections::BTreeMap;

use newsprint_core::StepError;

use crate::index::WINDOW;

/// Share of the pairs between two groups that must be alike for the groups to be one, those aside
/// that share a part.
const LINKAGE: f64 = 0.5;

/// Most texts of a group that count when linkage is measured: the index gives a text few neighbours
/// beyond, so that the pairs between large groups are never all edges.
const REACH: u16 = WINDOW / 2;

/// Texts of a group up to which its links are read off the graph each time: among many texts that
/// are nearly the same, links that are kept would be more than the graph.
const SMALL: u32 = 8;

/// Two texts that are alike, or share a part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    /// How alike, from 0 to 1; 0 when they only share a part, which speaks neither for nor against
    /// their being one story.
    pub(crate) similarity: f64,
    /// One text.
    pub(crate) a: u32,
    /// The other.
    pub(crate) b: u32,
}

/// The neighbours of each text, in one list: 8 bytes a pair, since a text among many that are nearly
/// the same has dozens.
pub(crate) struct Graph {
    /// Where the lists of each text end: of those that are alike, then of those that share a part.
    ends: Vec<usize>,
    neighbours: Vec<u32>,
}

impl Graph {
    /// The graph of texts `0..count`; `pairs` gives each pair once, and whether the two are alike,
    /// and all the same ones when it is asked again.
    pub(crate) fn new(
        count: usize,
        mut pairs: impl FnMut(&mut dyn FnMut(u32, u32, bool)) -> Result<(), StepError>,
    ) -> Result<Self, StepError> {
        let list = |text: u32, is_alike: bool| 2 * text as usize + usize::from(!is_alike);
        let mut ends = vec![0; 2 * count];
        pairs(&mut |a, b, is_alike| {
            ends[list(a, is_alike)] += 1;
            ends[list(b, is_alike)] += 1;
        })?;
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut neighbours = vec![0; total];
        pairs(&mut |a, b, is_alike| {
            for (text, neighbour) in [(a, b), (b, a)] {
                let end = &mut ends[list(text, is_alike)];
                neighbours[*end] = neighbour;
                *end += 1;
            }
        })?;
        Ok(Self { ends, neighbours })
    }

    /// The neighbours of a text, those that are alike before the others, with the place where the
    /// others begin.
    fn neighbours(&self, text: u32) -> (&[u32], usize) {
        let first = 2 * text as usize;
        let start = first.checked_sub(1).map_or(0, |before| self.ends[before]);
        (&self.neighbours[start..self.ends[first + 1]], self.ends[first] - start)
    }
}

/// Joins the texts of `graph` into groups, along the pairs that are `alike` in their order, and gives
/// each text its group's number.
///
/// Average linkage on a graph: two groups are joined when more than half of the pairs between them
/// are alike. A page that runs two articles together is alike to both, but they are not to each
/// other, so that it cannot chain their groups. Two excerpts of one article may share little: a pair
/// that shares a part does not count. Groups of over [`REACH`] texts count as that many.
/// Time n log² n in the pairs, where no text has a great many.
pub(crate) fn cluster(graph: &Graph, alike: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut groups = Groups::new(graph);
    for (a, b) in alike {
        let (a, b) = (groups.forest.find(a), groups.forest.find(b));
        if a != b && groups.linkage(a, b) > LINKAGE {
            groups.join(a, b);
        }
    }
    let Groups { mut forest, .. } = groups;
    (0..).take(forest.0.len()).map(|text| forest.find(text)).collect()
}

struct Groups<'g> {
    graph: &'g Graph,
    forest: Forest,
    /// For each text the next of its group, at last the first again.
    next: Vec<u32>,
    size: Vec<u32>,
    /// For each group of more than [`SMALL`] texts the others of them that pairs lead to.
    links: Vec<BTreeMap<u32, Link>>,
}

/// For each text one of its group, at last the one that the group is called by.
struct Forest(Vec<u32>);

/// The pairs between two groups.
#[derive(Clone, Copy, Default)]
struct Link {
    /// Pairs that are alike.
    alike: u32,
    /// Pairs that share a part.
    part: u32,
}

impl Forest {
    fn find(&mut self, mut text: u32) -> u32 {
        let Self(parent) = self;
        while parent[text as usize] != text {
            let above = parent[parent[text as usize] as usize];
            parent[text as usize] = above;
            text = above;
        }
        text
    }
}

impl Link {
    fn add(&mut self, other: Self) {
        self.alike += other.alike;
        self.part += other.part;
    }
}

impl<'g> Groups<'g> {
    fn new(graph: &'g Graph) -> Self {
        let count = graph.ends.len() / 2;
        let all: Vec<u32> = (0..).take(count).collect();
        let (next, size, links) = (all.clone(), vec![1; count], vec![BTreeMap::new(); count]);
        Self { graph, forest: Forest(all), next, size, links }
    }

    fn is_small(&self, group: u32) -> bool {
        self.size[group as usize] <= SMALL
    }

    /// Neighbours of the texts of a group.
    fn degree(&self, group: u32) -> usize {
        members(&self.next, group).map(|text| self.graph.neighbours(text).0.len()).sum()
    }

    /// Gives to `take` each neighbour of the texts of a group, by the group that it is in, and what
    /// the pair counts.
    fn read_links(&mut self, group: u32, mut take: impl FnMut(u32, Link)) {
        for text in members(&self.next, group) {
            let (neighbours, parts) = self.graph.neighbours(text);
            for (at, neighbour) in neighbours.iter().enumerate() {
                let is_alike = at < parts;
                let link = Link { alike: is_alike.into(), part: (!is_alike).into() };
                take(self.forest.find(*neighbour), link);
            }
        }
    }

    /// The pairs between two groups.
    fn link(&mut self, a: u32, b: u32) -> Link {
        let (read, other) = match (self.is_small(a), self.is_small(b)) {
            (false, false) => return self.links[a as usize].get(&b).copied().unwrap_or_default(),
            (true, true) if self.degree(a) > self.degree(b) => (b, a),
            (true, _) => (a, b),
            (false, true) => (b, a),
        };
        let mut sum = Link::default();
        self.read_links(read, |group, link| {
            if group == other {
                sum.add(link);
            }
        });
        sum
    }

    /// Share of the pairs between two groups that are alike.
    fn linkage(&mut self, a: u32, b: u32) -> f64 {
        let link = self.link(a, b);
        let size = |group: u32| self.size[group as usize].min(REACH.into());
        let pairs = (size(a) * size(b)).saturating_sub(link.part).max(1);
        f64::from(link.alike) / f64::from(pairs)
    }

    /// Moves the group with fewer links into the other.
    fn join(&mut self, a: u32, b: u32) {
        if self.size[a as usize] + self.size[b as usize] > SMALL {
            self.keep_links(a);
            self.keep_links(b);
        }
        let has_fewer = self.links[a as usize].len() < self.links[b as usize].len();
        let (gone, stays) = if has_fewer { (a, b) } else { (b, a) };
        self.forest.0[gone as usize] = stays;
        self.next.swap(gone as usize, stays as usize);
        self.size[stays as usize] += self.size[gone as usize];
        for (other, link) in std::mem::take(&mut self.links[gone as usize]) {
            self.links[other as usize].remove(&gone);
            if other != stays {
                self.add(other, stays, link);
            }
        }
    }

    /// Keeps the links of a group that has been small: those to groups that are not.
    fn keep_links(&mut self, group: u32) {
        if !self.is_small(group) {
            return;
        }
        let mut links = Vec::new();
        self.read_links(group, |other, link| links.push((other, link)));
        links.retain(|(other, _)| !self.is_small(*other));
        for (other, link) in links {
            self.add(group, other, link);
        }
    }

    /// Counts pairs between two groups.
    fn add(&mut self, a: u32, b: u32, link: Link) {
        for (from, to) in [(a, b), (b, a)] {
            self.links[from as usize].entry(to).or_default().add(link);
        }
    }
}

/// The texts of a group, where `next` gives for each the next.
fn members(next: &[u32], group: u32) -> impl Iterator<Item = u32> {
    let after = move |text: &u32| Some(next[*text as usize]).filter(|text| *text != group);
    std::iter::successors(Some(group), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same groups by counting all pairs each time.
    fn plainly(count: u32, pairs: &[(u32, u32, bool)]) -> Vec<u32> {
        let mut of: Vec<u32> = (0..count).collect();
        for (a, b, _) in pairs.iter().filter(|(.., is_alike)| *is_alike) {
            let (a, b) = (of[*a as usize], of[*b as usize]);
            let size = |group| of.iter().filter(|it| **it == group).count().min(REACH.into());
            let between = |alike| {
                let is_between = |(x, y, is_alike): &&(u32, u32, bool)| {
                    let (x, y) = (of[*x as usize], of[*y as usize]);
                    *is_alike == alike && ((x, y) == (a, b) || (x, y) == (b, a))
                };
                pairs.iter().filter(is_between).count()
            };
            let all = (size(a) * size(b)).saturating_sub(between(false)).max(1);
            if a != b && 2 * between(true) > all {
                of.iter_mut().filter(|it| **it == b).for_each(|it| *it = a);
            }
        }
        of
    }

    /// For each text the first of its group.
    fn firsts(of: &[u32]) -> Vec<Option<usize>> {
        of.iter().map(|group| of.iter().position(|it| it == group)).collect()
    }

    #[test]
    fn groups_are_those_of_counting_all_pairs() {
        let mut state = 1_u32;
        let mut draw = |end: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % end
        };
        for round in 0..300 {
            let count = 2 + draw(if round % 10 == 0 { 120 } else { 16 });
            let near = 1 + draw(count);
            let mut pairs = BTreeMap::new();
            for _ in 0..draw(count * 12) {
                let (a, distance) = (draw(count), 1 + draw(near));
                if a + distance < count {
                    pairs.entry((a, a + distance)).or_insert_with(|| draw(3) > 0);
                }
            }
            let mut pairs: Vec<_> =
                pairs.into_iter().map(|((a, b), is_alike)| (a, b, is_alike)).collect();
            for at in (1..pairs.len()).rev() {
                pairs.swap(at, draw(u32::try_from(at).unwrap_or(0) + 1) as usize);
            }
            let graph = Graph::new(count as usize, |take| {
                for (a, b, is_alike) in &pairs {
                    take(*a, *b, *is_alike);
                }
                Ok(())
            })
            .unwrap();
            let alike = pairs.iter().filter(|pair| pair.2).map(|(a, b, _)| (*a, *b));
            let found = cluster(&graph, alike);
            assert_eq!(firsts(&found), firsts(&plainly(count, &pairs)), "{round}: {pairs:?}");
        }
    }
}
