//! One report, as the API server stores it.

use edgeward_decision::{Audited, Fault, PolicySet, Review, RuleEntry, Violation, Waived};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// By which reports of ours are found.
pub(super) const LABEL: &str = "app.kubernetes.io/managed-by=edgeward";

/// An annotation with a mark of what the report says: one that says the same is not written again.
pub(super) const CONTENT: &str = "edgeward.io/content";

/// Results of one report; the API server takes 1.5 MiB.
const MOST: usize = 100;

/// Characters of a message.
const LONGEST: usize = 1000;

/// A report and what it says.
pub(super) struct Report {
    collection: &'static str,
    namespace: String,
    name: String,
    pub(super) content: String,
    pub(super) object: Value,
}

/// An entry of `results`.
#[derive(Serialize)]
struct Entry<'a> {
    source: &'static str,
    policy: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    result: &'static str,
    scored: bool,
    message: String,
    properties: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<Timestamp>,
}

/// The object that a report is about. A null is refused, also where nothing may stand.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reference<'a> {
    api_version: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    name: &'a str,
    uid: &'a str,
}

/// When it was found first: a report is not written again while it says the same.
#[derive(Clone, Copy, Serialize)]
struct Timestamp {
    seconds: i64,
    nanos: i32,
}

impl Report {
    /// What was found about an object of a cluster; nothing where nothing was, or where it has no UID.
    pub(super) fn of(policies: &PolicySet, review: &Review, audited: &Audited, now: i64) -> Option<Report> {
        let uid = review.object.pointer("/metadata/uid").and_then(|uid| uid.as_str().map(str::to_owned))?;
        let mut entries = entries(policies, audited);
        if entries.is_empty() {
            return None;
        }
        let content = mark(policies, &entries);
        let counted = |result: &str| entries.iter().filter(|entry| entry.result == result).count();
        let summary = json!({
            "pass": 0,
            "fail": counted("fail"),
            "warn": counted("warn"),
            "error": counted("error"),
            "skip": counted("skip"),
        });
        cut_off(&mut entries);
        for entry in &mut entries {
            entry.timestamp = Some(Timestamp { seconds: now, nanos: 0 });
        }
        let (collection, kind) = match &review.namespace {
            Some(_) => ("policyreports", "PolicyReport"),
            None => ("clusterpolicyreports", "ClusterPolicyReport"),
        };
        let api_version = review.kind.api_version();
        let reference = |namespace| Reference {
            api_version: &api_version,
            kind: &review.kind.kind,
            namespace,
            name: &review.name,
            uid: &uid,
        };
        let object = json!({
            "apiVersion": "wgpolicyk8s.io/v1alpha2",
            "kind": kind,
            "metadata": {
                "name": uid,
                "labels": {"app.kubernetes.io/managed-by": "edgeward"},
                "annotations": {CONTENT: content, "edgeward.io/policy": policies.id().revision},
                "ownerReferences": [reference(None)],
            },
            "scope": reference(review.namespace.as_deref()),
            "summary": summary,
            "results": entries,
        });
        let namespace = review.namespace.clone().unwrap_or_default();
        Some(Report { collection, namespace, name: uid, content, object })
    }

    pub(super) fn is_in_a_namespace(&self) -> bool {
        !self.namespace.is_empty()
    }

    pub(super) fn path(&self) -> String {
        super::path(self.collection, &self.namespace, &self.name)
    }
}

/// A mark of what a report says, and by which policies.
fn mark(policies: &PolicySet, entries: &[Entry<'_>]) -> String {
    let policy = policies.id();
    let said = json!([policy.revision, policy.digest, entries]).to_string();
    Sha256::digest(said).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Leaves what a report can hold, and says how many more there are.
fn cut_off(entries: &mut Vec<Entry<'_>>) {
    let left_out = entries.len().saturating_sub(MOST);
    if left_out == 0 {
        return;
    }
    entries.truncate(MOST);
    entries.push(Entry {
        source: SOURCE,
        policy: SOURCE,
        rule: "",
        severity: None,
        result: "skip",
        scored: false,
        message: format!("{left_out} more findings; `edgeward audit` prints all"),
        properties: json!({}),
        timestamp: None,
    });
}

const SOURCE: &str = "edgeward";

fn entries<'a>(policies: &PolicySet, audited: &'a Audited) -> Vec<Entry<'a>> {
    let decision = &audited.decision;
    let found = [&decision.violations, &decision.warnings, &decision.dryrun].into_iter().flatten();
    let faults = decision.faults.iter().map(|fault| failed(policies, fault));
    let waived = decision.waived.iter().map(|one| waived(policies, one));
    faults.chain(found.map(|one| finding(policies, one))).chain(waived).collect()
}

fn finding<'a>(policies: &PolicySet, violation: &'a Violation) -> Entry<'a> {
    let result = match violation.action.as_str() {
        "deny" => "fail",
        "warn" => "warn",
        // Only counted.
        _ => "skip",
    };
    Entry {
        source: SOURCE,
        policy: &violation.rule,
        rule: &violation.check,
        severity: Some(violation.severity.as_str()),
        result,
        scored: result == "fail",
        message: cut(&violation.message),
        properties: json!({
            "constraint": violation.constraint,
            "path": violation.path,
            "controls": controls(policies, &violation.rule),
        }),
        timestamp: None,
    }
}

/// Neither passed nor failed, until the exception ends.
fn waived<'a>(policies: &PolicySet, waived: &'a Waived) -> Entry<'a> {
    let violation = &waived.violation;
    let properties = json!({
        "constraint": violation.constraint,
        "path": violation.path,
        "controls": controls(policies, &violation.rule),
        "status": "waived",
        "exception": waived.exception,
        "expires": waived.expires,
        "ticket": waived.ticket,
    });
    Entry { result: "skip", scored: false, properties, ..finding(policies, violation) }
}

fn failed<'a>(policies: &PolicySet, fault: &'a Fault) -> Entry<'a> {
    Entry {
        source: SOURCE,
        policy: if fault.rule.is_empty() { SOURCE } else { &fault.rule },
        rule: "",
        severity: entry(policies, &fault.rule).map(|entry| entry.annotation.severity.as_str()),
        result: "error",
        scored: true,
        message: cut(&fault.message),
        properties: json!({"constraint": fault.constraint, "kind": fault.kind.as_str()}),
        timestamp: None,
    }
}

fn controls(policies: &PolicySet, rule: &str) -> String {
    entry(policies, rule).map(|entry| entry.annotation.controls.join(", ")).unwrap_or_default()
}

fn entry<'a>(policies: &'a PolicySet, rule: &str) -> Option<&'a RuleEntry> {
    policies.admission_rules().iter().find(|entry| entry.annotation.id == rule)
}

fn cut(message: &str) -> String {
    match message.char_indices().nth(LONGEST) {
        None => message.to_owned(),
        Some(_) => message.chars().take(LONGEST).chain(['…']).collect(),
    }
}
