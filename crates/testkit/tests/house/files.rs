//! How files are kept.

use std::path::{Path, PathBuf};

use edgeward_testkit::root;

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" {
                files(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

fn all(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&root(), ending, &mut found);
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    const EMPTY: [&str; 9] =
        ["utils", "util", "helper", "helpers", "common", "misc", "manager", "imp", "types"];
    for path in all(".rs").into_iter().chain(all(".rego")) {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        assert!(!EMPTY.contains(&stem.as_str()), "{}", path.display());
    }
}

#[test]
fn every_source_file_is_reached_by_a_mod() {
    for path in all(".rs") {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().expect("a folder");
        let is_root = ["lib", "main", "build"].contains(&stem.as_str())
            || folder.ends_with("benches")
            || folder.ends_with("examples");
        if is_root {
            continue;
        }
        let declared = format!("mod {stem};");
        let parents = [folder.join("lib.rs"), folder.join("main.rs"), folder.with_extension("rs")];
        let reached = parents.iter().any(|parent| {
            std::fs::read_to_string(parent)
                .is_ok_and(|text| text.lines().any(|line| line.trim_end().ends_with(&declared)))
        });
        // Or somebody names its path.
        let tail = format!("{}/{stem}.rs\"]", folder.file_name().unwrap_or_default().to_string_lossy());
        let named = || {
            all(".rs").iter().any(|other| {
                std::fs::read_to_string(other).is_ok_and(|text| {
                    text.lines().any(|line| line.starts_with("#[path = ") && line.ends_with(&tail))
                })
            })
        };
        let reached = reached || named();
        assert!(reached, "no `mod` leads to {}", path.display());
    }
}

/// Not of the workspace, because only a nightly compiler can build it; it has no code but calls of bodies that are
/// tests of a crate that is.
const A_WORKSPACE_OF_ITS_OWN: &str = "crates/rego/fuzz/Cargo.toml";

#[test]
fn every_manifest_takes_the_lints_of_the_workspace() {
    for path in all("Cargo.toml") {
        if path.ends_with(A_WORKSPACE_OF_ITS_OWN) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        assert!(
            text.contains("[lints]\nworkspace = true") || text.contains("[workspace.lints"),
            "{} has no `[lints] workspace = true`",
            path.display()
        );
    }
}

#[test]
fn every_exception_to_a_lint_gives_its_reason() {
    for path in all(".rs") {
        let text = std::fs::read_to_string(&path).expect("readable");
        for (index, line) in text.lines().enumerate() {
            let opens = line.trim_start().starts_with("#[ignore") && !line.contains("= \"");
            assert!(!opens, "{}:{}: ignored without a reason", path.display(), index + 1);
        }
    }
}
