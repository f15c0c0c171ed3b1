//! The helper for Python, by its own tests.

use std::process::Command;

use crate::support::python;

#[test]
fn the_helper_passes_its_tests() {
    let Some(python) = python() else { return };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/python");
    let tests = Command::new(python)
        .args(["-B", "-m", "unittest", "-q"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(tests.status.success(), "{}", String::from_utf8_lossy(&tests.stderr));
}
