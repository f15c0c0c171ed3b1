//! Reads the figures that articles state, as rows.
