//! Objects in files, as if they were a cluster.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

use edgeward_decision::{InventoryKind, PolicySet, Profile, Review, audit_order, decide};
use edgeward_rego::Limits;
use edgeward_webhook::audit::{AuditedKind, Scanned, is_skipped};

use super::result::Found;
use crate::failure::Failure;
use crate::input::inputs;
use crate::output::Output;
use crate::subject::{Subject, given, inventory};

/// By what objects are judged.
pub(super) struct Judged<'a> {
    pub(super) policies: &'a PolicySet,
    pub(super) profile: &'a Profile,
    pub(super) moment: i64,
    pub(super) limits: Limits,
}

impl Judged<'_> {
    /// Judges every object once, the later one of two of a name.
    pub(super) fn audit(
        &self,
        paths: &[PathBuf],
        skip: &[String],
        stdin: &mut dyn Read,
        output: &mut Output,
        found: &mut Found<'_>,
    ) -> Result<Scanned, Failure> {
        let subjects = given(&inputs(paths), stdin, output)?;
        refuse_reviews(&subjects)?;
        let facts = self.policies.facts(&inventory(&subjects)).at(self.moment);
        let mut scanned = Scanned::default();
        let (mut kinds, mut skipped) = (BTreeMap::<(String, String), usize>::new(), BTreeSet::new());
        for subject in in_order(subjects) {
            let kind = &subject.review.kind;
            if !self.profile.covers_kind(&kind.group, &kind.kind) {
                continue;
            }
            let named = InventoryKind::new(&kind.api_version(), &kind.kind);
            if is_skipped(skip, &named) {
                skipped.insert(named.to_string());
                continue;
            }
            *kinds.entry((kind.api_version(), kind.kind.clone())).or_default() += 1;
            let review = Review::of_existing(subject.document.value())
                .map_err(|error| Failure::Documents(vec![format!("{}: {error}", subject.place(""))]))?;
            let decision = decide(self.policies, self.profile, &review, &facts, &self.limits);
            let audited = scanned.tally.count(&review, decision);
            found.add(&review, audited, &|pointer| Some(subject.place(pointer)));
        }
        let kind = |((api_version, kind), objects)| AuditedKind { api_version, kind, objects };
        scanned.kinds = kinds.into_iter().map(kind).collect();
        scanned.skipped = skipped.into_iter().collect();
        Ok(scanned)
    }
}

/// A review asks about an object, it does not say that there is one.
fn refuse_reviews(subjects: &[Subject]) -> Result<(), Failure> {
    let reviews = subjects.iter().filter(|subject| subject.document.kind() == "AdmissionReview");
    let problem = |subject: &Subject| {
        format!(
            "{}: an AdmissionReview asks about an object that need not exist; `edgeward check` judges it",
            subject.place("")
        )
    };
    let problems: Vec<String> = reviews.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure::Documents(problems)) }
}

/// The last of each name, what controls before what is controlled.
fn in_order(subjects: Vec<Subject>) -> Vec<Subject> {
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Subject> = subjects
        .into_iter()
        .rev()
        .filter(|subject| {
            let Review { kind, namespace, name, .. } = &subject.review;
            name.is_empty()
                || seen.insert((kind.group.clone(), kind.kind.clone(), namespace.clone(), name.clone()))
        })
        .collect();
    kept.reverse();
    kept.sort_by_key(|subject| audit_order(&subject.review.kind.group, &subject.review.kind.kind));
    kept
}
