//! Which rule asks for which.

use std::collections::{BTreeMap, BTreeSet};

use edgeward_rego::syntax::tree::Term;

use crate::names::{Meaning, Names, Path};
use crate::policies::{File, Policies, rule_name};
use crate::walk::{self, Visit};

/// The rules by path, and what each refers to.
pub(crate) struct Graph<'a> {
    pub(crate) paths: Vec<Path>,
    /// The first file that defines each.
    pub(crate) files: Vec<&'a File>,
    edges: Vec<BTreeSet<usize>>,
}

impl<'a> Graph<'a> {
    pub(crate) fn new(policies: &'a Policies) -> Graph<'a> {
        let mut nodes: BTreeMap<Path, (&File, Vec<Path>)> = BTreeMap::new();
        for file in &policies.files {
            for rule in &file.tree.rules {
                let Some(name) = rule_name(rule) else {
                    continue;
                };
                let mut uses = Uses { names: &file.names, paths: Vec::new() };
                walk::rule(rule, &mut uses);
                nodes.entry(file.names.rule(name)).or_insert((file, Vec::new())).1.append(&mut uses.paths);
            }
        }
        let paths: Vec<Path> = nodes.keys().cloned().collect();
        let files = nodes.values().map(|(file, _)| *file).collect();
        let edges = nodes.values().map(|(_, uses)| {
            uses.iter().flat_map(|used| matching(&paths, used)).collect::<BTreeSet<usize>>()
        });
        let edges = edges.collect();
        Graph { paths, files, edges }
    }

    /// The rules that are reached from some, themselves among them.
    pub(crate) fn reached(&self, roots: BTreeSet<usize>) -> BTreeSet<usize> {
        let mut open: Vec<usize> = roots.iter().copied().collect();
        let mut reached = roots;
        while let Some(node) = open.pop() {
            for next in self.edges.get(node).into_iter().flatten() {
                if reached.insert(*next) {
                    open.push(*next);
                }
            }
        }
        reached
    }
}

/// Rules at, above or below a path.
fn matching<'p>(paths: &'p [Path], used: &'p Path) -> impl Iterator<Item = usize> + 'p {
    let fits = move |path: &Path| path.starts_with(used) || used.starts_with(path);
    paths.iter().enumerate().filter(move |(_, path)| fits(path)).map(|(node, _)| node)
}

/// The paths that a rule names.
struct Uses<'a> {
    names: &'a Names,
    paths: Vec<Path>,
}

impl Visit for Uses<'_> {
    fn term(&mut self, term: &Term) {
        if let Some(Meaning::Data(path, _)) = self.names.meaning(term) {
            self.paths.push(path);
        }
    }
}
