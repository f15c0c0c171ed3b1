//! Which keys of a record its parts stand under.

use newsprint_core::config::{Fault, Located};

newsprint_core::options! {
    /// The keys of a record's parts, where they have other names than usual: a key, or a JSON
    /// Pointer (RFC 6901) such as `/metadata/url` to one inside other objects.
    pub struct Fields {
        /// The record's own id, a string or a number.
        pub id: Option<Located<String>>;
        /// The headline.
        pub title: Option<Located<String>>;
        /// The date of publication.
        pub date: Option<Located<String>>;
        /// The place that the record belongs to.
        pub place: Option<Located<String>>;
        /// The address that the text was published at.
        pub url: Option<Located<String>>;
        /// The paper or outlet.
        pub paper: Option<Located<String>>;
        /// The page or edition, a string or a number.
        pub page: Option<Located<String>>;
        /// The text, which every record must have.
        pub text: Option<Located<String>>;
    }
}

/// A part of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Id,
    Title,
    Date,
    Place,
    Url,
    Paper,
    Page,
    Text,
}

/// How many roles there are.
pub(crate) const ROLES: usize = 8;

/// The keys that are looked for when none is named, the likeliest first: those of dolma, datatrove
/// and C4, and what data sets of news call them. The manual page of `jsonl` lists them.
const USUAL: [(Role, &[&str]); ROLES] = [
    (
        Role::Id,
        &[
            "id",
            "_id",
            "doc_id",
            "news_id",
            "article_id",
            "docid",
            "uuid",
            "guid",
            "/metadata/id",
            "/meta/id",
        ],
    ),
    (Role::Title, &["title", "headline", "news_title", "/metadata/title", "/meta/title"]),
    (
        Role::Date,
        &[
            "date",
            "published",
            "publish_date",
            "publish_time",
            "published_at",
            "date_publish",
            "date_published",
            "pub_date",
            "pubDate",
            "time",
            "timestamp",
            "created",
            "/metadata/date",
            "/metadata/timestamp",
            "/metadata/publish_date",
            "/meta/date",
        ],
    ),
    (Role::Place, &["place", "/metadata/place"]),
    (Role::Url, &["url", "link", "source_url", "/metadata/url", "/meta/url"]),
    (
        Role::Paper,
        &[
            "paper",
            "publisher",
            "newspaper",
            "outlet",
            "sitename",
            "site_name",
            "/metadata/publisher",
            "/meta/publisher",
        ],
    ),
    (Role::Page, &["page", "/metadata/page"]),
    (
        Role::Text,
        &[
            "text",
            "content",
            "article",
            "body",
            "maintext",
            "main_text",
            "plain_text",
            "full_text",
            "fulltext",
            "article_text",
            "articleBody",
            "raw_content",
            "raw_text",
            "document",
            "page_content",
            "paragraphs",
        ],
    ),
];

/// The keys that are looked for without being named, for each part of a record.
pub(crate) fn usual_keys() -> [(Role, &'static [&'static str]); ROLES] {
    USUAL
}

/// What a key stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) role: Role,
    /// How likely the key is to hold that part, 0 the likeliest: the best one found is taken.
    pub(crate) rank: u8,
    /// Whether a value of another type is a fault, and not a sign that the key means something else.
    pub(crate) is_sure: bool,
}

/// A tree of keys, as they are nested in records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys(Vec<Entry>);

/// A key.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// What its own value is.
    pub(crate) slot: Option<Slot>,
    /// What is looked for inside its value.
    pub(crate) inside: Keys,
}

impl Keys {
    /// What stands under `key`, if that is looked for.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.key == key)
    }

    /// Whether nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn insert(&mut self, path: &[String], slot: Slot) {
        let [key, rest @ ..] = path else { return };
        let at = self.0.iter().position(|entry| entry.key == *key).unwrap_or_else(|| {
            self.0.push(Entry { key: key.clone(), slot: None, inside: Self::default() });
            self.0.len() - 1
        });
        if rest.is_empty() {
            self.0[at].slot = Some(slot);
        } else {
            self.0[at].inside.insert(rest, slot);
        }
    }
}

/// Where the parts of records stand.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) keys: Keys,
    /// The first key that each role is looked for under, as it is written.
    names: [String; ROLES],
}

impl Shape {
    /// The shape that `fields` names.
    ///
    /// # Errors
    /// When two parts would be read from one key, or a pointer is none.
    pub(crate) fn new(fields: Option<Fields>) -> Result<Self, Vec<Fault>> {
        let named = fields.map_or([const { None }; ROLES], |fields| {
            let Fields { id, title, date, place, url, paper, page, text } = fields;
            [id, title, date, place, url, paper, page, text]
        });
        let mut faults = Vec::new();
        let mut taken: Vec<Vec<String>> = Vec::new();
        for name in named.iter().flatten() {
            match path_of(&name.value) {
                None => faults.push(no_pointer(name)),
                Some(path) if taken.contains(&path) => faults.push(used_twice(name)),
                Some(path) => taken.push(path),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut keys = Keys::default();
        for ((role, usual), name) in USUAL.iter().zip(&named) {
            if let Some(path) = name.as_ref().and_then(|name| path_of(&name.value)) {
                keys.insert(&path, Slot { role: *role, rank: 0, is_sure: true });
                continue;
            }
            let usual = usual.iter().filter_map(|name| path_of(name));
            for (path, rank) in usual.filter(|path| !taken.contains(path)).zip(0..) {
                let is_sure = rank == 0 && !matches!(role, Role::Url | Role::Paper | Role::Page);
                keys.insert(&path, Slot { role: *role, rank, is_sure });
            }
        }
        let mut shown = USUAL.map(|(_, usual)| usual[0].to_owned());
        for (name, named) in shown.iter_mut().zip(named) {
            if let Some(named) = named {
                *name = named.value;
            }
        }
        Ok(Self { keys, names: shown })
    }

    /// The key of `role`, for messages.
    pub(crate) fn name(&self, role: Role) -> &str {
        &self.names[role as usize]
    }
}

/// The keys on the way to a value; `None` when `name` is a pointer that is not well-formed.
fn path_of(name: &str) -> Option<Vec<String>> {
    let Some(pointer) = name.strip_prefix('/') else { return Some(vec![name.to_owned()]) };
    let is_escaped = |key: &str| key.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    let unescape = |key: &str| key.replace("~1", "/").replace("~0", "~");
    pointer.split('/').map(|key| is_escaped(key).then(|| unescape(key))).collect()
}

fn no_pointer(name: &Located<String>) -> Fault {
    let message = format!("`{}` is no JSON Pointer", name.value);
    let help = "a `/` inside a key is written `~1`, a `~` is written `~0`";
    Fault::new(name.span, message, "not a pointer").help(help)
}

fn used_twice(name: &Located<String>) -> Fault {
    let message = format!("two parts of a record are read from the key `{}`", name.value);
    Fault::new(name.span, message, "used twice").help("give each part a key of its own")
}
