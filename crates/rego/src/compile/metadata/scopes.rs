//! All annotations of a set of modules, by what they cover.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::attach::{Attached, Scope};
use crate::compile::core::Scalar;
use crate::compile::problem::{Problem, REFUSED, TYPE};

/// A path below `data`.
type Path = Vec<Scalar>;
type Annotation = Map<String, Value>;

/// Annotations by what they cover.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    /// By the number of the rule in the set, in the order of the text.
    rules: BTreeMap<usize, Vec<Annotation>>,
    packages: BTreeMap<Path, Annotation>,
    /// Those of documents and of packages with the packages below them: OPA keeps both in one place.
    paths: BTreeMap<Path, Annotation>,
}

impl Annotations {
    /// Adds the annotation of a module whose first rule has the number `first`, and whose rules have these paths.
    pub(super) fn add(
        &mut self,
        attached: Attached,
        first: usize,
        package: &[Scalar],
        path: impl Fn(usize) -> Path,
    ) -> Result<(), Problem> {
        let Attached { span, scope, annotation } = attached;
        let redeclared = |scope: &str| Problem::new(TYPE, span, format!("{scope} annotation redeclared"));
        match scope {
            Scope::Rule(rule) => {
                self.rules.entry(first + rule).or_default().push(annotation);
            }
            Scope::Document(rule) => {
                let path = path(rule);
                if self.paths.contains_key(&path) {
                    return Err(redeclared("document"));
                }
                // OPA comes to an end here.
                let next = self.paths.range(path.clone()..).next();
                if next.is_some_and(|(other, _)| other.starts_with(&path)) {
                    let message = "an annotation of a document above another one that has its own; \
                                   put the one of the document above first";
                    return Err(Problem::new(REFUSED, span, message));
                }
                self.paths.insert(path, annotation);
            }
            Scope::Package => {
                if self.packages.insert(package.to_vec(), annotation).is_some() {
                    return Err(redeclared("package"));
                }
            }
            Scope::Subpackages => {
                if self.paths.insert(package.to_vec(), annotation).is_some() {
                    return Err(redeclared("subpackages"));
                }
            }
        }
        Ok(())
    }

    /// All annotations of a rule, outwards from the one closest to it. A number is that of a rule in the set.
    pub(super) fn chain(&self, number: Option<usize>, path: &[Scalar], package: &[Scalar]) -> Value {
        let own = number.and_then(|number| self.rules.get(&number));
        let mut chain: Vec<Value> =
            own.into_iter().flatten().rev().map(|annotation| link(path, annotation)).collect();
        if chain.is_empty() {
            chain.push(json!({"path": names(path)}));
        }
        let mut outer = |path: &[Scalar], annotation: Option<&Annotation>| {
            chain.extend(annotation.map(|annotation| link(path, annotation)));
        };
        outer(path, self.paths.get(path));
        outer(package, self.packages.get(package));
        for length in (1..=package.len()).rev() {
            let above = package.get(..length).unwrap_or_default();
            outer(above, self.paths.get(above));
        }
        Value::Array(chain)
    }

    /// The annotation of a rule: of several, the one farthest from it, as in OPA.
    pub(super) fn rule(&self, number: Option<usize>) -> Value {
        let own = number.and_then(|number| self.rules.get(&number)?.first());
        Value::Object(own.cloned().unwrap_or_default())
    }
}

fn link(path: &[Scalar], annotation: &Annotation) -> Value {
    json!({"path": names(path), "annotations": annotation})
}

fn names(path: &[Scalar]) -> Vec<String> {
    path.iter()
        .map(|part| match part {
            Scalar::String(text) | Scalar::Number(text) => text.clone(),
            Scalar::Bool(flag) => flag.to_string(),
            Scalar::Null => "null".to_owned(),
        })
        .collect()
}
