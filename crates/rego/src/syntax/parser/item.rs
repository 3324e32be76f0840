//! What a file is made of: its package, imports and rules.

use super::super::token::Kind;
use super::super::tree::{Body, Comment, Import, Rule, Span};
use super::Parser;

/// What a text is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Purpose {
    Module,
    /// Statements only: nothing is a rule.
    Query,
}

/// A text, read.
#[derive(Debug)]
pub(in super::super) struct Items {
    pub(in super::super) list: Vec<Item>,
    pub(in super::super) comments: Vec<Comment>,
}

/// One item of a text.
#[derive(Debug)]
pub(in super::super) enum Item {
    Package {
        path: Vec<String>,
        span: Span,
        at: Span,
    },
    Import(Import),
    Rule(Box<Draft>),
    /// Statements; in a module, a rule written as one: `p := 1`.
    Body(Body),
}

/// A rule, with what the versions of the language demand of its spelling.
#[derive(Debug)]
pub(in super::super) struct Draft {
    pub(in super::super) rule: Rule,
    pub(in super::super) has_if: bool,
    pub(in super::super) has_contains: bool,
    /// No value is written.
    pub(in super::super) implied_value: bool,
    /// For each `else` with a body: its span, and whether `if` stands before the body.
    pub(in super::super) else_bodies: Vec<(Span, bool)>,
}

impl Parser<'_> {
    pub(super) fn items(&mut self, purpose: Purpose) -> Vec<Item> {
        let mut items = Vec::new();
        while self.kind != Kind::Eof {
            if purpose == Purpose::Module && self.keyword_as_rule_name(false) {
                break;
            }
            if !self.item(purpose, &mut items) {
                break;
            }
        }
        items
    }

    /// The next item; false when there is none.
    fn item(&mut self, purpose: Purpose, items: &mut Vec<Item>) -> bool {
        let mark = self.mark();
        match self.kind {
            Kind::Package => {
                if let Some(package) = self.package() {
                    items.push(package);
                    return !self.stray_minus();
                }
            }
            Kind::Import => {
                if let Some((import, spans)) = self.import() {
                    let stray = self.stray_minus();
                    if !stray {
                        self.turn_on(&import, spans);
                    }
                    items.push(Item::Import(import));
                    return !stray;
                }
            }
            _ => {}
        }
        if !self.errors.is_empty() && matches!(mark.kind, Kind::Package | Kind::Import) {
            return false;
        }
        self.go_back(&mark);
        if purpose == Purpose::Module {
            let errors = self.errors.len();
            if let Some(rules) = self.rules() {
                items.extend(rules.into_iter().map(|draft| Item::Rule(Box::new(draft))));
                return true;
            }
            if self.errors.len() > errors || !self.errors.is_empty() {
                return false;
            }
            self.go_back(&mark);
        }
        let body = self.separated_by_semicolons();
        let found = body.is_some();
        items.extend(body.map(Item::Body));
        found
    }

    /// A minus after a path would otherwise be the sign of the next statement.
    fn stray_minus(&mut self) -> bool {
        let stray = self.kind == Kind::Minus;
        if stray {
            self.unexpected("");
        }
        stray
    }

    /// Refuses a keyword that what follows makes the name of a rule: `every := 1`.
    pub(super) fn keyword_as_rule_name(&mut self, is_default: bool) -> bool {
        let keyword = self.kind;
        if !matches!(
            keyword,
            Kind::Every
                | Kind::If
                | Kind::In
                | Kind::Some
                | Kind::As
                | Kind::Package
                | Kind::Import
                | Kind::Not
                | Kind::And
                | Kind::Or
                | Kind::Contains
        ) {
            return false;
        }
        if !is_default {
            let mark = self.mark();
            self.advance();
            let next = self.kind;
            self.go_back(&mark);
            let assigns = matches!(next, Kind::Assign | Kind::Unify);
            let declares = matches!(next, Kind::If | Kind::Contains);
            let follows = match keyword {
                Kind::Package | Kind::Import => assigns || next == Kind::LeftParen,
                Kind::Not | Kind::And | Kind::Or => assigns || declares,
                Kind::Contains => declares,
                _ => assigns || declares || next == Kind::LeftParen,
            };
            if !follows {
                return false;
            }
        }
        let at = self.token().span;
        self.error(at, format!("{} keyword cannot be used for rule name", keyword.name()));
        true
    }
}
