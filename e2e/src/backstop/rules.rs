//! The rules, asked about what an API server has stored.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use edgeward_backstop::{Backstop, Reach};
use edgeward_bundle::Bundle;
use edgeward_decision::{Inventory, PolicyId, PolicySet, Profile, Review, decide};
use edgeward_suite::{LIMITS, MOMENT};
use serde_json::{Value, json};

use super::at::at;
use super::request::{kind_of, namespace_of};
use super::subject::Subject;
use crate::cluster::Problem;

const POLICIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");

/// Id of a rule and one of its checks.
pub type Finding = (String, String);

/// The rules of a profile and their counterparts in CEL.
#[derive(Debug)]
pub struct Rules {
    set: PolicySet,
    /// Those of which CEL says anything.
    spoken: Profile,
    backstop: Backstop,
}

fn unexpected(error: impl std::fmt::Display) -> Problem {
    Problem::Unexpected(error.to_string())
}

impl Rules {
    /// The rules of this repository, in a profile that has all checks on.
    pub fn read() -> Result<Rules, Problem> {
        let folder = Path::new(POLICIES);
        let bundle = Bundle::from_folder(folder, "0").and_then(Bundle::compile).map_err(unexpected)?;
        let id = PolicyId { revision: bundle.revision().to_owned(), digest: bundle.digest().to_owned() };
        let set = PolicySet::from_programs(id, bundle.compiled(), bundle.sources(), bundle.data().clone())
            .map_err(unexpected)?;
        let backstop = Backstop::read(folder, set.admission_rules()).map_err(unexpected)?;
        let profile = set.profile("strict").map_err(unexpected)?;
        let spoken = profile.narrowed(|bound| {
            let id = set.admission_rules().get(bound.rule).map(|rule| &rule.annotation.id);
            let counterpart = id.and_then(|id| backstop.counterparts.get(id));
            counterpart.is_some_and(|one| one.checks.values().any(|check| check.reach() != Reach::Nothing))
        });
        Ok(Rules { set, spoken, backstop })
    }

    /// Whether a rule is about a kind.
    pub fn is_about(&self, rule: &str, group: &str, kind: &str) -> bool {
        let rules = self.set.admission_rules().iter();
        rules.filter(|one| one.annotation.id == rule).flat_map(|one| &one.annotation.kinds).any(|named| {
            (named.group == group || named.group == "*") && (named.kind == kind || named.kind == "*")
        })
    }

    /// Whether CEL says anything of a rule.
    pub fn is_spoken(&self, rule: &str) -> bool {
        self.backstop.counterparts.get(rule).is_some_and(|one| {
            one.checks.values().any(|check| matches!(check.reach(), Reach::Whole | Reach::Part))
        })
    }

    /// Whether some policy is about a kind.
    pub fn has_policy(&self, group: &str, kind: &str) -> bool {
        self.spoken.covers_kind(group, kind)
    }

    /// How far CEL reaches into a check.
    pub fn reach(&self, finding: &Finding) -> Reach {
        let counterpart = self.backstop.counterparts.get(&finding.0);
        counterpart.and_then(|one| one.checks.get(&finding.1)).map_or(Reach::Nothing, |check| check.reach())
    }

    /// How far CEL reaches into each check of each rule, with the reason why not further.
    pub fn reaches(&self) -> BTreeMap<Finding, (Reach, String)> {
        let mut all = BTreeMap::new();
        for (rule, counterpart) in &self.backstop.counterparts {
            for (name, check) in &counterpart.checks {
                let reason = [&check.leaves, &check.settled, &check.cannot];
                let reason = reason.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
                all.insert((rule.clone(), name.clone()), (check.reach(), reason));
            }
        }
        all
    }

    /// The rule that a constraint is of, and what it does with a check of it: in a profile, by name.
    pub fn action(&self, profile: &str, finding: &Finding) -> Result<&'static str, Problem> {
        let profile = self.set.profile(profile).map_err(unexpected)?;
        for bound in profile.constraints() {
            let rule = self.set.admission_rules().get(bound.rule);
            let checks = bound.constraint.parameters.get("checks").and_then(Value::as_array);
            let is_on = checks.is_none_or(|list| list.iter().any(|one| one == finding.1.as_str()));
            if rule.is_some_and(|rule| rule.annotation.id == finding.0) && is_on {
                return Ok(bound.constraint.action.as_str());
            }
        }
        Ok("nothing")
    }

    /// What the rules find in an object as it is stored, among the objects of its case.
    pub fn ask(
        &self,
        subject: &Subject,
        stored: &Value,
        user: &Value,
        documents: &[Value],
    ) -> Result<BTreeSet<Finding>, Problem> {
        let object = subject.told(stored);
        let (group, kind) = kind_of(&object);
        let version = at(&object, "/apiVersion").as_str().unwrap_or_default();
        let version = version.rsplit('/').next().unwrap_or_default();
        let mut review = json!({
            "apiVersion": "admission.k8s.io/v1",
            "kind": "AdmissionReview",
            "request": {
                "uid": "0",
                "kind": {"group": group, "version": version, "kind": kind},
                "operation": "CREATE",
                "name": at(&object, "/metadata/name"),
                "namespace": subject.namespace.as_ref().map(|_| namespace_of(&object)),
                "userInfo": user,
                "object": object,
            },
        });
        if let (Some(change), Some(request)) =
            (&subject.change, review.get_mut("request").and_then(Value::as_object_mut))
        {
            // The API server names a namespace as what lies in itself.
            if kind == "Namespace" {
                request.insert("namespace".to_owned(), at(&object, "/metadata/name").clone());
            }
            if change.is_end {
                request.insert("object".to_owned(), Value::Null);
            }
            request.insert("operation".to_owned(), json!(change.operation()));
            request.insert("oldObject".to_owned(), subject.told(&change.old));
            request.extend(change.subresource.iter().map(|name| ("subResource".to_owned(), json!(name))));
        }
        let review = Review::of_document(&review.into()).map_err(unexpected)?;
        let documents: Vec<edgeward_rego::Value> = documents.iter().map(Into::into).collect();
        let facts = self.set.facts(&Inventory::from_objects(&documents)).at(MOMENT);
        let decision = decide(&self.set, &self.spoken, &review, &facts, &LIMITS);
        if let Some(fault) = decision.faults.first() {
            return Err(unexpected(format!("{}: {}", fault.constraint, fault.message)));
        }
        let found = decision.violations.iter().chain(&decision.warnings).chain(&decision.dryrun);
        Ok(found.map(|one| (one.rule.clone(), one.check.clone())).collect())
    }
}
