//! Names that a module may not give here: those of the documents where OPA allows it, and those that lowered text
//! needs.

use crate::compile::core::ROOTS;
use crate::compile::emit::dialect::PRIVATE;
use crate::compile::problem::{Problem, REFUSED};
use crate::syntax::tree::{self, Version};

/// Keywords that are names in version 0. No other one is read as such where a rule begins.
const KEYWORDS: [&str; 3] = ["every", "if", "in"];

/// What is wrong with the names of a module's package and rules.
pub(crate) fn problems(module: &tree::Module) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(name) = module.package.first().filter(|name| is_private(name)) {
        problems.push(Problem::new(REFUSED, module.package_span, private(name)));
    }
    let is_keyword = |name: &str| module.version == Version::V0 && KEYWORDS.contains(&name);
    if let Some(name) = module.package.first().filter(|name| is_keyword(name)) {
        let message = format!("a package called `{name}`, which this engine reads as a keyword; rename it");
        problems.push(Problem::new(REFUSED, module.package_span, message));
    }
    for rule in &module.rules {
        let Some(tree::TermKind::Var(name)) = rule.head.reference.first().map(|first| &first.kind) else {
            continue;
        };
        if module.version == Version::V0 && ROOTS.contains(&name.as_str()) {
            let message = format!("a rule called `{name}` hides the document of that name; rename it");
            problems.push(Problem::new(REFUSED, rule.span, message));
        } else if is_keyword(name) {
            let message = format!("a rule called `{name}`, which this engine reads as a keyword; rename it");
            problems.push(Problem::new(REFUSED, rule.span, message));
        } else if is_private(name) {
            problems.push(Problem::new(REFUSED, rule.span, private(name)));
        }
    }
    problems
}

/// Whether lowered text may need a name.
pub(crate) fn is_private(name: &str) -> bool {
    name.starts_with(PRIVATE)
}

pub(crate) fn private(name: &str) -> String {
    format!(
        "the name `{name}` is of those that lowered policies need; choose one that does not begin with `{PRIVATE}`"
    )
}
