//! The page that `newsprint explain` writes.

use serde_json::Value;

use crate::support::Folder;

const PIPELINE: &str = "[input]\nuse = \"text\"\npaths = [\"*.txt\"]\n\n[[stage]]\nuse = \"split-page\"\n\n\
                        [[stage]]\nuse = \"find-metrics\"\n\n[[output]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("pipeline.toml", PIPELINE);
    folder.write(
        "<b>.txt",
        "“<script>alert(1)</script>”开幕\n\n本报讯(记者林青)昨日,青岭市\u{1}茶叶节开\n\n\
         幕,\"四百\"余名'茶农'&游客到场,签下订单600万元。\n",
    );
    folder
}

#[test]
fn nothing_that_a_document_says_is_markup() {
    let folder = folder();
    let page = folder.run(&["explain", "pipeline.toml", "<b>.txt", "--format", "html"]).exits(0);
    let page = page.stdout;
    assert!(page.starts_with("<!doctype html>\n"));
    assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
    assert!(page.contains("<h1>&lt;b&gt;.txt</h1>"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    for markup in ["<script", "<b>", "\u{1}", "http:", "https:", "src=\"", "href="] {
        assert!(!page.contains(markup), "{markup}");
    }
    let body = page.split_once("<body>").unwrap().1;
    for quoted in body.split(['<', '>']).skip(2).step_by(2) {
        assert!(!quoted.contains('"'), "{quoted}");
    }
    assert!(!folder.exists("out.jsonl"));
}

#[test]
fn programs_read_it_as_json() {
    let folder = folder();
    let said = folder.run(&["explain", "pipeline.toml", "<b>.txt", "--format", "json"]).exits(0);
    let history: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(history["place"], "<b>.txt");
    let stages = history["stages"].as_array().unwrap();
    let names: Vec<&str> = stages.iter().filter_map(|it| it["stage"].as_str()).collect();
    assert_eq!(names, ["split-page", "find-metrics"]);
    let note = &stages[0]["notes"][0];
    assert_eq!(note["code"], "role");
    assert!(note["score"].is_number() && note["parts"][0][0].is_string(), "{note}");
    assert!(stages[1]["notes"].as_array().unwrap().iter().any(|note| note["code"] == "row"));
}

#[test]
fn an_article_is_found_by_the_id_that_the_run_gave_it() {
    let folder = folder();
    folder.run(&["run", "pipeline.toml"]).exits(0);
    let line = folder.read("out.jsonl");
    let article: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    let id = article["id"].as_str().unwrap();
    let said = folder.run(&["explain", "pipeline.toml", id]).exits(0).stdout;
    assert!(said.starts_with("<b>.txt\n"), "{said}");
    folder.run(&["explain", "pipeline.toml", "0123456789abcdef"]).exits(2);
}
