//! The output `feed`: the newest articles as an Atom or a JSON Feed.

mod atom;
mod json;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Component, Document, Field, RunSummary, Sink, SinkWriter, Source, StepError,
};

use crate::atomic::AtomicFile;
use crate::markup::{self, seen};
use crate::naming::{Naming, Undated, is_day, title, web_address};

newsprint_core::choices! {
    /// The form of a feed.
    pub enum FeedFormat {
        /// By the ending of the file's name: `.json` is a JSON Feed, any other Atom.
        Auto = "auto",
        /// Atom 1.0 (RFC 4287).
        Atom = "atom",
        /// JSON Feed 1.1.
        Json = "json",
    }
}

newsprint_core::options! {
    /// Options of `feed`.
    pub struct FeedSinkOptions {
        /// The file to write.
        pub path: PathBuf;
        /// Its form.
        pub format: FeedFormat = FeedFormat::Auto;
        /// How many of the newest articles it holds.
        pub newest: u64 = 50, in 1..=10_000;
        /// The title of the feed.
        pub title: String = "newsprint".to_owned();
        /// The web address that the feed will be at.
        pub address: Option<Located<String>>;
        /// The web address of the site that the feed is of.
        pub home: Option<Located<String>>;
        /// Who names the entries: a domain or a mail address, and a date at which its owner had it,
        /// as `tag:` addresses (RFC 4151) want it. Without it `newsprint.invalid,2024`.
        pub authority: Option<Located<String>>;
        /// How far the paper's clocks are from UTC: `+08:00`. A date of print becomes the moment at
        /// which that day begins. Without it `Z`.
        pub utc_offset: Option<Located<String>>;
    }
}

#[doc = include_str!("../manual/feed.md")]
#[derive(Clone, Debug)]
pub struct FeedSink {
    path: PathBuf,
    newest: usize,
    format: FeedFormat,
    head: Head,
}

/// What a feed says of itself.
#[derive(Clone, Debug)]
struct Head {
    title: String,
    address: Option<String>,
    home: Option<String>,
    naming: Naming,
}

impl Component for FeedSink {
    const NAME: &'static str = "feed";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/feed.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const USES: Option<&'static [Field]> = Some(&[]);
    type Options = FeedSinkOptions;

    fn build(options: FeedSinkOptions) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut address = |given: Option<Located<String>>| {
            let Located { value, span } = given?;
            let address = web_address(&value);
            if address.is_none() {
                let fault = Fault::new(span, format!("`{value}` is no web address"), "no address");
                faults.push(fault.help("give one with `https://`"));
            }
            address
        };
        let (here, home) = (address(options.address), address(options.home));
        let naming = Naming::build(options.authority, options.utc_offset);
        let naming = naming.map_err(|more| faults.extend(more)).ok();
        let Some(naming) = naming.filter(|_| faults.is_empty()) else { return Err(faults) };
        Ok(Self {
            format: options.format.settle(&options.path),
            path: options.path,
            newest: usize::try_from(options.newest).unwrap_or(usize::MAX),
            head: Head { title: options.title, address: here, home, naming },
        })
    }
}

impl FeedFormat {
    fn settle(self, path: &Path) -> Self {
        match self {
            Self::Auto if path.extension() == Some(OsStr::new("json")) => Self::Json,
            Self::Auto => Self::Atom,
            given => given,
        }
    }
}

impl Sink for FeedSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        let file = AtomicFile::create(&self.path)?;
        Ok(Box::new(FeedWriter {
            sink: self.clone(),
            file,
            newest: BTreeMap::new(),
            seen: 0,
            undated: Undated::default(),
        }))
    }

    fn render(&self, _: &Document, _: &mut Vec<u8>) -> Result<(), StepError> {
        Ok(())
    }
}

/// Keeps the newest articles so far, each as its entry.
struct FeedWriter {
    sink: FeedSink,
    file: AtomicFile,
    /// By day, the newest first, and in the order of the output within a day.
    newest: BTreeMap<(Reverse<String>, u64), Entry>,
    /// Articles so far.
    seen: u64,
    undated: Undated,
}

impl SinkWriter for FeedWriter {
    fn write(&mut self, document: &Document, _: &[u8]) -> Result<(), StepError> {
        let source = document.source();
        let date = source.facts().date.as_deref().filter(|date| is_day(date));
        let Some(date) = date else {
            self.undated.add(document);
            return Ok(());
        };
        for article in &document.articles {
            self.seen += 1;
            let place = (Reverse(date.to_owned()), self.seen);
            let is_full = self.newest.len() == self.sink.newest;
            if is_full && self.newest.last_key_value().is_some_and(|(last, _)| place > *last) {
                continue;
            }
            self.newest.insert(place, Entry::new(&self.sink.head.naming, date, source, article));
            if self.newest.len() > self.sink.newest {
                self.newest.pop_last();
            }
        }
        Ok(())
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        let feed = match self.sink.format {
            FeedFormat::Json => json::feed(&self.sink.head, self.newest.values())?,
            FeedFormat::Atom | FeedFormat::Auto => {
                atom::feed(&self.sink.head, self.newest.values())
            }
        };
        self.file.append(feed.as_bytes())?;
        self.file.sync()
    }

    fn notes(&self) -> Vec<String> {
        self.undated.notes("the newest are told by their day")
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.file.persist()?])
    }
}

/// What a feed says of an article.
struct Entry {
    id: String,
    title: String,
    /// The moment at which its day begins.
    moment: String,
    link: Option<String>,
    authors: Vec<String>,
    section: Option<String>,
    /// The first paragraph.
    summary: Option<String>,
    /// The body, in HTML.
    body: String,
}

impl Entry {
    fn new(naming: &Naming, date: &str, source: &Source, article: &Article) -> Self {
        let people = article.bylines.iter().flat_map(|byline| &byline.people);
        Self {
            id: naming.address(article.id),
            title: seen(&title(article)),
            moment: naming.moment(date).unwrap_or_default(),
            link: source.facts().url.as_deref().and_then(web_address),
            authors: people.map(|person| seen(&person.name)).collect(),
            section: article.section.as_ref().map(|it| seen(it.as_str())),
            summary: article.blocks.first().map(|block| seen(block.text.as_str())),
            body: markup::body(article),
        }
    }
}
