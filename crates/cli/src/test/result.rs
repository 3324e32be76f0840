//! What a test came to, whichever kind it is.

use std::time::Duration;

use edgeward_rego::test::{Case, Outcome, Part, Ran};
use edgeward_rego::{EvalError, Place};
use edgeward_suite::GoldenCase;

/// One test.
#[derive(Debug)]
pub(super) struct TestResult {
    pub(super) place: Place,
    pub(super) package: String,
    pub(super) name: String,
    pub(super) status: Status,
    pub(super) elapsed: Duration,
    /// What it printed.
    pub(super) printed: Vec<String>,
    pub(super) parts: Vec<Part>,
    /// Why it failed.
    pub(super) explanation: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    Passed,
    Failed,
    Error(EvalError),
    Skipped,
}

impl Status {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Status::Passed => "PASS",
            Status::Failed => "FAIL",
            Status::Error(_) => "ERROR",
            Status::Skipped => "SKIPPED",
        }
    }
}

impl TestResult {
    pub(super) fn of_rego(case: &Case, ran: Ran) -> TestResult {
        let mut explanation = String::new();
        let status = match ran.outcome {
            Outcome::Passed => Status::Passed,
            Outcome::Skipped => Status::Skipped,
            Outcome::Error(error) => Status::Error(error),
            Outcome::Failed(failures) => {
                for failure in &failures {
                    if !failure.case.is_empty() {
                        explanation.push_str(&format!("{}:\n", failure.case));
                    }
                    explanation.push_str(&failure.to_string());
                }
                Status::Failed
            }
        };
        TestResult {
            place: case.place.clone(),
            package: case.package.clone(),
            name: case.name.clone(),
            status,
            elapsed: ran.elapsed,
            printed: ran.printed,
            parts: ran.parts,
            explanation,
        }
    }

    pub(super) fn of_golden(case: &GoldenCase, wrong: Option<String>, elapsed: Duration) -> TestResult {
        TestResult {
            place: Place { file: case.input().display().to_string(), line: 1, column: 1 },
            package: format!("golden.{}", case.rule),
            name: case.name.clone(),
            status: if wrong.is_some() { Status::Failed } else { Status::Passed },
            elapsed,
            printed: Vec::new(),
            parts: Vec::new(),
            explanation: wrong.unwrap_or_default(),
        }
    }

    /// How many cases pass and how many fail: itself, if it has none.
    pub(super) fn leaves(&self) -> (usize, usize) {
        let leaves: Vec<bool> = self.parts.iter().flat_map(Part::leaves).map(|(_, fails)| fails).collect();
        if leaves.is_empty() {
            let fails = self.status == Status::Failed;
            return (usize::from(!fails), usize::from(fails));
        }
        let failing = leaves.iter().filter(|fails| **fails).count();
        (leaves.len() - failing, failing)
    }
}
