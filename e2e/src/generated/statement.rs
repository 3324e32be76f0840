//! Draws the statements of a body.

use super::grammar::Grammar;
use super::tree::Tree;

impl Grammar<'_> {
    pub(crate) fn statement(&mut self, depth: usize) -> Tree {
        let before = self.scope.clone();
        let bare = match self.rng.u8(..100) {
            0..=13 => self.assignment(depth),
            14..=24 => self.some_in(depth),
            25..=42 => self.condition(depth),
            43..=58 => self.negation(depth),
            59..=63 => self.iteration(),
            64..=70 if depth > 0 => self.every(depth),
            71..=74 => self.unification(depth),
            75..=77 => self.some_pattern(),
            78..=79 => self.some_indices(),
            80..=81 => self.output(depth),
            82 => self.walk(),
            83..=85 if depth > 0 => self.emptiness(depth - 1),
            86..=91 if self.future && depth > 0 => return self.logic(depth),
            _ => self.condition(depth),
        };
        if self.chance(10) { self.modified(bare, depth, &before) } else { bare }
    }

    fn assignment(&mut self, depth: usize) -> Tree {
        let value = self.any(depth);
        let name = self.fresh();
        self.bind(&name, &value);
        Tree::All(vec![Tree::text(format!("{name} := ")), value])
    }

    fn some_in(&mut self, depth: usize) -> Tree {
        let collection = self.collection(depth);
        let value = self.fresh();
        let names = if self.chance(30) {
            let key = self.fresh();
            self.scope.push(key.clone());
            format!("{key}, {value}")
        } else {
            value.clone()
        };
        self.bind(&value, &collection);
        Tree::All(vec![Tree::text(format!("some {names} in ")), collection])
    }

    /// What holds or does not, without a variable of its own.
    fn condition(&mut self, depth: usize) -> Tree {
        match self.rng.u8(..10) {
            0..=3 => {
                let depth = depth.saturating_sub(usize::from(self.chance(60)));
                let operator = self.pick(&[" == ", " != ", " < ", " <= ", " > ", " >= "]);
                // A side of no known type keeps OPA's type checker from refusing.
                let (left, right) = (self.reference(), self.any(depth));
                let (left, right) = if self.chance(30) { (right, left) } else { (left, right) };
                Tree::All(vec![left, Tree::text(operator), right])
            }
            4 => {
                let member = self.member(depth);
                Tree::All(vec![member, Tree::text(" in "), self.collection(depth)])
            }
            5..=6 => self.reference(),
            7 => self.call_of_rule(depth),
            8 => self.predicate(depth),
            _ => Tree::All(vec![
                self.member(0),
                Tree::text(", "),
                self.member(depth),
                Tree::text(" in "),
                self.collection(depth),
            ]),
        }
    }

    fn negation(&mut self, depth: usize) -> Tree {
        let outside = std::mem::replace(&mut self.negated, true);
        let condition = self.condition(depth);
        self.negated = outside;
        Tree::All(vec![Tree::any(vec![Tree::text("not ")], ""), condition])
    }

    /// A variable bound by the index of a reference.
    fn iteration(&mut self) -> Tree {
        let base = self.pick(&["input.xs", "input.items", "input.o", "data.d.list", "data.d.map"]);
        let key = self.fresh();
        let value = self.fresh();
        self.scope.push(key.clone());
        self.bind(&value, &Tree::text(base.as_str()));
        Tree::text(format!("some {key}; {value} := {base}[{key}]"))
    }

    fn every(&mut self, depth: usize) -> Tree {
        let collection = self.collection(depth);
        self.inner(|grammar| {
            let value = grammar.fresh();
            let key = if grammar.chance(25) { Some(grammar.fresh()) } else { None };
            let names = key.iter().chain([&value]).cloned().collect::<Vec<_>>().join(", ");
            grammar.scope.extend(key);
            grammar.bind(&value, &collection);
            let count = grammar.rng.usize(1..=2);
            let body = grammar.body(count, "; ", depth - 1);
            Tree::All(vec![
                Tree::text(format!("every {names} in ")),
                collection,
                Tree::text(" { "),
                body,
                Tree::text(" }"),
            ])
        })
    }

    fn unification(&mut self, depth: usize) -> Tree {
        if self.chance(50) {
            let value = self.any(depth);
            let name = self.fresh();
            self.bind(&name, &value);
            return Tree::All(vec![Tree::text(format!("{name} = ")), value]);
        }
        let (first, second) = (self.fresh(), self.fresh());
        let (pattern, bases): (_, &[&str]) = match self.rng.u8(..3) {
            0 => (
                format!("[{first}, {second}] = "),
                &["input.xs", "input.xs[_]", "[1, input.n]", "data.d.list[_]"],
            ),
            1 => (
                format!("{{\"n\": {first}, \"v\": {second}}} = "),
                &["input.items[_]", "input.items[1]", "input.o"],
            ),
            _ => (format!("[{first}, [{second}]] := "), &["[1, [2]]", "input.xs", "[input.s, [input.n]]"]),
        };
        let base = self.pick(bases);
        for name in [first, second] {
            self.bind(&name, &Tree::text(base.as_str()));
        }
        Tree::text(format!("{pattern}{base}"))
    }

    /// What `future.keywords` has: `not` over a body, `and`, `or`.
    fn logic(&mut self, depth: usize) -> Tree {
        let body = |grammar: &mut Self| {
            grammar.inner(|grammar| {
                let count = grammar.rng.usize(1..=2);
                let body = grammar.body(count, "; ", depth - 1);
                Tree::All(vec![Tree::text("{ "), body, Tree::text(" }")])
            })
        };
        let side = |grammar: &mut Self| {
            if grammar.chance(50) { body(grammar) } else { grammar.condition(depth - 1) }
        };
        if self.chance(50) {
            return Tree::All(vec![Tree::text("not "), body(self)]);
        }
        let operator = self.pick(&[" and ", " or "]);
        let (left, right) = (side(self), side(self));
        Tree::All(vec![left, Tree::text(operator), right])
    }
}
