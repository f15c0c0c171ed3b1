//! The database: its rows, what its search finds, that it is the same for the same input.

use std::fs;
use std::path::Path;

use newsprint_core::{
    Article, ArticleId, Byline, Document, Figure, Group, GroupKind, MappedText, Metric, MetricKind,
    Number, Person, Source, Span,
};
use rusqlite::{Connection, OpenFlags};
use tempfile::tempdir;

use super::{document, fault, names, sink, sink_to, write};

fn open(folder: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    Connection::open_with_flags(folder.join("newsprint.db"), flags).unwrap()
}

/// The answer to `sql`, one string a row, with `|` between its columns.
fn ask(database: &Connection, sql: &str, query: Option<&str>) -> Vec<String> {
    let mut statement = database.prepare(sql).unwrap();
    let columns = statement.column_count();
    if let Some(query) = query {
        statement.raw_bind_parameter(":query", query).unwrap();
    }
    let mut rows = statement.raw_query();
    let mut answer = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let cell = |at| match row.get::<_, rusqlite::types::Value>(at).unwrap() {
            rusqlite::types::Value::Null => "-".to_owned(),
            rusqlite::types::Value::Integer(value) => value.to_string(),
            rusqlite::types::Value::Real(value) => value.to_string(),
            rusqlite::types::Value::Text(value) => value,
            rusqlite::types::Value::Blob(_) => "blob".to_owned(),
        };
        answer.push((0..columns).map(cell).collect::<Vec<_>>().join("|"));
    }
    answer
}

/// Writes the database of `documents` and opens it.
fn database(documents: &[Document]) -> (tempfile::TempDir, Connection) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    write(&*sink_to("sqlite", &path), documents).unwrap();
    let database = open(&path);
    (folder, database)
}

fn metric(indicator: &str, value: &str) -> Metric {
    let number = Number::try_from(value.to_owned()).unwrap();
    let mut metric = Metric::new(MetricKind::Money, number, format!("{value}元"));
    metric.indicator.push_str(indicator);
    metric.unit.push('元');
    metric.subject = Some("青石镇".to_owned());
    metric.period = Some("2023".to_owned());
    metric.evidence = vec![Span::new(3, 9), Span::new(12, 15)];
    metric
}

/// Two reprints that state different values.
fn reprints() -> Vec<Document> {
    let links = |other: u64, value: &str| {
        format!(
            "{{\"newsprint-metrics/series\":{{\"rows\":[{{\"row\":0,\"series\":\"青石镇|投资\",\
             \"position\":0,\"periods\":1,\"conflicts\":[{{\"article\":\"{other:016x}\",\
             \"source\":\"b.txt\",\"value\":\"{value}\"}}]}}]}}}}"
        )
    };
    let article = |id: u64, other: u64, value: &str, theirs: &str| {
        let mut document = document(&format!("第{id}篇"), "投资增长。");
        let article = &mut document.articles[0];
        article.id = ArticleId::from_u64(id);
        article.group = Some(Group {
            id: ArticleId::from_u64(1),
            kind: GroupKind::Near,
            leader: ArticleId::from_u64(2),
            similarity: 0.5,
        });
        article.metrics = vec![metric("投资", value)];
        article.extensions = serde_json::from_str(&links(other, theirs)).unwrap();
        document
    };
    vec![article(1, 2, "46917200", "5"), article(2, 1, "5", "46917200")]
}

#[test]
fn rows_say_what_articles_say() {
    let mut full = document("水到田头", "新渠通水。");
    let article = &mut full.articles[0];
    let mut byline = Byline::new(MappedText::unmapped("本报讯(记者林一)"));
    byline.agency = Some("本报".to_owned());
    byline.people = vec![Person { name: "林一".to_owned(), role: Some("记者".to_owned()) }];
    article.bylines = vec![byline];
    article.figures =
        vec![Figure { caption: Some(MappedText::unmapped("新渠。")), credit: None }];
    let mut documents = reprints();
    documents.push(full);
    documents.push(Document::new(Source::new("empty.txt", "").unwrap()));
    let (_folder, database) = database(&documents);
    let check =
        |sql: &str, expected: &[&str]| assert_eq!(ask(&database, sql, None), expected, "{sql}");
    check(
        "select seq, source_name from documents where seq > 2",
        &["3|pages/一.txt", "4|empty.txt"],
    );
    check(
        "select seq, id, document, headline, byline, agency, characters from articles where seq = 3",
        &["3|0000000000000abc|3|水到田头|本报讯(记者林一)|本报|5"],
    );
    check("select * from people", &["3|林一|记者"]);
    check("select * from blocks where article = 3", &["3|1|paragraph|新渠通水。"]);
    check("select * from figures", &["3|1|新渠。|-"]);
    let group = "0000000000000001|0000000000000002";
    check(
        "select article, group_id, leader_id, is_leader, kind from groups",
        &[&format!("1|{group}|0|near"), &format!("2|{group}|1|near")],
    );
    check(
        "select seq, article, number, value, value_digits, evidence from metrics",
        &["1|1|1|46917200|46917200|3-9; 12-15", "2|2|1|5|5|3-9; 12-15"],
    );
    check("select * from series", &["1|青石镇|投资|-|0|1", "2|青石镇|投资|-|0|1"]);
    check(
        "select group_id, is_leader, article from reprints",
        &["0000000000000001|1|2", "0000000000000001|0|1"],
    );
    check(
        "select value_digits, headline, other_value, other_headline from conflicting_values",
        &["46917200|第1篇|5|第2篇", "5|第2篇|46917200|第1篇"],
    );
    check(
        "select position, value_digits, headline from series_values",
        &["0|46917200|第1篇", "0|5|第2篇"],
    );
    check("select text from article_texts where seq = 3", &["新渠通水。"]);
    check(
        "select article, key from extensions",
        &["1|newsprint-metrics/series", "2|newsprint-metrics/series"],
    );
    check("pragma foreign_key_check", &[]);
    check("pragma integrity_check", &["ok"]);
    check("select count(*) from search", &["3"]);
}

/// Texts with what is hard for an index of Chinese.
const TEXTS: &[&str] = &[
    "专项资金下达。",
    "专项,资金",
    "人均GDP达4.5万元",
    "ＧＤＰ２０２４年增长",
    "PM2.5 浓度下降",
    "air quality 指数",
    "资",
    "\"资金\" OR *",
    "བཀྲ་ཤིས་བདེ་ལེགས།",
    "𠀀𠀁古字",
];

#[test]
fn what_people_type_is_found() {
    let documents: Vec<Document> = TEXTS.iter().map(|text| document("题", text)).collect();
    let (folder, database) = database(&documents);
    let sql = fs::read_to_string(folder.path().join("out/search.sql")).unwrap();
    let check = |query: &str, expected: &[&str]| {
        let found = ask(&database, &sql, Some(query));
        let mut found: Vec<&str> = found
            .iter()
            .map(|row| TEXTS[row.split('|').next().unwrap().parse::<usize>().unwrap() - 1])
            .collect();
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{query}");
    };
    check("专项资金", &[TEXTS[0]]);
    check("资金", &[TEXTS[0], TEXTS[1], TEXTS[7]]);
    check("资", &[TEXTS[0], TEXTS[1], TEXTS[6], TEXTS[7]]);
    check("项,资", &[TEXTS[1]]);
    check("项——资", &[TEXTS[1]]);
    check("《专项》", &[TEXTS[0], TEXTS[1]]);
    check("专项 下达", &[TEXTS[0]]);
    check("下达　专项", &[TEXTS[0]]);
    check("gdp", &[TEXTS[2], TEXTS[3]]);
    check("均GDP达", &[TEXTS[2]]);
    check("GD", &[]);
    check("2024年", &[TEXTS[3]]);
    check("２０２４年增", &[TEXTS[3]]);
    check("4.5万", &[TEXTS[2]]);
    check("pm2.5", &[TEXTS[4]]);
    check("air quality", &[TEXTS[5]]);
    check("ཤིས", &[TEXTS[8]]);
    check("𠀁古", &[TEXTS[9]]);
    check("题", TEXTS);
    for nothing in ["", " ", "\"", "*", "金资", "NOT", "a\" OR \"资金"] {
        check(nothing, &[]);
    }
}

#[test]
fn chinese_is_found_wherever_it_stands() {
    // Every part of up to four characters of a text of few characters, against plain search.
    let mut state = 7_u32;
    let mut next = move |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from((state >> 16) % below).unwrap()
    };
    let letters: Vec<char> = "资金项目,增长。".chars().collect();
    let mut some = |count: usize| (0..count).map(|_| letters[next(8)]).collect::<String>();
    let texts: Vec<String> = (0..60).map(|_| some(12)).collect();
    let documents: Vec<Document> = texts.iter().map(|text| document("", text)).collect();
    let (folder, database) = database(&documents);
    let sql = fs::read_to_string(folder.path().join("out/search.sql")).unwrap();
    for query in (1..5).flat_map(|count| vec![count; 40]).map(&mut some) {
        // Marks are alike, several are as one, and those around a query say nothing.
        let plain = |text: &str| {
            let runs = text.split([',', '。']).filter(|run| !run.is_empty());
            runs.collect::<Vec<_>>().join(",")
        };
        let sought = plain(&query);
        let is_found = |text: &&String| !sought.is_empty() && plain(text).contains(&sought);
        let expected = texts.iter().filter(is_found).count();
        assert_eq!(ask(&database, &sql, Some(&query)).len(), expected, "{query}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let documents: Vec<Document> =
        (0..3000).map(|n| document("同题", &format!("第{n}篇,专项资金{n}万元。"))).collect();
    let bytes = || {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out");
        write(&*sink_to("sqlite", &path), &documents).unwrap();
        let expected = [".newsprint", "metadata.yaml", "newsprint.db", "search.sql"];
        assert_eq!(names(&path), expected);
        expected.map(|name| fs::read(path.join(name)).unwrap())
    };
    assert!(bytes() == bytes());
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "'; drop table articles; -- \u{0}<script>\u{202E}{{7*7}}";
    let (_folder, database) = database(&[document(hostile, hostile)]);
    let shown = hostile.replace('\0', "\u{FFFD}");
    assert_eq!(ask(&database, "select headline from articles", None), std::slice::from_ref(&shown));
    assert_eq!(ask(&database, "select text from blocks", None), [shown]);
}

#[test]
fn the_index_can_be_left_out() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let options = format!("path = {:?}\nfull-text = false", path.to_str().unwrap());
    write(&*sink("sqlite", &options), &[document("题", "文。")]).unwrap();
    assert_eq!(names(&path), [".newsprint", "metadata.yaml", "newsprint.db"]);
    assert!(!fs::read_to_string(path.join("metadata.yaml")).unwrap().contains("search"));
    assert_eq!(ask(&open(&path), "select text from blocks", None), ["文。"]);
}

#[test]
fn no_articles_make_empty_tables() {
    let (_folder, database) = database(&[]);
    assert_eq!(ask(&database, "select count(*) from articles", None), ["0"]);
    assert_eq!(ask(&database, "select count(*) from search", None), ["0"]);
    let mut nameless = Document::new(Source::new("a.txt", "").unwrap());
    nameless.articles.push(Article::new(ArticleId::from_u64(1)));
    let (_folder, database) = self::database(&[nameless]);
    assert_eq!(ask(&database, "select seq, headline from articles", None), ["1|-"]);
}

#[test]
fn what_stood_there_stays_when_a_run_fails() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    fs::write(&path, "mine").unwrap();
    assert!(fault(&*sink_to("sqlite", &path)).0.ends_with("is a file"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    fs::remove_file(&path).unwrap();
    write(&*sink_to("sqlite", &path), &[document("旧", "")]).unwrap();
    let sink = sink_to("sqlite", &path);
    let mut writer = sink.open().unwrap();
    writer.write(&document("新", ""), b"\n\n").unwrap();
    drop(writer);
    assert_eq!(names(folder.path()), ["out"]);
    assert_eq!(ask(&open(&path), "select headline from articles", None), ["旧"]);
}
