//! What an input cannot do: leave an output's folder, run something, reach out of a page.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::support::{Folder, root};

/// Every output, each under `out`.
const OUTPUTS: &[(&str, &str)] = &[
    ("csv", ""),
    ("dolma", ""),
    ("feed", "title = \"新闻\"\n"),
    ("impresso", "alias = \"daily\"\n"),
    ("jsonl", ""),
    ("markdown", ""),
    ("ninjs", "layout = \"files\"\n"),
    ("parquet", ""),
    ("site", ""),
    ("sqlite", ""),
    ("template", "templates = \"config/templates\"\n"),
    ("xlsx", ""),
];

/// Names that lead elsewhere, on some system or other.
const NAMES: &[&str] = &[
    "../../../escaped",
    "/tmp/newsprint-escaped",
    "..",
    ".",
    "~/escaped",
    "C:\\escaped",
    "..\\..\\escaped",
    "\\\\server\\share",
    "a\0b",
    "line\nbreak",
    "con",
    "$(touch escaped)",
    "`touch escaped`",
    "; touch escaped #",
    "%2e%2e%2fescaped",
    "\u{202e}gnp.exe",
    "<script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "=cmd|'/c calc'!A0",
];

/// Every output but `impresso`, which takes no article without a date, or that alone.
fn folder(with_dates: bool) -> Folder {
    let folder = Folder::with_seeds();
    let line = |name: &&str| {
        // A name is everything that an article can bring along.
        let text = format!("{name}\n青石镇新渠通水,投资达{}万元。", name.len());
        let date = if with_dates { "2024-06-28" } else { *name };
        let record = json!({ "id": name, "title": name, "text": text, "date": date,
            "paper": name, "page": name, "place": name, "url": name });
        format!("{record}\n")
    };
    folder.write("news.jsonl", NAMES.iter().map(line).collect::<String>());
    let mut pipeline = "[input]\nuse = \"jsonl\"\npaths = [\"news.jsonl\"]\n\
        [[stage]]\nuse = \"find-metrics\"\n"
        .to_owned();
    for (name, options) in OUTPUTS.iter().filter(|(name, _)| (*name == "impresso") == with_dates) {
        let path = format!("path = \"out/{name}\"\n");
        pipeline.extend(["[[output]]\nuse = \"", name, "\"\n", &path, options]);
    }
    folder.write("pipeline.toml", pipeline);
    folder
}

#[test]
fn what_articles_are_called_cannot_lead_out_of_an_output() {
    for with_dates in [false, true] {
        let folder = folder(with_dates);
        let before = folder.files();
        let ran = folder.run(&["run", "pipeline.toml"]);
        assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.stderr);
        let mut written = folder.files();
        written.retain(|file| !before.contains(file));
        let mut wrote = 0;
        for (name, _) in OUTPUTS {
            let (file, inside) = (format!("out/{name}"), format!("out/{name}/"));
            let all = written.len();
            written.retain(|it| *it != file && !it.starts_with(&inside));
            wrote += usize::from(written.len() < all);
        }
        written.retain(|file| file != "out/rejects.jsonl");
        assert!(written.is_empty(), "{written:?} are in no output");
        assert_eq!(wrote, if with_dates { 1 } else { OUTPUTS.len() - 1 }, "{}", ran.stderr);
        let above = folder.path("").parent().unwrap().join("escaped");
        assert!(!above.exists() && !Path::new("/tmp/newsprint-escaped").exists());
    }
}

/// All that is a page, with its name.
fn pages(folder: &Folder, under: &str) -> Vec<(String, String)> {
    let is_page = |name: &String| {
        name.starts_with(under) && Path::new(name).extension().is_some_and(|it| it == "html")
    };
    let pages = folder.files().into_iter().filter(is_page);
    pages.map(|name| (name.clone(), folder.read(&name))).collect()
}

/// A page's tags, without the text between them.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<').skip(1).filter_map(|rest| rest.split('>').next())
}

#[test]
fn pages_carry_a_policy_that_they_keep() {
    let folder = folder(false);
    folder.run(&["run", "pipeline.toml"]).exits(0);
    let seed = "seeds/000_2d5a64c20e9234d2.txt";
    let explain = ["explain", "config/page.toml", seed, "--format", "html"];
    folder.write("explained.html", folder.run(&explain).exits(0).stdout);
    let all = [pages(&folder, "out/site/"), pages(&folder, "explained.html")].concat();
    assert!(all.len() > NAMES.len(), "{}", all.len());
    for (name, page) in all {
        let policy = page.split("Content-Security-Policy\" content=\"").nth(1);
        let policy = policy.and_then(|it| it.split('"').next()).unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'"), "{name}: {policy}");
        assert!(!policy.contains("unsafe"), "{name}: {policy}");
        for tag in tags(&page) {
            // Quoted values are not attributes, whatever they say.
            let unquoted: Vec<&str> = tag.split('"').step_by(2).collect();
            let has = |what: &str| {
                unquoted.join(" ").split_whitespace().skip(1).any(|it| it.starts_with(what))
            };
            assert!(!has("on") && !has("style="), "{name}: <{tag}>");
            if tag.starts_with("script") {
                assert!(has("src=") || tag.contains("application/ld+json"), "{name}: <{tag}>");
            }
            let loads = tag.starts_with("script") || tag.starts_with("link") || has("src=");
            assert!(!(loads && tag.contains("://")), "{name}: <{tag}>");
            assert!(!tag.contains("javascript:"), "{name}: <{tag}>");
        }
        if policy.contains("'sha256-") {
            assert!(page.contains("<style>"), "{name}");
        }
    }
}

/// Rust sources of what users run, without their tests.
fn sources() -> Vec<(String, String)> {
    let mut sources = Vec::new();
    let mut folders = vec![root().join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            let is_for_tests = ["newsprint-bench", "newsprint-testkit", "xtask"];
            if path.is_dir() && !is_for_tests.iter().any(|it| name.ends_with(it)) {
                folders.push(path);
            } else if name.contains("/src/") && path.extension().is_some_and(|it| it == "rs") {
                sources.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(sources.len() > 200);
    sources
}

#[test]
fn only_exec_starts_programs_and_nobody_opens_connections() {
    for (name, text) in sources() {
        let starts = ["process::Command", "Command::new("];
        let is_exec = name.starts_with("crates/newsprint-exec/");
        // The command line's own subcommands are called so too.
        let found = starts.iter().find(|it| text.contains(*it));
        assert!(is_exec || found.is_none(), "{name} has {found:?}");
        for way in ["std::net", "TcpStream", "UdpSocket", "UnixStream"] {
            assert!(!text.contains(way), "{name} has {way}");
        }
    }
}

#[test]
fn nothing_is_unsafe() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    // The macros of PyO3 write unsafe code: the package for Python is outside the workspace, and its
    // own sources are looked at below.
    let folders = fs::read_dir(root().join("crates")).unwrap().map(|folder| folder.unwrap().path());
    for folder in folders.filter(|folder| !folder.ends_with("newsprint-py")) {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{manifest}");
    }
    for (name, text) in sources() {
        let says = text.lines().any(|line| line.trim_start().starts_with("unsafe"));
        assert!(!says, "{name}");
    }
}

/// A pipeline without `exec` runs nothing, whatever its values look like.
#[test]
fn values_are_not_commands() {
    let folder = Folder::new();
    folder.write("news.jsonl", "{\"id\":1,\"title\":\"$(touch ran)\",\"text\":\"`touch ran`\"}\n");
    folder.write("templates/article.txt", "{{ article.headline }} $(touch ran) `touch ran`");
    folder.write(
        "pipeline.toml",
        "[input]\nuse = \"jsonl\"\npaths = [\"news.jsonl\"]\n\
         [[stage]]\nuse = \"filter\"\nkeep = 'headline != \"$(touch ran)`touch ran`\"'\n\
         [[output]]\nuse = \"template\"\ntemplates = \"templates\"\npath = \"out/$(touch ran)\"\n",
    );
    folder.run(&["run", "pipeline.toml"]).exits(0);
    assert!(!folder.exists("ran"));
    assert!(folder.files().iter().any(|file| file.starts_with("out/$(touch ran)/articles/")));
    // A template cannot read what is not in its folder, nor reach what is not given to it.
    for attempt in [
        "{% include '/etc/passwd' %}",
        "{% include '../pipeline.toml' %}",
        "{{ ''.__class__ }}",
        "{{ open('/etc/passwd') }}",
        "{{ range(1000000000) }}",
    ] {
        folder.write("templates/article.txt", attempt);
        let ran = folder.run(&["run", "pipeline.toml"]);
        assert!(ran.code != Some(0), "{attempt}: {}", ran.stderr);
        assert!(!ran.stderr.contains("root:"), "{attempt}");
    }
}
