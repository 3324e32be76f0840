//! No rule may need its own value.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::compile::core::{Body, Callee, Expr, ExprKind, Rule, Target, Term, TermKind};
use crate::compile::parts::Part;
use crate::compile::problem::{Problem, RECURSION};
use crate::compile::rules::{Known, Rules};

/// Rules, by their index in `rules`, that a rule's text names.
pub(crate) fn dependencies(rule: &Rule, rules: &Rules) -> BTreeSet<usize> {
    let mut found = Reached::new(rules);
    for part in rule.reference.iter().skip(1).chain(rule.args.iter().flatten()) {
        found.term(part);
    }
    for branch in &rule.branches {
        found.term(&branch.value);
        found.body(&branch.body);
    }
    found.indices
}

/// Rules that a query names.
pub(crate) fn named_by(body: &Body, rules: &Rules) -> BTreeSet<usize> {
    let mut found = Reached::new(rules);
    found.body(body);
    found.indices
}

/// Whether a body looks at `data` as a whole, or behind an index that is only known when it is evaluated.
pub(crate) fn reads_all_data(body: &Body) -> bool {
    let rules = Rules::default();
    let mut found = Reached::new(&rules);
    found.body(body);
    found.all
}

struct Reached<'a> {
    rules: &'a Rules,
    indices: BTreeSet<usize>,
    all: bool,
}

impl<'a> Reached<'a> {
    fn new(rules: &'a Rules) -> Reached<'a> {
        Reached { rules, indices: BTreeSet::new(), all: false }
    }
}

impl Reached<'_> {
    fn body(&mut self, body: &Body) {
        body.iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Call { callee, .. } = &expr.kind {
            self.callee(callee);
        }
        for modifier in &expr.with {
            match &modifier.target {
                Target::Function(callee) => self.callee(callee),
                // What is replaced is named too, though not looked at.
                Target::Document(path) => {
                    let all = self.all;
                    self.reference(path);
                    path.iter().for_each(|part| self.term(part));
                    self.all = all;
                }
            }
        }
        expr.parts().into_iter().for_each(|part| self.part(part));
    }

    fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Term(term) => self.term(term),
            Part::Body(body) => self.body(body),
        }
    }

    fn callee(&mut self, callee: &Callee) {
        if let Callee::Rule(path) = callee {
            let span = crate::syntax::tree::Span::default();
            let reference: Vec<Term> = path.iter().map(|name| Term::string(span, name.clone())).collect();
            self.indices.extend(self.rules.reached(&reference).map(|(index, _)| index));
        }
    }

    fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Ref(path) => self.reference(path),
            TermKind::Call { callee, .. } | TermKind::Function(callee) => self.callee(callee),
            _ => {}
        }
        term.parts().into_iter().for_each(|part| self.part(part));
    }

    fn reference(&mut self, path: &[Term]) {
        if path.first().and_then(Term::as_var) == Some("data") {
            self.indices.extend(self.rules.reached(path).map(|(index, _)| index));
            self.all |= path.get(1).is_none_or(|second| second.as_str().is_none());
        }
    }
}

/// Rules that reach themselves. `edges[i]` are the rules that rule `i` names.
pub(crate) fn cycles(rules: &Rules, edges: &[BTreeSet<usize>]) -> Vec<(usize, Problem)> {
    let mut found = Vec::new();
    for start in crate::compile::cycles::on_a_cycle(edges) {
        let Some(rule) = rules.all.get(start) else {
            continue;
        };
        let way = way_back(start, edges);
        let names = way.iter().filter_map(|index| rules.all.get(*index)).map(Known::name);
        let names = names.collect::<Vec<_>>().join(" -> ");
        let message = format!("rule {} is recursive: {names}", rule.name());
        found.push((rule.module, Problem::new(RECURSION, rule.span, message)));
    }
    found
}

/// The shortest way from a rule to itself.
fn way_back(start: usize, edges: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(index) = next.pop_front() {
        for reached in edges.get(index).into_iter().flatten() {
            if *reached == start {
                let steps = std::iter::successors(Some(index), |at| before.get(at).copied());
                let mut way: Vec<usize> = std::iter::once(start).chain(steps).collect();
                way.reverse();
                return way;
            }
            if !before.contains_key(reached) {
                before.insert(*reached, index);
                next.push_back(*reached);
            }
        }
    }
    Vec::new()
}
