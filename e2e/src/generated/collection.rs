//! Draws terms that are mostly an array, a set or an object.

use super::builtin::COLLECTIONS;
use super::grammar::{Grammar, Sort};
use super::term::call;
use super::tree::Tree;

impl Grammar<'_> {
    /// A term that is mostly an array, a set or an object.
    pub(crate) fn collection(&mut self, depth: usize) -> Tree {
        if depth == 0 || self.chance(40) {
            if self.chance(25)
                && let Some(name) = self.rule_of(|sort| matches!(sort, Sort::Set | Sort::Object))
            {
                return Tree::term(vec![Tree::text(name)]);
            }
            let text = self.pick(&[
                "input.xs",
                "input.items",
                "input.o",
                "data.d.list",
                "data.d.map",
                "data.d.names",
                "[1, 2, 3]",
                "{\"a\", \"b\"}",
                "{\"a\": 1}",
                "input.items[0].tags",
                "[]",
                "input.missing",
            ]);
            return Tree::term(vec![Tree::text(text)]);
        }
        let depth = depth - 1;
        match self.rng.u8(..18) {
            14..=17 => self.call_of(COLLECTIONS, depth),
            0..=2 => self.comprehension(depth),
            3..=4 => self.literal(depth),
            5 => call("split", vec![self.string(depth), self.string(0)]),
            6 => call("sort", vec![self.array(depth)]),
            7 => call("array.concat", vec![self.array(depth), self.array(depth)]),
            8 => call("object.keys", vec![self.object_term(depth)]),
            9 => call("object.union", vec![self.object_term(depth), self.object_term(depth)]),
            10 => call("array.slice", vec![self.array(depth), self.number(0), self.number(0)]),
            11 => call("numbers.range", vec![self.number(0), self.number(0)]),
            12 => {
                let operator = self.pick(&[" | ", " & ", " - "]);
                Tree::term(vec![
                    Tree::text("("),
                    self.set_term(),
                    Tree::text(operator),
                    self.set_term(),
                    Tree::text(")"),
                ])
            }
            _ => call("object.remove", vec![self.object_term(depth), self.array(0)]),
        }
    }

    pub(crate) fn array(&mut self, depth: usize) -> Tree {
        if depth > 0 && self.chance(30) {
            return self.array_comprehension(depth);
        }
        Tree::term(vec![Tree::text(self.pick(&[
            "input.xs",
            "[1, 2]",
            "[\"a\"]",
            "data.d.list",
            "input.items",
        ]))])
    }

    /// A term that is mostly an array or a set of strings.
    pub(crate) fn strings(&mut self, depth: usize) -> Tree {
        if depth > 0 && self.chance(40) {
            return call("split", vec![self.string(depth - 1), self.string(0)]);
        }
        Tree::term(vec![Tree::text(self.pick(&[
            "input.xs",
            "data.d.names",
            "{\"a\", \"b\"}",
            "input.items[0].tags",
        ]))])
    }

    pub(crate) fn object_term(&mut self, depth: usize) -> Tree {
        if depth > 0
            && self.chance(30)
            && let Some(name) = self.rule_of(|sort| sort == Sort::Object)
        {
            return Tree::term(vec![Tree::text(name)]);
        }
        Tree::term(vec![Tree::text(self.pick(&["input.o", "{\"a\": 1}", "data.d.map", "input.r"]))])
    }

    pub(crate) fn set_term(&mut self) -> Tree {
        if self.chance(50)
            && let Some(name) = self.rule_of(|sort| sort == Sort::Set)
        {
            return Tree::term(vec![Tree::text(name)]);
        }
        Tree::term(vec![Tree::text(self.pick(&[
            "{1, 2}",
            "{\"a\", \"b\"}",
            "{x | some x in input.xs}",
            "object.keys(input.o)",
            "set()",
        ]))])
    }

    pub(crate) fn literal(&mut self, depth: usize) -> Tree {
        let count = self.rng.usize(1..=3);
        match self.rng.u8(..3) {
            0 => {
                let items = (0..count).map(|_| self.any(depth)).collect();
                Tree::term(vec![Tree::text("["), Tree::any(items, ", "), Tree::text("]")])
            }
            1 => {
                let items = (0..count).map(|_| self.any(depth)).collect();
                Tree::term(vec![Tree::text("{"), Tree::some(items, ", "), Tree::text("}")])
            }
            _ => {
                let entry =
                    |grammar: &mut Self| Tree::All(vec![grammar.key(), Tree::text(": "), grammar.any(depth)]);
                let entries = (0..count).map(|_| entry(self)).collect();
                Tree::term(vec![Tree::text("{"), Tree::any(entries, ", "), Tree::text("}")])
            }
        }
    }

    pub(crate) fn comprehension(&mut self, depth: usize) -> Tree {
        match self.rng.u8(..3) {
            0 => self.array_comprehension(depth),
            1 => self.inner(|grammar| {
                let body = grammar.body_of_comprehension(depth);
                Tree::term(vec![
                    Tree::text("{"),
                    grammar.any(depth),
                    Tree::text(" | "),
                    body,
                    Tree::text("}"),
                ])
            }),
            _ => self.inner(|grammar| {
                let body = grammar.body_of_comprehension(depth);
                let (key, value) = (grammar.key(), grammar.any(depth));
                Tree::term(vec![
                    Tree::text("{"),
                    key,
                    Tree::text(": "),
                    value,
                    Tree::text(" | "),
                    body,
                    Tree::text("}"),
                ])
            }),
        }
    }

    fn array_comprehension(&mut self, depth: usize) -> Tree {
        self.inner(|grammar| {
            let body = grammar.body_of_comprehension(depth);
            Tree::term(vec![Tree::text("["), grammar.any(depth), Tree::text(" | "), body, Tree::text("]")])
        })
    }

    fn body_of_comprehension(&mut self, depth: usize) -> Tree {
        let count = self.rng.usize(1..=2);
        self.body(count, "; ", depth)
    }
}
