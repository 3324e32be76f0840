//! What became of the mutants.

use std::collections::BTreeSet;

use edgeward_rego::mutants::Mutant;
use serde::Serialize;

use super::accepted::Accepted;
use crate::emit;
use crate::failure::Failure;
use crate::output::Paint;
use crate::shown::{count, plain};

/// A mutant and what became of it.
pub(super) struct Tried {
    pub(super) mutant: Mutant,
    pub(super) outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Killed,
    TimedOut,
    NoPolicy,
    Survived { tests: usize, goldens: usize },
    NotTried,
}

/// What is told of a run.
pub(super) struct Report<'a> {
    summary: Summary,
    /// Those that nobody has accepted, with the number of tests and of golden cases that did not notice.
    pub(super) survivors: Vec<(&'a Mutant, usize, usize)>,
    /// Accepted, but not among the survivors; only of a whole run.
    pub(super) stale: Vec<String>,
}

#[derive(Debug, Default, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    killed: usize,
    timed_out: usize,
    survived: usize,
    accepted: usize,
    no_policy: usize,
    not_tried: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    api_version: &'static str,
    kind: &'static str,
    summary: Summary,
    survivors: Vec<Survivor<'a>>,
}

/// Everything that an entry of the accepted ones needs but the reason.
#[derive(Serialize)]
struct Survivor<'a> {
    path: &'a str,
    rule: &'a str,
    operator: &'a str,
    before: &'a str,
    after: &'a str,
    line: &'a str,
    row: u32,
    column: u32,
    tests: usize,
    goldens: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(tried: &'a [Tried], accepted: &Accepted, is_whole: bool) -> Report<'a> {
        let mut summary = Summary::default();
        let mut survivors = Vec::new();
        let mut used = BTreeSet::new();
        for Tried { mutant, outcome } in tried {
            match outcome {
                Outcome::Killed => summary.killed += 1,
                Outcome::TimedOut => summary.timed_out += 1,
                Outcome::NoPolicy => summary.no_policy += 1,
                Outcome::NotTried => summary.not_tried += 1,
                Outcome::Survived { tests, goldens } => match accepted.position(mutant) {
                    Some(entry) => {
                        used.insert(entry);
                        summary.accepted += 1;
                    }
                    None => {
                        summary.survived += 1;
                        survivors.push((mutant, *tests, *goldens));
                    }
                },
            }
        }
        let entries = accepted.entries().enumerate();
        let stale = entries.filter(|(index, _)| is_whole && !used.contains(index));
        Report { summary, survivors, stale: stale.map(|(_, entry)| entry.to_string()).collect() }
    }

    /// Whether no test had the chance to notice anything.
    pub(super) fn is_empty(&self) -> bool {
        let Summary { killed, timed_out, survived, accepted, no_policy: _, not_tried: _ } = self.summary;
        killed + timed_out + survived + accepted == 0
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (mutant, tests, goldens) in &self.survivors {
            let tests = match (tests, goldens) {
                (0, 0) => "no test reaches it".to_owned(),
                (tests, 0) => format!("{} did not notice", count(*tests, "test")),
                (tests, goldens) => {
                    format!("{} and {} did not notice", count(*tests, "test"), count(*goldens, "golden case"))
                }
            };
            text.push_str(&format!("{}\n  in `{}`: {tests}\n", plain(&mutant.to_string()), mutant.rule));
        }
        let Summary { killed, timed_out, survived, accepted, no_policy, not_tried } = self.summary;
        let paint = if survived == 0 { Paint::Allow } else { Paint::Deny };
        text.push_str(&format!("{}, {killed} killed", paint.on(&format!("{survived} survived"))));
        for (number, what) in [
            (timed_out, "killed by time"),
            (accepted, "accepted"),
            (no_policy, "no policy"),
            (not_tried, "not tried"),
        ] {
            if number > 0 {
                text.push_str(&format!(", {number} {what}"));
            }
        }
        text.push('\n');
        text
    }

    /// The versioned document.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn json(&self) -> Result<String, Failure> {
        let survivors = self.survivors.iter().map(|(mutant, tests, goldens)| Survivor {
            path: &mutant.place.file,
            rule: &mutant.rule,
            operator: mutant.operator,
            before: &mutant.before,
            after: &mutant.after,
            line: &mutant.line,
            row: mutant.place.line,
            column: mutant.place.column,
            tests: *tests,
            goldens: *goldens,
        });
        emit::json(&Document {
            api_version: "edgeward.io/v1",
            kind: "MutantsResult",
            summary: self.summary,
            survivors: survivors.collect(),
        })
    }
}
