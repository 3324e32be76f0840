//! Which expressions fail: in a query, and in the rules that its failing expression needs.
//!
//! The engine does not tell. So each body is asked again as a query, one statement more at a time; the first that
//! leaves no answer is the one. Functions are left out, because their arguments are not known.

use std::collections::{BTreeSet, VecDeque};
use std::time::Instant;

use super::{Asked, FILE, Parsed, Query, compile};
use crate::compile::query::Context;
use crate::evaluate::Limits;
use crate::module::Source;
use crate::syntax;
use crate::syntax::tree::Statement;
use crate::test::explain::operands;
use crate::test::{Failure, Observed};
use crate::value::Value;

/// More than these nobody reads.
const MOST_FAILURES: usize = 50;
const MOST_VALUES: usize = 10;

/// The name that a part of a statement gets.
const SEEN: &str = "edgeward_seen";

impl Query {
    /// The expressions for which `query`, and the rules that it needs, have no answer.
    pub fn failures(&self, query: &str, input: Option<&Value>, limits: &Limits) -> Vec<Failure> {
        let asked = Asked { context: &self.context, version: self.options.version };
        let source = Source { path: FILE.to_owned(), text: query.to_owned() };
        let mut search = Search {
            query: self,
            input,
            limits,
            since: Instant::now(),
            failures: Vec::new(),
            waiting: VecDeque::new(),
            seen: BTreeSet::new(),
        };
        if let Ok(body) = syntax::query_under(query, asked.version, &asked.context.imports) {
            let is_whole = body.statements.len() == 1;
            if !search.body(&source, &body.statements, &asked, is_whole) {
                search.follow(query, &asked);
            }
        }
        while let Some(rule) = search.waiting.pop_front() {
            if search.failures.len() >= MOST_FAILURES || search.is_late() {
                break;
            }
            search.rule(rule);
        }
        // What the repetitions printed was printed before.
        self.printed();
        search.failures
    }
}

struct Search<'a> {
    query: &'a Query,
    input: Option<&'a Value>,
    limits: &'a Limits,
    since: Instant,
    failures: Vec<Failure>,
    /// Rules, by their index, in the order in which they are needed.
    waiting: VecDeque<usize>,
    seen: BTreeSet<usize>,
}

impl Search<'_> {
    fn is_late(&self) -> bool {
        self.since.elapsed() > self.limits.time
    }

    /// The bodies of a rule, up to the first that has an answer.
    fn rule(&mut self, index: usize) {
        let Some(known) = self.query.lowered.compiled.rules.all.get(index) else {
            return;
        };
        let Some(module) = self.query.modules.get(known.module) else {
            return;
        };
        let Some(rule) = module.tree.rules.iter().find(|rule| rule.span == known.span) else {
            return;
        };
        if rule.head.args.is_some() {
            return;
        }
        let context =
            Context { package: Some(module.tree.package.clone()), imports: module.tree.imports.clone() };
        let asked = Asked { context: &context, version: module.tree.version };
        let bodies = std::iter::once(&rule.body).chain(rule.elses.iter().map(|other| &other.body));
        for body in bodies {
            let Some(body) = body else {
                return;
            };
            if !self.body(module.source(), &body.statements, &asked, false) {
                return;
            }
        }
    }

    /// Notes the first statement that fails, and the rules that it needs. Of a whole query of one expression, false
    /// is an answer.
    fn body(&mut self, source: &Source, statements: &[Statement], asked: &Asked<'_>, is_whole: bool) -> bool {
        let texts: Vec<&str> = statements.iter().map(|one| source.slice(one.span).trim_end()).collect();
        let until = |index: usize| texts.get(..index).unwrap_or_default().join("\n");
        let end = if is_whole { "" } else { "\ntrue" };
        let failing = statements.iter().enumerate().find(|(index, _)| {
            !self.is_late()
                && self.rows(&format!("{}{end}", until(index + 1)), asked).is_some_and(|rows| rows.is_empty())
        });
        let Some((index, statement)) = failing else {
            return false;
        };
        let modifiers: String =
            statement.with.iter().map(|modifier| format!(" {}", source.slice(modifier.span))).collect();
        let observed = operands(source, statement).into_iter().map(|term| {
            let probe = format!("{}\n{SEEN} := {term}{modifiers}", until(index));
            let mut values: Vec<Value> = Vec::new();
            for row in self.rows(&probe, asked).unwrap_or_default() {
                let value = row.bindings.get(SEEN);
                values.extend(value.filter(|value| !values.contains(value)));
            }
            values.truncate(MOST_VALUES);
            Observed { term, values }
        });
        let failure = Failure {
            case: String::new(),
            place: source.place(statement.span),
            statement: source.slice(statement.span).trim_end().to_owned(),
            observed: observed.collect(),
        };
        self.failures.push(failure);
        let needed = format!("{}{end}", until(index + 1));
        self.follow(&needed, asked);
        true
    }

    /// Notes the rules that a query names.
    fn follow(&mut self, text: &str, asked: &Asked<'_>) {
        let source = Source { path: FILE.to_owned(), text: text.to_owned() };
        let Ok(parsed) = Parsed::read(&source, asked) else {
            return;
        };
        let Ok(compiled) = self.query.compiled(&parsed, asked, &source) else {
            return;
        };
        let rules = &self.query.lowered.compiled.rules;
        for index in compile::query::named_by(&compiled.body, rules) {
            if self.seen.insert(index) {
                self.waiting.push_back(index);
            }
        }
    }

    /// None where the query cannot be asked, as when what binds its variables is still missing.
    fn rows(&self, text: &str, asked: &Asked<'_>) -> Option<Vec<super::QueryRow>> {
        self.query.answers(text, asked, self.input, self.limits).ok()
    }
}
