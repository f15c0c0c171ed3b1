//! The output `ninjs`: news items as the IPTC's "News in JSON", version 3.1.

use std::path::PathBuf;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Component, Document, Field, Figure, Group, GroupKind, Sink, SinkWriter, Source,
    StepError,
};
use serde::Serialize;

use crate::compress::Compression;
use crate::items::{ItemsWriter, Layout};
use crate::lines::{LinesWriter, json_line};
use crate::naming::{Naming, web_address};
use crate::{markup, naming};

newsprint_core::options! {
    /// Options of `ninjs`.
    pub struct NinjsSinkOptions {
        /// The file to write, or with `layout = "files"` the folder; `-` is standard output.
        pub path: Located<PathBuf>;
        /// Where items stand.
        pub layout: Layout = Layout::Lines;
        /// How the file is compressed; the files of a folder are not.
        pub compression: Compression = Compression::Auto, with layout = "lines";
        /// Who names the items: a domain or a mail address, and a date at which its owner had it,
        /// as `tag:` addresses (RFC 4151) want it. Without it `newsprint.invalid,2024`.
        pub authority: Option<Located<String>>;
        /// How far the paper's clocks are from UTC: `+08:00`. A date of print becomes the moment at
        /// which that day begins. Without it `Z`.
        pub utc_offset: Option<Located<String>>;
        /// The language of the articles, as a BCP 47 tag: `zh-Hans`.
        pub language: Option<String>;
    }
}

#[doc = include_str!("../manual/ninjs.md")]
#[derive(Clone, Debug)]
pub struct NinjsSink {
    path: PathBuf,
    layout: Layout,
    compression: Compression,
    naming: Naming,
    language: Option<String>,
}

impl Component for NinjsSink {
    const NAME: &'static str = "ninjs";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/ninjs.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const USES: Option<&'static [Field]> = Some(&[Field::Group]);
    type Options = NinjsSinkOptions;

    fn build(options: NinjsSinkOptions) -> Result<Self, Vec<Fault>> {
        let naming = Naming::build(options.authority, options.utc_offset)?;
        let compression = match options.layout {
            Layout::Files => Compression::None,
            Layout::Lines => {
                options.compression.settle(&options.path).map_err(|fault| vec![fault])?
            }
        };
        let NinjsSinkOptions { path, layout, language, .. } = options;
        Ok(Self { path: path.value, layout, compression, naming, language })
    }
}

impl Sink for NinjsSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        Ok(match self.layout {
            Layout::Lines => Box::new(LinesWriter::create(&self.path, self.compression)?),
            Layout::Files => Box::new(ItemsWriter::create(&self.path, "json")?),
        })
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        for article in &document.articles {
            json_line(&self.item(document.source(), article), out)?;
        }
        Ok(())
    }
}

impl NinjsSink {
    fn item<'a>(&'a self, source: &'a Source, article: &'a Article) -> Item<'a> {
        let facts = source.facts();
        let moment = facts.date.as_deref().and_then(|date| self.naming.moment(date));
        let heads = [("main", &article.headline), ("kicker", &article.kicker)];
        let heads =
            heads.into_iter().flat_map(|(role, text)| text.iter().map(move |it| (role, it)));
        let heads = heads.chain(article.subheads.iter().map(|it| ("subhead", it)));
        let captions = article.figures.iter().zip(1..).map(|(it, n)| self.picture(article, it, n));
        let link = facts.url.as_deref().and_then(web_address);
        let names =
            [("article", Some(article.id.to_string())), ("source", Some(source.name().into()))];
        let record = source.record().map(str::to_owned);
        Item {
            uri: self.naming.address(article.id),
            kind: "text",
            representation_type: Some("full"),
            version_created: moment.clone(),
            content_created: moment,
            language: self.language.as_deref(),
            headlines: heads.map(|(role, text)| Text::new(role, text.as_str())).collect(),
            title: Some(naming::title(article)),
            descriptions: Vec::new(),
            bodies: vec![Body {
                role: "main",
                content_type: "text/html",
                char_count: article.blocks.iter().map(|it| it.text.as_str().chars().count()).sum(),
                value: markup::body(article),
            }],
            by: by(article),
            people: article
                .bylines
                .iter()
                .flat_map(|byline| &byline.people)
                .map(|person| Named {
                    name: Some(&person.name),
                    rel: Some("author"),
                    literal: person.role.as_deref(),
                })
                .collect(),
            info_sources: info_sources(source, article),
            subjects: article.section.iter().map(|it| Named::called(it.as_str())).collect(),
            located: article.dateline.as_ref().and_then(|it| it.place.as_deref()),
            renditions: link
                .map(|href| Rendition { name: "web", href, content_type: "text/html" })
                .into_iter()
                .collect(),
            associations: captions.chain(self.leader(article)).collect(),
            alt_ids: names
                .into_iter()
                .chain([("record", record), ("page", facts.page.clone())])
                .filter_map(|(role, value)| Some(AltId { role, value: value? }))
                .collect(),
            standard: Some(STANDARD),
            name: None,
            rel: None,
        }
    }

    /// A photograph of which the text tells.
    fn picture<'a>(&self, article: &Article, figure: &'a Figure, number: usize) -> Item<'a> {
        Item {
            uri: format!("{}#figure-{number}", self.naming.address(article.id)),
            kind: "picture",
            descriptions: figure
                .caption
                .iter()
                .map(|it| Text::new("caption", it.as_str()))
                .collect(),
            by: figure.credit.as_ref().map(|it| it.as_str().to_owned()),
            name: Some(format!("figure-{number}")),
            ..Item::default()
        }
    }

    /// The article that this one is a reprint of.
    fn leader<'a>(&self, article: &Article) -> Option<Item<'a>> {
        let Group { leader, kind, .. } =
            article.group.as_ref().filter(|it| it.leader != article.id)?;
        Some(Item {
            uri: self.naming.address(*leader),
            kind: "text",
            name: Some("leader".to_owned()),
            rel: Some(match kind {
                GroupKind::Exact => "exact",
                GroupKind::Contained => "contained",
                _ => "near",
            }),
            ..Item::default()
        })
    }
}

/// The bylines as printed.
fn by(article: &Article) -> Option<String> {
    let bylines: Vec<&str> = article.bylines.iter().map(|byline| byline.text.as_str()).collect();
    (!bylines.is_empty()).then(|| bylines.join(" "))
}

/// The paper, the agencies, and the sources as printed at the end.
fn info_sources<'a>(source: &'a Source, article: &'a Article) -> Vec<Named<'a>> {
    let agencies = article.bylines.iter().filter_map(|byline| byline.agency.as_deref());
    let named = source.facts().paper.as_deref().into_iter().chain(agencies).map(Named::called);
    let credits = article
        .credits
        .iter()
        .map(|text| Named { literal: Some(text.as_str()), ..Named::default() });
    named.chain(credits).collect()
}

const STANDARD: Standard = Standard {
    name: "ninjs",
    version: "3.1",
    schema: "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
};

/// A news item; names are those of the standard. `name` and `rel` are for associations.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    uri: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    representation_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headlines: Vec<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    descriptions: Vec<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bodies: Vec<Body>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    info_sources: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    located: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renditions: Vec<Rendition>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    associations: Vec<Item<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alt_ids: Vec<AltId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard: Option<Standard>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Text<'a> {
    role: &'static str,
    content_type: &'static str,
    value: &'a str,
}

impl<'a> Text<'a> {
    fn new(role: &'static str, value: &'a str) -> Self {
        Self { role, content_type: "text/plain", value }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    role: &'static str,
    content_type: &'static str,
    char_count: usize,
    value: String,
}

/// Someone or something with a name.
#[derive(Default, Serialize)]
struct Named<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    literal: Option<&'a str>,
}

impl<'a> Named<'a> {
    fn called(name: &'a str) -> Self {
        Self { name: Some(name), ..Self::default() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rendition {
    name: &'static str,
    href: String,
    content_type: &'static str,
}

#[derive(Serialize)]
struct AltId {
    role: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Standard {
    name: &'static str,
    version: &'static str,
    schema: &'static str,
}
