//! Rules that nothing asks for.

use std::collections::BTreeSet;

use super::ENTRY_POINTS;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::lint::Lint;
use crate::policies::{File, Policies};

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
