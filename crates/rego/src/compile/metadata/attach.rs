//! What a block is about: the statement below it, or all that its scope covers from there.

use serde_json::{Map, Value};

use super::fields::{Fault, Fields, wrong};
use crate::syntax::tree::{Module, Span};

/// What an annotation covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The rule of that number in its module.
    Rule(usize),
    /// All rules with the path of the rule of that number.
    Document(usize),
    Package,
    /// The package and those below it.
    Subpackages,
}

/// A block and what it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attached {
    pub(super) span: Span,
    pub(super) scope: Scope,
    /// As OPA gives it.
    pub(super) annotation: Map<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Below {
    Package,
    Import,
    Rule(usize),
    Nothing,
}

/// Attaches a block to what stands below it. The comments above the package end at `head`.
pub(super) fn attach(fields: Fields, span: Span, module: &Module, head: u32) -> Result<Attached, Fault> {
    let below = below(span, module, head);
    let name = match (fields.scope.as_str(), below) {
        ("", Below::Rule(_)) if fields.entrypoint => "document",
        ("", Below::Rule(_)) => "rule",
        ("", Below::Package) => "package",
        ("", Below::Import) => "import",
        (name, _) => name,
    };
    let scope = match (name, below) {
        ("rule", Below::Rule(rule)) => Scope::Rule(rule),
        ("document", Below::Rule(rule)) => Scope::Document(rule),
        ("package", Below::Package) => Scope::Package,
        ("subpackages", Below::Package) => Scope::Subpackages,
        ("rule" | "document", _) => return Err(misplaced(name, "rule")),
        ("package" | "subpackages", _) => return Err(misplaced(name, "package")),
        _ => {
            return Err(wrong(format!(
                "annotation scope '{name}' is none of 'rule', 'document', 'package', 'subpackages'"
            )));
        }
    };
    if fields.entrypoint && !matches!(scope, Scope::Document(_) | Scope::Package) {
        return Err(wrong(format!("only a document or a package is an entrypoint, not a scope '{name}'")));
    }
    let mut annotation = fields.others;
    annotation.insert("scope".to_owned(), name.into());
    Ok(Attached { span, scope, annotation })
}

fn misplaced(name: &str, wanted: &str) -> Fault {
    wrong(format!("annotation scope '{name}' must be applied to a {wanted}"))
}

/// The first statement on a line below a comment, which goes to the end of its line. Imports and rules each are in the
/// order of the text.
fn below(comment: Span, module: &Module, head: u32) -> Below {
    let is_above = |span: &Span| span.start <= comment.end;
    let package = Some((head, Below::Package)).filter(|_| comment.end <= head);
    let import = module.imports.get(module.imports.partition_point(|import| is_above(&import.span)));
    let number = module.rules.partition_point(|rule| is_above(&rule.span));
    let rule = module.rules.get(number);
    let found = [
        package,
        import.map(|import| (import.span.start, Below::Import)),
        rule.map(|rule| (rule.span.start, Below::Rule(number))),
    ];
    found.into_iter().flatten().min_by_key(|(start, _)| *start).map_or(Below::Nothing, |(_, below)| below)
}

/// Where the comments end that stand above the package: others may stand between the word and the path.
pub(super) fn head(module: &Module, text: &str) -> u32 {
    let mut at = 0;
    for comment in &module.comments {
        let between = text.get(at as usize..comment.span.start as usize).unwrap_or_default();
        if !between.trim_start_matches('\u{feff}').trim().is_empty() {
            break;
        }
        at = comment.span.end;
    }
    at
}
