//! What a rule looks up in `data.inventory`: which kinds of objects have to be there before it can be asked.
//!
//! Rules are run over what is known of values before they are asked ([`shape`]): a string, a place in the inventory, or
//! anything. Functions are followed with the arguments of each call, so that a library that takes part of the inventory
//! and a name is understood. What cannot be followed gives a lookup that is open, never none.

mod read;
mod rules;
mod shape;
mod statement;
mod term;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::compile::emit::Flat;
use crate::lowered::Lowered;
pub use read::{Fields, Read};
use shape::{Place, Shape, Step};

/// Where in the inventory objects stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// `data.inventory.cluster[version][kind][name]`
    Cluster,
    /// `data.inventory.namespace[namespace][version][kind][name]`
    Namespace,
}

/// One kind that a rule looks up; what the rule does not say before it is asked is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lookup {
    /// Where its objects stand.
    pub scope: Scope,
    /// `v1`, `networking.k8s.io/v1`; none where it may be any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// `NetworkPolicy`; none where it may be any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl Lookup {
    /// Whether it may be one of this kind.
    pub fn covers(&self, api_version: &str, kind: &str) -> bool {
        self.api_version.as_deref().is_none_or(|own| own == api_version)
            && self.kind.as_deref().is_none_or(|own| own == kind)
    }
}

impl fmt::Display for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = match self.scope {
            Scope::Cluster => "cluster",
            Scope::Namespace => "namespace",
        };
        let (version, kind) = (self.api_version.as_deref(), self.kind.as_deref());
        write!(f, "{} {} ({scope})", version.unwrap_or("*"), kind.unwrap_or("*"))
    }
}

/// What was found on the way.
#[derive(Debug, Clone, Default)]
struct Found {
    lookups: BTreeSet<Lookup>,
    reads: BTreeSet<Read>,
}

impl Found {
    fn join(&mut self, other: &Found) {
        self.lookups.extend(other.lookups.iter().cloned());
        self.reads.extend(other.reads.iter().cloned());
    }
}

/// Steps of one analysis. The default bundle takes some ten thousand for each of its rules.
const MOST_STEPS: usize = 5_000_000;

/// How deep calls, bodies and terms may lie in each other.
const MOST_LEVELS: usize = 200;

/// Ways on through a body that are kept apart.
const MOST_WAYS: usize = 64;

/// Looks at the rules of one set of modules; what is known of one rule is known for all that name it.
pub(crate) struct Analysis<'a> {
    lowered: &'a Lowered,
    /// All rules, in the order of their index.
    rules: Vec<&'a Flat>,
    /// Functions by their path.
    functions: BTreeMap<Vec<String>, Vec<usize>>,
    /// Rules that name the inventory, themselves or by what they name.
    touching: BTreeSet<usize>,
    values: BTreeMap<usize, (Shape, Found)>,
    calls: BTreeMap<(Vec<String>, Vec<Shape>), (Shape, Found)>,
    found: Found,
    steps: usize,
    level: usize,
}

impl<'a> Analysis<'a> {
    pub(crate) fn new(lowered: &'a Lowered) -> Analysis<'a> {
        let rules: Vec<&Flat> = lowered.compiled.modules.iter().flatten().collect();
        let mut functions: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (index, flat) in rules.iter().enumerate() {
            if let Some(path) = rules::function_path(&flat.rule) {
                functions.entry(path).or_default().push(index);
            }
        }
        let touching = rules::touching(lowered, &rules);
        Analysis {
            lowered,
            rules,
            functions,
            touching,
            values: BTreeMap::new(),
            calls: BTreeMap::new(),
            found: Found::default(),
            steps: 0,
            level: 0,
        }
    }

    /// What the rule `data.<package>.<name>` looks up, and what of it it reads. Its value goes to somebody who may read
    /// all of it.
    pub(crate) fn of_rule(&mut self, package: &str, name: &str) -> (Vec<Lookup>, Vec<Read>) {
        self.found = Found::default();
        self.steps = 0;
        let path: Vec<&str> = package.split('.').chain([name]).collect();
        let value = self.rule_value(&path);
        self.escape(&value);
        let found = std::mem::take(&mut self.found);
        (found.lookups.into_iter().collect(), found.reads.into_iter().collect())
    }

    /// Nothing is known any more: every kind may be looked up.
    fn give_up(&mut self) -> Shape {
        self.escape_place(&Place::default());
        Shape::anything()
    }

    /// Whether there is room for one step more, at one level more.
    fn enter(&mut self) -> bool {
        self.steps += 1;
        self.level += 1;
        self.steps < MOST_STEPS && self.level < MOST_LEVELS
    }

    fn leave(&mut self) {
        self.level -= 1;
    }

    /// What stands below a place goes where it cannot be followed.
    fn escape(&mut self, shape: &Shape) {
        for place in &shape.places {
            self.escape_place(place);
        }
        for part in shape.parts() {
            self.escape(part);
        }
    }

    fn escape_place(&mut self, place: &Place) {
        if let Some(read) = place.read(true) {
            self.found.reads.insert(read);
            return;
        }
        for scope in place.scopes() {
            let lookup = Lookup { scope, api_version: place.version(), kind: None };
            self.found.reads.insert(Read { lookup: lookup.clone(), path: Vec::new(), whole: true });
            self.found.lookups.insert(lookup);
        }
    }

    /// Objects, or parts of them, are compared with something that is no scalar: all of them counts.
    fn compared(&mut self, one: &Shape, other: &Shape) {
        for (shape, with) in [(one, other), (other, one)] {
            if with.is_empty() {
                self.read_names(shape);
            } else if !with.is_scalar() {
                self.read_whole(shape);
            }
        }
    }

    /// How many members there are is looked at, or whether there are any.
    fn read_names(&mut self, shape: &Shape) {
        let places = Shape { places: shape.places.clone(), ..Shape::default() };
        self.index(&places, &Shape::anything());
        // Members of a set are one where they are equal.
        if let Some(elements) = &shape.elements {
            self.escape(elements);
        }
    }

    fn read_whole(&mut self, shape: &Shape) {
        self.found.reads.extend(shape.places.iter().filter_map(|place| place.read(true)));
        for part in shape.parts() {
            self.read_whole(part);
        }
    }

    /// What stands in `shape` at `key`.
    fn index(&mut self, shape: &Shape, key: &Shape) -> Shape {
        let mut found = Shape { anything: shape.anything, ..Shape::default() };
        for place in &shape.places {
            for name in key.names() {
                match place.step(name) {
                    Step::Place(next) => {
                        self.found.reads.extend(next.read(false));
                        found.places.insert(next);
                    }
                    Step::Objects(lookup, next) => {
                        self.found.lookups.insert(lookup);
                        found.places.insert(next);
                    }
                    Step::TooDeep => {
                        self.escape_place(place);
                        found.anything = true;
                    }
                    // No such part: nothing is looked up.
                    Step::Nothing => {}
                }
            }
        }
        for part in shape.parts_at(key) {
            found.join(part);
        }
        found
    }
}

#[cfg(test)]
mod tests;
