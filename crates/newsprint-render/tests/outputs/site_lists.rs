//! Series, conflicts, reprints and rejects that take more than one page: nothing is lost, and no
//! page is larger than a page may be.

use std::path::Path;

use std::collections::BTreeMap;

use newsprint_core::interchange::{Reject, RejectContent, RejectKind};
use newsprint_core::{ArticleId, Document, Group, GroupKind, RunSummary, StepError};
use serde_json::value::RawValue;

use super::site::{site, site_of, stating};

/// Bytes of a page.
const BUDGET: usize = 300 << 10;

/// The pages of a kind one after another.
fn pages(files: &BTreeMap<String, String>, kind: &str) -> Vec<String> {
    let page = |number: usize| files.get(&format!("{kind}/{number}.html")).cloned();
    let pages: Vec<String> = (1..).map_while(page).collect();
    for (page, number) in pages.iter().zip(1..) {
        assert!(page.len() <= BUDGET, "{kind}/{number}.html has {} bytes", page.len());
    }
    pages
}

fn count(pages: &[String], what: &str) -> usize {
    pages.iter().map(|page| page.matches(what).count()).sum()
}

fn attach(document: &mut Document, key: &str, json: String) {
    let json = RawValue::from_string(json).unwrap();
    document.articles[0].extensions.set_raw(key, json);
}

/// What `link-metrics` attaches to a row that another article contradicts.
pub(super) fn contradict(document: &mut Document) {
    let json = r#"{"rows":[{"row":0,"series":"青石镇|水渠长度","others":[],"conflicts":[
        {"article":"0000000000000001","row":0,"source":"a.txt","value":"7"}]}]}"#;
    attach(document, "newsprint-metrics/series", json.to_owned());
}

#[test]
fn a_long_series_is_whole_and_in_order() {
    // The newest first, so that cutting before sorting would lose the oldest.
    let years = |number: u64| 2999 - number;
    let documents: Vec<Document> = (0..1000)
        .map(|it| {
            stating(
                it + 1,
                &format!("新渠全长{it}公里。"),
                &format!("{it}公里"),
                &years(it).to_string(),
            )
        })
        .collect();
    let files = site(&documents);
    let pages = pages(&files, "series");
    assert_eq!(count(&pages, "<th scope=\"row\">"), 1000);
    assert_eq!(count(&pages, "<svg"), 1);
    assert_eq!(count(&pages, "<circle"), 240);
    assert!(pages[0].contains("240 of 1000 figures: "), "the cut is told");
    assert!(pages[0].contains("1–240 of 1000 figures; goes on"), "{}", &pages[0][..3000]);
    let first = pages[0].find("<th scope=\"row\">2000</th>").unwrap();
    assert!(first < pages[0].find("<th scope=\"row\">2001</th>").unwrap());
    let of = |end: &str| files.iter().find(|(name, _)| name.ends_with(end)).unwrap().1;
    let lines: Vec<&str> = of(".csv").lines().collect();
    assert_eq!(lines.len(), 1001);
    assert!(lines[1].contains(",2000,999,") && lines[1000].contains(",2999,0,"), "{}", lines[1]);
    let spec: serde_json::Value = serde_json::from_str(of(".vl.json")).unwrap();
    let values = spec["data"]["values"].as_array().unwrap();
    assert_eq!(values.len(), 1000);
    assert_eq!((&values[0]["period"], &values[999]["value"]), (&"2000".into(), &0.0.into()));
    assert_eq!(spec["encoding"]["y"]["title"], "公里");
}

#[test]
fn many_series_are_parted_by_bytes() {
    let mut documents = Vec::new();
    for number in 0..2000 {
        let mut document =
            stating(number + 1, "新渠全长32公里。", "32公里", &(2000 + number % 200).to_string());
        let metric = &mut document.articles[0].metrics[0];
        metric.subject = Some(format!("\"<&'{}", number / 200));
        metric.text = "\"'<&".repeat(60);
        documents.push(document);
    }
    let files = site(&documents);
    let pages = pages(&files, "series");
    assert!(pages.len() > 5, "{}", pages.len());
    assert_eq!(count(&pages, "<th scope=\"row\">"), 2000);
    assert_eq!(count(&pages, "<svg"), 10);
    assert!(pages[0].contains("Series <span class=\"muted\">10</span>"));
}

#[test]
fn every_statement_of_a_conflict_is_there() {
    let mut documents: Vec<Document> = (0..900)
        .map(|it| stating(it + 1, &format!("新渠全长{it}公里。"), &format!("{it}公里"), "2023"))
        .collect();
    documents.iter_mut().for_each(contradict);
    let files = site(&documents);
    let pages = pages(&files, "conflicts");
    assert_eq!(count(&pages, "<span class=\"said\">"), 900);
    assert!(pages[0].contains("Conflicts <span class=\"muted\">1</span>"));
    assert!(pages[0].contains("1–240 of 900 figures; goes on"));
    assert!(pages.last().unwrap().contains("721–900 of 900 figures</p>"));
    assert!(files["index.html"].contains("<b>1</b> Conflicts"));
}

#[test]
fn rejects_are_parted_by_bytes() {
    let text = "<&‹&".repeat(3000);
    let rejects = (0..20).map(|number| {
        let content = RejectContent::Raw(text.as_bytes().to_vec());
        let place = format!("{number}.txt");
        Ok::<_, StepError>(Reject::new(
            RejectKind::Dropped,
            "drop-exact",
            "same-text",
            place,
            content,
        ))
    });
    let files = site_of(&[], false, RunSummary::new(&[], Box::new(rejects)));
    let pages = pages(&files, "run");
    assert!(pages.len() > 2);
    assert_eq!(count(&pages, "<details>"), 20);
    assert!(pages[1].contains(&format!("start=\"{}\"", count(&pages[..1], "<details>") + 1)));
}

#[test]
fn reprints_are_parted_by_bytes() {
    let leader = ArticleId::from_u64(1);
    let documents: Vec<Document> = (1..30)
        .map(|it| {
            let body = format!("{it}\"<&。").repeat(3000);
            let mut document = stating(it, &body, "", "");
            let group = Group { id: leader, kind: GroupKind::Near, leader, similarity: 0.9 };
            document.articles[0].group = Some(group);
            document
        })
        .collect();
    let files = site(&documents);
    let pages = pages(&files, "reprints");
    assert_eq!(count(&pages, "<article class=\"copy\">"), 28);
    assert!(pages[1].contains("continued") && !pages[0].contains("continued"));
}

#[test]
fn what_speaks_for_a_reprint_is_told() {
    let leader = ArticleId::from_u64(1);
    let mut documents = [
        stating(1, "新渠通水,全长三十二公里。", "", ""),
        stating(2, "新渠通水,全长三十三公里。", "", ""),
    ];
    for document in &mut documents {
        let group = Group { id: leader, kind: GroupKind::Near, leader, similarity: 0.96 };
        document.articles[0].group = Some(group);
    }
    // As `group-reprints` attaches it.
    let edges = r#"{"edges":[{"article":"0000000000000001","kind":"near","similarity":0.96,
        "evidence":{"shared":10,"damaged":1,"replaced":0,"figures":2,"other_figures":1}}]}"#;
    attach(&mut documents[1], "newsprint-dedup/likeness", edges.to_owned());
    let page = &site(&documents)["reprints/1.html"];
    let told = "10 characters in both, 1 places with a single character lost, added or replaced, \
                2 figures in the same place, 1 of these differ";
    assert!(page.contains(told), "{page}");
}

#[test]
fn the_data_of_a_series_runs_no_formula() {
    let mut documents = [
        stating(1, "新渠全长32公里。", "32公里", "2022"),
        stating(2, "新渠全长41公里。", "41公里", "2023"),
    ];
    for (document, text) in documents.iter_mut().zip(["＝1+1", "'=1+1"]) {
        document.articles[0].metrics[0].text = text.to_owned();
    }
    let files = site(&documents);
    let csv = files
        .iter()
        .find(|(name, _)| Path::new(name).extension().is_some_and(|it| it == "csv"))
        .unwrap()
        .1;
    assert!(csv.contains(",'＝1+1,") && csv.contains(",''=1+1,"), "{csv}");
    assert!(csv.contains(",32,") && csv.starts_with("\u{FEFF}subject,"), "{csv}");
}

#[test]
fn only_a_day_of_the_calendar_is_a_date_to_machines() {
    let check = |date: &str, is_day: bool| {
        let mut document = super::impresso::dated("题", "正文。", date);
        document.articles[0].id = ArticleId::from_u64(1);
        let files = site(&[document]);
        for name in ["index.html", "articles/00/0000000000000001.html"] {
            let page = &files[name];
            assert!(page.contains(date), "{name}");
            assert_eq!(page.contains(&format!("<time datetime=\"{date}\">")), is_day, "{name}");
        }
        let page = &files["articles/00/0000000000000001.html"];
        assert_eq!(page.contains("\"datePublished\""), is_day);
    };
    check("2024-06-28", true);
    check("2024年6月28日", false);
    check("2024-02-30", false);
}

#[test]
fn the_language_is_that_of_the_text() {
    let files = site(&[super::document("A new canal", "It is open.")]);
    let page = &files["articles/00/0000000000000abc.html"];
    assert!(page.contains("<article lang=\"en\">") && !page.contains("lang=\"zh\""), "{page}");
    let front = &files["index.html"];
    assert!(front.contains("<h3><a href") && !front.contains("<h4>"), "{front}");
}
