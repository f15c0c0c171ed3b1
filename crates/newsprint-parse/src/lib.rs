//! Takes a page's text apart into articles.
