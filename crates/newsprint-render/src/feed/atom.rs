//! A feed as Atom 1.0 (RFC 4287).

use std::fmt::Write as _;

use super::{Entry, Head};
use crate::markup::{element, escape};

/// The moment that a feed without entries was updated at: Atom wants one.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// The feed of `entries`, the newest first. Linear in the text.
pub(super) fn feed<'a>(head: &Head, entries: impl Iterator<Item = &'a Entry>) -> String {
    let mut entries = entries.peekable();
    let updated = entries.peek().map_or(NEVER, |newest| &newest.moment);
    let mut xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
                   <feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
        .to_owned();
    element("id", &head.naming.address_of("feed"), &mut xml);
    element("title", &head.title, &mut xml);
    element("updated", updated, &mut xml);
    // An entry without authors of its own has those of the feed, which must not be missing.
    person(&head.title, &mut xml);
    head.address.iter().for_each(|address| link("self", address, &mut xml));
    head.home.iter().for_each(|address| link("alternate", address, &mut xml));
    entries.for_each(|it| entry(it, &mut xml));
    xml + "</feed>\n"
}

fn entry(entry: &Entry, xml: &mut String) {
    xml.push_str("<entry>\n");
    element("id", &entry.id, xml);
    element("title", &entry.title, xml);
    element("updated", &entry.moment, xml);
    element("published", &entry.moment, xml);
    entry.authors.iter().for_each(|name| person(name, xml));
    entry.link.iter().for_each(|address| link("alternate", address, xml));
    entry.section.iter().for_each(|section| empty("category", "term", section, "", xml));
    entry.summary.iter().for_each(|summary| element("summary", summary, xml));
    // The body is HTML by now: escaped once more it stands as text in XML.
    xml.push_str("<content type=\"html\">");
    escape(&entry.body, xml);
    xml.push_str("</content>\n</entry>\n");
}

fn person(name: &str, xml: &mut String) {
    xml.push_str("<author>");
    element("name", name, xml);
    xml.push_str("</author>\n");
}

fn link(relation: &str, address: &str, xml: &mut String) {
    empty("link", "href", address, &format!(" rel=\"{relation}\""), xml);
}

/// An element with attributes alone.
fn empty(name: &str, attribute: &str, value: &str, more: &str, xml: &mut String) {
    let _ = write!(xml, "<{name}{more} {attribute}=\"");
    escape(value, xml);
    xml.push_str("\"/>\n");
}
