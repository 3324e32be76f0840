//! Draws the statements of a body.

use super::grammar::{Grammar, Sort};
use super::tree::Tree;

impl Grammar<'_> {
    pub(crate) fn statement(&mut self, depth: usize) -> Tree {
        let before = self.scope.clone();
        let bare = match self.rng.u8(..100) {
            0..=13 => self.assignment(depth),
            14..=26 => self.some_in(depth),
            27..=46 => self.condition(depth),
            47..=64 => self.negation(depth),
            65..=69 => self.iteration(),
            70..=76 if depth > 0 => self.every(depth),
            77..=80 => self.unification(depth),
            _ => self.condition(depth),
        };
        if self.chance(10) { self.modified(bare, depth, before) } else { bare }
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

    /// With another input, base document, rule or function. The value may not use what the statement binds.
    fn modified(&mut self, statement: Tree, depth: usize, before: Vec<String>) -> Tree {
        let complete = self.rule_of(|sort| sort == Sort::Complete);
        let function = self.rule_of(|sort| matches!(sort, Sort::Function(_)));
        let target = match (self.rng.u8(..10), complete, function) {
            (0..=1, Some(name), _) => format!("data.g.{name}"),
            (2, _, Some(name)) => name,
            (3, _, _) => "input".to_owned(),
            (4..=5, _, _) => self.pick(&["data.d.list", "data.d.map.a", "data.d.zero", "data.d.new"]),
            _ => self.pick(&["input.n", "input.s", "input.xs", "input.o.a", "input.items", "input.new"]),
        };
        let value = self.inner(|grammar| {
            grammar.open.retain(|name| before.contains(name));
            grammar.scope = before;
            grammar.any(depth.min(1))
        });
        let modifier = Tree::All(vec![Tree::text(format!(" with {target} as ")), value]);
        Tree::All(vec![statement, Tree::any(vec![modifier], "")])
    }
}
