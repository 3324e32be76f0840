//! An audit as SARIF 2.1.0. What was not looked at is a notification of a run that was not successful.

use edgeward_decision::PolicySet;
use edgeward_gatekeeper::EnforcementAction;
use serde_json::{Map, Value, json};

use super::result::AuditResult;
use crate::found::{Finding, ObjectResult, WaivedFinding};
use crate::sarif::{self, SCHEMA, VERSION};

pub(super) fn log(result: &AuditResult, policies: &PolicySet) -> Value {
    let rules: Vec<Value> = policies
        .admission_rules()
        .iter()
        .map(|entry| {
            let annotation = &entry.annotation;
            json!({
                "id": annotation.id,
                "shortDescription": {"text": annotation.title},
                "fullDescription": {"text": annotation.description},
                "help": {"text": annotation.remediation},
                "properties": {"tags": annotation.controls, "severity": annotation.severity},
            })
        })
        .collect();
    let mut results: Vec<Value> = Vec::new();
    for object in &result.objects {
        results.extend(object.findings.iter().map(|finding| Value::Object(entry(object, finding))));
        results.extend(object.waived.iter().map(|waived| waived_entry(object, waived)));
    }
    let gaps =
        result.gaps.iter().map(|gap| format!("not assessed, {} cannot be read: {}", gap.kind, gap.reason));
    let faults = result.objects.iter().flat_map(|object| {
        object.faults.iter().map(|fault| format!("{}: {}: {}", object.shown, fault.rule, fault.message))
    });
    let notifications: Vec<Value> =
        gaps.chain(faults).map(|text| json!({"level": "error", "message": {"text": text}})).collect();
    json!({
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [{
            "tool": {"driver": {
                "name": "edgeward audit",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "properties": {
                "profile": result.profile,
                "policy": result.policy,
                "summary": result.summary,
                "skipped": result.skipped,
            },
            "results": results,
        }],
    })
}

fn entry(object: &ObjectResult, finding: &Finding) -> Map<String, Value> {
    let level = match finding.action {
        EnforcementAction::Deny => "error",
        EnforcementAction::Warn => "warning",
        EnforcementAction::Dryrun => "note",
    };
    let name = match &object.namespace {
        Some(namespace) => format!("{} {} {namespace}/{}", object.api_version, object.kind, object.name),
        None => format!("{} {} {}", object.api_version, object.kind, object.name),
    };
    let mut location = json!({"logicalLocations": [{
        "fullyQualifiedName": format!("{name}{}", finding.path),
        "kind": "object",
    }]});
    if let (Some(place), Some(location)) = (&finding.place, location.as_object_mut()) {
        location
            .insert("physicalLocation".to_owned(), sarif::physical(&place.file, place.line, place.column));
    }
    let entry = json!({
        "ruleId": finding.rule,
        "level": level,
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {
            "object/v1": format!("{name}|{}|{}|{}|{}", finding.constraint, finding.check, finding.path, finding.message),
        },
        "properties": {"check": finding.check, "constraint": finding.constraint},
    });
    match entry {
        Value::Object(entry) => entry,
        _ => Map::new(),
    }
}

fn waived_entry(object: &ObjectResult, waived: &WaivedFinding) -> Value {
    let mut entry = entry(object, &waived.finding);
    let reason = format!("{}, until {}, ticket {}", waived.exception, waived.expires, waived.ticket);
    let suppression = json!([{"kind": "external", "status": "accepted", "justification": reason}]);
    entry.insert("suppressions".to_owned(), suppression);
    Value::Object(entry)
}
