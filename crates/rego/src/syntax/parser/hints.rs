//! What an error adds: the import that may be missing.
//!
//! Whether a hint is true is seen by reading on with every keyword on. Nothing is hinted while reading on.

use super::super::keywords::Keywords;
use super::super::token::Kind;
use super::super::tree::{Function, Operator, Term, TermKind, Version};
use super::infix::Comma;
use super::{Mark, Parser};

impl Parser<'_> {
    pub(super) fn hint(&mut self, hint: impl Into<String>) {
        self.hints.push(hint.into());
    }

    /// Whether reading on from here with every keyword on finds what is looked for. Goes back.
    fn probe(&mut self, found: impl FnOnce(&mut Self) -> bool) -> bool {
        if self.probing {
            return false;
        }
        let mark = self.mark();
        let height = self.height;
        let keywords = std::mem::replace(&mut self.keywords, Keywords::ALL);
        let failed = std::mem::take(&mut self.failed);
        self.probing = true;
        self.look_at(self.at);
        let found = found(self);
        self.probing = false;
        self.failed = failed;
        self.keywords = keywords;
        self.height = height;
        self.go_back(&mark);
        found
    }

    fn membership_ahead(&mut self) -> bool {
        self.probe(|parser| {
            parser.infix(Comma::BeforeValue).is_some_and(|term| {
                matches!(
                    term.kind,
                    TermKind::Call { function: Function::Operator(Operator::In | Operator::InWithKey), .. }
                )
            })
        })
    }

    /// Before the error that a statement does not end where it should.
    pub(super) fn hint_missing_infix_keyword(&mut self) {
        if !self.hints.is_empty() {
            return;
        }
        let keyword = match self.kind {
            Kind::Ident => self.spelling(),
            Kind::Comma => {
                let mark = self.mark();
                self.advance();
                let ahead = self.membership_ahead();
                self.go_back(&mark);
                if ahead { "in" } else { "" }
            }
            _ => "",
        };
        let example = match keyword {
            "in" => "x in xs",
            "and" => "x and y",
            "or" => "x or y",
            _ => return,
        };
        self.hint(format!("`import future.keywords.{keyword}` for `{example}` expressions"));
    }

    /// At `some`, when it is not followed by `in`.
    pub(super) fn hint_some_in(&mut self) {
        if self.version != Version::V0 {
            return;
        }
        let mark = self.mark();
        self.advance();
        let ahead = self.membership_ahead();
        self.go_back(&mark);
        if ahead {
            self.hint("`import future.keywords.in` for `some x in xs` expressions");
        }
    }

    /// After a statement that is the name `every`, and nothing else.
    pub(super) fn hint_every(&mut self, before: &Mark, term: &Term) {
        let is_every = matches!(&term.kind, TermKind::Var(name) if name == "every");
        if self.version != Version::V0 || !is_every {
            return;
        }
        let after = self.mark();
        let height = self.height;
        self.go_back(before);
        let ahead = self.probe(|parser| {
            let start = parser.start();
            parser.kind == Kind::Every && parser.every(start).is_some()
        });
        self.go_back(&after);
        self.height = height;
        if ahead {
            self.hint("`import future.keywords.every` for `every x in xs { ... }` expressions");
        }
    }
}
