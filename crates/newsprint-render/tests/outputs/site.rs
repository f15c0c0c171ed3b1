//! The site: whole, the same every time, and harmless whatever the texts say.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use newsprint_core::interchange::{Reject, RejectContent, RejectKind};
use newsprint_core::{
    ArticleId, Block, BlockKind, Document, Group, GroupKind, MappedText, Metric, MetricKind,
    Number, RunSummary, Source, Span, StepError, StepKind, StepReport,
};
use tempfile::tempdir;

use super::{document, sink_to};

/// Every file below a folder with its text, by its path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The site of `documents`, rendered in the order of `rendering`, as threads may.
pub(super) fn site_of(
    documents: &[Document],
    backwards: bool,
    run: RunSummary<'_>,
) -> BTreeMap<String, String> {
    let folder = tempdir().unwrap();
    let path = folder.path().join("site");
    let sink = sink_to("site", &path);
    let mut writer = sink.open().unwrap();
    let mut rendered: Vec<Vec<u8>> = vec![Vec::new(); documents.len()];
    let mut order: Vec<usize> = (0..documents.len()).collect();
    if backwards {
        order.reverse();
    }
    for at in order {
        sink.render(&documents[at], &mut rendered[at]).unwrap();
    }
    for (document, rendered) in documents.iter().zip(&rendered) {
        writer.write(document, rendered).unwrap();
    }
    writer.finish(run).unwrap();
    writer.commit().unwrap();
    files(&path)
}

pub(super) fn site(documents: &[Document]) -> BTreeMap<String, String> {
    site_of(documents, false, RunSummary::default())
}

/// A document of one article with its own id, a headline, a body, and a row on `figure` in it.
pub(super) fn stating(number: u64, body: &str, figure: &str, period: &str) -> Document {
    let headline = format!("第{number}号");
    let text = format!("{headline}\n{body}");
    let mut document = document(&headline, body);
    let source = Source::new(format!("pages/{number}.txt"), text.clone()).unwrap();
    let mut article = document.articles.remove(0);
    let mut document = Document::new(source);
    article.id = ArticleId::from_u64(number);
    if let Some(at) = text.find(figure).filter(|_| !figure.is_empty()) {
        let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
        let mut metric =
            Metric::new(MetricKind::Quantity, Number::try_from(digits).unwrap(), figure);
        metric.subject = Some("青石镇".to_owned());
        metric.indicator.push_str("水渠长度");
        metric.unit.push_str("公里");
        metric.period = Some(period.to_owned());
        metric.evidence = vec![Span::new(at, at + figure.len())];
        article.metrics.push(metric);
    }
    document.articles.push(article);
    document
}

#[test]
fn nothing_makes_a_site_that_says_so() {
    let files = site(&[]);
    assert!(files["index.html"].contains("There are no articles."));
    for page in ["metrics/1", "series/1", "conflicts/1", "reprints/1", "run/1", "issues/1"] {
        assert!(files[&format!("{page}.html")].contains("class=\"nothing\""), "{page}");
    }
    assert!(!files.keys().any(|name| name.starts_with("articles/") || name.starts_with("search/")));
}

#[test]
fn an_article_without_a_headline_has_a_page() {
    let mut document = document("", "新渠通水,全长32公里。");
    document.articles[0].headline = None;
    let files = site(&[document]);
    let page = &files["articles/00/0000000000000abc.html"];
    assert!(page.contains("Without a headline"), "{page}");
    assert!(files["index.html"].contains("新渠通水,全长32公里。"));
}

#[test]
fn a_figure_leads_to_its_place_in_the_source() {
    let files = site(&[stating(1, "新渠通水,全长32公里。", "32公里", "2023")]);
    let page = &files["articles/00/0000000000000001.html"];
    let figure = r##"<a class="figure" href="#s-m0" data-t="m0">32公里</a>"##;
    assert!(page.contains(&format!("全长{figure}。")), "{page}");
    let place = r#"<span class="own" data-s="m0 t1"><i class="at" id="s-m0"></i>32公里</span>"#;
    assert!(page.contains(place), "{page}");
    assert!(page.contains(r#""variableMeasured":"水渠长度""#), "{page}");
    assert!(files["metrics/1.html"].contains("articles/00/0000000000000001.html#m0"));
    assert!(files["metrics/data-1.js"].starts_with("newsprint.put(\"metrics-1\",["));
}

#[test]
fn several_periods_are_a_chart() {
    let documents = [
        stating(1, "新渠全长32公里。", "32公里", "2022"),
        stating(2, "新渠全长41公里。", "41公里", "2023"),
    ];
    let files = site(&documents);
    let page = &files["series/1.html"];
    assert!(page.contains("<svg") && page.contains("class=\"line\" d=\"M"), "{page}");
    let names = |end: &str| {
        files.keys().filter(|it| it.starts_with("series/") && it.ends_with(end)).count()
    };
    assert_eq!((names(".csv"), names(".vl.json")), (1, 1));
    let spec = files.iter().find(|(name, _)| name.ends_with(".vl.json")).unwrap().1;
    let spec: serde_json::Value = serde_json::from_str(spec).unwrap();
    assert_eq!(spec["data"]["values"][1]["value"], 41.0);
    assert_eq!(spec["data"]["values"][1]["from"], "2023-01-01");
}

#[test]
fn a_copy_stands_beside_its_leader() {
    let mut documents = vec![
        stating(1, "新渠通水,全长三十二公里。", "", ""),
        stating(2, "新渠通水,全长三十三公里。", "", ""),
    ];
    for document in &mut documents {
        let leader = ArticleId::from_u64(1);
        let similarity = 0.96;
        let group = Group { id: leader, kind: GroupKind::Near, leader, similarity };
        document.articles[0].group = Some(group);
    }
    let files = site(&documents);
    let page = &files["reprints/1.html"];
    assert!(page.contains("<del>二</del>") && page.contains("<ins>三</ins>"), "{page}");
    assert!(page.contains("<b>96 %</b> the same story with small changes"), "{page}");
}

#[test]
fn the_run_and_its_rejects_are_told_in_full() {
    let mut step = StepReport::new(StepKind::Stage, "drop-exact");
    step.documents_in = 3;
    step.dropped = 1;
    step.quarantined = 1;
    let long = "长".repeat(9000);
    let rejects = [("a.txt", "短<b>"), ("b.txt", long.as_str())].map(|(place, text)| {
        let content = RejectContent::Raw(text.as_bytes().to_vec());
        Ok::<_, StepError>(Reject::new(
            RejectKind::Dropped,
            "drop-exact",
            "same-text",
            place,
            content,
        ))
    });
    let steps = [step];
    let files = site_of(&[], false, RunSummary::new(&steps, Box::new(rejects.into_iter())));
    let page = &files["run/1.html"];
    assert!(page.contains("<code>drop-exact</code> same-text"), "{page}");
    assert!(page.contains("短&lt;b&gt;"), "{page}");
    assert!(page.len() < 40_000, "a page has a budget: {}", page.len());
    assert_eq!(files["run/reject-2.txt"], long);
}

#[test]
fn the_same_articles_make_the_same_bytes() {
    let documents: Vec<Document> = (1..40)
        .map(|it| {
            stating(
                it,
                &format!("新渠通水,全长{it}公里,花费{}万元。", it * 7),
                &format!("{it}公里"),
                &format!("{}", 2000 + it),
            )
        })
        .collect();
    let forwards = site_of(&documents, false, RunSummary::default());
    assert!(forwards == site_of(&documents, true, RunSummary::default()));
    assert!(forwards.len() > 50);
}

#[test]
fn articles_with_one_id_have_a_page_each() {
    let files = site(&[document("春耕", "开始。"), document("丰收", "在望。")]);
    assert!(files["articles/00/0000000000000abc.html"].contains("春耕"));
    assert!(files["articles/00/0000000000000abc-2.html"].contains("丰收"));
    assert!(files["search/1/t0.js"].contains("articles/00/0000000000000abc-2.html"));
}

/// Texts that would be markup, script, template or a way out of the folder if they were believed.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "<!--</title></textarea></style>",
    "a\u{0}b\u{1b}[31mc\u{7f}",
    "\u{202e}gnp.exe\u{2066}",
    "../../x",
    "CON",
    "]]>&lt;&#x3c;",
    "\u{2028}\u{2029}\u{feff}",
];

#[test]
fn hostile_text_is_text_everywhere() {
    let long = "很长的标题".repeat(2000);
    let mut documents = Vec::new();
    for (number, text) in HOSTILE.iter().copied().chain([long.as_str()]).enumerate() {
        let mut document = document(text, text);
        let source = document.source().text().to_owned();
        let mut facts = document.source().facts().clone();
        facts.url = Some(text.to_owned());
        facts.paper = Some(text.to_owned());
        facts.page = Some(text.to_owned());
        facts.date = Some(text.to_owned());
        let source = Source::new(text, source).unwrap().with_facts(facts);
        let mut article = document.articles.remove(0);
        article.id = ArticleId::from_u64(number as u64 + 1);
        article.section = Some(MappedText::unmapped(text));
        article.blocks.push(Block { kind: BlockKind::Table, text: MappedText::unmapped(text) });
        let mut metric = Metric::new(MetricKind::Money, Number::from(7), text);
        metric.subject = Some(text.to_owned());
        metric.indicator = text.to_owned();
        metric.unit = text.to_owned();
        metric.period = Some(text.to_owned());
        metric.evidence = vec![Span::new(1, 2), Span::new(9_999_999, 99_999_999)];
        article.metrics = vec![metric.clone(), metric];
        let leader = ArticleId::from_u64(1);
        article.group = Some(Group { id: leader, kind: GroupKind::Near, leader, similarity: 0.5 });
        let mut document = Document::new(source);
        document.articles.push(article);
        documents.push(document);
    }
    let files = site(&documents);
    for (name, text) in &files {
        let is_plain = name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
            && !name.contains("..");
        assert!(is_plain, "{name}");
        let kind = name.rsplit('.').next().unwrap();
        if name.starts_with("assets/") || ["csv", "json"].contains(&kind) {
            continue;
        }
        let is_script = |c: char| matches!(c, '\0' | '\u{1b}' | '\u{7f}' | '\u{202e}' | '\u{2066}');
        assert!(!text.contains(is_script), "{name} has a character that cannot be seen");
        if kind != "html" {
            assert!(!text.contains('<'), "{name}");
            continue;
        }
        // What is markup is ours: the texts' own are escaped.
        for markup in
            ["<script>", "<img", "onerror=alert(1)>", "onmouseover='", "<!--", "href=\"javascript"]
        {
            assert!(!text.contains(markup), "{name}: {markup}");
        }
        assert!(!text.contains("49{%"), "{name}: a template in a text was run");
        // An article's page is as long as the article.
        let is_in_budget = text.len() < 400 << 10 || name.starts_with("articles/");
        assert!(is_in_budget, "{name} has {} bytes", text.len());
    }
    assert!(files["articles/00/0000000000000006.html"].contains("{{ 7 * 7 }}{% raw %}{# x #}"));
    assert!(files["articles/00/0000000000000008.html"].contains("a␀b␛[31mc␡"));
    assert!(files["articles/00/0000000000000009.html"].contains("⟨U+202E⟩gnp.exe⟨U+2066⟩"));
}
