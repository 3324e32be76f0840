//! What becomes of a mutant.

use std::time::Duration;

use super::Mutant;
use super::reach::{Reach, with_fault};
use crate::document::Documents;
use crate::evaluate::Limits;
use crate::test::{Case, Tests};

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A test noticed it.
    Killed {
        /// Which.
        by: String,
    },
    /// A test took too long, which somebody would notice.
    TimedOut {
        /// Which.
        by: String,
    },
    /// It is no policy: nobody could write it.
    NoPolicy,
    /// No test noticed it.
    Survived {
        /// How many tests it could have concerned.
        tests: usize,
    },
}

/// How mutants are tried.
#[derive(Debug, Clone, Copy)]
pub struct TrialOptions {
    /// How long one test may take.
    pub timeout: Duration,
}

impl Tests {
    /// Runs the tests that a mutant can concern, until one notices it.
    pub fn try_out(&self, mutant: &Mutant, reach: &Reach, options: &TrialOptions) -> Fate {
        let limits = Limits { time: options.timeout, ..Limits::default() };
        let mut number = 0;
        for batch in reach.batches(self, mutant) {
            let closure = reach.closure(batch.iter().map(|case| case.module).chain([mutant.module]));
            let Some(modules) = with_fault(self.documents(), &closure, mutant) else {
                return Fate::NoPolicy;
            };
            let Ok(tests) = Tests::new(Documents::new(modules, self.documents().data().clone())) else {
                return Fate::NoPolicy;
            };
            number += batch.len();
            let same = |case: &&Case| {
                batch.iter().any(|other| {
                    other.package == case.package
                        && other.name == case.name
                        && other.place.file == case.place.file
                })
            };
            let cases: Vec<&Case> = tests.cases().iter().filter(same).collect();
            if let Some((by, is_slow)) = tests.first_failing(&cases, &limits) {
                return if is_slow { Fate::TimedOut { by } } else { Fate::Killed { by } };
            }
        }
        if number == 0 && mutant.applied(self.documents()).is_none() {
            return Fate::NoPolicy;
        }
        Fate::Survived { tests: number }
    }
}
