//! Words as a tree of characters.

use super::words::Roles;

/// Words that share their first characters; each has the roles that it plays.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// The characters that follow a node, in order, with the nodes that they lead to.
    edges: Vec<(char, u32)>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    roles: Roles,
    first_edge: u32,
    end_edge: u32,
}

impl Tree {
    pub(super) fn new<W: Iterator<Item = char>>(words: impl Iterator<Item = (W, Roles)>) -> Self {
        let mut words: Vec<(Vec<char>, Roles)> =
            words.map(|(word, roles)| (word.collect(), roles)).collect();
        words.sort_unstable();
        let mut tree = Self::default();
        tree.nodes.push(Node::default());
        // Each node with the words below it and the number of characters that lead to it.
        let mut open = vec![(0, words.as_slice(), 0)];
        while let Some((node, below, depth)) = open.pop() {
            let ended = below.iter().take_while(|(word, _)| word.len() == depth).count();
            let (own, longer) = below.split_at(ended);
            let first = tree.edges.len();
            for branch in longer.chunk_by(|(a, _), (b, _)| a[depth] == b[depth]) {
                let next = tree.nodes.len();
                tree.edges.push((branch[0].0[depth], index(next)));
                tree.nodes.push(Node::default());
                open.push((next, branch, depth + 1));
            }
            tree.nodes[node] = Node {
                roles: own.iter().fold(0, |all, (_, roles)| all | roles),
                first_edge: index(first),
                end_edge: index(tree.edges.len()),
            };
        }
        tree
    }

    /// Tells `found` the roles and the length in bytes of each word that `text` starts with, the
    /// shortest first.
    pub(super) fn walk(
        &self,
        text: impl Iterator<Item = char>,
        mut found: impl FnMut(Roles, usize),
    ) {
        let Some(mut node) = self.nodes.first() else { return };
        let mut len = 0;
        for c in text {
            let edges = &self.edges[node.first_edge as usize..node.end_edge as usize];
            let Ok(at) = edges.binary_search_by_key(&c, |edge| edge.0) else { return };
            node = &self.nodes[edges[at].1 as usize];
            len += c.len_utf8();
            if node.roles != 0 {
                found(node.roles, len);
            }
        }
    }
}

/// Trees are far smaller than 32 bits count.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
