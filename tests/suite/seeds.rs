//! The fuzz targets, each over its seeds.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;

use super::fuzz::TARGETS;
use super::support::root;

#[test]
fn the_laws_hold_for_the_seeds_of_each_target() {
    for (name, target) in TARGETS {
        let seeds = fs::read_dir(root().join("tests/fuzz/seeds").join(name));
        let seeds: Vec<_> = seeds.unwrap().map(|seed| seed.unwrap().path()).collect();
        assert!(!seeds.is_empty(), "`{name}` has no seeds");
        for seed in seeds {
            let bytes = fs::read(&seed).unwrap();
            let kept = catch_unwind(|| target(&bytes)).is_ok();
            assert!(kept, "`{name}` breaks a law on {}", seed.display());
        }
    }
}

#[test]
fn each_target_can_be_built_and_has_what_it_needs() {
    let names: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let fuzz = root().join("tests/fuzz");
    let stems = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(fuzz.join(folder)).unwrap().map(|it| it.unwrap().path());
        entries.map(|it| it.file_stem().unwrap().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(stems("fuzz_targets"), names);
    assert_eq!(stems("seeds"), names);
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    let binaries = manifest.lines().filter_map(|line| line.strip_prefix("path = \"fuzz_targets/"));
    let binaries = binaries.map(|line| line.trim_end_matches(".rs\"").to_owned());
    assert_eq!(binaries.collect::<BTreeSet<_>>(), names);
}
