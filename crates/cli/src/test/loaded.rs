//! What there is to test.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use edgeward_decision::{PolicyId, PolicySet};
use edgeward_rego::test::{Case, Tests};
use edgeward_rego::{CompiledRule, Documents, LoadError, Version};
use edgeward_suite::GoldenCase;
use regex::Regex;

use crate::eval::load;
use crate::eval::problem::EvalProblem;
use crate::failure::Failure;

/// Policies with their tests.
pub(super) struct Loaded {
    pub(super) tests: Tests,
    pub(super) goldens: Vec<GoldenCase>,
    /// Every way of running the policies; none where no golden case needs them.
    policies: Vec<(&'static str, PolicySet)>,
}

/// What is to be run.
#[derive(Clone, Copy)]
pub(super) enum Chosen<'a> {
    Rego(&'a Case),
    Golden(&'a GoldenCase),
}

impl Loaded {
    /// Reads everything below some paths.
    ///
    /// # Errors
    /// Everything that cannot be read or does not compile.
    pub(super) fn read(paths: &[String], version: Version) -> Result<Loaded, Failure> {
        let documents = load::below(paths, version, GoldenCase::is_input)
            .map_err(|problems| Failure::Documents(problems.iter().map(EvalProblem::to_string).collect()))?;
        let goldens = goldens(paths);
        let policies = if goldens.is_empty() { Vec::new() } else { policies(&documents)? };
        let tests = Tests::new(documents).map_err(|errors| told(&errors))?;
        Ok(Loaded { tests, goldens, policies })
    }

    /// The tests that a filter lets through.
    pub(super) fn chosen(&self, filter: Option<&Regex>) -> Vec<Chosen<'_>> {
        let matches = |name: &str| filter.is_none_or(|filter| filter.is_match(name));
        let rego = self.tests.cases().iter().filter(|case| matches(&case.full_name())).map(Chosen::Rego);
        let goldens = self.goldens.iter().filter(|case| matches(&golden_name(case))).map(Chosen::Golden);
        rego.chain(goldens).collect()
    }

    /// Every way of running the policies.
    pub(super) fn sets(&self) -> Vec<(&str, &PolicySet)> {
        self.policies.iter().map(|(name, set)| (*name, set)).collect()
    }
}

/// `golden.HD-VOL-01.pass-x`.
fn golden_name(case: &GoldenCase) -> String {
    format!("golden.{}.{}", case.rule, case.name)
}

fn told(errors: &[LoadError]) -> Failure {
    Failure::Documents(errors.iter().map(|error| EvalProblem::from(error).to_string()).collect())
}

/// Cases below the paths, and in `testdata/golden` beside each of them.
fn goldens(paths: &[String]) -> Vec<GoldenCase> {
    let mut found = BTreeSet::new();
    for path in paths {
        let path = Path::new(path);
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let beside: PathBuf = parent.unwrap_or(Path::new(".")).join("testdata/golden");
        let beside = beside.strip_prefix(".").map(Path::to_owned).unwrap_or(beside);
        found.extend(GoldenCase::below(path));
        found.extend(GoldenCase::below(&beside));
    }
    found.into_iter().collect()
}

/// The policies as `check` and as `serve` would run them.
fn policies(documents: &Documents) -> Result<Vec<(&'static str, PolicySet)>, Failure> {
    let id = || PolicyId { revision: "test".to_owned(), digest: String::new() };
    let own = documents.modules().iter().filter(|module| !module.is_test());
    let sources: Vec<_> = own.clone().map(|module| module.source().clone()).collect();
    let data = documents.data().clone();
    let without_tests = Documents::new(own.cloned().collect(), data.clone());
    let programs = CompiledRule::all(&without_tests).map_err(|errors| told(&errors))?;
    Ok(vec![
        ("interpreter", PolicySet::from_text(id(), sources.clone(), data.clone())?),
        ("compiled rule", PolicySet::from_programs(id(), &programs, sources, data)?),
    ])
}
