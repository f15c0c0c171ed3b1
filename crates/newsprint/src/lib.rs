//! Raw news text in, clean articles, reprint groups and figures out: the library with every bundled step.
