//! Reads text files and JSON Lines into documents.
