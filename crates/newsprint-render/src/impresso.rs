//! The output `impresso`: content items and text-reuse clusters in the schemas of the impresso
//! project.

use std::collections::BTreeMap;
use std::path::PathBuf;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, ArticleId, Component, Document, Field, MappedText, RunSummary, Sink, SinkWriter,
    Source, StepError,
};
use serde::Serialize;

use crate::atomic::{AtomicFolder, FolderFile};
use crate::lines::json_line;
use crate::naming::{Undated, days, is_day};
use crate::passage::Passage;

newsprint_core::options! {
    /// Options of `impresso`.
    pub struct ImpressoSinkOptions {
        /// The folder to write.
        pub path: PathBuf;
        /// What the paper is called in the ids of content items: Latin letters and digits, a letter
        /// first.
        pub alias: Located<String>;
        /// The language of the articles, as ISO 639 has it: `zh`.
        pub language: Option<String>;
    }
}

#[doc = include_str!("../manual/impresso.md")]
#[derive(Clone, Debug)]
pub struct ImpressoSink {
    path: PathBuf,
    alias: String,
    language: Option<String>,
}

impl Component for ImpressoSink {
    const NAME: &'static str = "impresso";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/impresso.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const USES: Option<&'static [Field]> = Some(&[Field::Group]);
    type Options = ImpressoSinkOptions;

    fn build(options: ImpressoSinkOptions) -> Result<Self, Vec<Fault>> {
        let ImpressoSinkOptions { path, alias: Located { value: alias, span }, language } = options;
        let is_alias = alias.starts_with(|c: char| c.is_ascii_alphabetic())
            && alias.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_alias {
            let fault = Fault::new(span, format!("`{alias}` is no alias"), "not an alias");
            return Err(vec![fault.help("give Latin letters and digits, a letter first: `QSB`")]);
        }
        Ok(Self { path, alias, language })
    }
}

impl Sink for ImpressoSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        let folder = AtomicFolder::create(&self.path)?;
        let items = Some(folder.start("rebuilt/contentitems.jsonl")?);
        Ok(Box::new(ImpressoWriter {
            sink: self.clone(),
            folder,
            items,
            days: BTreeMap::new(),
            clusters: BTreeMap::new(),
            line: Vec::new(),
            undated: Undated::default(),
        }))
    }

    // An error here would take the document from every other output too.
    fn render(&self, _: &Document, _: &mut Vec<u8>) -> Result<(), StepError> {
        Ok(())
    }
}

struct ImpressoWriter {
    sink: ImpressoSink,
    folder: AtomicFolder,
    items: Option<FolderFile>,
    /// Articles so far of each day.
    days: BTreeMap<String, u32>,
    /// The members of each group of reprints: some 40 bytes each.
    clusters: BTreeMap<ArticleId, Vec<Member>>,
    line: Vec<u8>,
    undated: Undated,
}

/// A reprint.
struct Member {
    day: String,
    /// Its place among the articles of the day, from 0.
    place: u32,
    characters: u32,
    /// Likeness to the leader; none of the leader itself.
    similarity: Option<f64>,
}

/// Content items of one edition: their numbers have four digits.
const EDITION: u32 = 9_999;

impl SinkWriter for ImpressoWriter {
    fn write(&mut self, document: &Document, _: &[u8]) -> Result<(), StepError> {
        let facts = document.source().facts();
        let Some(date) = facts.date.as_deref().filter(|date| is_day(date)) else {
            self.undated.add(document);
            return Ok(());
        };
        for article in &document.articles {
            let places = self.days.entry(date.to_owned()).or_default();
            let place = *places;
            *places += 1;
            let passage = Passage::of(article);
            self.line.clear();
            let item = self.sink.item(document.source(), article, &passage, date, place)?;
            json_line(&item, &mut self.line)?;
            if let Some(items) = &mut self.items {
                items.append(&self.line)?;
            }
            if let Some(group) = &article.group {
                let member = Member {
                    day: date.to_owned(),
                    place,
                    characters: u32::try_from(passage.characters()).unwrap_or(u32::MAX),
                    similarity: (group.leader != article.id).then_some(group.similarity),
                };
                self.clusters.entry(group.id).or_default().push(member);
            }
        }
        Ok(())
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        self.items.take().map_or(Ok(()), FolderFile::finish)?;
        let mut file = self.folder.start("text_reuse/clusters.jsonl")?;
        for (id, members) in &self.clusters {
            self.line.clear();
            json_line(&self.sink.cluster(*id, members)?, &mut self.line)?;
            file.append(&self.line)?;
        }
        file.finish()?;
        self.folder.sync()
    }

    fn notes(&self) -> Vec<String> {
        self.undated.notes("content items are named by their day")
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.folder.persist()?])
    }
}

impl ImpressoSink {
    /// The id of the item at `place` of the day: paper, day, edition, number.
    fn item_id(&self, day: &str, place: u32) -> Result<String, StepError> {
        let edition =
            char::from_u32(u32::from('a') + place / EDITION).filter(char::is_ascii_lowercase);
        let edition = edition.ok_or_else(|| {
            let most = 26 * EDITION;
            StepError::new(format!(
                "more than {most} articles of {day}, more than ids can tell apart"
            ))
            .help("give each paper an output of its own")
        })?;
        Ok(format!("{}-{day}-{edition}-i{:04}", self.alias, place % EDITION + 1))
    }

    fn item<'a>(
        &'a self,
        source: &'a Source,
        article: &'a Article,
        passage: &'a Passage<'_>,
        day: &'a str,
        place: u32,
    ) -> Result<Item<'a>, StepError> {
        let page = source.facts().page.as_deref().unwrap_or_default();
        let page: String = page.chars().filter(char::is_ascii_digit).collect();
        Ok(Item {
            id: self.item_id(day, place)?,
            ts: format!("{day}T00:00:00Z"),
            d: day,
            cc: false,
            olr: true,
            st: "newspaper",
            sm: "print",
            tp: "ar",
            lg: self.language.as_deref(),
            t: article.headline.as_ref().map(MappedText::as_str),
            ro: place + 1,
            pp: page.parse().ok().map(|page| [page]),
            ft: passage.text(),
            pb: passage.parts().skip(1).map(|(_, (start, _))| start).collect(),
        })
    }

    fn cluster<'a>(
        &'a self,
        id: ArticleId,
        members: &'a [Member],
    ) -> Result<Cluster<'a>, StepError> {
        let first = members.iter().map(|it| &*it.day).min().unwrap_or_default();
        let last = members.iter().map(|it| &*it.day).max().unwrap_or_default();
        let mut passages = Vec::with_capacity(members.len());
        let mut items = Vec::with_capacity(members.len());
        for member in members {
            let item = self.item_id(&member.day, member.place)?;
            passages.push(format!("{item}@0:{}", member.characters));
            items.push(item);
        }
        let likeness: Vec<f64> = members.iter().filter_map(|it| it.similarity).collect();
        let count = u32::try_from(likeness.len()).unwrap_or(u32::MAX);
        Ok(Cluster {
            id: format!("c{}", id.as_u64()),
            min_date: first,
            max_date: last,
            cluster_size: members.len(),
            time_delta: days(last).zip(days(first)).map_or(0, |(last, first)| last - first),
            newspapers: [&self.alias],
            passages,
            doc_ids: items,
            lexical_overlap: if count == 0 {
                100.0
            } else {
                100.0 * likeness.iter().sum::<f64>() / f64::from(count)
            },
        })
    }
}

/// A content item (`rebuilt/paper_contentitem`); names are those of the schema.
#[derive(Serialize)]
struct Item<'a> {
    id: String,
    ts: String,
    d: &'a str,
    /// Whether coordinates are right: there are none.
    cc: bool,
    /// Whether the layout was taken apart into articles.
    olr: bool,
    st: &'static str,
    sm: &'static str,
    tp: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lg: Option<&'a str>,
    t: Option<&'a str>,
    ro: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pp: Option<[u32; 1]>,
    ft: &'a str,
    /// The character that each part but the first begins with.
    pb: Vec<usize>,
}

/// Reprints (`text_reuse/cluster`); names are those of the schema.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the schema")]
struct Cluster<'a> {
    id: String,
    min_date: &'a str,
    max_date: &'a str,
    cluster_size: usize,
    time_delta: i64,
    newspapers: [&'a str; 1],
    passages: Vec<String>,
    doc_ids: Vec<String>,
    lexical_overlap: f64,
}
