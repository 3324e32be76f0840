//! Paths and images that are compared as strings: `/var/lib/health-data-2` begins with `/var/lib/health-data`.

use edgeward_rego::syntax::tree::{Function, Term, TermKind};

use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::{File, Policies};
use crate::walk::{self, Visit};

/// Functions that look at a part of a string.
const COMPARING: [&str; 10] = [
    "contains",
    "endswith",
    "indexof",
    "regex.match",
    "startswith",
    "strings.any_prefix_match",
    "strings.any_suffix_match",
    "trim_left",
    "trim_prefix",
    "trim_suffix",
];

/// Words in the name of a value that has parts of its own.
const STRUCTURED: [&str; 10] =
    ["dir", "directory", "folder", "host", "image", "mount", "path", "registry", "repository", "url"];

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in policies.policies() {
        let mut found = Comparisons { file, findings: Vec::new() };
        file.tree.rules.iter().for_each(|rule| walk::rule(rule, &mut found));
        findings.append(&mut found.findings);
    }
    findings
}

struct Comparisons<'a> {
    file: &'a File,
    findings: Vec<Finding>,
}

impl Visit for Comparisons<'_> {
    fn term(&mut self, term: &Term) {
        let TermKind::Call { function: Function::Named(function), args } = &term.kind else {
            return;
        };
        let name = self.file.slice(function.span);
        if !COMPARING.contains(&name) {
            return;
        }
        // What a pattern says of the whole value is no comparison of a part.
        let values = match args.as_slice() {
            [pattern, ..] if name == "regex.match" && is_anchored(pattern) => return,
            [_, rest @ ..] if name == "regex.match" => rest,
            all => all,
        };
        // One character, a separator or a bracket, is no part of anything.
        if args.iter().any(|arg| matches!(&arg.kind, TermKind::String(text) if text.chars().count() == 1)) {
            return;
        }
        if let Some(arg) = values.iter().find(|arg| is_structured(arg)) {
            let message = format!(
                "`{name}` compares {} as a string; take it apart and compare its elements",
                self.file.slice(arg.span)
            );
            self.findings.push(Finding::new(Lint::PrefixCompare, self.file.place(term.span), message));
        }
    }
}

fn is_structured(term: &Term) -> bool {
    let named = |name: &str| {
        let words = name.split('_').flat_map(camel_words);
        words.into_iter().any(|word| STRUCTURED.contains(&word.to_lowercase().trim_end_matches('s')))
    };
    match &term.kind {
        TermKind::String(text) => is_path(text),
        TermKind::Var(name) => named(name),
        TermKind::Ref { head, operands } => match operands.last().map(|last| &last.kind) {
            Some(TermKind::String(name)) => named(name),
            Some(TermKind::Var(_)) => {
                let before = operands.iter().rev().nth(1).unwrap_or(head);
                matches!(&before.kind, TermKind::String(name) | TermKind::Var(name) if named(name))
            }
            _ => false,
        },
        _ => false,
    }
}

/// `^…$`.
fn is_anchored(pattern: &Term) -> bool {
    matches!(&pattern.kind, TermKind::String(text) if text.starts_with('^') && text.ends_with('$'))
}

/// `/a…`, or `a.b/…`, the host of a registry.
fn is_path(text: &str) -> bool {
    let is_absolute = text.starts_with('/') && text.len() > 1;
    let host = text.split_once('/').map(|(host, _)| host).unwrap_or_default();
    is_absolute || host.contains('.') && !host.contains(' ')
}

/// `mount`, `Path` of `mountPath`.
fn camel_words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if letter.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    words
}
