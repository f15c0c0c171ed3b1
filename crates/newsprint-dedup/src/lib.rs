//! Finds exact duplicates and reprints of articles.
