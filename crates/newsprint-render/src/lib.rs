//! Writes articles as JSON Lines and Markdown.
