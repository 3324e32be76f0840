//! One policy file: its text, its syntax tree, its annotation.

use std::collections::BTreeSet;

use regorus::unstable as ast;

use crate::annotation::{self, Annotation};
use crate::check::walk::{self, Visit};
use crate::error::{LoadError, Place};

/// The text of a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// How the file is called in messages and coverage.
    pub path: String,
    /// Its Rego.
    pub text: String,
}

/// A parsed policy file.
#[derive(Debug, Clone)]
pub struct Module {
    source: Source,
    package: String,
    pub(crate) tree: ast::Ref<ast::Module>,
    references: References,
}

/// What a module names below `data`.
#[derive(Debug, Clone, Default)]
struct References {
    paths: BTreeSet<String>,
    /// `data[x]`: it may reach anything.
    anything: bool,
}

impl Module {
    /// Parses Rego v1.
    ///
    /// # Errors
    /// The text is no Rego v1.
    pub fn parse(source: Source) -> Result<Module, LoadError> {
        let failed = |error: &dyn std::fmt::Display| LoadError::from_parser(&source, &error.to_string());
        let contents = ast::Source::from_contents(source.path.clone(), source.text.clone())
            .map_err(|error| failed(&error))?;
        let mut parser = ast::Parser::new(&contents).map_err(|error| failed(&error))?;
        parser.enable_rego_v1().map_err(|error| failed(&error))?;
        let tree = ast::Ref::new(parser.parse().map_err(|error| failed(&error))?);
        let package = dotted(&tree.package.refr)
            .ok_or_else(|| LoadError::Parse {
                place: Place::of(&tree.package.span),
                message: "a package is named with plain words and dots".to_owned(),
            })
            .map(|path| format!("data.{path}"))?;
        let references = References::of(&tree);
        Ok(Module { source, package, tree, references })
    }

    /// The text it came from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The package with `data.` in front.
    pub fn package(&self) -> &str {
        &self.package
    }

    /// Whether this holds tests: its file ends in `_test.rego`.
    pub fn is_test(&self) -> bool {
        self.source.path.ends_with("_test.rego")
    }

    /// The METADATA block of the package.
    ///
    /// # Errors
    /// There is none, or it lacks a field, or a field is wrong.
    pub fn annotation(&self) -> Result<Annotation, LoadError> {
        annotation::read(&self.source, self.tree.package.span.line)
    }

    /// The names of the rules in this file, once each, in order.
    pub fn rule_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for rule in &self.tree.policy {
            if let Some(name) = rule_name(rule)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }

    /// Whether a rule here may look into `package` (with `data.` in front).
    pub(crate) fn may_read(&self, package: &str) -> bool {
        self.references.anything
            || self.references.paths.iter().any(|path| is_within(path, package) || is_within(package, path))
    }
}

/// Whether the dotted `path` is `root` or lies below it.
fn is_within(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl References {
    fn of(tree: &ast::Module) -> References {
        let mut finder = Finder::default();
        for import in &tree.imports {
            finder.references.paths.extend(dotted(&import.refr));
        }
        walk::module(tree, &mut finder);
        References { anything: finder.reads_all(), ..finder.references }
    }
}

/// Whether a query looks at `data` as a whole, or with an index that is only known later.
pub(crate) fn reads_all_data(query: &ast::Query) -> bool {
    let mut finder = Finder::default();
    walk::query(query, &mut finder);
    finder.reads_all()
}

#[derive(Default)]
struct Finder {
    references: References,
    /// Where `data` stands, and where it stands with a known word behind it.
    mentions: BTreeSet<u32>,
    followed: BTreeSet<u32>,
}

impl Finder {
    fn reads_all(&self) -> bool {
        self.mentions.iter().any(|place| !self.followed.contains(place))
    }
}

impl Visit for Finder {
    fn rule(&mut self, _: &ast::Rule) {}

    fn statement(&mut self, _: &ast::LiteralStmt) {}

    fn expr(&mut self, expr: &ast::Expr) {
        match expr {
            ast::Expr::Var { span, .. } if span.text() == "data" => {
                self.mentions.insert(span.start);
            }
            ast::Expr::RefDot { .. } | ast::Expr::RefBrack { .. } => {
                if let Some(path) = dotted(expr).filter(|path| path.starts_with("data.")) {
                    self.followed.insert(expr.span().start);
                    self.references.paths.insert(path);
                }
            }
            _ => {}
        }
    }
}

/// `a.b.c` of a reference that consists of plain words.
pub(crate) fn dotted(expr: &ast::Expr) -> Option<String> {
    match expr {
        ast::Expr::Var { span, .. } => Some(span.text().to_owned()),
        ast::Expr::RefDot { refr, field, .. } => Some(format!("{}.{}", dotted(refr)?, field.0.text())),
        ast::Expr::RefBrack { refr, index, .. } => match &**index {
            ast::Expr::String { value: regorus::Value::String(text), .. } => {
                Some(format!("{}.{text}", dotted(refr)?))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The bytes of `text` that a span covers. The engine leaves the quotes of a string out of its span, and so out of
/// that of an expression that begins or ends with one.
pub(crate) fn range(text: &str, start: u32, end: u32) -> std::ops::Range<usize> {
    let is_quote = |at: usize| matches!(text.as_bytes().get(at), Some(b'"' | b'`'));
    let (start, end) = (start as usize, end as usize);
    let from = if start > 0 && is_quote(start - 1) { start - 1 } else { start };
    let to = if is_quote(end) { end + 1 } else { end };
    from..to
}

/// The first word of a rule's head.
pub(crate) fn rule_name(rule: &ast::Rule) -> Option<String> {
    let mut refr = match rule {
        ast::Rule::Default { refr, .. } => refr,
        ast::Rule::Spec { head, .. } => match head {
            ast::RuleHead::Compr { refr, .. }
            | ast::RuleHead::Set { refr, .. }
            | ast::RuleHead::Func { refr, .. } => refr,
        },
    };
    loop {
        match &**refr {
            ast::Expr::Var { span, .. } => return Some(span.text().to_owned()),
            ast::Expr::RefDot { refr: inner, .. } | ast::Expr::RefBrack { refr: inner, .. } => refr = inner,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(text: &str) -> Module {
        Module::parse(Source { path: "p.rego".to_owned(), text: text.to_owned() }).expect("parses")
    }

    #[test]
    fn a_parse_error_names_file_line_and_column() {
        let error =
            Module::parse(Source { path: "bad.rego".to_owned(), text: "package a\n\nx := {\n".to_owned() })
                .expect_err("no Rego");
        assert!(error.to_string().starts_with("bad.rego:4:"), "{error}");
    }

    #[test]
    fn a_module_reads_what_it_imports_and_what_it_names() {
        let module = module(
            "package a\n# of data.\nimport data.lib.pod\nx if data.inventory.cluster[input.data]\ny if pod.z\nmydata := 1\n",
        );
        assert_eq!(module.package(), "data.a");
        assert!(module.may_read("data.lib.pod"));
        assert!(module.may_read("data.inventory"));
        assert!(!module.may_read("data.lib.path"));
        assert_eq!(module.rule_names(), ["x", "y", "mydata"]);
    }

    #[test]
    fn a_module_that_looks_anywhere_reads_everything() {
        for rule in ["x := data[input.a].b", "x := data", "x if some y in data"] {
            assert!(module(&format!("package a\n{rule}\n")).may_read("data.any.thing"), "{rule}");
        }
    }
}
