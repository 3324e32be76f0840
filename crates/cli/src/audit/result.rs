//! What an audit found, as one document.

use std::collections::{BTreeMap, BTreeSet};

use edgeward_decision::{AuditSummary, Audited, Coverage, PolicyId, PolicySet, Profile, Review};
use edgeward_manifest::Place;
use edgeward_webhook::audit::{AuditedKind, Scanned};
use serde::Serialize;

use crate::found::{ObjectResult, Outcome};

/// Objects with findings, as many as are to be printed.
pub(super) struct Found<'a> {
    policies: &'a PolicySet,
    most: usize,
    objects: Vec<ObjectResult>,
    /// Those beyond, by apiVersion and kind.
    left_out: BTreeMap<(String, String), usize>,
    /// Those without, likewise.
    silent: BTreeMap<(String, String), usize>,
}

/// The document that `-o json` prints. Fields are only ever added within `edgeward.io/v1`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuditResult {
    api_version: &'static str,
    kind: &'static str,
    pub(super) profile: String,
    pub(super) policy: PolicyId,
    /// Of all objects together. What could not be read is in `gaps`, whatever stands here.
    pub(super) verdict: Outcome,
    pub(super) summary: AuditSummary,
    /// Kinds that were read to their end.
    pub(super) kinds: Vec<KindResult>,
    /// Kinds that were not.
    pub(super) gaps: Vec<GapResult>,
    /// Kinds that nobody wanted to be read.
    pub(super) skipped: Vec<String>,
    /// Namespaces that nothing describes.
    pub(super) assumed_namespaces: BTreeSet<String>,
    /// Objects with findings of their own.
    pub(super) objects: Vec<ObjectResult>,
    /// How many more there are than are printed.
    pub(super) left_out: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KindResult {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) objects: usize,
    /// Objects of which there is nothing to say, other than that it is said of their controller.
    pub(super) silent: usize,
    /// Objects with findings that are not printed.
    pub(super) left_out: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct GapResult {
    pub(super) kind: String,
    pub(super) reason: String,
}

impl<'a> Found<'a> {
    pub(super) fn new(policies: &'a PolicySet, most: usize) -> Found<'a> {
        Found { policies, most, objects: Vec::new(), left_out: BTreeMap::new(), silent: BTreeMap::new() }
    }

    /// Keeps an object that something was found about; `place` knows where its fields are written.
    pub(super) fn add(&mut self, review: &Review, audited: Audited, place: &dyn Fn(&str) -> Option<Place>) {
        let object = ObjectResult::new(self.policies, review, audited.decision, place);
        let kind = (object.api_version.clone(), object.kind.clone());
        if object.coverage != Coverage::Judged || object.is_silent() {
            *self.silent.entry(kind).or_default() += 1;
        } else if self.objects.len() < self.most {
            self.objects.push(object);
        } else {
            *self.left_out.entry(kind).or_default() += 1;
        }
    }
}

impl AuditResult {
    pub(super) fn new(
        policies: &PolicySet,
        profile: &Profile,
        scanned: Scanned,
        found: Found<'_>,
    ) -> AuditResult {
        let Scanned { tally, kinds, gaps, skipped } = scanned;
        let kind = |AuditedKind { api_version, kind, objects }| {
            let key = (api_version, kind);
            let of = |counts: &BTreeMap<_, usize>| counts.get(&key).copied().unwrap_or_default();
            let (silent, left_out) = (of(&found.silent), of(&found.left_out));
            KindResult { api_version: key.0, kind: key.1, objects, silent, left_out }
        };
        AuditResult {
            api_version: "edgeward.io/v1",
            kind: "AuditResult",
            profile: profile.name.clone(),
            policy: policies.id().clone(),
            verdict: Outcome::of_all(tally.summary.denied, tally.summary.evaluated),
            summary: tally.summary,
            kinds: kinds.into_iter().map(kind).collect(),
            gaps: gaps.into_iter().map(|gap| GapResult { kind: gap.kind, reason: gap.reason }).collect(),
            skipped,
            assumed_namespaces: tally.assumed_namespaces,
            left_out: found.left_out.values().sum(),
            objects: found.objects,
        }
    }
}
