//! What there is to test.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use edgeward_decision::{PolicyId, PolicySet};
use edgeward_rego::test::{Case, Tests};
use edgeward_rego::{CompiledRule, Documents, LoadError, Value, Version};
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

/// Where golden cases are kept beside policies.
pub(super) const GOLDENS: &str = "testdata/golden";

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
        let rego = self.tests.cases().iter().map(Chosen::Rego);
        let all = rego.chain(self.goldens.iter().map(Chosen::Golden));
        all.filter(|one| one.passes(filter)).collect()
    }

    /// Every way of running the policies.
    pub(super) fn sets(&self) -> Vec<(&str, &PolicySet)> {
        self.policies.iter().map(|(name, set)| (*name, set)).collect()
    }
}

impl Chosen<'_> {
    /// Whether a filter lets it through.
    pub(super) fn passes(self, filter: Option<&Regex>) -> bool {
        let name = match self {
            Chosen::Rego(case) => case.full_name(),
            Chosen::Golden(case) => format!("golden.{}.{}", case.rule, case.name),
        };
        filter.is_none_or(|filter| filter.is_match(&name))
    }
}

fn told(errors: &[LoadError]) -> Failure {
    Failure::Documents(errors.iter().map(|error| EvalProblem::from(error).to_string()).collect())
}

/// Cases below the paths, and in `testdata/golden` beside each of them.
fn goldens(paths: &[String]) -> Vec<GoldenCase> {
    let mut found = BTreeSet::new();
    for path in paths.iter().map(Path::new) {
        found.extend(GoldenCase::below(path));
        found.extend(GoldenCase::below(&beside(path, GOLDENS)));
    }
    found.into_iter().collect()
}

/// Something in the folder that a path stands in.
pub(super) fn beside(path: &Path, name: &str) -> PathBuf {
    match path.parent() {
        Some(parent) => parent.join(name),
        None => PathBuf::from(name),
    }
}

/// The constraints of one kind, in every profile.
pub(super) fn narrowed(data: &Value, kind: &str) -> Value {
    let profiles = data.get("profiles").unwrap_or(Value::NULL).entries();
    let profiles = profiles.into_iter().map(|(name, profile)| {
        let constraints = profile.get("constraints").map(|list| list.elements()).unwrap_or_default();
        let own = constraints.into_iter().filter(|one| one.get_str("kind").as_deref() == Some(kind));
        (name, profile.with("constraints", Value::array(own)).with("mutations", Value::array([])))
    });
    data.with("profiles", Value::object(profiles.collect::<Vec<_>>()))
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
        ("compiled rule", PolicySet::from_programs(id(), &programs, &sources, data)?),
    ])
}
