use edgeward_decision::{PolicySet, Violation, Waived};
use edgeward_gatekeeper::EnforcementAction;
use edgeward_manifest::Place;
use edgeward_rego::{Severity, Value};
use serde::{Serialize, Serializer};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Finding {
    pub(crate) action: EnforcementAction,
    pub(crate) severity: Severity,
    pub(crate) rule: String,
    pub(crate) check: String,
    pub(crate) title: String,
    pub(crate) constraint: String,
    pub(crate) message: String,
    /// JSON pointer of the field; empty for the whole object.
    pub(crate) path: String,
    /// Where it is written, for an object that came from a file.
    #[serde(serialize_with = "place", skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Place>,
    pub(crate) observed: Value,
    pub(crate) expected: Value,
    pub(crate) remediation: String,
    pub(crate) controls: Vec<String>,
}

/// A finding, and the exception that speaks for it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WaivedFinding {
    #[serde(flatten)]
    pub(crate) finding: Finding,
    pub(crate) exception: String,
    pub(crate) expires: String,
    pub(crate) ticket: String,
}

impl WaivedFinding {
    pub(super) fn new(
        policies: &PolicySet,
        place: &dyn Fn(&str) -> Option<Place>,
        waived: &Waived,
    ) -> WaivedFinding {
        WaivedFinding {
            finding: Finding::new(policies, place, &waived.violation),
            exception: waived.exception.clone(),
            expires: waived.expires.clone(),
            ticket: waived.ticket.clone(),
        }
    }
}

impl Finding {
    pub(super) fn new(
        policies: &PolicySet,
        place: &dyn Fn(&str) -> Option<Place>,
        violation: &Violation,
    ) -> Finding {
        let annotation = policies
            .admission_rules()
            .iter()
            .map(|entry| &entry.annotation)
            .find(|it| it.id == violation.rule);
        Finding {
            action: violation.action,
            severity: violation.severity,
            rule: violation.rule.clone(),
            check: violation.check.clone(),
            title: annotation.map(|it| it.title.clone()).unwrap_or_default(),
            constraint: violation.constraint.clone(),
            message: violation.message.clone(),
            path: violation.path.clone(),
            place: place(&violation.path),
            observed: violation.observed.clone(),
            expected: violation.expected.clone(),
            remediation: annotation.map(|it| it.remediation.clone()).unwrap_or_default(),
            controls: annotation.map(|it| it.controls.clone()).unwrap_or_default(),
        }
    }

    /// What denies first, then the worst, then by rule and place.
    pub(super) fn order(&self) -> impl Ord + '_ {
        (
            self.action,
            std::cmp::Reverse(self.severity),
            &self.rule,
            self.place.as_ref().map(|place| (place.line, place.column)),
            (&self.path),
            (&self.check, &self.constraint, &self.message),
        )
    }
}

/// The place of a field. None is left out before this is asked.
pub(super) fn place<S: Serializer>(place: &Option<Place>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Shape<'a> {
        file: &'a str,
        line: usize,
        column: usize,
    }
    match place {
        Some(Place { file, line, column }) => {
            Shape { file, line: *line, column: *column }.serialize(serializer)
        }
        None => serializer.serialize_none(),
    }
}
