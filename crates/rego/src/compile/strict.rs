//! What OPA refuses though it could be evaluated: a name that hides another, and in strict mode an import that
//! nobody uses. Nothing of this keeps the other stages from finding more. Locals that nobody uses are found where
//! names are resolved.

use super::core::{Names, ROOTS};
use super::problem::{COMPILE, Problem};
use crate::syntax::tree::{Import, Module, TermKind, Version};

/// Findings that need no more than the module's text.
pub(crate) fn problems(module: &Module, strict: bool) -> Vec<Problem> {
    if !checks_hiding(module.version, strict) {
        return Vec::new();
    }
    let mut problems = hiding_rules(module);
    problems.extend(repeated_imports(module));
    problems
}

/// Whether locals must not hide `input` and `data`, nor imports each other.
pub(crate) fn checks_hiding(version: Version, strict: bool) -> bool {
    strict || version == Version::V1
}

/// Whether an import gives a document a name; the others turn on features of the language.
pub(crate) fn is_of_document(import: &Import) -> bool {
    import.path.first().is_some_and(|root| ROOTS.contains(&root.as_str()))
}

/// Imports of which no rule of the module uses the name.
pub(crate) fn unused_imports(module: &Module, used: &Names) -> Vec<Problem> {
    let is_unused = |import: &&Import| import.name().is_some_and(|name| !used.contains(name));
    let unused = module.imports.iter().filter(|import| is_of_document(import)).filter(is_unused);
    unused.map(|import| Problem::new(COMPILE, import.span, format!("{import} unused"))).collect()
}

fn repeated_imports(module: &Module) -> Vec<Problem> {
    let mut known: Vec<&Import> = Vec::new();
    let mut problems = Vec::new();
    for import in &module.imports {
        match known.iter().find(|other| other.name() == import.name()) {
            Some(first) => {
                problems.push(Problem::new(COMPILE, import.span, format!("import must not shadow {first}")));
            }
            None => known.push(import),
        }
    }
    problems
}

fn hiding_rules(module: &Module) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in &module.rules {
        if let Some(first) = rule.head.reference.first()
            && let TermKind::Var(name) = &first.kind
            && ROOTS.contains(&name.as_str())
        {
            let message = format!("rules must not shadow {name} (use a different rule name)");
            problems.push(Problem::new(COMPILE, rule.span, message));
        }
    }
    problems
}

#[cfg(test)]
mod tests;
