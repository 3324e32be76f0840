//! The arrows between rooms, read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use edgeward_testkit::root;
use serde_json::Value;

/// What each room may import of ours, in the program itself.
const ARROWS: [(&str, &[&str]); 14] = [
    ("rego", &[]),
    ("gatekeeper", &[]),
    ("manifest", &["rego"]),
    ("bundle", &["rego", "gatekeeper"]),
    ("controls", &[]),
    ("decision", &["rego", "gatekeeper"]),
    ("lint", &["rego"]),
    ("backstop", &["rego", "gatekeeper", "decision"]),
    ("suite", &["rego", "manifest", "decision"]),
    ("webhook", &["decision", "bundle", "rego"]),
    ("policies", &["bundle", "controls", "decision"]),
    (
        "cli",
        &[
            "rego",
            "gatekeeper",
            "manifest",
            "bundle",
            "controls",
            "decision",
            "lint",
            "suite",
            "webhook",
            "policies",
        ],
    ),
    ("testkit", &[]),
    ("e2e", &["rego", "manifest", "bundle", "decision", "suite", "backstop"]),
];

/// What build scripts may import of ours.
const BUILD_ARROWS: [(&str, &[&str]); 1] = [("policies", &["bundle"])];

/// A library that shapes a room, and the only rooms that may name it.
const FOREIGN: [(&str, &[&str]); 12] = [
    ("regorus", &["rego"]),
    ("axum", &["webhook"]),
    ("hyper", &["webhook"]),
    ("kube", &["webhook"]),
    ("k8s-openapi", &["webhook"]),
    ("tokio-rustls", &["webhook"]),
    ("rcgen", &["webhook", "e2e"]),
    ("x509-parser", &["webhook"]),
    ("prometheus-client", &["webhook"]),
    ("clap", &["cli"]),
    ("tar", &["bundle"]),
    ("granit-parser", &["manifest", "rego"]),
];

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

/// Names of a package's dependencies of one kind: null for the program, `build`, `dev`.
fn dependencies(package: &Value, kind: Option<&str>) -> BTreeSet<String> {
    let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
    dependencies
        .filter(|dependency| dependency["kind"].as_str() == kind)
        .map(|dependency| dependency["name"].as_str().expect("a name").to_owned())
        .collect()
}

fn room(package: &Value) -> String {
    let name = package["name"].as_str().expect("a name");
    name.strip_prefix("edgeward-").expect("every crate is called edgeward-…").to_owned()
}

fn own(names: &BTreeSet<String>) -> BTreeSet<String> {
    names.iter().filter_map(|name| name.strip_prefix("edgeward-")).map(str::to_owned).collect()
}

fn check(kind: Option<&str>, allowed: &[(&str, &[&str])]) {
    let allowed: BTreeMap<&str, BTreeSet<String>> = allowed
        .iter()
        .map(|(room, list)| (*room, list.iter().map(|name| (*name).to_owned()).collect()))
        .collect();
    let wrong: Vec<String> = packages()
        .iter()
        .flat_map(|package| {
            let room = room(package);
            let imports = own(&dependencies(package, kind));
            let may = allowed.get(room.as_str()).cloned().unwrap_or_default();
            imports.difference(&may).map(|import| format!("{room} imports {import}")).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "arrows that nobody drew: {wrong:#?}");
}

#[test]
fn every_room_is_on_the_list() {
    let rooms: BTreeSet<String> = packages().iter().map(room).collect();
    assert_eq!(rooms, ARROWS.iter().map(|(room, _)| (*room).to_owned()).collect());
}

#[test]
fn rooms_import_only_what_the_design_draws() {
    check(None, &ARROWS);
}

#[test]
fn build_scripts_import_only_what_the_design_draws() {
    check(Some("build"), &BUILD_ARROWS);
}

#[test]
fn testkit_is_only_ever_a_dev_dependency() {
    for package in packages() {
        for kind in [None, Some("build")] {
            assert!(
                !own(&dependencies(&package, kind)).contains("testkit"),
                "{} imports testkit",
                room(&package)
            );
        }
    }
}

#[test]
fn a_foreign_library_that_shapes_a_room_is_named_in_that_room_only() {
    for package in packages() {
        let room = room(&package);
        for kind in [None, Some("build")] {
            for (library, rooms) in FOREIGN {
                let named = dependencies(&package, kind).contains(library);
                assert!(!named || rooms.contains(&room.as_str()), "{room} names {library}");
            }
        }
    }
}

/// Who uses a package on this platform, as `cargo tree` says it; nothing where nobody does. What other platforms need was
/// perhaps never downloaded: `cargo deny` looks at those.
fn users(package: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--workspace", "--invert", package])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn one_tls_provider_is_in_the_tree() {
    assert!(users("aws-lc-rs").contains("rustls"), "aws-lc-rs is gone");
    assert_eq!(users("ring"), "", "ring came in beside aws-lc-rs");
}

#[test]
fn the_engine_is_pinned_exactly() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("regorus = { version = \"=0.14.1\""));
}
