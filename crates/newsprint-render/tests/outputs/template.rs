//! Pages by templates of the user's own.

use std::fs;
use std::path::Path;

use newsprint_core::config::parse_toml;
use newsprint_core::interchange::{Reject, RejectContent, RejectKind};
use newsprint_core::{ArticleId, Group, GroupKind, Registry, RunSummary, Span, Step, StepKind};
use tempfile::{TempDir, tempdir};

use super::site::stating;
use super::{document, names, sink, write};

/// A folder of templates.
fn templates(files: &[(&str, &str)]) -> TempDir {
    let folder = tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn options(path: &Path, templates: &Path) -> String {
    format!("path = {:?}\ntemplates = {:?}", path.to_str().unwrap(), templates.to_str().unwrap())
}

#[test]
fn each_article_and_the_index_have_a_page() {
    let folder = templates(&[
        ("layout.html", "<main>{% block main %}{% endblock %}</main>"),
        (
            "article.html",
            "{% extends \"layout.html\" %}{% block main %}{{ article.title }}: {{ article.blocks[0].text.plain }}{% endblock %}",
        ),
        (
            "index.json",
            "[{% for it in articles %}{{ it.href }},{% endfor %}{{ articles | length }}]",
        ),
        ("static/page.css", "p {}"),
    ]);
    let path = folder.path().join("out");
    let documents = [document("春<耕>", "开始。"), document("丰收", "在望。")];
    write(&*sink("template", &options(&path, folder.path())), &documents).unwrap();
    assert_eq!(names(&path), [".newsprint", "articles", "index.json", "static"]);
    let read = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    assert_eq!(read("articles/0000000000000abc.html"), "<main>春&lt;耕&gt;: 开始。</main>");
    assert_eq!(read("articles/0000000000000abc-2.html"), "<main>丰收: 在望。</main>");
    assert_eq!(
        read("index.json"),
        r#"["articles/0000000000000abc.html","articles/0000000000000abc-2.html",2]"#
    );
}

#[test]
fn the_bundled_templates_work_and_are_written_out() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let bundled = format!("path = {:?}", path.to_str().unwrap());
    write(&*sink("template", &bundled), &[document("春耕", "开始。")]).unwrap();
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let page = read(&path.join("articles/0000000000000abc.html"));
    assert!(page.contains("<h1>春耕</h1>") && page.contains("开始。"), "{page}");
    assert!(read(&path.join("index.html")).contains("春耕"));
    assert!(path.join("static/page.css").is_file());
    // The same again by what was written out, which is what the repository shows.
    let again = folder.path().join("again");
    let options = options(&again, &path.join("templates"));
    write(&*sink("template", &options), &[document("春耕", "开始。")]).unwrap();
    assert_eq!(read(&again.join("articles/0000000000000abc.html")), page);
    let shown = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/templates");
    for name in ["article.html", "index.html", "static/page.css"] {
        assert_eq!(read(&path.join("templates").join(name)), read(&shown.join(name)), "{name}");
    }
}

#[test]
fn the_index_sees_series_conflicts_groups_and_rejects() {
    let folder = templates(&[(
        "index.txt",
        "{% for it in series %}{{ it.subject }} {{ it.indicator }}:\
         {% for row in it.rows %} {{ row.period }} {{ row.value }} {{ row.title }}{% endfor %}\n{% endfor %}\
         {% for it in conflicts %}{{ it.period }}: {{ it.rows | length }}\n{% endfor %}\
         {% for it in groups %}{{ it.leader }}: {{ it.articles | map(attribute='title') | join(', ') }}\n{% endfor %}\
         {% for it in rejects %}{{ it.stage }} {{ it.message }} {{ it.place }}{% endfor %}\
         {{ figures | length }}",
    )]);
    let path = folder.path().join("out");
    let mut documents = [
        stating(1, "新渠全长41公里。", "41公里", "2023"),
        stating(2, "新渠全长32公里。", "32公里", "2022"),
    ];
    let leader = ArticleId::from_u64(1);
    for document in &mut documents {
        let group = Group { id: leader, kind: GroupKind::Near, leader, similarity: 0.9 };
        document.articles[0].group = Some(group);
    }
    documents.iter_mut().for_each(super::site_lists::contradict);
    let sink = sink("template", &options(&path, folder.path()));
    let mut writer = sink.open().unwrap();
    for document in &documents {
        let mut rendered = Vec::new();
        sink.render(document, &mut rendered).unwrap();
        writer.write(document, &rendered).unwrap();
    }
    let content = RejectContent::Nothing;
    let reject = Reject::new(RejectKind::Dropped, "drop-exact", "same-text", "a.txt", content);
    writer.finish(RunSummary::new(&[], Box::new(std::iter::once(Ok(reject))))).unwrap();
    writer.commit().unwrap();
    let expected = "青石镇 水渠长度: 2022 32 第2号 2023 41 第1号2023: 1\n2022: 1\n\
                    0000000000000001: 第1号, 第2号\ndrop-exact same-text a.txt2";
    assert_eq!(fs::read_to_string(path.join("index.txt")).unwrap(), expected);
}

/// Message and help of each fault of a folder of templates.
fn faults(folder: &Path) -> Vec<(String, String)> {
    let mut registry = Registry::new();
    newsprint_render::register(&mut registry).unwrap();
    let (options, mut faults) = parse_toml(&options(&folder.join("out"), folder), 0);
    let info = registry.get(StepKind::Output, "template").unwrap();
    let step = info.build(options, Span::default(), &mut faults);
    assert!(!matches!(step, Some(Step::Sink(_))));
    faults.into_iter().map(|it| (it.message, it.help.unwrap_or_default())).collect()
}

#[test]
fn broken_templates_are_told_all_at_once_with_file_and_line() {
    let folder = templates(&[
        ("article.html", "<p>\n{% if article %}\n"),
        ("index.html", "{{ articles | sorted }}\n\n{{ 1 + }}"),
    ]);
    let faults = faults(folder.path());
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].0.starts_with("template article.html:"), "{faults:?}");
    assert!(faults[1].0.starts_with("template index.html:3: syntax error"), "{faults:?}");
    assert!(faults[1].1.contains("Jinja"), "{faults:?}");
}

#[test]
fn a_folder_without_templates_is_told() {
    let folder = tempdir().unwrap();
    assert!(faults(folder.path())[0].0.contains("has neither `article.…` nor `index.…`"));
    let missing = folder.path().join("none");
    assert!(faults(&missing)[0].0.starts_with("cannot read `"));
}

#[test]
fn a_name_that_does_not_exist_is_an_error_of_its_line() {
    let folder = templates(&[("article.html", "<p>\n{{ article.titel }}")]);
    let path = folder.path().join("out");
    let sink = sink("template", &options(&path, folder.path()));
    let error = sink.render(&document("春耕", "开始。"), &mut Vec::new()).unwrap_err();
    assert!(error.to_string().starts_with("template article.html:2: undefined value"), "{error}");
    assert!(error.help_text().unwrap().contains("is defined"));
}
