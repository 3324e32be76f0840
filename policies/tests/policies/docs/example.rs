//! Manifests to show: from cases, cut to what the rule judges and reads.

use std::path::{Path, PathBuf};

use edgeward_decision::{Decision, Inventory, Review, decide};
use edgeward_rego::{Limits, Value};

use crate::coverage::header;
use crate::golden::documents;
use crate::sources::{Policies, folders, name, testdata};

/// A case as a page shows it.
pub(super) struct Example {
    pub(super) case: String,
    pub(super) shows: String,
    /// YAML of its documents, namespaces left out.
    pub(super) manifest: String,
    /// What the rule says of it, and at which place.
    pub(super) said: Vec<(String, String)>,
}

/// All cases of a rule: name, what it shows, what is found.
pub(super) fn cases(rule: &str) -> Vec<(String, String, Vec<String>)> {
    let cases = folders(&testdata().join("golden").join(rule));
    let read = cases.iter().filter_map(|case| Some((case, header(case).ok()?)));
    read.map(|(case, header)| (name(case), header.shows, header.expect.into_iter().collect())).collect()
}

/// A case in which this check alone finds something: a plain and short one where there is one.
pub(super) fn avoid(policies: &Policies, rule: &str, check: &str) -> Result<Option<Example>, String> {
    let mut candidates = Vec::new();
    for case in folders(&testdata().join("golden").join(rule)) {
        let Ok(header) = header(&case) else {
            continue;
        };
        if header.expect.contains(check) {
            let others = header.expect.len() + usize::from(is_review(&case));
            candidates.push((others, oddity(&name(&case)), text(&case).lines().count(), case));
        }
    }
    candidates.sort();
    match candidates.first() {
        Some((.., case)) => example(policies, rule, case, Some(check)).map(Some),
        None => Ok(None),
    }
}

/// How far a case is from what somebody would write in good faith.
fn oddity(case: &str) -> usize {
    const NONSENSE: [&str; 12] = [
        "boolean",
        "containers",
        "inventory",
        "list",
        "map",
        "metadata",
        "null",
        "number",
        "object",
        "spec",
        "string",
        "template",
    ];
    const KINDS: [&str; 4] = ["fail", "missing", "bypass", "boundary"];
    let mut words = case.split('-');
    let kind = words.next().and_then(|first| KINDS.iter().position(|kind| *kind == first));
    let is_nonsense = words.any(|word| NONSENSE.contains(&word));
    kind.unwrap_or(KINDS.len()) + if is_nonsense { KINDS.len() } else { 0 }
}

/// The shortest case that passes and is judged; a manifest before a review.
pub(super) fn prefer(policies: &Policies, rule: &str) -> Result<Option<Example>, String> {
    let mut candidates: Vec<(bool, usize, PathBuf)> = folders(&testdata().join("golden").join(rule))
        .into_iter()
        .filter(|case| name(case).starts_with("pass-"))
        .map(|case| (is_review(&case), text(&case).lines().count(), case))
        .collect();
    candidates.sort();
    for (.., case) in candidates {
        let example = example(policies, rule, &case, None)?;
        if !example.manifest.is_empty() {
            return Ok(Some(example));
        }
    }
    Ok(None)
}

fn text(case: &Path) -> String {
    std::fs::read_to_string(case.join("input.yaml")).unwrap_or_default()
}

/// A review is no manifest that somebody writes.
fn is_review(case: &Path) -> bool {
    text(case).contains("kind: AdmissionReview")
}

fn example(policies: &Policies, rule: &str, case: &Path, check: Option<&str>) -> Result<Example, String> {
    let file = case.join("input.yaml");
    let documents = documents(&file)?;
    let mut said: Vec<(String, String)> = Vec::new();
    let mut judged = vec![false; documents.len()];
    for profile in ["baseline", "strict"] {
        for (at, decision) in decisions(policies, profile, rule, &documents)?.iter().enumerate() {
            let found = findings(decision, check);
            let is_shown = if check.is_some() { !found.is_empty() } else { decision.evaluated > 0 };
            if let Some(judged) = judged.get_mut(at) {
                *judged |= is_shown;
            }
            said.extend(found);
        }
    }
    said.sort();
    said.dedup();
    if !judged.contains(&true) {
        return Ok(Example { case: name(case), shows: String::new(), manifest: String::new(), said });
    }
    let texts = split(&text(case));
    let is_cut = texts.len() == documents.len();
    let is_scenery = |document: &Value| document.get_str("kind").is_some_and(|kind| kind == "Namespace");
    let manifest: Vec<&str> = texts
        .iter()
        .enumerate()
        .filter(|(at, _)| {
            // The items of a List are documents of their own, and cannot be told apart in the text.
            !is_cut
                || judged.get(*at) == Some(&true)
                || documents.get(*at).is_some_and(|one| !is_scenery(one))
        })
        .map(|(_, text)| text.trim())
        .collect();
    let shows = header(case)?.shows;
    Ok(Example { case: name(case), shows, manifest: manifest.join("\n---\n"), said })
}

/// What the embedded policies decide by one rule; that every machine decides alike is the suite's to show.
fn decisions(
    policies: &Policies,
    profile: &str,
    rule: &str,
    documents: &[Value],
) -> Result<Vec<Decision>, String> {
    let set = &policies.embedded;
    let whole = set.profile(profile).map_err(|error| error.to_string())?;
    let profile = whole.narrowed(|bound| {
        set.admission_rules().get(bound.rule).is_some_and(|entry| entry.annotation.id == rule)
    });
    let facts = set.facts(&Inventory::from_objects(documents));
    let decide = |document| {
        let review = Review::of_document(document).map_err(|error| error.to_string())?;
        Ok(decide(set, &profile, &review, &facts, &Limits::default()))
    };
    documents.iter().map(decide).collect()
}

fn findings(decision: &Decision, check: Option<&str>) -> Vec<(String, String)> {
    let all = decision.violations.iter().chain(&decision.warnings);
    let of_check = all.filter(|violation| check == Some(violation.check.as_str()));
    of_check.map(|violation| (violation.message.clone(), violation.path.clone())).collect()
}

/// The documents of a file as text, the header left out.
fn split(text: &str) -> Vec<String> {
    let mut texts = vec![String::new()];
    let body = text.lines().skip_while(|line| line.starts_with('#'));
    for line in body {
        if line.trim_end() == "---" {
            texts.push(String::new());
        } else if let Some(last) = texts.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    let is_written =
        |text: &String| text.lines().any(|line| !line.trim().is_empty() && !line.starts_with('#'));
    texts.into_iter().filter(is_written).collect()
}
