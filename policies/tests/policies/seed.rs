//! The seed's own manifest and its corrections, through whole profiles.

use std::sync::Arc;

use libtest_mimic::Trial;

use crate::golden::documents;
use crate::machines::{decisions, render};
use crate::sources::{Policies, testdata};

const FILES: [&str; 4] = ["deployment", "with-audit-and-policy", "twin", "twin-without-defaults"];

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let mut trials: Vec<Trial> = FILES
        .into_iter()
        .map(|file| {
            let policies = Arc::clone(policies);
            Trial::test(format!("seed/{file}"), move || run(&policies, file).map_err(Into::into))
        })
        .collect();
    for (name, claim) in CLAIMS {
        let policies = Arc::clone(policies);
        trials.push(Trial::test(format!("seed/{name}"), move || claim(&policies).map_err(Into::into)));
    }
    trials
}

fn run(policies: &Policies, file: &str) -> Result<(), String> {
    let seed = testdata().join("seed");
    let documents = documents(&seed.join(format!("{file}.yaml")))?;
    let mut snapshot = String::new();
    for profile in ["baseline", "strict"] {
        snapshot.push_str(&format!("{profile}\n"));
        for (review, decision) in decisions(policies, profile, None, &documents)? {
            snapshot.push_str(&render(&review, &decision));
        }
        snapshot.push('\n');
    }
    insta::with_settings!({
        snapshot_path => &seed,
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        std::panic::catch_unwind(|| insta::assert_snapshot!(file, snapshot))
            .map_err(|_| format!("the decisions are not the ones in {}", seed.join(format!("{file}.snap")).display()))
    })
}

type Claim = fn(&Policies) -> Result<(), String>;

/// What the seed leaves open besides: every rule that asks for something it does not say.
const WARNED: [&str; 13] = [
    "HD-AUD-01",
    "HD-CFG-02",
    "HD-DR-01",
    "HD-DR-02",
    "HD-ENC-01",
    "HD-IMG-02",
    "HD-PL-03",
    "HD-RES-01",
    "HD-RT-02",
    "HD-SA-01",
    "HD-SEC-01",
    "HD-SEC-02",
    "HD-VOL-02",
];

const CLAIMS: [(&str, Claim); 4] = [
    ("the_manifest_alone_is_denied_for_exactly_audit_and_egress", |policies| {
        rules(policies, "deployment", "baseline").and_then(|(denied, warned)| {
            equal(&denied, &["HD-AUD-01", "HD-NET-01"])?;
            equal(&warned, &WARNED)
        })
    }),
    ("with_the_audit_mark_and_a_policy_it_is_allowed_with_warnings", |policies| {
        rules(policies, "with-audit-and-policy", "baseline").and_then(|(denied, warned)| {
            equal(&denied, &[])?;
            equal(&warned, &WARNED)
        })
    }),
    ("the_twin_passes_strict_with_neither_violation_nor_warning", |policies| {
        rules(policies, "twin", "strict").and_then(|(denied, warned)| {
            equal(&denied, &[])?;
            equal(&warned, &[])
        })
    }),
    ("the_twin_without_defaults_is_denied_for_exactly_what_mutations_add", |policies| {
        rules(policies, "twin-without-defaults", "strict").and_then(|(denied, warned)| {
            equal(&denied, &["HD-PL-01", "HD-RT-01", "HD-SA-01", "HD-SEC-01", "HD-SEC-02"])?;
            equal(&warned, &[])
        })
    }),
];

fn equal(found: &[String], expected: &[&str]) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
}

/// Ids of the rules that deny and of those that warn.
fn rules(policies: &Policies, file: &str, profile: &str) -> Result<(Vec<String>, Vec<String>), String> {
    let documents = documents(&testdata().join(format!("seed/{file}.yaml")))?;
    let decisions = decisions(policies, profile, None, &documents)?;
    if decisions.iter().all(|(_, decision)| decision.evaluated == 0) {
        return Err("nothing was evaluated".to_owned());
    }
    if let Some(fault) = decisions.iter().find_map(|(_, decision)| decision.faults.first()) {
        return Err(format!("{fault:?}"));
    }
    let ids = |pick: fn(&edgeward_decision::Decision) -> &Vec<edgeward_decision::Violation>| {
        let mut ids: Vec<String> = decisions
            .iter()
            .flat_map(|(_, decision)| pick(decision))
            .map(|violation| violation.rule.clone())
            .collect();
        ids.sort();
        ids.dedup();
        ids
    };
    Ok((ids(|decision| &decision.violations), ids(|decision| &decision.warnings)))
}
