//! The files that the README shows.

use std::collections::BTreeSet;

use crate::{Ran, edgeward, edgeward_reading};

/// When the files are judged: what they say was done on a day does not count for ever.
const AT: &str = "2026-06-01T00:00:00Z";

/// The exit code, the rules that deny and the rules that warn.
fn judged(file: &str, profile: &str) -> (i32, BTreeSet<String>, BTreeSet<String>) {
    judged_at(AT, file, profile)
}

fn judged_at(moment: &str, file: &str, profile: &str) -> (i32, BTreeSet<String>, BTreeSet<String>) {
    let file = format!("testdata/seed/{file}");
    found(&edgeward(&["check", "-f", &file, "--at", moment, "--profile", profile, "-o", "json"]))
}

fn found(ran: &Ran) -> (i32, BTreeSet<String>, BTreeSet<String>) {
    let json = ran.json();
    let rules = |action: &str| {
        let objects = json["objects"].as_array().expect("objects").iter();
        let findings = objects.flat_map(|object| object["findings"].as_array().expect("findings"));
        findings
            .filter(|finding| finding["action"] == action)
            .map(|finding| finding["rule"].as_str().expect("a rule").to_owned())
            .collect()
    };
    (ran.code, rules("deny"), rules("warn"))
}

#[test]
fn the_seed_alone_is_denied_for_exactly_audit_and_egress() {
    let (code, denied, warned) = judged("deployment.yaml", "baseline");
    assert_eq!((code, denied), (1, BTreeSet::from(["HD-AUD-01".to_owned(), "HD-NET-01".to_owned()])));
    assert!(!warned.is_empty());
}

#[test]
fn the_seed_with_audit_and_policy_is_allowed_with_warnings() {
    let (code, denied, warned) = judged("with-audit-and-policy.yaml", "baseline");
    assert_eq!((code, denied), (0, BTreeSet::new()));
    assert!(!warned.is_empty());
}

#[test]
fn the_twin_passes_strict_with_nothing() {
    for profile in ["baseline", "strict"] {
        assert_eq!(judged("twin.yaml", profile), (0, BTreeSet::new(), BTreeSet::new()), "{profile}");
    }
}

#[test]
fn the_twins_restore_test_counts_for_ninety_days() {
    let last = judged_at("2026-08-13T00:00:00Z", "twin.yaml", "strict");
    assert_eq!(last, (0, BTreeSet::new(), BTreeSet::new()));
    let late = judged_at("2026-08-15T00:00:00Z", "twin.yaml", "strict");
    assert_eq!(late, (1, BTreeSet::from(["HD-DR-01".to_owned()]), BTreeSet::new()));
}

#[test]
fn the_twin_without_its_safe_defaults_is_denied_and_once_mutated_passes_strict_with_nothing() {
    let file = "testdata/seed/twin-without-defaults.yaml";
    assert_eq!(judged("twin-without-defaults.yaml", "strict").0, 1);
    let mutated = edgeward(&["mutate", "-f", file, "--at", AT, "--profile", "strict"]);
    assert_eq!(mutated.code, 0, "{mutated:?}");
    let check = ["check", "-f", "-", "--at", AT, "--profile", "strict", "-o", "json"];
    let ran = edgeward_reading(&check, mutated.out.as_bytes());
    assert_eq!(found(&ran), (0, BTreeSet::new(), BTreeSet::new()), "{ran:?}");
}

#[test]
fn each_finding_names_a_field_of_the_file() {
    let ran = edgeward(&["check", "-f", "testdata/seed/deployment.yaml", "-o", "json"]);
    let json = ran.json();
    for finding in json["objects"][0]["findings"].as_array().expect("findings") {
        let line = finding["place"]["line"].as_u64().expect("a line");
        assert!(line > 1, "{finding}");
        for field in ["message", "title", "remediation"] {
            assert_ne!(finding[field], "", "{finding}");
        }
    }
}

#[test]
fn the_bundle_as_a_file_answers_as_the_embedded_one() {
    let folder = crate::Folder::new();
    let archive = edgeward_policies::default_bundle().and_then(|bundle| bundle.write()).expect("an archive");
    let bundle = folder.file("bundle.tar.gz", &archive);
    for file in ["deployment.yaml", "with-audit-and-policy.yaml", "twin.yaml", "twin-without-defaults.yaml"] {
        let file = format!("testdata/seed/{file}");
        let check = ["check", "-f", &file, "--at", AT, "-o", "json"];
        let embedded = edgeward(&check);
        assert_eq!(edgeward(&[&check[..], &["--policies", &bundle]].concat()), embedded, "{file}");
    }
}
