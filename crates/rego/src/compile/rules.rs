//! All rules of all modules, by where their values are found.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::core::{Callee, Kind, Rule, Scalar, Term, TermKind};
use crate::compile::problem::{Problem, REFUSED, TYPE};
use crate::syntax::tree::Span;

/// What other modules have to know of a rule.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// Index of its module.
    pub(crate) module: usize,
    pub(crate) span: Span,
    pub(crate) reference: Vec<Term>,
    pub(crate) arity: Option<usize>,
    pub(crate) kind: Kind,
    pub(crate) is_default: bool,
}

/// The rules of a set of modules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    pub(crate) all: Vec<Known>,
    /// The path of each module's package, `data` first.
    pub(crate) packages: BTreeSet<Vec<String>>,
    /// Where the package of each module stands.
    package_spans: Vec<Span>,
    /// The rules of each place, which is the ground part of their path: thousands of rules are asked for by place.
    places: BTreeMap<Place, Vec<usize>>,
    /// Number of arguments of each function, by its path.
    arities: BTreeMap<Vec<String>, usize>,
}

/// A path below `data`.
type Place = Vec<Scalar>;

/// The scalars that a path begins with, `data` left out.
fn place(path: &[Term]) -> Place {
    let scalar = |term: &Term| match &term.kind {
        TermKind::Scalar(scalar) => Some(scalar.clone()),
        _ => None,
    };
    path.iter().skip(1).map_while(scalar).collect()
}

/// The path of a function.
fn function(rule: &Known) -> Option<Vec<String>> {
    rule.arity?;
    let names = rule.reference.iter().skip(1).map(|part| part.as_str().map(str::to_owned));
    std::iter::once(Some("data".to_owned())).chain(names).collect()
}

impl Known {
    pub(crate) fn new(module: usize, rule: &Rule) -> Known {
        Known {
            module,
            span: rule.span,
            reference: rule.reference.clone(),
            arity: rule.args.as_ref().map(Vec::len),
            kind: rule.kind,
            is_default: rule.is_default,
        }
    }

    /// The part of its path before anything that is known only when it is evaluated.
    pub(crate) fn prefix(&self) -> &[Term] {
        let is_open = |term: &Term| !term.is_scalar();
        let end = self.reference.iter().skip(1).position(is_open).map_or(self.reference.len(), |at| at + 1);
        self.reference.get(..end).unwrap_or_default()
    }

    fn is_ground(&self) -> bool {
        self.prefix().len() == self.reference.len()
    }

    pub(crate) fn name(&self) -> String {
        let parts = self.reference.iter().map(|part| match (part.as_str(), part.as_var()) {
            (Some(text), _) => text.to_owned(),
            (_, Some(name)) => name.to_owned(),
            _ => "_".to_owned(),
        });
        parts.collect::<Vec<_>>().join(".")
    }
}

impl Rules {
    /// Rules, and the paths of the packages of all modules.
    pub(crate) fn new(all: Vec<Known>, packages: impl Iterator<Item = (Vec<String>, Span)>) -> Rules {
        let (packages, package_spans): (Vec<_>, Vec<_>) = packages.unzip();
        let mut places: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
        let mut arities = BTreeMap::new();
        for (index, rule) in all.iter().enumerate() {
            places.entry(place(&rule.reference)).or_default().push(index);
            if let (Some(path), Some(arity)) = (function(rule), rule.arity) {
                arities.entry(path).or_insert(arity);
            }
        }
        Rules { all, packages: packages.into_iter().collect(), package_spans, places, arities }
    }

    /// The paths of all functions.
    pub(crate) fn functions(&self) -> BTreeSet<Vec<String>> {
        self.arities.keys().cloned().collect()
    }

    /// Number of arguments of a function; `None` where it is none.
    pub(crate) fn arity(&self, callee: &Callee) -> Option<usize> {
        match callee {
            Callee::Builtin(name) => crate::builtins::signature(name).map(|signature| signature.args.len()),
            Callee::Rule(path) => self.arities.get(path).copied(),
        }
    }

    /// A rule has another path from now on, with variables where it had names.
    pub(crate) fn move_to(&mut self, index: usize, path: &[Term]) {
        if let Some(rule) = self.all.get_mut(index) {
            rule.reference = path.to_vec();
        }
    }

    /// Rules whose values a reference may look at.
    pub(crate) fn reached<'a>(&'a self, reference: &'a [Term]) -> impl Iterator<Item = (usize, &'a Known)> {
        let place = place(reference);
        let above = (0..=place.len()).filter_map(|length| self.places.get(place.get(..length)?));
        let mut found: Vec<usize> = above.chain(self.below(&place)).flatten().copied().collect();
        found.sort_unstable();
        let found = found.into_iter().filter_map(|index| Some((index, self.all.get(index)?)));
        found.filter(move |(_, rule)| {
            let pairs = rule.reference.iter().zip(reference).skip(1);
            pairs
                .into_iter()
                .all(|(left, right)| !left.is_scalar() || !right.is_scalar() || left.kind == right.kind)
        })
    }

    /// The rules of the places below one.
    fn below(&self, place: &Place) -> impl Iterator<Item = &Vec<usize>> {
        let from = (std::ops::Bound::Excluded(place), std::ops::Bound::Unbounded);
        let place = place.clone();
        let places = self.places.range::<Place, _>(from);
        places.take_while(move |(other, _)| other.starts_with(&place)).map(|(_, rules)| rules)
    }

    /// Rules that cannot stand beside each other; with the module of each finding.
    pub(crate) fn conflicts(&self) -> Vec<(usize, Problem)> {
        let mut found = Vec::new();
        for (index, rule) in self.all.iter().enumerate() {
            let place = place(&rule.reference);
            let here = self.places.get(&place).map(Vec::as_slice).unwrap_or_default();
            if here.first() != Some(&index) {
                continue;
            }
            let group: Vec<&Known> = here.iter().filter_map(|index| self.all.get(*index)).collect();
            if let Some((span, message)) = self.conflict(rule, &place, &group) {
                found.push((rule.module, Problem::new(TYPE, span, message)));
            }
        }
        for rule in self.all.iter().filter(|rule| rule.is_ground()) {
            let names = rule.reference.iter().skip(1).filter_map(Term::as_str).map(str::to_owned);
            let path: Vec<String> = std::iter::once("data".to_owned()).chain(names).collect();
            if path.len() == rule.reference.len() && self.packages.contains(&path) {
                let path = path.get(1..).unwrap_or_default().join(".");
                let message = format!("package {path} conflicts with rule {}", rule.name());
                found.push((rule.module, Problem::new(TYPE, self.package_span(rule), message)));
            }
        }
        found
    }

    /// Sets whose path has a variable where another rule, which is no set, has a name: the engine keeps one of them.
    pub(crate) fn overlaps(&self) -> Vec<(usize, Problem)> {
        let mut found = Vec::new();
        for rule in self.all.iter().filter(|rule| rule.kind == Kind::Contains && !rule.is_ground()) {
            let other = self.reached(&rule.reference).find(|(_, other)| {
                other.kind != Kind::Contains && !differing(&rule.reference, &other.reference).is_empty()
            });
            if let Some((_, other)) = other {
                let message = format!(
                    "the set {} overlaps with {}, and this engine keeps only one of them; give each a path that the \
                     other cannot take",
                    rule.name(),
                    other.name()
                );
                found.push((rule.module, Problem::new(REFUSED, rule.span, message)));
            }
        }
        found
    }

    /// The places in the path of a rule where another rule has a variable. Of sets the engine keeps both where each
    /// of them has one; of values it shows nothing below a variable, as OPA.
    pub(crate) fn varied(&self, index: usize) -> BTreeSet<usize> {
        let Some(rule) = self.all.get(index).filter(|rule| rule.arity.is_none()) else {
            return BTreeSet::new();
        };
        let place = place(&rule.reference);
        let above = (0..=place.len()).filter_map(|length| self.places.get(place.get(..length)?)).flatten();
        let others = above.filter_map(|index| self.all.get(*index)).filter(|other| other.kind == rule.kind);
        let others: Vec<&Known> = others.collect();
        if others.iter().any(|other| other.is_default) {
            return BTreeSet::new();
        }
        let last = rule.reference.len() - usize::from(rule.kind == Kind::Value);
        let places = others.iter().flat_map(|other| differing(&rule.reference, &other.reference));
        places.filter(|at| *at < last && rule.reference.get(*at).is_some_and(Term::is_scalar)).collect()
    }

    fn package_span(&self, rule: &Known) -> Span {
        self.package_spans.get(rule.module).copied().unwrap_or(rule.span)
    }

    /// What is wrong with definitions of one place, and where OPA reports it.
    fn conflict(&self, rule: &Known, place: &Place, group: &[&Known]) -> Option<(Span, String)> {
        let name = rule.name();
        let mut below: Vec<usize> = self.below(place).flatten().copied().collect();
        below.sort_unstable();
        let below: Vec<&Known> = below.into_iter().filter_map(|index| self.all.get(index)).collect();
        let is_ground = group.iter().any(|rule| rule.is_ground());
        let is_open = group.iter().any(|rule| !rule.is_ground());
        let inside = if is_ground {
            below.first()
        } else if is_open {
            below.iter().find(|other| other.arity.is_some())
        } else {
            None
        };
        if let Some(other) = inside {
            return Some((rule.span, format!("rule {name} conflicts with [{}]", other.name())));
        }
        let differs = |of: &dyn Fn(&Known) -> usize| {
            let mut values = group.iter().map(|rule| of(rule));
            let first = values.next();
            values.any(|value| Some(value) != first)
        };
        let is_complete = |rule: &Known| rule.kind == Kind::Value && rule.is_ground();
        let is_mixed = differs(&|rule| usize::from(rule.kind == Kind::Value))
            || differs(&|rule| rule.arity.unwrap_or_default())
            || differs(&|rule| usize::from(is_complete(rule)))
            || group.iter().all(|rule| rule.kind == Kind::Contains) && is_ground && is_open;
        if is_mixed {
            return Some((rule.span, format!("conflicting rules {name} found")));
        }
        let defaults = group.iter().filter(|rule| rule.is_default).count();
        (defaults > 1).then(|| (self.package_span(rule), format!("multiple default rules {name} found")))
    }
}

/// Where one of two paths has a name and the other one a variable.
fn differing(one: &[Term], other: &[Term]) -> Vec<usize> {
    let pairs = one.iter().zip(other).enumerate().skip(1);
    pairs.filter(|(_, (one, other))| one.is_scalar() != other.is_scalar()).map(|(at, _)| at).collect()
}
