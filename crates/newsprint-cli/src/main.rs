//! The command `newsprint`, with every bundled step and no other.

fn main() {}
