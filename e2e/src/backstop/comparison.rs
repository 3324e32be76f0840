//! What CEL finds against what the rules find, in what the API server takes.

use std::collections::BTreeSet;

use edgeward_backstop::Reach;
use serde_json::{Value, json};

use super::at::at;
use super::corpus::Corpus;
use super::rules::{Finding, Rules};
use super::subject::Subject;
use super::tried::Tried;
use crate::cluster::Problem;
use crate::parallel;

/// One subject that the API server alone takes.
#[derive(Debug)]
pub struct Comparison {
    /// What CEL found.
    pub cel: BTreeSet<Finding>,
    /// What the rules find in what is stored.
    pub rego: BTreeSet<Finding>,
    /// Where the two differ though they may not, in words.
    pub wrong: Vec<String>,
}

/// Compares, for each subject that the API server alone takes.
pub fn compare(
    corpus: &Corpus,
    rules: &Rules,
    alone: &[Option<Tried>],
    warned: &[Option<Tried>],
) -> Result<Vec<Option<Comparison>>, Problem> {
    let one = |index: usize, subject: &Subject| {
        let (Some(Some(Tried::Stored(stored, _))), Some(Some(answer))) =
            (alone.get(index), warned.get(index))
        else {
            return Ok(None);
        };
        let mut wrong = Vec::new();
        let mut cel = BTreeSet::new();
        match answer {
            Tried::Refused(message) | Tried::Unmade(message) => wrong.push(format!("refused: {message}")),
            Tried::Stored(_, warnings) => {
                for warning in warnings.iter().filter(|text| text.starts_with("Validation failed")) {
                    match finding(warning) {
                        Some(finding) => drop(cel.insert(finding)),
                        None => wrong.push(warning.clone()),
                    }
                }
            }
        }
        let nobody =
            json!({"username": "system:admin", "groups": ["system:masters", "system:authenticated"]});
        let user = subject.user.as_ref().unwrap_or(&nobody);
        let documents = documents(corpus, subject, alone);
        // Binding a pod is answered with a Status, and so are most ends.
        let judged =
            if at(stored, "/kind") == at(&subject.object, "/kind") { stored } else { &subject.object };
        let rego = rules.ask(subject, judged, user, &documents)?;
        for finding in cel.union(&rego) {
            let (in_cel, in_rego) = (cel.contains(finding), rego.contains(finding));
            let fits = match rules.reach(finding) {
                Reach::Whole => in_cel == in_rego,
                Reach::Part => in_rego || !in_cel,
                Reach::Settled => !in_rego,
                Reach::Nothing => !in_cel,
            };
            if !fits {
                let who = if in_cel { "CEL alone" } else { "the rule alone" };
                wrong.push(format!("{who} finds {} {}", finding.0, finding.1));
            }
        }
        Ok(Some(Comparison { cel, rego, wrong }))
    };
    parallel::map(&corpus.subjects, one).into_iter().collect()
}

/// `… : [hd-rt-01] class`, as the id of a rule and a check.
fn finding(warning: &str) -> Option<Finding> {
    let (_, named) = warning.split_once(": [")?;
    let (constraint, check) = named.split_once("] ")?;
    let rule = constraint.strip_suffix("-warn").unwrap_or(constraint).to_uppercase();
    Some((rule, check.to_owned()))
}

/// The objects of the subject's case as they are stored: what is refused is not there.
fn documents(corpus: &Corpus, subject: &Subject, alone: &[Option<Tried>]) -> Vec<Value> {
    let documents = corpus.goldens.get(subject.golden).map_or(&[][..], |golden| &golden.documents);
    documents
        .iter()
        .filter_map(|(document, put)| {
            let Some(index) = put else { return Some(document.clone()) };
            // A namespace that is there already is there.
            let Some(Some(Tried::Stored(stored, _))) = alone.get(*index) else {
                return (at(document, "/kind") == "Namespace").then(|| document.clone());
            };
            let subject = corpus.subjects.get(*index)?;
            // What is changed is still there as it was.
            Some(subject.told(subject.change.as_ref().map_or(stored, |change| &change.old)))
        })
        .collect()
}
