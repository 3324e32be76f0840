//! Draws terms: mostly of the type that is wanted, so that OPA's type checker lets most programs through.

use super::grammar::{Grammar, Sort};
use super::tree::Tree;

impl Grammar<'_> {
    /// A term of any type.
    pub(crate) fn any(&mut self, depth: usize) -> Tree {
        if depth == 0 {
            return self.leaf();
        }
        match self.rng.u8(..100) {
            0..=44 => self.leaf(),
            45..=51 => self.number(depth - 1),
            52..=60 => self.string(depth - 1),
            61..=70 => self.collection(depth - 1),
            71..=78 => self.call_of_rule(depth - 1),
            79..=83 => self.truth(depth - 1),
            84..=89 => self.literal(depth - 1),
            90..=92 => self.behind(depth - 1),
            _ => self.comprehension(depth - 1),
        }
    }

    fn leaf(&mut self) -> Tree {
        match self.rng.u8(..10) {
            0..=3 => self.variable().unwrap_or_else(|| self.constant()),
            4..=7 => self.reference(),
            _ => self.constant(),
        }
    }

    fn constant(&mut self) -> Tree {
        let text = self.pick(&[
            "0", "1", "2", "-1", "1.5", "\"a\"", "\"b\"", "\"\"", "true", "false", "null", "[]", "{}",
            "set()",
        ]);
        Tree::term(vec![Tree::text(text)])
    }

    fn variable(&mut self) -> Option<Tree> {
        let name = self.rng.choice(&self.scope).cloned()?;
        Some(Tree::term(vec![Tree::text(name)]))
    }

    /// An input, data, rule or variable with a field or an index behind it.
    pub(crate) fn reference(&mut self) -> Tree {
        let base = match self.rng.u8(..20) {
            _ if self.imports && self.chance(30) => {
                self.pick(&["base", "base.map", "list", "given", "given.a", "given.b.c"])
            }
            0..=9 => self.pick(&[
                "input.n",
                "input.m",
                "input.s",
                "input.t",
                "input.b",
                "input.xs",
                "input.items",
                "input.o",
                "input.r",
                "input.missing",
                "input.o.a",
                "input.o.b.c",
                "input.r.a.b",
                "input.xs[0]",
                "input.items[0].v",
                "input.items[1].n",
                "input",
                "input.in",
                "input[\"if\"]",
                "input.not.every",
            ]),
            10..=12 => self.pick(&[
                "data.d.list",
                "data.d.map",
                "data.d.zero",
                "data.d.missing",
                "data.d.map.c",
                "data.d.names",
            ]),
            13..=15 => match self.rule_of(|sort| !matches!(sort, Sort::Function(_))) {
                Some(name) => name,
                None => "input.n".to_owned(),
            },
            _ => match self.rng.choice(&self.open).cloned() {
                Some(name) => format!("{name}{}", self.pick(&["", ".v", ".v", ".n", ".tags", "[0]"])),
                None => "input.o".to_owned(),
            },
        };
        if !self.chance(20) {
            return Tree::term(vec![Tree::text(base)]);
        }
        let index = match self.rng.u8(..4) {
            0 => self.key(),
            1 if !self.negated => Tree::text("_"),
            2 => self.reference(),
            _ => self.variable().unwrap_or_else(|| Tree::text("0")),
        };
        Tree::term(vec![Tree::text(base), Tree::text("["), index, Tree::text("]")])
    }

    /// A reference into a call, a literal or a comprehension.
    fn behind(&mut self, depth: usize) -> Tree {
        let base = match self.rng.u8(..4) {
            0 => self.call_of_rule(depth),
            1 => call("split", vec![self.string(depth), self.string(0)]),
            // OPA loses variables of a comprehension here if a set is around it.
            2 => {
                Tree::text(self.pick(&["[input.n | input.xs[_]]", "{input.s: 1 | input.n}", "{1 | input.b}"]))
            }
            _ => self.literal(depth),
        };
        let index = match self.rng.u8(..3) {
            0 => self.key(),
            1 if !self.negated => Tree::text("_"),
            _ => Tree::text("0"),
        };
        Tree::term(vec![base, Tree::text("["), index, Tree::text("]")])
    }

    /// What may be in a collection of any type.
    pub(crate) fn member(&mut self, depth: usize) -> Tree {
        if self.chance(75) { self.reference() } else { self.any(depth) }
    }

    /// A term that is mostly a string or a number.
    pub(crate) fn key(&mut self) -> Tree {
        match self.rng.u8(..6) {
            0..=1 => self.variable().unwrap_or_else(|| Tree::text("\"a\"")),
            2 => self.string(0),
            3 => self.reference(),
            _ => Tree::text(self.pick(&["\"a\"", "\"b\"", "0", "1"])),
        }
    }

    /// A call of a function of the module, or a reference into a rule.
    pub(crate) fn call_of_rule(&mut self, depth: usize) -> Tree {
        let functions: Vec<(String, usize)> = self
            .rules
            .iter()
            .filter_map(|(name, sort)| match sort {
                Sort::Function(arity) => Some((name.clone(), *arity)),
                _ => None,
            })
            .collect();
        match self.rng.choice(&functions).cloned() {
            Some((name, arity)) => {
                let arguments = (0..arity).map(|_| self.any(depth)).collect();
                call(&name, arguments)
            }
            None => self.reference(),
        }
    }

    pub(crate) fn rule_of(&mut self, wanted: impl Fn(Sort) -> bool) -> Option<String> {
        let names: Vec<&String> =
            self.rules.iter().filter(|(_, sort)| wanted(*sort)).map(|(name, _)| name).collect();
        self.rng.choice(names).cloned()
    }
}

/// A call of a built-in or a function.
pub(crate) fn call(name: &str, arguments: Vec<Tree>) -> Tree {
    let mut parts = vec![Tree::text(format!("{name}("))];
    for (index, argument) in arguments.into_iter().enumerate() {
        if index > 0 {
            parts.push(Tree::text(", "));
        }
        parts.push(argument);
    }
    parts.push(Tree::text(")"));
    Tree::term(parts)
}
