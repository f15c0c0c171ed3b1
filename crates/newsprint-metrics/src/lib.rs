//! Reads the figures that articles state, as rows.
mod lexicon;
mod scan;
