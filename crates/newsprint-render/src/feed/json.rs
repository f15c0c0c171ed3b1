//! A feed as JSON Feed 1.1.

use newsprint_core::StepError;
use serde::Serialize;

use super::{Entry, Head};

/// The feed of `entries`, the newest first. Linear in the text.
pub(super) fn feed<'a>(
    head: &Head,
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<String, StepError> {
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &head.title,
        home_page_url: head.home.as_deref(),
        feed_url: head.address.as_deref(),
        items: entries.map(Item::of).collect(),
    };
    match serde_json::to_string_pretty(&feed) {
        Ok(json) => Ok(json + "\n"),
        Err(error) => Err(StepError::new("cannot be written as JSON").because(error)),
    }
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the standard")]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    title: &'a str,
    content_html: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    date_published: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

impl<'a> Item<'a> {
    fn of(entry: &'a Entry) -> Self {
        Self {
            id: &entry.id,
            url: entry.link.as_deref(),
            title: &entry.title,
            content_html: &entry.body,
            summary: entry.summary.as_deref(),
            date_published: &entry.moment,
            authors: entry.authors.iter().map(|name| Author { name }).collect(),
            tags: entry.section.as_deref().into_iter().collect(),
        }
    }
}
