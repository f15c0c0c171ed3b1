//! Damage as disks and forgers do it.

/// `content` with the edits that `script` asks for, four bytes each: what, where (two bytes), and a
/// value.
pub(crate) fn damaged(content: &[u8], script: &[u8]) -> Vec<u8> {
    let mut damaged = content.to_vec();
    for &[what, low, high, value] in script.as_chunks::<4>().0 {
        let at = usize::from(u16::from_le_bytes([low, high])) % (damaged.len() + 1);
        let (end, length) = (damaged.len(), usize::from(value));
        match what % 5 {
            0 if at < end => damaged[at] ^= value,
            1 => damaged.truncate(at),
            2 => damaged.insert(at, value),
            3 => drop(damaged.drain(at..end.min(at + length))),
            _ => damaged[at..end.min(at + 4)].fill(value),
        }
    }
    damaged
}
