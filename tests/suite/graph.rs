//! The laws of the crate graph, from cargo's own account of it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

use crate::support::root;

/// What each crate may depend on of ours, outside tests.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("newsprint-core", &[]),
    ("newsprint-zh", &[]),
    ("newsprint-input", &["newsprint-core"]),
    ("newsprint-parse", &["newsprint-core", "newsprint-zh"]),
    ("newsprint-dedup", &["newsprint-core", "newsprint-zh"]),
    ("newsprint-metrics", &["newsprint-core", "newsprint-zh"]),
    ("newsprint-render", &["newsprint-core"]),
    ("newsprint-stages", &["newsprint-core"]),
    ("newsprint-pipeline", &["newsprint-core"]),
    (
        "newsprint",
        &[
            "newsprint-core",
            "newsprint-dedup",
            "newsprint-input",
            "newsprint-metrics",
            "newsprint-parse",
            "newsprint-pipeline",
            "newsprint-render",
            "newsprint-stages",
            "newsprint-zh",
        ],
    ),
    ("newsprint-cli", &["newsprint"]),
    ("newsprint-testkit", &["newsprint-core", "newsprint-pipeline"]),
    ("newsprint-bench", &["newsprint", "newsprint-core", "newsprint-testkit"]),
    ("newsprint-tests", &["newsprint-cli", "newsprint-core"]),
    ("custom-stage-example", &["newsprint-core"]),
    ("xtask", &["newsprint-core", "newsprint-input", "newsprint-parse", "newsprint-zh"]),
];

/// What core may depend on at all.
const CORE_DEPENDENCIES: &[&str] = &["serde", "serde_json", "sha2", "strsim", "thiserror", "toml"];

fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap()
}

/// Each member with the names of what it depends on, outside tests.
fn dependencies(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let members = metadata.workspace_packages();
    let normal = members.iter().map(|package| {
        let normal = package.dependencies.iter().filter(|it| it.kind == DependencyKind::Normal);
        (package.name.to_string(), normal.map(|it| it.name.clone()).collect())
    });
    normal.collect()
}

#[test]
fn each_crate_depends_on_what_the_design_says() {
    let graph = dependencies(&metadata());
    let known: BTreeMap<_, _> = MAY_DEPEND_ON.iter().copied().collect();
    let members: BTreeSet<&str> = graph.keys().map(String::as_str).collect();
    for (name, depends_on) in &graph {
        let allowed =
            known.get(name.as_str()).unwrap_or_else(|| panic!("{name} is not in the table"));
        for other in depends_on.iter().filter(|other| members.contains(other.as_str())) {
            assert!(allowed.contains(&other.as_str()), "{name} must not depend on {other}");
        }
    }
}

#[test]
fn core_stays_small() {
    let graph = dependencies(&metadata());
    let core: Vec<_> = graph["newsprint-core"].iter().map(String::as_str).collect();
    assert_eq!(core, CORE_DEPENDENCIES);
}

#[test]
fn the_example_depends_on_core_alone() {
    let graph = dependencies(&metadata());
    assert!(graph["custom-stage-example"].iter().eq(["newsprint-core"]));
}

#[test]
fn only_the_command_sets_up_a_log() {
    for (name, depends_on) in dependencies(&metadata()) {
        assert!(name == "newsprint-cli" || !depends_on.contains("tracing-subscriber"), "{name}");
    }
}

#[test]
fn every_crate_has_the_workspaces_licence_and_edition() {
    for package in metadata().workspace_packages() {
        assert_eq!(package.license.as_deref(), Some("MIT OR Apache-2.0"), "{}", package.name);
        assert_eq!(package.edition.as_str(), "2024", "{}", package.name);
        assert!(package.description.is_some(), "{}", package.name);
    }
}
