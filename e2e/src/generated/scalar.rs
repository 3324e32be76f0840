//! Draws terms that are mostly a number, a string or a truth value.

use super::builtin::{NUMBERS, STRINGS, TRUTHS};
use super::grammar::Grammar;
use super::term::call;
use super::tree::Tree;

impl Grammar<'_> {
    pub(crate) fn number(&mut self, depth: usize) -> Tree {
        if depth == 0 || self.chance(30) {
            let text =
                self.pick(&["input.n", "input.m", "0", "1", "2", "-3", "1.5", "input.o.a", "data.d.zero"]);
            return Tree::term(vec![Tree::text(text)]);
        }
        match self.rng.u8(..12) {
            10..=11 => self.call_of(NUMBERS, depth - 1),
            0..=3 => {
                let operator = self.pick(&[" + ", " - ", " * ", " / ", " % "]);
                Tree::term(vec![
                    Tree::text("("),
                    self.number(depth - 1),
                    Tree::text(operator),
                    self.number(depth - 1),
                    Tree::text(")"),
                ])
            }
            4..=6 => {
                let name = self.pick(&["count", "count", "sum", "max", "min", "product"]);
                let collection = self.collection(depth - 1);
                call(&name, vec![collection])
            }
            7 => {
                let name = self.pick(&["abs", "round", "ceil", "floor"]);
                let number = self.number(depth - 1);
                call(&name, vec![number])
            }
            8 => {
                let string = self.string(depth - 1);
                call("to_number", vec![string])
            }
            _ => {
                let (string, other) = (self.string(depth - 1), self.string(0));
                call("indexof", vec![string, other])
            }
        }
    }

    pub(crate) fn string(&mut self, depth: usize) -> Tree {
        if depth == 0 || self.chance(30) {
            let text = self.pick(&[
                "input.s",
                "input.t",
                "\"a\"",
                "\"b\"",
                "\"a/b\"",
                "\"\"",
                "input.items[0].n",
                "\"Ab c\"",
            ]);
            return Tree::term(vec![Tree::text(text)]);
        }
        let depth = depth - 1;
        match self.rng.u8(..18) {
            12..=15 => self.call_of(STRINGS, depth),
            16..=17 => self.template(),
            0 => call("lower", vec![self.string(depth)]),
            1 => call("upper", vec![self.string(depth)]),
            2 => call("concat", vec![self.string(0), self.strings(depth)]),
            3 => call("replace", vec![self.string(depth), self.string(0), self.string(0)]),
            4 => call("trim_prefix", vec![self.string(depth), self.string(0)]),
            5 => call("trim", vec![self.string(depth), self.string(0)]),
            6 => call("substring", vec![self.string(depth), self.number(0), self.number(0)]),
            7 => {
                let format = Tree::text(self.pick(&["\"%v\"", "\"%s\"", "\"%d\"", "\"<%v>\""]));
                let value = self.any(depth);
                call("sprintf", vec![format, Tree::All(vec![Tree::text("["), value, Tree::text("]")])])
            }
            8 => call("format_int", vec![self.number(depth), Tree::text("10")]),
            9 => call("type_name", vec![self.any(depth)]),
            10 => call("json.marshal", vec![self.any(depth)]),
            _ => call("trim_space", vec![self.string(depth)]),
        }
    }

    /// `$"text {x}"`.
    fn template(&mut self) -> Tree {
        let (first, second) = (self.reference(), self.any(0));
        Tree::term(vec![
            Tree::text(self.pick(&["$\"", "$\"<", "$\"a\\n "])),
            Tree::any(vec![Tree::All(vec![Tree::text("{"), first, Tree::text("}")])], ""),
            Tree::text(self.pick(&["", "-", " \\{} "])),
            Tree::any(vec![Tree::All(vec![Tree::text("{"), second, Tree::text("}")])], ""),
            Tree::text("\""),
        ])
    }

    /// A call that is true or false.
    pub(crate) fn predicate(&mut self, depth: usize) -> Tree {
        match self.rng.u8(..12) {
            8..=11 => self.call_of(TRUTHS, depth),
            0 => call("startswith", vec![self.string(depth), self.string(0)]),
            1 => call("endswith", vec![self.string(depth), self.string(0)]),
            2 => call("contains", vec![self.string(depth), self.string(0)]),
            3 => call("is_string", vec![self.any(depth)]),
            4 => call("is_number", vec![self.any(depth)]),
            5 => call("is_null", vec![self.any(depth)]),
            6 => {
                let pattern = Tree::text(self.pick(&["`^a`", "`b+`", "`[0-9]`", "`^$`"]));
                call("regex.match", vec![pattern, self.string(depth)])
            }
            _ => call("object.get", vec![self.object_term(depth), self.key(), self.any(0)]),
        }
    }

    /// A condition as a value.
    pub(crate) fn truth(&mut self, depth: usize) -> Tree {
        match self.rng.u8(..3) {
            0 => self.predicate(depth),
            1 => {
                let operator = self.pick(&[" == ", " != ", " < ", " >= "]);
                let left = self.reference();
                Tree::term(vec![
                    Tree::text("("),
                    left,
                    Tree::text(operator),
                    self.any(depth),
                    Tree::text(")"),
                ])
            }
            _ => Tree::term(vec![
                Tree::text("("),
                self.member(depth),
                Tree::text(" in "),
                self.collection(depth),
                Tree::text(")"),
            ]),
        }
    }
}
