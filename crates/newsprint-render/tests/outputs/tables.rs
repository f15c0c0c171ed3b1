//! Tables: what stands in them, and that every format tells the same.

use std::fs;
use std::path::Path;

use newsprint_core::config::parse_toml;
use newsprint_core::{
    Article, ArticleId, Byline, Diagnostic, Document, Group, GroupKind, MappedText, Metric,
    MetricKind, Number, Person, Registry, RunSummary, Source, Span, StepKind,
};
use newsprint_render::table::{self, Table, Value};
use tempfile::tempdir;

use super::{document, fault, names, sink, sink_to, write};

fn number(digits: &str) -> Number {
    Number::try_from(digits.to_owned()).unwrap()
}

/// An article with two people, a group and two figures.
fn full() -> Document {
    let mut document = document("春耕", "开始。");
    let article = &mut document.articles[0];
    let mut byline = Byline::new(MappedText::unmapped("本报讯(记者林一 周二)"));
    let person = |name: &str, role: Option<&str>| Person {
        name: name.to_owned(),
        role: role.map(str::to_owned),
    };
    byline.people = vec![person("林一", Some("记者")), person("周二", None)];
    article.bylines = vec![byline];
    article.group = Some(Group {
        id: article.id,
        kind: GroupKind::Near,
        leader: ArticleId::from_u64(1),
        similarity: 0.875,
    });
    let mut fall = Metric::new(MetricKind::Change, number("-8.30"), "-8.30%");
    fall.indicator.push_str("降幅");
    fall.unit.push('%');
    fall.evidence = vec![Span::new(3, 9), Span::new(12, 15)];
    let huge = Metric::new(MetricKind::Index, number(&"9".repeat(400)), "");
    article.metrics = vec![fall, huge];
    article.diagnostics =
        vec![Diagnostic::info("b", ""), Diagnostic::info("a", ""), Diagnostic::info("b", "")];
    document
}

fn cells(table: &Table, document: &Document) -> Vec<Vec<(&'static str, String)>> {
    let mut rows = Vec::new();
    let shown = |cell: &Value<'_>| match cell {
        Value::Null => "-".to_owned(),
        Value::Text(text) => text.to_string(),
        Value::Digits(digits) => (*digits).to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        other => panic!("{other:?}"),
    };
    table
        .rows(document, &mut |cells| {
            assert_eq!(cells.len(), table.columns.len(), "a value for each column");
            rows.push(table.columns.iter().zip(cells).map(|(c, it)| (c.name, shown(it))).collect());
            Ok(())
        })
        .unwrap();
    rows
}

fn cell(row: &[(&'static str, String)], name: &str) -> String {
    row.iter().find(|(column, _)| *column == name).unwrap().1.clone()
}

#[test]
fn rows_say_what_the_document_says() {
    let document = full();
    let articles = cells(&table::ARTICLES, &document);
    let check =
        |name: &str, expected: &str| assert_eq!(cell(&articles[0], name), expected, "{name}");
    check("id", "0000000000000abc");
    check("headline", "春耕");
    check("kicker", "-");
    check("people", "林一; 周二");
    check("people_roles", "记者; ");
    check("body", "开始。");
    check("characters", "3");
    check("paragraphs", "1");
    check("metrics", "2");
    check("group_leader", "0000000000000001");
    check("diagnostics", "a; b");
    let metrics = cells(&table::METRICS, &document);
    let check = |row: usize, name: &str, expected: &str| {
        assert_eq!(cell(&metrics[row], name), expected, "{name}");
    };
    check(0, "value", "-8.3");
    check(0, "value_digits", "-8.30");
    check(0, "evidence_start", "3");
    check(0, "evidence_end", "9");
    check(0, "evidence", "3-9; 12-15");
    check(1, "number", "2");
    check(1, "value", "-");
    check(1, "value_digits", &"9".repeat(400));
    check(1, "unit", "-");
    check(1, "text", "-");
    let groups = cells(&table::GROUPS, &document);
    assert_eq!(cell(&groups[0], "is_leader"), "false");
    let documents = cells(&table::DOCUMENTS, &document);
    assert_eq!(cell(&documents[0], "id"), cell(&articles[0], "document_id"));
    assert_eq!(cell(&documents[0], "characters"), "6");
}

/// A key or a reference that no column has would only be found by who follows it.
#[test]
fn keys_and_references_are_columns() {
    for table in Table::ALL {
        let has = |name: &str| table.columns.iter().any(|column| column.name == name);
        assert!(table.key.iter().all(|name| has(name)), "{}", table.name);
        for (column, other) in table.references {
            assert!(has(column), "{}", table.name);
            let other = Table::ALL.iter().find(|table| table.name == *other).unwrap();
            assert_eq!(other.key, ["id"]);
        }
    }
}

/// With `SNAPSHOTS=overwrite` it is written anew.
#[test]
fn the_reference_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/tables.md");
    if std::env::var_os("SNAPSHOTS").is_some_and(|it| it == "overwrite") {
        fs::write(&path, table::reference()).unwrap();
    }
    let page = fs::read_to_string(path).unwrap();
    assert!(page == table::reference(), "run this test with SNAPSHOTS=overwrite");
}

#[test]
fn a_folder_of_csv_files() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let written = write(&*sink_to("csv", &path), &[full(), document("=1+1", "\"引,号\"\n-8")]);
    assert_eq!(written.unwrap(), [path.to_str().unwrap()]);
    let expected = [
        ".newsprint",
        "articles.csv",
        "datapackage.json",
        "dictionary.md",
        "groups.csv",
        "metrics.csv",
    ];
    assert_eq!(names(&path), expected);

    let articles = fs::read_to_string(path.join("articles.csv")).unwrap();
    let (head, rows) = articles.split_once("\r\n").unwrap();
    assert!(head.starts_with("\u{FEFF}id,document_id,headline,"), "{head}");
    assert!(rows.contains(",'=1+1,"), "a headline is made safe: {rows}");
    assert!(rows.contains(",\"\"\"引,号\"\"\n-8\","), "a body is quoted: {rows}");

    let mut reader = csv::Reader::from_path(path.join("metrics.csv")).unwrap();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| table::METRICS.columns.iter().position(|it| it.name == name).unwrap();
    assert_eq!(&records[0][column("value")], "-8.3", "a number stays one");
    assert_eq!(&records[0][column("value_digits")], "-8.30");
    assert_eq!(&records[0][column("text")], "'-8.30%");
    assert_eq!(records.len(), 2);

    let package = fs::read_to_string(path.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let resource = &package["resources"][1];
    assert_eq!(resource["path"], "metrics.csv");
    assert_eq!(resource["rows"], 2);
    assert_eq!(resource["bytes"], fs::metadata(path.join("metrics.csv")).unwrap().len());
    assert_eq!(resource["schema"]["foreignKeys"][0]["reference"]["resource"], "articles");
    let value = &resource["schema"]["fields"][column("value")];
    assert_eq!((&value["type"], &value["nulls"]), (&"number".into(), &0.5.into()));
    assert_eq!(value["examples"], serde_json::json!(["-8.3"]));

    let dictionary = fs::read_to_string(path.join("dictionary.md")).unwrap();
    let row = dictionary.lines().find(|line| line.starts_with("| `value` |")).unwrap();
    assert!(row.starts_with("| `value` | number |  | 50.0 % | The value, "), "{row}");
    assert!(row.ends_with("| `` -8.3 `` |"), "{row}");
}

#[test]
fn options_of_csv() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let options = format!(
        "path = {:?}\ntables = [\"documents\", \"metrics\"]\nbom = false\nescape-formulas = false",
        path.to_str().unwrap()
    );
    write(&*sink("csv", &options), &[full()]).unwrap();
    let documents = fs::read_to_string(path.join("documents.csv")).unwrap();
    assert!(documents.starts_with("id,source_name,"), "{documents}");
    let metrics = fs::read_to_string(path.join("metrics.csv")).unwrap();
    assert!(metrics.contains(",-8.30%,"), "{metrics}");
    let package = fs::read_to_string(path.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let foreign = &package["resources"][1]["schema"]["foreignKeys"];
    assert_eq!(foreign, &serde_json::json!([]), "articles are not there");
}

#[test]
fn options_that_cannot_be_are_told() {
    let check = |output: &str, toml: &str, expected: &str| {
        let mut registry = Registry::new();
        newsprint_render::register(&mut registry).unwrap();
        let (options, mut faults) = parse_toml(toml, 0);
        let info = registry.get(StepKind::Output, output).unwrap();
        assert!(info.build(options, Span::default(), &mut faults).is_none(), "{toml}");
        assert_eq!(faults[0].message, expected);
        assert!(faults[0].help.is_some());
    };
    check("csv", "path = \"-\"", "standard output takes one table");
    check("csv", "path = \"x\"\ntables = []", "no table is named");
    check(
        "csv",
        "path = \"x\"\ntables = [\"groups\", \"groups\"]",
        "the table `groups` is named twice",
    );
}

/// The outputs that are at hand, each with its target in a folder.
const OUTPUTS: &[&str] = &[
    "csv",
    #[cfg(feature = "parquet")]
    "parquet",
    #[cfg(feature = "xlsx")]
    "xlsx",
];

#[test]
fn without_articles_and_without_a_headline() {
    let folder = tempdir().unwrap();
    for output in OUTPUTS {
        let path = folder.path().join(output);
        write(&*sink_to(output, &path), &[]).unwrap();
        assert!(path.exists(), "{output}");
        let mut bare = Document::new(Source::new("空.txt", "").unwrap());
        bare.articles.push(Article::new(ArticleId::from_u64(1)));
        write(&*sink_to(output, &path), &[bare]).unwrap();
        assert!(path.exists(), "{output}");
    }
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    let folder = tempdir().unwrap();
    let bytes = |path: &Path| -> Vec<u8> {
        let mut paths = vec![path.to_owned()];
        let mut bytes = Vec::new();
        while let Some(path) = paths.pop() {
            if path.is_dir() {
                let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
                paths.extend(entries);
                paths.sort();
            } else {
                bytes.extend(fs::read(path).unwrap());
            }
        }
        bytes
    };
    for output in OUTPUTS {
        let run = |name: &str| {
            let path = folder.path().join(output).join(name);
            write(&*sink_to(output, &path), &[full(), document("丰收", "在望。")]).unwrap();
            bytes(&path)
        };
        let first = run("a");
        assert!(!first.is_empty());
        assert!(first == run("b"), "{output}");
    }
}

#[test]
fn a_run_that_fails_leaves_what_stood_there() {
    let folder = tempdir().unwrap();
    for output in OUTPUTS {
        let path = folder.path().join(output);
        write(&*sink_to(output, &path), &[full()]).unwrap();
        let before = names(folder.path());
        let sink = sink_to(output, &path);
        let mut writer = sink.open().unwrap();
        let mut rendered = Vec::new();
        sink.render(&full(), &mut rendered).unwrap();
        writer.write(&full(), &rendered).unwrap();
        writer.finish(RunSummary::default()).unwrap();
        drop(writer);
        assert_eq!(names(folder.path()), before, "{output}");
        assert!(path.exists(), "{output}");
    }
}

#[test]
fn a_target_that_is_in_the_way_is_told() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    fs::create_dir(folder.path().join("full")).unwrap();
    fs::write(folder.path().join("full/diary.md"), "mine").unwrap();
    for output in OUTPUTS {
        let (message, help) = fault(&*sink_to(output, &file.join("x")));
        assert!(message.starts_with("cannot write"), "{output}: {message}");
        assert!(help.contains("a file stands where"), "{output}: {help}");
        let (message, _) = fault(&*sink_to(output, &folder.path().join("full")));
        assert!(message.contains("full` "), "{output}: {message}");
    }
    for output in OUTPUTS.iter().filter(|output| **output != "xlsx") {
        assert!(fault(&*sink_to(output, &file)).0.ends_with("is a file"), "{output}");
    }
    assert_eq!(names(folder.path()), ["file", "full"]);
    assert_eq!(fs::read(file).unwrap(), b"mine");
}
