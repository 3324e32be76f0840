//! Bodies, statement by statement: each binds names, and some can go on in several ways.

use std::collections::BTreeMap;

use super::shape::Shape;
use super::{Analysis, MOST_WAYS};
use crate::compile::core::{Expr, ExprKind, Term, TermKind};

/// What is known of each name on one way through a body.
pub(super) type Way = BTreeMap<String, Shape>;

impl Analysis<'_> {
    /// All ways through a body.
    pub(super) fn body(&mut self, body: &[Expr], mut ways: Vec<Way>) -> Vec<Way> {
        for expr in body {
            ways = ways.into_iter().flat_map(|way| self.expr(expr, way)).collect();
            if ways.len() > MOST_WAYS {
                ways = vec![together(ways)];
            }
        }
        ways
    }

    fn expr(&mut self, expr: &Expr, way: Way) -> Vec<Way> {
        if !self.enter() {
            self.give_up();
            self.leave();
            return vec![way];
        }
        // What a `with` puts in the inventory's place is not followed: the inventory counts as read.
        for modifier in &expr.with {
            for (value, _) in self.term(&modifier.value, way.clone()) {
                self.escape(&value);
            }
        }
        let ways = match &expr.kind {
            ExprKind::Term(term) => self.term(term, way).into_iter().map(|(_, way)| way).collect(),
            ExprKind::Call { callee, args, output } => {
                let mut ways = Vec::new();
                for (arguments, way) in self.terms(args, way) {
                    let value = self.call(callee, &arguments);
                    match output {
                        Some(output) => ways.extend(self.take_apart(output, &value, way)),
                        None => ways.push(way),
                    }
                }
                ways
            }
            ExprKind::Unify { left, right, .. } => self.unify(left, right, way),
            ExprKind::Every { key, value, domain, body } => {
                for (domain, way) in self.term(domain, way.clone()) {
                    for (one_key, one) in self.members(&domain) {
                        let mut inner = way.clone();
                        inner.extend(key.iter().map(|key| (key.clone(), one_key.clone())));
                        inner.insert(value.clone(), one);
                        self.body(body, vec![inner]);
                    }
                }
                vec![way]
            }
            ExprKind::Not { body, .. } => {
                self.body(body, vec![way.clone()]);
                vec![way]
            }
            ExprKind::Logic { left, right, .. } => {
                self.body(&left.body, vec![way.clone()]);
                self.body(&right.body, vec![way.clone()]);
                vec![way]
            }
        };
        self.leave();
        ways
    }

    fn unify(&mut self, left: &Term, right: &Term, way: Way) -> Vec<Way> {
        let (pattern, other) = match (is_open(left, &way), is_open(right, &way)) {
            (true, _) => (left, right),
            (false, true) => (right, left),
            (false, false) => return self.compare(left, right, way),
        };
        let values = self.term(other, way);
        values.into_iter().flat_map(|(value, way)| self.take_apart(pattern, &value, way)).collect()
    }

    fn compare(&mut self, left: &Term, right: &Term, way: Way) -> Vec<Way> {
        let mut ways = Vec::new();
        for (left, way) in self.term(left, way) {
            for (right, way) in self.term(right, way) {
                if !left.is_plain() && !right.is_plain() {
                    self.escape(&left);
                    self.escape(&right);
                }
                self.compared(&left, &right);
                ways.push(way);
            }
        }
        ways
    }

    /// Gives the names of a pattern what they stand for.
    pub(super) fn take_apart(&mut self, pattern: &Term, value: &Shape, mut way: Way) -> Vec<Way> {
        match &pattern.kind {
            TermKind::Var(name) => {
                match way.get(name).cloned() {
                    // Compared, which tells nothing more of it.
                    Some(own) => self.compared(&own, value),
                    None => {
                        way.insert(name.clone(), value.clone());
                    }
                }
                vec![way]
            }
            TermKind::Array(items) => {
                let mut ways = vec![way];
                for (at, item) in items.iter().enumerate() {
                    let part = match value.fields.get(&at.to_string()) {
                        Some(part) if value.is_array => part.clone(),
                        _ => self.index(value, &Shape::default()),
                    };
                    ways = ways.into_iter().flat_map(|way| self.take_apart(item, &part, way)).collect();
                }
                ways
            }
            TermKind::Object(fields) => {
                // It matches an object with these keys and no others.
                self.read_whole(value);
                let mut ways = vec![way];
                for (key, item) in fields {
                    let mut next = Vec::new();
                    for way in ways {
                        for (key, way) in self.term(key, way) {
                            let part = self.index(value, &key);
                            next.extend(self.take_apart(item, &part, way));
                        }
                    }
                    ways = next;
                }
                ways
            }
            _ => {
                let mut ways = Vec::new();
                for (own, way) in self.term(pattern, way) {
                    let is_other = own.is_plain()
                        && value.is_plain()
                        && !own.texts.is_empty()
                        && !value.texts.is_empty()
                        && own.texts.is_disjoint(&value.texts);
                    if is_other {
                        continue;
                    }
                    if !own.is_plain() && !value.is_plain() {
                        self.escape(&own);
                        self.escape(value);
                    }
                    self.compared(&own, value);
                    ways.push(way);
                }
                ways
            }
        }
    }

    /// Each key that can be told apart, with what stands there.
    pub(super) fn members(&mut self, shape: &Shape) -> Vec<(Shape, Shape)> {
        let mut members = shape.members();
        if members.len() > MOST_WAYS {
            let mut all = Shape::default();
            members.iter().for_each(|(_, member)| all.join(member));
            members = vec![(Shape::anything(), all)];
        }
        if !shape.places.is_empty() || shape.anything {
            let open = Shape { places: shape.places.clone(), anything: shape.anything, ..Shape::default() };
            let value = self.index(&open, &Shape::anything());
            members.push((Shape::anything(), value));
        }
        members
    }
}

/// A name without a value, or a pattern with one.
fn is_open(term: &Term, way: &Way) -> bool {
    match &term.kind {
        TermKind::Var(name) => !way.contains_key(name),
        TermKind::Array(items) => items.iter().any(|item| is_open(item, way)),
        TermKind::Object(fields) => fields.iter().any(|(_, value)| is_open(value, way)),
        _ => false,
    }
}

/// One way that stands for all.
pub(super) fn together(ways: impl IntoIterator<Item = Way>) -> Way {
    let mut all = Way::new();
    for (name, shape) in ways.into_iter().flatten() {
        all.entry(name).or_default().join(&shape);
    }
    all
}
