//! Which lines of a policy were evaluated, in the shape of `opa test --coverage`.
//!
//! Text written for it says each time that an expression is evaluated and that a rule has given something; what is
//! in the modules and never said so is not covered.

mod candidate;
mod range;

pub use range::{Position, Range};

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::syntax::tree::Span;
use crate::test::{Ran, Tests};
use candidate::Candidate;
pub(crate) use candidate::path;

/// What was evaluated in runs of tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Covered(BTreeSet<(usize, Span)>);

impl Covered {
    /// Adds what a test evaluated.
    pub fn add(&mut self, ran: &Ran) {
        self.0.extend(&ran.covered);
    }

    /// Adds what other tests evaluated.
    pub fn merge(&mut self, other: &Covered) {
        self.0.extend(&other.0);
    }

    fn of(&self, module: usize) -> impl Iterator<Item = Span> {
        let (first, last) = (Span::default(), Span { start: u32::MAX, end: u32::MAX });
        self.0.range((module, first)..=(module, last)).map(|(_, span)| *span)
    }

    /// Whether anything inside of a rule was evaluated.
    fn is_within(&self, module: usize, rule: Span) -> bool {
        self.of(module).any(|span| rule.start <= span.start && span.end <= rule.end)
    }
}

/// Which lines were evaluated.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// By file.
    pub files: BTreeMap<String, FileCoverage>,
    /// Lines with something that was evaluated.
    pub covered_lines: usize,
    /// Lines with something that was not; a line may be both.
    pub not_covered_lines: usize,
    /// Percentage of the former.
    #[serde(serialize_with = "plainly")]
    pub coverage: f64,
}

/// Which lines of a file were evaluated.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FileCoverage {
    /// What was evaluated, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub covered: Vec<Range>,
    /// What was not, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_covered: Vec<Range>,
    /// Lines of the former.
    #[serde(skip_serializing_if = "is_zero")]
    pub covered_lines: usize,
    /// Lines of the latter.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_covered_lines: usize,
    /// Percentage of the former.
    #[serde(skip_serializing_if = "is_nothing", serialize_with = "plainly")]
    pub coverage: f64,
}

/// As OPA writes a number: without a fraction of nothing.
fn plainly<S: serde::Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    const ALL: f64 = 100.0;
    if *number == ALL {
        serializer.serialize_u8(100)
    } else if *number == 0.0 {
        serializer.serialize_u8(0)
    } else {
        serializer.serialize_f64(*number)
    }
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

fn is_nothing(number: &f64) -> bool {
    *number == 0.0
}

impl FileCoverage {
    /// Lines with something that was not evaluated, first and last of those that follow each other.
    pub fn missing(&self) -> Vec<(u32, u32)> {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        for row in range::rows(&self.not_covered) {
            match spans.last_mut() {
                Some((_, last)) if *last + 1 == row => *last = row,
                _ => spans.push((row, row)),
            }
        }
        spans
    }
}

/// Of all lines, how many in a hundred.
fn percentage(covered: usize, not_covered: usize) -> f64 {
    let of = |number: usize| u32::try_from(number).map_or(f64::MAX, f64::from);
    let all = covered + not_covered;
    if all == 0 { 0.0 } else { 100.0 * of(covered) / of(all) }
}

impl Tests {
    /// What tests have covered of the modules, tests included.
    pub fn coverage(&self, covered: &Covered) -> Coverage {
        let mut coverage = Coverage::default();
        let modules = self.documents().modules();
        for (index, module) in modules.iter().enumerate() {
            let file = self.file_coverage(index, covered);
            coverage.covered_lines += file.covered_lines;
            coverage.not_covered_lines += file.not_covered_lines;
            coverage.files.insert(module.source().path.clone(), file);
        }
        coverage.coverage = percentage(coverage.covered_lines, coverage.not_covered_lines);
        coverage
    }

    fn file_coverage(&self, index: usize, covered: &Covered) -> FileCoverage {
        let Some(module) = self.documents().modules().get(index) else {
            return FileCoverage::default();
        };
        let ranges = range::Ranges::new(&module.source().text);
        let candidates = candidate::of_module(module);
        let mut said: BTreeSet<Span> = covered.of(index).collect();
        let mut found = BTreeSet::new();
        for Candidate { said_by, shown, rule } in &candidates {
            if let Some(rule) = rule.filter(|rule| self.is_default(index, *rule)) {
                if self.is_consulted(index, rule, covered) {
                    found.insert(ranges.of(*shown));
                }
            } else if said.remove(said_by) {
                found.insert(ranges.of(*shown));
            }
        }
        found.extend(said.into_iter().map(|span| ranges.of(span)));
        let missing: BTreeSet<Range> = candidates
            .iter()
            .map(|candidate| ranges.of(candidate.shown))
            .filter(|range| !found.iter().any(|other| other.contains(range)))
            .collect();
        let (covered, not_covered): (Vec<Range>, Vec<Range>) =
            (found.into_iter().collect(), missing.into_iter().collect());
        let lines = (range::rows(&covered).len(), range::rows(&not_covered).len());
        FileCoverage {
            covered,
            not_covered,
            covered_lines: lines.0,
            not_covered_lines: lines.1,
            coverage: percentage(lines.0, lines.1),
        }
    }

    fn is_default(&self, module: usize, rule: usize) -> bool {
        let module = self.documents().modules().get(module);
        module.and_then(|module| module.tree.rules.get(rule)).is_some_and(|rule| rule.is_default)
    }

    /// Whether somebody asked for the value of a rule with a default: a definition of it was begun or, where it has
    /// none, a rule that names it.
    fn is_consulted(&self, module: usize, rule: usize, covered: &Covered) -> bool {
        let modules = self.documents().modules();
        let Some((own, default)) = modules.get(module).and_then(|own| Some((own, own.tree.rules.get(rule)?)))
        else {
            return false;
        };
        let name = candidate::path(&default.head);
        let siblings = modules.iter().enumerate().filter(|(_, other)| other.package() == own.package());
        let mut definitions = siblings
            .flat_map(|(at, other)| other.tree.rules.iter().map(move |rule| (at, rule)))
            .filter(|(_, rule)| !rule.is_default && candidate::path(&rule.head).starts_with(&name))
            .peekable();
        if definitions.peek().is_some() {
            return definitions.any(|(at, rule)| covered.is_within(at, rule.span));
        }
        self.callers(module, rule).into_iter().any(|(at, span)| covered.is_within(at, span))
    }
}

#[cfg(test)]
mod tests;
