//! Words as a tree of characters.

/// Words that share their first characters, each with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Tree<T> {
    nodes: Vec<Node<T>>,
    /// The characters that follow a node, in order, with the nodes that they lead to.
    edges: Vec<(char, u32)>,
    /// The nodes of first characters, by code point; 0 where no word starts. Most looks end here.
    firsts: Vec<u32>,
}

/// Code points of the table: all planes but the supplementary ones.
const FIRSTS: usize = 0x1_0000;

#[derive(Clone, Debug)]
struct Node<T> {
    known: Option<T>,
    /// The characters that follow, each by the last bits of its code point: most looks end here.
    follow: u64,
    first_edge: u32,
    end_edge: u32,
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self { known: None, follow: 0, first_edge: 0, end_edge: 0 }
    }
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], edges: Vec::new(), firsts: Vec::new() }
    }
}

impl<T: Copy> Tree<T> {
    /// The tree of `words`, of which each is given once.
    pub(super) fn new<W: Iterator<Item = char>>(words: impl Iterator<Item = (W, T)>) -> Self {
        let mut words: Vec<(Vec<char>, T)> =
            words.map(|(word, known)| (word.collect(), known)).collect();
        words.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut tree = Self::default();
        // Each node with the words below it and the number of characters that lead to it.
        let mut open = vec![(0, words.as_slice(), 0)];
        while let Some((node, below, depth)) = open.pop() {
            let ended = below.iter().take_while(|(word, _)| word.len() == depth).count();
            let (own, longer) = below.split_at(ended);
            let first = tree.edges.len();
            let mut follow = 0;
            for branch in longer.chunk_by(|(a, _), (b, _)| a[depth] == b[depth]) {
                let next = tree.nodes.len();
                let c = branch[0].0[depth];
                follow |= low_bits(c);
                tree.edges.push((c, index(next)));
                tree.nodes.push(Node::default());
                open.push((next, branch, depth + 1));
            }
            tree.nodes[node] = Node {
                known: own.first().map(|(_, known)| *known),
                follow,
                first_edge: index(first),
                end_edge: index(tree.edges.len()),
            };
        }
        tree.firsts = vec![0; FIRSTS];
        for (c, node) in &tree.edges[..tree.nodes[0].end_edge as usize] {
            if let Some(first) = tree.firsts.get_mut(*c as usize) {
                *first = *node;
            }
        }
        tree
    }

    /// The node that `c` leads to.
    #[inline]
    fn child(&self, node: u32, c: char) -> Option<u32> {
        if node == 0
            && let Some(first) = self.firsts.get(c as usize)
        {
            return (*first > 0).then_some(*first);
        }
        let node = &self.nodes[node as usize];
        if node.follow & low_bits(c) == 0 {
            return None;
        }
        let edges = &self.edges[node.first_edge as usize..node.end_edge as usize];
        let at = edges.binary_search_by_key(&c, |edge| edge.0).ok()?;
        Some(edges[at].1)
    }

    /// Tells `found` what is known and the length in bytes of each word that `text` starts with, the
    /// shortest first.
    pub(super) fn walk(&self, text: impl Iterator<Item = char>, mut found: impl FnMut(T, usize)) {
        let (mut node, mut len) = (0, 0);
        for c in text {
            let Some(next) = self.child(node, c) else { return };
            node = next;
            len += c.len_utf8();
            if let Some(known) = self.nodes[node as usize].known {
                found(known, len);
            }
        }
    }

    /// The longest word that `text` starts with: its length in bytes and what is known of it.
    pub(super) fn longest(&self, text: impl Iterator<Item = char>) -> Option<(usize, T)> {
        let mut longest = None;
        self.walk(text, |known, len| longest = Some((len, known)));
        longest
    }
}

/// A set with the last six bits of a code point.
fn low_bits(c: char) -> u64 {
    1 << (c as u32 % u64::BITS)
}

/// Trees are far smaller than 32 bits count.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
