//! The package of a file and its imports, which may turn on keywords.

use super::super::keywords::{Keywords, is_reserved};
use super::super::token::Kind;
use super::super::tree::{Import, Span, Term, TermKind};
use super::reference::{is_document, name_of};
use super::{Item, Parser};

/// Where the parts of an import stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spans {
    pub(super) path: Span,
    pub(super) alias: Span,
}

impl Parser<'_> {
    /// After `package` or `import`, unless the word is the head of a reference.
    fn before_path(&mut self) -> Option<()> {
        if matches!(self.touching(), Some(Kind::Dot | Kind::LeftBracket)) {
            return None;
        }
        self.advance();
        if self.kind != Kind::Ident {
            if !self.may_be_a_name() {
                self.unexpected("");
                return None;
            }
            self.kind = Kind::Ident;
        }
        Some(())
    }

    pub(super) fn package(&mut self) -> Option<Item> {
        let at = self.token().span;
        self.before_path()?;
        let term = self.term()?;
        let span = term.span;
        let path = match term.kind {
            TermKind::Var(name) => vec![package_name(name)],
            TermKind::Ref { head, operands } => {
                let TermKind::Var(first) = head.kind else {
                    let name = name_of(&head);
                    self.error(head.span, format!("unexpected {name} token: expecting var"));
                    return None;
                };
                let mut path = vec![package_name(first)];
                path.extend(self.strings(operands)?);
                path
            }
            _ => {
                self.unexpected("");
                return None;
            }
        };
        Some(Item::Package { path, span, at })
    }

    fn strings(&mut self, operands: Vec<Term>) -> Option<Vec<String>> {
        let mut strings = Vec::new();
        for operand in operands {
            let TermKind::String(text) = operand.kind else {
                let name = name_of(&operand);
                self.error(operand.span, format!("unexpected {name} token: expecting string"));
                return None;
            };
            strings.push(text);
        }
        Some(strings)
    }

    pub(super) fn import(&mut self) -> Option<(Import, Spans)> {
        let start = self.start();
        self.before_path()?;
        // Keywords that can be imported are names in a path. The token after the path is read as if they
        // were names too.
        let keywords = std::mem::replace(&mut self.keywords, Keywords::NONE);
        let term = self.term();
        self.keywords = keywords;
        let path_span = term.as_ref().map(|term| term.span);
        let path = match term.map(|term| term.kind) {
            Some(TermKind::Var(name)) => vec![name],
            Some(TermKind::Ref { head, operands }) => {
                let strings = self.strings(operands)?;
                let TermKind::Var(name) = head.kind else {
                    return self.wrong_root(path_span.unwrap_or_default(), self.slice(head.span));
                };
                let mut path = vec![name];
                path.extend(strings);
                path
            }
            _ => {
                let at = self.token().span;
                self.error(at, "expected path");
                return None;
            }
        };
        let path_span = path_span.unwrap_or_default();
        let root = path.first().map(String::as_str).unwrap_or_default();
        if !is_document(root) && !matches!(root, "future" | "rego") {
            return self.wrong_root(path_span, root);
        }
        let alias = if self.kind == Kind::As { Some(self.alias()?) } else { None };
        if alias.is_none() && root != "future" {
            let last = path.last().map(String::as_str).unwrap_or_default();
            if is_reserved(last, self.version) {
                self.hint("import a different path or use an alias");
                let length = u32::try_from(last.len()).unwrap_or(0);
                self.error(
                    Span { start: path_span.end.saturating_sub(length), end: path_span.end },
                    format!("unexpected import path, must not end with a keyword, got: {last}"),
                );
            }
        }
        let (alias, alias_span) = alias.unzip();
        let spans = Spans { path: path_span, alias: alias_span.unwrap_or(path_span) };
        Some((Import { span: self.since(start), path, alias }, spans))
    }

    fn wrong_root<T>(&mut self, at: Span, root: &str) -> Option<T> {
        self.hint("if this is unexpected, try updating OPA");
        self.error(
            at,
            format!(
                "unexpected import path, must begin with one of: {{data, future, input, rego}}, got: {root}"
            ),
        );
        None
    }

    fn alias(&mut self) -> Option<(String, Span)> {
        self.advance();
        if self.kind != Kind::Ident {
            self.unexpected("expected var");
            return None;
        }
        match self.term() {
            Some(Term { kind: TermKind::Var(name), span }) if is_document(&name) => {
                self.error(
                    span,
                    format!("unexpected import alias, must not be a reserved name, got: {name}"),
                );
                None
            }
            Some(Term { kind: TermKind::Var(name), span }) => Some((name, span)),
            _ => {
                self.unexpected("expected var");
                None
            }
        }
    }

    /// The keywords that an import turns on, from the token after it.
    pub(super) fn turn_on(&mut self, import: &Import, spans: Spans) {
        let path: Vec<&str> = import.path.iter().map(String::as_str).collect();
        let (fault, keywords) = match path.as_slice() {
            ["rego", "v1" | "v2"] if import.alias.is_some() => {
                return self.error(spans.alias, "`rego` imports cannot be aliased");
            }
            ["rego", "v1"] => (None, Some(Keywords::VERSION_1)),
            ["rego", "v2"] => (None, Some(Keywords::ALL)),
            ["rego", ..] => {
                let path = self.slice(spans.path);
                let fault = format!("invalid import `{path}`, must be one of: `rego.v1`, `rego.v2`");
                return self.error(spans.path, fault);
            }
            ["future", "keywords", ..] if import.alias.is_some() => {
                return self.error(spans.alias, "`future` imports cannot be aliased");
            }
            ["future", "keywords", name] => match Keywords::named(name) {
                Some(keyword) => (None, Some(keyword)),
                None => (Some("unexpected keyword, must be one of [and contains every if in not or]"), None),
            },
            ["future", "keywords", ..] => (None, Some(Keywords::ALL)),
            ["future", ..] => (Some("invalid import, must be `future.keywords`"), None),
            _ => return,
        };
        if let Some(fault) = fault {
            self.error(spans.path, fault);
        }
        self.keywords = self.keywords.and(keywords.unwrap_or(Keywords::NONE));
        if self.kind == Kind::Ident {
            self.kind = self.keywords.kind(self.spelling());
        }
    }
}

/// A wildcard in a package's path is a name that cannot be written.
fn package_name(name: String) -> String {
    if name == "_" { "$0".to_owned() } else { name }
}
