//! Rules with a body, with `contains`, and defaults. A rule without any of these is written as a statement.

use super::super::declare::{default_faults, is_ground};
use super::super::token::Kind;
use super::super::tree::{Body, Else, Head, HeadKind, Rule, Span, StatementKind, TermKind};
use super::head::WrittenHead;
use super::infix::Comma;
use super::{Draft, Parser};

impl Parser<'_> {
    /// A rule, and one more for each further body. None without an error: not a rule of this form.
    pub(super) fn rules(&mut self) -> Option<Vec<Draft>> {
        let start = self.start();
        self.keyword_as_head();
        let is_default = self.kind == Kind::Default;
        if is_default {
            self.advance();
            self.keyword_as_head();
        }
        if self.kind != Kind::Ident {
            if is_default {
                self.keyword_as_rule_name(true);
            }
            return None;
        }
        let head = self.head(is_default)?;
        if is_default { self.default_rule(start, head) } else { self.rule_with_body(start, head) }
    }

    fn default_rule(&mut self, start: u32, head: WrittenHead) -> Option<Vec<Draft>> {
        let span = self.since(start);
        if head.value.is_none() && !head.implies_value() {
            self.error(span, "illegal default rule (must have a value)");
            return None;
        }
        let faults = default_faults(head.value.as_ref(), head.args.as_deref());
        for fault in &faults {
            self.error(span, fault.clone());
        }
        if !faults.is_empty() {
            return None;
        }
        let implied_value = head.implies_value();
        let (has_if, has_contains, else_bodies) = (false, false, Vec::new());
        let kind = HeadKind::Value(head.value);
        let head = Head { span: head.span, reference: head.reference, args: head.args, kind };
        let rule = Rule { span, is_default: true, head, body: None, elses: Vec::new() };
        Some(vec![Draft { rule, has_if, has_contains, implied_value, else_bodies }])
    }

    fn rule_with_body(&mut self, start: u32, written: WrittenHead) -> Option<Vec<Draft>> {
        let has_if = self.kind == Kind::If;
        let has_contains = written.key.is_some();
        let implied_value = written.implies_value() || (has_if && !has_contains && written.value.is_none());
        let has_key = has_contains || written.acts_by_key(has_if);
        let head = written.settled(has_if);
        let mut rule = Rule { span: Span::default(), is_default: false, head, body: None, elses: Vec::new() };
        if has_if {
            self.advance();
            rule.body = Some(self.body_after_if()?);
        } else if self.kind == Kind::LeftBrace {
            rule.body = Some(self.braced_body()?);
        } else if has_contains {
            rule.span = rule.head.span;
            return Some(vec![Draft { rule, has_if, has_contains, implied_value, else_bodies: Vec::new() }]);
        } else {
            return None;
        }
        let mut else_bodies = Vec::new();
        if self.kind == Kind::Else && !self.keyword_as_head() {
            self.check_else(&rule.head, has_key)?;
            while self.kind == Kind::Else {
                let (branch, has_if) = self.else_branch()?;
                else_bodies.extend(branch.body.as_ref().map(|_| (branch.span, has_if)));
                let goes_on = branch.body.is_some();
                rule.elses.push(branch);
                if !goes_on {
                    break;
                }
            }
        }
        rule.span = self.since(start);
        let (head, has_else) = (rule.head.clone(), !rule.elses.is_empty());
        let mut rules = vec![Draft { rule, has_if, has_contains, implied_value, else_bodies }];
        while self.kind == Kind::LeftBrace {
            if has_else {
                let at = self.token().span;
                self.error(at, "expected else keyword");
                return None;
            }
            let start = self.start();
            let body = Some(self.braced_body()?);
            let span = self.since(start);
            let rule = Rule { span, is_default: false, head: head.clone(), body, elses: Vec::new() };
            rules.push(Draft { rule, has_if, has_contains, implied_value, else_bodies: Vec::new() });
        }
        Some(rules)
    }

    /// A statement, or statements in braces. `{x}` would also be a set, which always holds: it is a body.
    fn body_after_if(&mut self) -> Option<Body> {
        let mark = self.mark();
        let in_braces = self.kind == Kind::LeftBrace;
        if let Some(statement) = self.statement() {
            let is_set = in_braces
                && matches!(&statement.kind, StatementKind::Expr(term)
                    if matches!(term.kind, TermKind::Set(_)));
            if !is_set {
                return Some(Body::of(statement));
            }
        }
        if !in_braces {
            return None;
        }
        self.go_back(&mark);
        self.braced_body()
    }

    fn check_else(&mut self, head: &Head, has_key: bool) -> Option<()> {
        let fault = if head.reference.iter().skip(1).any(|term| !is_ground(term)) {
            "else keyword cannot be used on rules with variables in head"
        } else if has_key {
            "else keyword cannot be used on multi-value rules"
        } else {
            return Some(());
        };
        let at = self.token().span;
        self.error(at, fault);
        None
    }

    /// One `else`, and whether `if` stands before its body.
    fn else_branch(&mut self) -> Option<(Else, bool)> {
        let start = self.start();
        self.advance();
        let value = match self.kind {
            Kind::LeftBrace | Kind::If => None,
            Kind::Assign | Kind::Unify => {
                self.advance();
                Some(self.infix(Comma::BeforeValue)?)
            }
            _ => {
                self.unexpected("expected else value term or rule body");
                return None;
            }
        };
        let has_if = self.kind == Kind::If;
        if has_if {
            self.advance();
        }
        let body = match self.kind {
            Kind::LeftBrace => Some(self.braced_body()?),
            Kind::Eof if has_if => {
                self.unexpected("rule body expected");
                return None;
            }
            _ if has_if => Some(Body::of(self.statement()?)),
            _ => None,
        };
        Some((Else { span: self.since(start), value, body }, has_if))
    }
}
