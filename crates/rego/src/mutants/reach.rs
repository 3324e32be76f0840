//! Which tests a fault can concern, and what has to be compiled to run them.

use std::collections::{BTreeMap, BTreeSet};

use super::Mutant;
use crate::document::Documents;
use crate::lowered::Chosen;
use crate::module::Module;
use crate::syntax::tree::Span;
use crate::test::{Case, Tests};

/// What each test and each rule under test needs.
#[derive(Debug)]
pub struct Reach {
    /// For each test, the rules that it may need.
    tests: Vec<Chosen>,
    /// For each rule, its module and bytes.
    rules: Vec<(usize, Span)>,
    /// For each module, those whose rules its own rules name.
    names: BTreeMap<usize, BTreeSet<usize>>,
    /// Packages with a rule under test, and the rules that it may need.
    judging: Vec<(String, Chosen)>,
}

/// Rules that a decision asks.
const JUDGING: [&str; 2] = ["violation", "mutation"];

impl Tests {
    /// What the tests need that may notice a mutant, found once for all mutants.
    pub fn reach(&self, may_notice: impl Fn(&Case) -> bool) -> Reach {
        let lowered = self.lowered();
        let path = |names: &[String]| -> Chosen {
            let path: Vec<&str> = std::iter::once("data").chain(names.iter().map(String::as_str)).collect();
            lowered.reached(&path)
        };
        let rules: Vec<(usize, Span)> = lowered
            .flats(None)
            .iter()
            .flat_map(|(module, rules)| rules.iter().map(|flat| (*module, flat.rule.span)))
            .collect();
        let mut names: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for ((module, _), edges) in rules.iter().zip(&lowered.compiled.edges) {
            let others = edges.iter().filter_map(|edge| rules.get(*edge)).map(|(module, _)| *module);
            names.entry(*module).or_default().extend(others);
        }
        let mut judging = Vec::new();
        for module in self.documents().modules().iter().filter(|module| !module.is_test()) {
            for name in module.rule_names().iter().filter(|name| JUDGING.contains(&name.as_str())) {
                let mut names = module.tree.package.clone();
                names.push(name.clone());
                judging.push((module.package().to_owned(), path(&names)));
            }
        }
        let reached = |case: &Case| if may_notice(case) { path(&case.path) } else { Chosen::new() };
        Reach { tests: self.cases().iter().map(reached).collect(), rules, names, judging }
    }
}

impl Reach {
    fn rule(&self, documents: &Documents, mutant: &Mutant) -> Option<usize> {
        let module = documents.modules().get(mutant.module)?;
        let span = module.tree.rules.get(mutant.index)?.span;
        self.rules.iter().position(|rule| *rule == (mutant.module, span))
    }

    /// The tests that a fault can concern, by their module: those beside it first.
    pub(super) fn batches<'a>(&self, tests: &'a Tests, mutant: &Mutant) -> Vec<Vec<&'a Case>> {
        let Some(rule) = self.rule(tests.documents(), mutant) else {
            return Vec::new();
        };
        let mut batches: BTreeMap<(bool, usize), Vec<&Case>> = BTreeMap::new();
        let own = tests.documents().modules().get(mutant.module).map(Module::package).unwrap_or_default();
        let reaching = tests
            .cases()
            .iter()
            .zip(&self.tests)
            .filter(|(case, reached)| reached.contains(&rule) && !case.is_skipped);
        for (case, _) in reaching {
            let is_beside = case.package.strip_suffix("_test") == Some(own) || case.package == own;
            batches.entry((!is_beside, case.module)).or_default().push(case);
        }
        batches.into_values().collect()
    }

    /// Packages whose rules a fault can concern.
    pub fn packages(&self, documents: &Documents, mutant: &Mutant) -> BTreeSet<&str> {
        let Some(rule) = self.rule(documents, mutant) else {
            return BTreeSet::new();
        };
        let reaching = self.judging.iter().filter(|(_, reached)| reached.contains(&rule));
        reaching.map(|(package, _)| package.as_str()).collect()
    }

    /// Some modules and all that their rules may name, in order.
    pub(super) fn closure(&self, start: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut next: Vec<usize> = start.into_iter().collect();
        while let Some(module) = next.pop() {
            if found.insert(module) {
                next.extend(self.names.get(&module).into_iter().flatten());
            }
        }
        found
    }

    /// The modules that a package needs, with the fault in its own; nothing where that is no Rego.
    pub fn package_with(&self, documents: &Documents, package: &str, mutant: &Mutant) -> Option<Vec<Module>> {
        let modules = documents.modules().iter().enumerate();
        let own = modules.filter(|(_, module)| module.package() == package && !module.is_test());
        let closure = self.closure(own.map(|(at, _)| at));
        with_fault(documents, &closure, mutant)
    }
}

/// Modules of a closure, one of them with a fault. Files of one package go together.
pub(super) fn with_fault(
    documents: &Documents,
    closure: &BTreeSet<usize>,
    mutant: &Mutant,
) -> Option<Vec<Module>> {
    let mutated = mutant.applied(documents)?;
    let modules = documents.modules().iter().enumerate().filter(|(at, _)| closure.contains(at));
    Some(
        modules
            .map(|(at, module)| if at == mutant.module { mutated.clone() } else { module.clone() })
            .collect(),
    )
}
