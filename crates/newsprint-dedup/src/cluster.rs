//! From pairs to groups.

use std::collections::BTreeMap;

use crate::index::WINDOW;

/// Share of the pairs between two groups that must be alike for the groups to be one, those aside
/// that share a part.
const LINKAGE: f64 = 0.5;

/// Most texts of a group that count when linkage is measured: the index gives a text few neighbours
/// beyond, so that the pairs between large groups are never all edges.
const REACH: u16 = WINDOW / 2;

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

/// Joins texts `0..count` into groups, the most alike first, and gives each text its group's number.
///
/// Average linkage on a graph: two groups are joined when more than half of the pairs between them
/// are alike. A page that runs two articles together is alike to both, but they are not to each
/// other, so that it cannot chain their groups. Two excerpts of one article may share little: a pair
/// that shares a part does not count. Groups of over [`REACH`] texts count as that many.
/// Time n log² n in the edges.
pub(crate) fn cluster(count: usize, mut edges: Vec<Edge>) -> Vec<u32> {
    edges.sort_unstable_by(|x, y| {
        y.similarity.total_cmp(&x.similarity).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut groups = Groups::new(count, &edges);
    for edge in edges.iter().take_while(|edge| edge.similarity > 0.0) {
        let (a, b) = (groups.find(edge.a), groups.find(edge.b));
        if a != b && groups.linkage(a, b) > LINKAGE {
            groups.join(a, b);
        }
    }
    (0..).take(count).map(|text| groups.find(text)).collect()
}

struct Groups {
    parent: Vec<u32>,
    size: Vec<u32>,
    /// For each group the groups that edges lead to.
    links: Vec<BTreeMap<u32, Link>>,
}

/// The edges between two groups.
#[derive(Clone, Copy, Default)]
struct Link {
    /// Pairs that are alike.
    alike: u32,
    /// Pairs that share a part.
    part: u32,
}

impl Groups {
    fn new(count: usize, edges: &[Edge]) -> Self {
        let mut links = vec![BTreeMap::new(); count];
        for edge in edges {
            let is_alike = edge.similarity > 0.0;
            let link = Link { alike: is_alike.into(), part: (!is_alike).into() };
            links[edge.a as usize].insert(edge.b, link);
            links[edge.b as usize].insert(edge.a, link);
        }
        Self { parent: (0..).take(count).collect(), size: vec![1; count], links }
    }

    fn find(&mut self, mut text: u32) -> u32 {
        while self.parent[text as usize] != text {
            let above = self.parent[self.parent[text as usize] as usize];
            self.parent[text as usize] = above;
            text = above;
        }
        text
    }

    /// Share of the pairs between two groups that are alike.
    fn linkage(&self, a: u32, b: u32) -> f64 {
        let link = self.links[a as usize].get(&b).copied().unwrap_or_default();
        let size = |group: u32| self.size[group as usize].min(REACH.into());
        let pairs = (size(a) * size(b)).saturating_sub(link.part).max(1);
        f64::from(link.alike) / f64::from(pairs)
    }

    /// Moves the group with fewer links into the other.
    fn join(&mut self, a: u32, b: u32) {
        let has_fewer = self.links[a as usize].len() < self.links[b as usize].len();
        let (gone, stays) = if has_fewer { (a, b) } else { (b, a) };
        self.parent[gone as usize] = stays;
        self.size[stays as usize] += self.size[gone as usize];
        for (other, link) in std::mem::take(&mut self.links[gone as usize]) {
            self.links[other as usize].remove(&gone);
            if other != stays {
                for (from, to) in [(other, stays), (stays, other)] {
                    let sum = self.links[from as usize].entry(to).or_default();
                    sum.alike += link.alike;
                    sum.part += link.part;
                }
            }
        }
    }
}
