//! Small policies of the tests' own, so that the built-in ones may change.

use crate::Folder;

const RULE: &str = r#"# METADATA
# title: A team is named
# description: Every Deployment names the team that is called at night.
# scope: package
# custom:
#   id: T-01
#   severity: high
#   controls: [house-1, house-2]
#   kinds: [{group: apps, kind: Deployment}, {group: "", kind: ConfigMap}]
#   checks:
#     present: the label team is there
#     known: the label team is on the list
#   remediation: Write `team` with one of the known teams under metadata.labels.
#   limit: It does not prove that the team picks up the phone.
#   parameters:
#     type: object
#     properties:
#       teams: {type: array, items: {type: string}, default: [red, blue], description: The known teams}
package house.team

import rego.v1

violation contains {"msg": msg, "details": details} if {
	"present" in input.parameters.checks
	team := object.get(input.review.object, ["metadata", "labels", "team"], null)
	team == null
	teams := input.parameters.teams
	msg := "the label team is missing"
	details := {"check": "present", "path": "/metadata/labels/team", "observed": null, "expected": teams}
}

violation contains {"msg": msg, "details": details} if {
	"known" in input.parameters.checks
	team := object.get(input.review.object, ["metadata", "labels", "team"], null)
	team != null
	teams := input.parameters.teams
	not team in teams
	msg := sprintf("the team %v is not known", [team])
	details := {"check": "known", "path": "/metadata/labels/team", "observed": team, "expected": "a known team"}
}
"#;

/// A folder with one rule: `present` denies, `known` warns, in namespaces with health data.
pub(crate) fn house() -> Folder {
    let folder = Folder::new();
    folder.file("policies/house/team/team.rego", RULE);
    let constraint = |name: &str, check: &str, action: &str| {
        serde_json::json!({
            "apiVersion": "constraints.gatekeeper.sh/v1beta1",
            "kind": "EdgewardTeam",
            "metadata": {"name": name},
            "spec": {
                "enforcementAction": action,
                "match": {
                    "kinds": [{"apiGroups": ["apps", ""], "kinds": ["Deployment", "ConfigMap"]}],
                    "namespaceSelector": {"matchLabels": {"edgeward.io/health-data": "true"}},
                },
                "parameters": {"checks": [check]},
            },
        })
    };
    let profiles = serde_json::json!({
        "baseline": {
            "title": "Baseline",
            "description": "For tests.",
            "constraints": [constraint("team-present", "present", "deny"), constraint("team-known", "known", "warn")],
        },
        "strict": {
            "title": "Strict",
            "description": "For tests.",
            "constraints": [constraint("team-present", "present", "deny"), constraint("team-known", "known", "deny")],
        },
    });
    folder.file("policies/profiles/data.json", profiles.to_string());
    folder
}
