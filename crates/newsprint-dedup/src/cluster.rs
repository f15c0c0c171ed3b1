//! From pairs to groups.

use std::collections::BTreeMap;

use crate::index::WINDOW;

/// Share of the pairs between two groups that must be alike for the groups to be one.
const LINKAGE: f64 = 0.5;

/// Most texts of a group that count when linkage is measured: the index gives a text few neighbours
/// beyond, so that the pairs between large groups are never all edges.
const REACH: u16 = WINDOW / 2;

/// Two texts that are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    /// How alike, from 0 to 1.
    pub(crate) similarity: f64,
    /// One text.
    pub(crate) a: u32,
    /// The other.
    pub(crate) b: u32,
}

/// Joins texts `0..count` into groups, the most alike first, and gives each text its group's number.
///
/// Average linkage on a graph: two groups are joined when more than half of the pairs between them
/// are edges. A page that runs two articles together is alike to both, but they are not to each
/// other, so that it cannot chain their groups. Groups of over [`REACH`] texts count as that many.
/// Time n log² n in the edges.
pub(crate) fn cluster(count: usize, mut edges: Vec<Edge>) -> Vec<u32> {
    edges.sort_unstable_by(|x, y| {
        y.similarity.total_cmp(&x.similarity).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let mut groups = Groups::new(count, &edges);
    for edge in &edges {
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
    /// For each group the groups that edges lead to, with the number of edges.
    links: Vec<BTreeMap<u32, u32>>,
}

impl Groups {
    fn new(count: usize, edges: &[Edge]) -> Self {
        let mut links = vec![BTreeMap::new(); count];
        for edge in edges {
            links[edge.a as usize].insert(edge.b, 1);
            links[edge.b as usize].insert(edge.a, 1);
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

    /// Share of the pairs between two groups that are edges.
    fn linkage(&self, a: u32, b: u32) -> f64 {
        let edges = self.links[a as usize].get(&b).copied().unwrap_or(0);
        let size = |group: u32| f64::from(self.size[group as usize].min(REACH.into()));
        f64::from(edges) / (size(a) * size(b))
    }

    /// Moves the group with fewer links into the other.
    fn join(&mut self, a: u32, b: u32) {
        let has_fewer = self.links[a as usize].len() < self.links[b as usize].len();
        let (gone, stays) = if has_fewer { (a, b) } else { (b, a) };
        self.parent[gone as usize] = stays;
        self.size[stays as usize] += self.size[gone as usize];
        for (other, edges) in std::mem::take(&mut self.links[gone as usize]) {
            self.links[other as usize].remove(&gone);
            if other != stays {
                *self.links[other as usize].entry(stays).or_default() += edges;
                *self.links[stays as usize].entry(other).or_default() += edges;
            }
        }
    }
}
