//! A rule compiled when its bundle was built, so that loading it needs no parsing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::annotation::Annotation;
use crate::document::Documents;
use crate::error::LoadError;
use crate::evaluate::{Rule, RuleSource};
use crate::inventory::{Analysis, Lookup, Read};

/// An entry point of a bundle and what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompiledRule {
    /// Package with `data.` in front.
    pub package: String,
    /// Name of the rule in it.
    pub name: String,
    /// The package's METADATA; the data-access policy has none.
    pub annotation: Option<Annotation>,
    /// What it looks up in `data.inventory`.
    pub lookups: Vec<Lookup>,
    /// What it reads of the objects that it looks up.
    pub reads: Vec<Read>,
    /// Byte code; none where the interpreter has to run it.
    #[serde(skip)]
    pub program: Option<Arc<[u8]>>,
}

/// Names of rules that are entry points, and whether their package needs METADATA.
const ENTRY_POINTS: [(&str, &str, bool); 4] = [
    ("", "violation", true),
    ("", "mutation", true),
    ("data.healthcare.healthdata", "allow", false),
    ("data.healthcare.healthdata", "deny", false),
];

impl CompiledRule {
    /// Finds, checks and compiles every entry point of `documents`.
    ///
    /// # Errors
    /// All failures of all modules.
    pub fn all(documents: &Documents) -> Result<Vec<CompiledRule>, Vec<LoadError>> {
        let (mut rules, mut failures) = found(documents);
        for rule in &mut rules {
            let program = Rule::load(&rule.package, &rule.name, RuleSource::Text(documents))
                .and_then(|rule| rule.program());
            match program {
                Ok(program) => rule.program = program.map(Arc::from),
                Err(failure) => failures.push(failure),
            }
        }
        if failures.is_empty() { Ok(rules) } else { Err(failures) }
    }

    /// Finds and checks every entry point, without compiling: they will run on the interpreter.
    ///
    /// # Errors
    /// All failures of all modules.
    pub fn interpreted(documents: &Documents) -> Result<Vec<CompiledRule>, Vec<LoadError>> {
        let (rules, failures) = found(documents);
        if failures.is_empty() { Ok(rules) } else { Err(failures) }
    }
}

/// Every entry point without a program, and all failures.
fn found(documents: &Documents) -> (Vec<CompiledRule>, Vec<LoadError>) {
    let mut failures = Vec::new();
    let entry_points = entry_points(documents, &mut failures);
    // Why it does not compile is among the failures already.
    let Ok(lowered) = documents.policies() else {
        return (Vec::new(), failures);
    };
    let mut analysis = Analysis::new(&lowered);
    let rules = entry_points.into_iter().map(|(package, name, annotation)| {
        let (lookups, reads) = analysis.of_rule(&package, &name);
        CompiledRule { package, name, annotation, lookups, reads, program: None }
    });
    (rules.collect(), failures)
}

fn entry_points(
    documents: &Documents,
    failures: &mut Vec<LoadError>,
) -> Vec<(String, String, Option<Annotation>)> {
    let mut found = Vec::new();
    failures.extend(documents.check());
    for module in documents.modules().iter().filter(|module| !module.is_test()) {
        let names = module.rule_names();
        for (package, name, annotated) in ENTRY_POINTS {
            if !names.iter().any(|rule| rule == name) || !package.is_empty() && package != module.package() {
                continue;
            }
            match annotated.then(|| module.annotation()).transpose() {
                Ok(annotation) => found.push((module.package().to_owned(), name.to_owned(), annotation)),
                Err(failure) => failures.push(failure),
            }
        }
    }
    found.sort_by(|left, right| (&left.0, &left.1).cmp(&(&right.0, &right.1)));
    found
}
