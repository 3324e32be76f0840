//! Rules that nothing asks for.

use std::collections::{BTreeMap, BTreeSet};

use edgeward_rego::syntax::tree::Term;

use super::ENTRY_POINTS;
use crate::finding::Finding;
use crate::lint::Lint;
use crate::names::{Meaning, Names, Path};
use crate::policies::{File, Policies, rule_name};
use crate::walk::{self, Visit};

/// The rules by path, and what each refers to.
struct Graph<'a> {
    paths: Vec<Path>,
    files: Vec<&'a File>,
    edges: Vec<BTreeSet<usize>>,
}

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let graph = Graph::new(policies);
    let roots = |wanted: &dyn Fn(&File, &str) -> bool| -> BTreeSet<usize> {
        let nodes = graph.paths.iter().zip(&graph.files).enumerate();
        nodes
            .filter(|(_, (path, file))| path.last().is_some_and(|name| wanted(file, name)))
            .map(|(node, _)| node)
            .collect()
    };
    let entries = roots(&|file, name| !file.module.is_test() && ENTRY_POINTS.contains(&name));
    // A library alone has no entry point, and nothing to be measured by.
    if entries.is_empty() {
        return Vec::new();
    }
    let used = graph.reached(entries);
    let tests = roots(&|_, name| name.starts_with("test_") || name.starts_with("todo_test_"));
    let tested = graph.reached(tests);
    let mut findings = Vec::new();
    for (node, (path, file)) in graph.paths.iter().zip(&graph.files).enumerate() {
        let is_test = file.module.is_test();
        if used.contains(&node) || is_test && tested.contains(&node) {
            continue;
        }
        let Some(first) = path.last().and_then(|name| file.definitions(name).next()) else {
            continue;
        };
        let who = if tested.contains(&node) { "only tests ask" } else { "nothing asks" };
        let message = format!("{who} for `{}`", path.join("."));
        findings.push(Finding::new(Lint::UnusedRule, file.place(first.span), message));
    }
    findings
}

impl<'a> Graph<'a> {
    fn new(policies: &'a Policies) -> Graph<'a> {
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

    fn reached(&self, roots: BTreeSet<usize>) -> BTreeSet<usize> {
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
