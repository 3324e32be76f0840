//! One policy file: its text, its syntax tree, its annotation.

use crate::annotation::{self, Annotation};
use crate::error::{LoadError, Place};
use crate::evaluate::first;
use crate::syntax::tree::{self, Span, Version};
use crate::syntax::{self, SyntaxError, line_column};

/// The text of a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// How the file is called in messages and coverage.
    pub path: String,
    /// Its Rego.
    pub text: String,
}

impl Source {
    pub(crate) fn place(&self, span: Span) -> Place {
        let (line, column) = line_column(&self.text, span.start);
        Place { file: self.path.clone(), line, column }
    }

    /// Errors of the parser with their places.
    pub(crate) fn unreadable(&self, errors: Vec<SyntaxError>) -> Vec<LoadError> {
        let error = |SyntaxError { at, message, is_token }| LoadError::Parse {
            place: self.place(at),
            message,
            line: is_token.then(|| self.line(at.start as usize)),
        };
        let mut errors: Vec<LoadError> = errors.into_iter().map(error).collect();
        // What was read twice is told once.
        errors.dedup();
        errors
    }

    /// The line that a byte stands in, and how many bytes stand before it there. Where there is only white space,
    /// what stands before that counts, as in OPA.
    fn line(&self, offset: usize) -> (String, usize) {
        let bytes = self.text.as_bytes();
        let is_space = |at: &usize| bytes.get(*at).is_some_and(u8::is_ascii_whitespace);
        let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let mut at = offset.min(bytes.len().saturating_sub(1));
        while at > 0 && is_space(&at) {
            at -= 1;
        }
        let before = bytes.get(..=at).unwrap_or_default();
        let begin = before.iter().rposition(is_break).map_or(0, |last| last + 1);
        let rest = bytes.get(begin..).unwrap_or_default();
        let end = rest.iter().position(is_break).unwrap_or(rest.len());
        let line = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
        (line, at.saturating_sub(begin))
    }

    /// The text of a piece.
    pub(crate) fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// A parsed policy file.
#[derive(Debug, Clone)]
pub struct Module {
    source: Source,
    package: String,
    pub(crate) tree: tree::Module,
}

impl Module {
    /// Parses Rego v1.
    ///
    /// # Errors
    /// The text is no Rego v1.
    pub fn parse(source: Source) -> Result<Module, LoadError> {
        Module::parse_as(source, Version::V1)
    }

    /// Parses Rego of a version.
    ///
    /// # Errors
    /// The text is no Rego of that version.
    pub fn parse_as(source: Source, version: Version) -> Result<Module, LoadError> {
        Module::read(source, version).map_err(|errors| first(errors, "module"))
    }

    /// Parses Rego of a version.
    ///
    /// # Errors
    /// All that is wrong with the text.
    pub fn read(source: Source, version: Version) -> Result<Module, Vec<LoadError>> {
        let tree = syntax::module(&source.text, version).map_err(|errors| source.unreadable(errors))?;
        let package = std::iter::once("data").chain(tree.package.iter().map(String::as_str));
        let package = package.collect::<Vec<_>>().join(".");
        Ok(Module { source, package, tree })
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
        annotation::read(&self.source, &self.tree)
    }

    /// The names of the rules in this file, once each, in order.
    pub fn rule_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for rule in &self.tree.rules {
            if let Some(name) = rule_name(rule)
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
            }
        }
        names
    }
}

/// The first word of a rule's head.
pub(crate) fn rule_name(rule: &tree::Rule) -> Option<&str> {
    match &rule.head.reference.first()?.kind {
        tree::TermKind::Var(name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parse_error_names_file_line_and_column() {
        let error =
            Module::parse(Source { path: "bad.rego".to_owned(), text: "package a\n\nx := {\n".to_owned() })
                .expect_err("no Rego");
        assert!(error.to_string().starts_with("bad.rego:"), "{error}");
    }

    #[test]
    fn the_names_of_rules_are_listed_once() {
        let text = "package a\nimport data.lib.pod\nx if data.b\nx if pod.z\ny.z := 1\n".to_owned();
        let module = Module::parse(Source { path: "p.rego".to_owned(), text }).expect("parses");
        assert_eq!(module.package(), "data.a");
        assert_eq!(module.rule_names(), ["x", "y"]);
    }
}
