//! What a page states of itself for machines: JSON-LD, `OpenGraph` and other metadata.

use serde_json::Value;

use super::page::Page;

/// What machine-readable parts of a page say, the most trusted first.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    pub(crate) headlines: Vec<String>,
    /// When it was published, as stated.
    pub(crate) published: Vec<String>,
    /// When it was changed, as stated.
    pub(crate) changed: Vec<String>,
    pub(crate) authors: Vec<Author>,
    /// Names of the outlet.
    pub(crate) sites: Vec<String>,
    pub(crate) url: Option<String>,
    /// The text of the article.
    pub(crate) body: Option<String>,
    pub(crate) section: Option<String>,
}

/// Who a page states to be its author.
#[derive(Debug)]
pub(crate) struct Author {
    pub(crate) name: String,
    /// Whether it is stated to be a person.
    pub(crate) is_person: bool,
    /// Whether it is stated to be something else.
    pub(crate) is_outlet: bool,
}

/// Objects of JSON-LD that are looked at in one page.
const OBJECTS: usize = 10_000;

const HEADLINES: &[&str] = &[
    "og:title",
    "twitter:title",
    "articletitle",
    "dc.title",
    "dcterms.title",
    "headline",
    "title",
    "parsely-title",
    "sailthru.title",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "bt:pubdate",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "publish_time",
    "publishtime",
    "datepublished",
    "date_published",
    "published",
    "published_time",
    "published_at",
    "article:published",
    "article_date_original",
    "article.published",
    "originalpublicationdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "sailthru.date",
    "parsely-pub-date",
    "rnews:datepublished",
    "cxenseparse:recs:publishtime",
    "weibo:article:create_at",
    "weibo: article:create_at",
    "firstpublishtime",
    "_pubtime",
    "firstpublishedtime",
    "publicationdate",
    "publication_date",
    "publication-date",
    "date.published",
    "dc.date.published",
    "dcterms.available",
    "article:create_at",
    "article:publish_time",
    "pub_date",
    "publish-time",
    "apub:time",
    "release_date",
    "created",
    "datecreated",
    "og:release_date",
    "date",
];
const CHANGED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "lastmodifiedtime",
    "last-modified",
    "dcterms.modified",
    "weibo: article:update_at",
    "weibo:article:update_at",
    "og:modified_time",
];
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "parsely-author",
    "sailthru.author",
    "byl",
    "og:article:author",
    "creator",
];
const SITES: &[&str] = &[
    "og:site_name",
    "application-name",
    "dc.publisher",
    "twitter:site",
    "contentsource",
    "site_name",
    "publisher",
];

impl Statement {
    pub(crate) fn of(page: &Page) -> Self {
        let mut of = Self::default();
        for script in &page.json_ld {
            of.read_json_ld(script);
        }
        let all = |names: &[&str]| -> Vec<String> {
            names.iter().flat_map(|name| page.metas(name)).map(str::to_owned).collect()
        };
        of.headlines.extend(all(HEADLINES));
        of.published.extend(all(PUBLISHED));
        of.changed.extend(all(CHANGED));
        let authors = all(AUTHORS).into_iter().filter(|author| !author.contains("://"));
        let author = |name| Author { name, is_person: false, is_outlet: false };
        of.authors.extend(authors.map(author));
        of.sites.extend(all(SITES));
        of.section = of.section.or_else(|| page.metas("article:section").next().map(str::to_owned));
        let url = page.canonical.as_deref().or_else(|| page.metas("og:url").next());
        of.url = url.filter(|url| url.starts_with("http")).map(str::to_owned);
        of
    }

    fn read_json_ld(&mut self, script: &str) {
        let script = script.trim().trim_start_matches("<!--").trim_end_matches("-->");
        let script = script.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
        let parsed = serde_json::from_str::<Value>(script).or_else(|_| {
            // Some pages leave line ends and tabs inside strings.
            let mended: String =
                script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            serde_json::from_str(&mended)
        });
        let Ok(value) = parsed else {
            self.published.extend(quoted(script, "datePublished"));
            self.changed.extend(quoted(script, "dateModified"));
            return;
        };
        let mut queue = vec![&value];
        let mut seen = 0;
        while let Some(value) = queue.pop() {
            seen += 1;
            if seen > OBJECTS {
                return;
            }
            match value {
                Value::Array(items) => queue.extend(items.iter().rev()),
                Value::Object(object) => {
                    self.read_object(object);
                    let nested = ["@graph", "mainEntity", "mainEntityOfPage"];
                    queue.extend(nested.iter().filter_map(|key| object.get(*key)));
                }
                _ => {}
            }
        }
    }

    fn read_object(&mut self, object: &serde_json::Map<String, Value>) {
        let kinds = strings(object.get("@type"));
        let is_article = kinds.iter().any(|kind| {
            kind.ends_with("Article")
                || kind.ends_with("Posting")
                || kind == "Report"
                || kind == "VideoObject"
        });
        if kinds.iter().any(|kind| kind.ends_with("Organization")) {
            self.sites.extend(strings(object.get("name")));
        }
        // Objects without a type are pages by their properties (Baidu's time factors).
        let is_page = kinds.is_empty() || kinds.iter().any(|kind| kind.ends_with("Page"));
        if !is_article && !is_page {
            return;
        }
        self.published.extend(strings(object.get("datePublished")));
        self.published.extend(strings(object.get("pubDate")));
        self.changed.extend(strings(object.get("dateModified")));
        if !is_article {
            return;
        }
        self.headlines.extend(strings(object.get("headline")));
        let authors = ["author", "creator"].iter().find_map(|key| object.get(*key));
        add_authors(authors, &mut self.authors);
        self.sites.extend(strings(object.get("publisher")));
        self.section = self.section.take().or_else(|| strings(object.get("articleSection")).pop());
        let body = strings(object.get("articleBody")).pop();
        if body.as_ref().map_or(0, String::len) > self.body.as_ref().map_or(0, String::len) {
            self.body = body;
        }
    }
}

/// The first string behind a key in what is no JSON but nearly.
fn quoted(script: &str, key: &str) -> Option<String> {
    let (_, rest) = script.split_once(key)?;
    let rest = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim_start();
    let mark = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(mark).next().map(str::to_owned)
}

/// The strings of a value: itself, its items, or the name of the thing that it describes.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        Some(Value::Array(items)) => items.iter().flat_map(|item| strings(Some(item))).collect(),
        Some(Value::Object(object)) => strings(object.get("name")),
        _ => Vec::new(),
    }
}

/// Adds the authors that a value names.
fn add_authors(value: Option<&Value>, authors: &mut Vec<Author>) {
    match value {
        Some(Value::Array(items)) => {
            for item in items {
                add_authors(Some(item), authors);
            }
        }
        Some(Value::Object(object)) => {
            let kinds = strings(object.get("@type"));
            let is_person = kinds.iter().any(|kind| kind == "Person");
            let is_outlet = !is_person && !kinds.is_empty();
            let named = strings(object.get("name")).into_iter();
            authors.extend(named.map(|name| Author { name, is_person, is_outlet }));
        }
        other => {
            let author = |name| Author { name, is_person: false, is_outlet: false };
            authors.extend(strings(other).into_iter().map(author));
        }
    }
}
