//! What the names of a file mean: rules of its package, imports, documents, locals.

use std::collections::{BTreeMap, BTreeSet};

use edgeward_rego::syntax::tree::{Module, Term, TermKind};

use crate::policies::rule_name;

/// A path below `data`.
pub(crate) type Path = Vec<String>;

/// What a reference or a variable leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A path below `data`, as far as it is known, and how many operands follow what is known.
    Data(Path, usize),
    /// `input`, or a local, with the number of operands.
    Local(usize),
}

/// The names of one file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    package: Path,
    imports: BTreeMap<String, Path>,
    rules: BTreeSet<String>,
}

impl Names {
    /// Of each file, in order: a package's rules may stand in several.
    pub(crate) fn of_all<'a>(modules: impl Iterator<Item = &'a Module> + Clone) -> Vec<Names> {
        let mut rules: BTreeMap<&Path, BTreeSet<String>> = BTreeMap::new();
        for module in modules.clone() {
            let own = module.rules.iter().filter_map(rule_name).map(str::to_owned);
            rules.entry(&module.package).or_default().extend(own);
        }
        let names = modules.map(|module| {
            let of_data = module.imports.iter().filter_map(|import| {
                let path = import.path.strip_prefix(&["data".to_owned()])?;
                Some((import.name()?.to_owned(), path.to_vec()))
            });
            Names {
                package: module.package.clone(),
                imports: of_data.collect(),
                rules: rules.get(&module.package).cloned().unwrap_or_default(),
            }
        });
        names.collect()
    }

    /// The path of a rule of this package.
    pub(crate) fn rule(&self, name: &str) -> Path {
        self.package.iter().cloned().chain([name.to_owned()]).collect()
    }

    /// What a variable or a reference leads to. A local that is called as a rule counts as the rule.
    pub(crate) fn meaning(&self, term: &Term) -> Option<Meaning> {
        match &term.kind {
            TermKind::Var(name) => Some(self.of(name, &[])),
            TermKind::Ref { head, operands } => match &head.kind {
                TermKind::Var(name) => Some(self.of(name, operands)),
                _ => None,
            },
            _ => None,
        }
    }

    fn of(&self, name: &str, operands: &[Term]) -> Meaning {
        let mut path = if let Some(path) = self.imports.get(name) {
            path.clone()
        } else if name == "data" {
            Path::new()
        } else if self.rules.contains(name) {
            self.rule(name)
        } else {
            return Meaning::Local(operands.len());
        };
        let known = operands.iter().map_while(|operand| match &operand.kind {
            TermKind::String(text) => Some(text.clone()),
            _ => None,
        });
        let before = path.len();
        path.extend(known);
        let taken = path.len() - before;
        Meaning::Data(path, operands.len() - taken)
    }
}
