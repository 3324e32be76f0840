//! What an audit counts: objects that are there already, and each finding once.
//!
//! A Deployment, its ReplicaSets and their Pods all say what its template says. What the template is found to say is
//! counted where somebody can change it, at the object that no other controls; below it counts as repeated. What is
//! found about all Pods of one controller and not about its template, such as the token that the API server mounts, is
//! counted at the first of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use edgeward_gatekeeper::EnforcementAction;
use edgeward_rego::Value;
use serde::Serialize;

use crate::decide::{Coverage, Decision, Verdict, Violation};
use crate::review::Review;

/// What an audit has counted so far. Its memory grows with the controllers that something was found about, not with
/// the objects.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Counts of all objects.
    pub summary: AuditSummary,
    /// Findings by rule and by what they do, repeated ones left out.
    pub by_rule: BTreeMap<(String, EnforcementAction), usize>,
    /// Namespaces that were taken as health data because nobody described them.
    pub assumed_namespaces: BTreeSet<String>,
    /// What was found in the templates of controllers and about what they control, by their UID.
    families: HashMap<String, HashSet<u64>>,
}

/// Counts of an audit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditSummary {
    /// Objects looked at.
    pub objects: usize,
    /// Objects that at least one constraint judged.
    pub evaluated: usize,
    /// Objects that would be denied today.
    pub denied: usize,
    /// Findings that deny.
    pub violations: usize,
    /// Findings that warn.
    pub warnings: usize,
    /// Findings that are only counted.
    pub dryrun: usize,
    /// Findings that an exception speaks for: neither denied nor passed.
    pub waived: usize,
    /// Findings that stand in the template of a controller, or at another object of it, and were counted there.
    pub repeated: usize,
    /// Constraints that could not be evaluated.
    pub faults: usize,
}

/// An object, and what is to be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Audited {
    /// The decision, less what was said of its controller already. Its verdict is that of all findings.
    pub decision: Decision,
    /// How many findings were taken out.
    pub repeated: usize,
}

/// In which order kinds are audited: what controls before what is controlled. Kinds of one number in any order.
pub fn audit_order(group: &str, kind: &str) -> u8 {
    match (group, kind) {
        ("apps", "Deployment" | "StatefulSet" | "DaemonSet") | ("batch", "CronJob") => 0,
        ("apps", "ReplicaSet") | ("batch", "Job") | ("", "ReplicationController") => 1,
        ("", "Pod") => 3,
        _ => 2,
    }
}

impl Tally {
    /// Counts an object and takes out what was counted at its controller. Objects have to come in the order of
    /// [`audit_order`].
    pub fn count(&mut self, review: &Review, mut decision: Decision) -> Audited {
        let template = Template::of(review);
        let family = controller(&review.object).map(|uid| self.families.entry(uid).or_default());
        let mut own = HashSet::new();
        let mut repeated = 0;
        let mut is_new = |violation: &Violation| match template.mark(violation) {
            Some(mark) => {
                own.insert(mark);
                let is_known = family.as_ref().is_some_and(|marks| marks.contains(&mark));
                repeated += usize::from(is_known);
                !is_known
            }
            None => true,
        };
        for list in [&mut decision.violations, &mut decision.warnings, &mut decision.dryrun] {
            list.retain(&mut is_new);
        }
        decision.waived.retain(|waived| is_new(&waived.violation));
        if let Some(family) = family {
            family.extend(&own);
        }
        if !own.is_empty() && template.is_a_controllers {
            self.families.insert(text(&review.object, "/metadata/uid"), own);
        }
        self.add(&decision, repeated);
        Audited { decision, repeated }
    }

    fn add(&mut self, decision: &Decision, repeated: usize) {
        let summary = &mut self.summary;
        summary.objects += 1;
        summary.evaluated += usize::from(decision.coverage == Coverage::Judged);
        summary.denied += usize::from(decision.verdict == Verdict::Deny);
        summary.violations += decision.violations.len();
        summary.warnings += decision.warnings.len();
        summary.dryrun += decision.dryrun.len();
        summary.waived += decision.waived.len();
        summary.repeated += repeated;
        summary.faults += decision.faults.len();
        self.assumed_namespaces.extend(decision.assumed_namespace.clone());
        for violation in [&decision.violations, &decision.warnings, &decision.dryrun].into_iter().flatten() {
            *self.by_rule.entry((violation.rule.clone(), violation.action)).or_default() += 1;
        }
    }
}

/// Where an object says what a pod is.
struct Template {
    /// JSON pointer to the pod: empty for a Pod, nothing where there is none.
    path: Option<&'static str>,
    is_a_controllers: bool,
}

impl Template {
    fn of(review: &Review) -> Template {
        let path = match (review.kind.group.as_str(), review.kind.kind.as_str()) {
            ("", "Pod") => Some(""),
            ("apps", "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet")
            | ("batch", "Job")
            | ("", "ReplicationController") => Some("/spec/template"),
            ("batch", "CronJob") => Some("/spec/jobTemplate/spec/template"),
            _ => None,
        };
        Template { path, is_a_controllers: path.is_some_and(|path| !path.is_empty()) }
    }

    /// What is the same of a finding in a template and in a pod that was made of it; `None` for one that is not about
    /// the pod. Messages are left out: they name the place.
    fn mark(&self, violation: &Violation) -> Option<u64> {
        let within = violation.path.strip_prefix(self.path?).filter(|rest| rest.starts_with('/'))?;
        let mut hasher = DefaultHasher::new();
        (&violation.rule, &violation.check, &violation.constraint, within).hash(&mut hasher);
        violation.observed.to_json().hash(&mut hasher);
        Some(hasher.finish())
    }
}

/// The UID of the object that controls this one.
fn controller(object: &Value) -> Option<String> {
    let owners = object.pointer("/metadata/ownerReferences")?;
    let controls = |owner: &Value| owner.get("controller").is_some_and(|flag| flag.as_bool() == Some(true));
    owners.elements().iter().find(|owner| controls(owner))?.get_str("uid").filter(|uid| !uid.is_empty())
}

fn text(object: &Value, pointer: &str) -> String {
    object.pointer(pointer).and_then(|one| one.as_str().map(str::to_owned)).unwrap_or_default()
}
