//! Which fields the objects that a helper makes are known to have: those of the object literals on its way.

use std::collections::{BTreeMap, BTreeSet};

use edgeward_rego::syntax::tree::{Function, Operator, Rule, Statement, StatementKind, Term, TermKind};

use crate::graph::Graph;
use crate::names::{Meaning, Names, Path};
use crate::policies::{Policies, rule_name};
use crate::walk::{self, Visit};

/// Fields by the path of the rule that makes the object.
pub(crate) struct Fields {
    of_rules: BTreeMap<Path, BTreeSet<String>>,
}

impl Fields {
    pub(crate) fn new(policies: &Policies) -> Fields {
        let graph = Graph::new(policies);
        let mut written: BTreeMap<Path, Keys> = BTreeMap::new();
        for file in &policies.files {
            for rule in &file.tree.rules {
                if let Some(name) = rule_name(rule) {
                    walk::rule(rule, written.entry(file.names.rule(name)).or_default());
                }
            }
        }
        let all = |node: usize| -> BTreeSet<String> {
            let reached = graph.reached(BTreeSet::from([node]));
            let keys = reached.iter().filter_map(|node| written.get(graph.paths.get(*node)?));
            keys.flat_map(|keys| keys.0.iter().cloned()).collect()
        };
        let of_rules = graph.paths.iter().enumerate().map(|(node, path)| (path.clone(), all(node)));
        Fields { of_rules: of_rules.collect() }
    }

    /// Whether a path is a field of a rule's object that the rule writes.
    pub(crate) fn written(&self, path: &[String]) -> bool {
        let Some((field, rule)) = path.split_last() else {
            return false;
        };
        self.of_rules.get(rule).is_some_and(|keys| keys.contains(field))
    }

    /// Whether every object that the local stands for is known to have the field.
    pub(crate) fn has(&self, local: &str, field: &str, bindings: &Bindings) -> bool {
        let mut open = vec![local];
        let mut seen = BTreeSet::from([local]);
        while let Some(local) = open.pop() {
            let sources = bindings.0.get(local).map(Vec::as_slice).unwrap_or_default();
            if sources.is_empty() {
                return false;
            }
            for source in sources {
                let has = match source {
                    Source::Keys(keys) => keys.contains(field),
                    Source::Rule(path) => self.of_rules.get(path).is_some_and(|keys| keys.contains(field)),
                    Source::Local(other) => {
                        if seen.insert(other) {
                            open.push(other);
                        }
                        true
                    }
                    Source::Unknown => false,
                };
                if !has {
                    return false;
                }
            }
        }
        true
    }
}

/// Keys of object literals.
#[derive(Default)]
struct Keys(BTreeSet<String>);

impl Visit for Keys {
    fn term(&mut self, term: &Term) {
        if let TermKind::Object(fields) = &term.kind {
            self.0.extend(keys(fields));
        }
    }
}

fn keys(fields: &[(Term, Term)]) -> impl Iterator<Item = String> {
    fields.iter().filter_map(|(key, _)| match &key.kind {
        TermKind::String(text) => Some(text.clone()),
        _ => None,
    })
}

/// Where the locals of a rule come from. A name that is used twice has all of its sources.
#[derive(Default)]
pub(crate) struct Bindings(BTreeMap<String, Vec<Source>>);

/// Where a local comes from.
enum Source {
    /// An object that is written out.
    Keys(BTreeSet<String>),
    /// The value of a rule, or an element of it.
    Rule(Path),
    /// Another local, or an element of it.
    Local(String),
    /// Anything else.
    Unknown,
}

impl Bindings {
    pub(crate) fn of(rule: &Rule, names: &Names) -> Bindings {
        let mut collect = Collect { names, bindings: Bindings::default() };
        walk::rule(rule, &mut collect);
        collect.bindings
    }
}

struct Collect<'a> {
    names: &'a Names,
    bindings: Bindings,
}

impl Visit for Collect<'_> {
    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::SomeIn { value, collection, .. } => self.bind(value, collection),
            StatementKind::Every { value, domain, .. } => {
                let source = self.source(domain);
                self.bindings.0.entry(value.text.clone()).or_default().push(source);
            }
            StatementKind::Expr(Term {
                kind:
                    TermKind::Call { function: Function::Operator(Operator::Assign | Operator::Unify), args },
                ..
            }) => {
                if let [left, right] = args.as_slice() {
                    self.bind(left, right);
                }
            }
            _ => {}
        }
    }
}

impl Collect<'_> {
    fn bind(&mut self, local: &Term, value: &Term) {
        if let TermKind::Var(name) = &local.kind {
            let source = self.source(value);
            self.bindings.0.entry(name.clone()).or_default().push(source);
        }
    }

    fn source(&self, value: &Term) -> Source {
        match &value.kind {
            TermKind::Object(fields) => Source::Keys(keys(fields).collect()),
            TermKind::Call { function: Function::Named(name), .. } => self.source(name),
            TermKind::Var(name) => match self.names.meaning(value) {
                Some(Meaning::Data(path, 0)) => Source::Rule(path),
                _ => Source::Local(name.clone()),
            },
            TermKind::Ref { .. } => match self.names.meaning(value) {
                Some(Meaning::Data(path, 0)) => Source::Rule(path),
                _ => Source::Unknown,
            },
            _ => Source::Unknown,
        }
    }
}
