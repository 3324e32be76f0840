//! Draws statements that take values apart or get them in another way than by `:=`.

use super::grammar::Grammar;
use super::tree::Tree;

impl Grammar<'_> {
    /// `some [x, y] in xs`: not all elements have the form.
    pub(crate) fn some_pattern(&mut self) -> Tree {
        let (first, second) = (self.fresh(), self.fresh());
        let constant = self.pick(&["1", "\"a\"", "null", "input.n"]);
        let (pattern, bases): (_, &[&str]) = match self.rng.u8(..6) {
            0 => (
                format!("[{first}, {second}]"),
                &["[[1, 2], [3, 4]]", "[input.xs, data.d.names]", "input.xs"],
            ),
            1 => (
                format!("[{constant}, {second}]"),
                &["[[1, 2], [input.n, 4]]", "[input.xs]", "{[null, \"a\"]}"],
            ),
            2 => (format!("{{\"n\": {first}, \"v\": {second}}}"), &["input.items"]),
            3 => (
                format!("{{\"n\": \"a\", \"v\": {second}}}"),
                &["input.items", "{{\"n\": \"a\", \"v\": input.n}}"],
            ),
            4 => {
                (format!("{first}, {{\"n\": {second}}}"), &["input.items", "[{\"n\": 1}, {\"n\": input.s}]"])
            }
            _ => (format!("{first}, [{second}]"), &["input.xs", "[[1], [input.s]]", "{\"a\": [input.b]}"]),
        };
        let base = self.pick(bases);
        for name in [first, second] {
            if pattern.contains(&name) {
                self.bind(&name, &Tree::text(base.as_str()));
            }
        }
        Tree::text(format!("some {pattern} in {base}"))
    }

    /// `some i, j; xs[i].ys[j]`.
    pub(crate) fn some_indices(&mut self) -> Tree {
        let (first, second) = (self.fresh(), self.fresh());
        let text = match self.rng.u8(..5) {
            0 => format!("some {first}, {second}; input.items[{first}].tags[{second}]"),
            1 => format!("some {first}, {second}; input.xs[{first}] == data.d.list[{second}]"),
            2 => format!("some {first}, {second}; input.items[{first}].n == input.xs[{second}]"),
            3 => format!("some {first}, {second}; {first} = input.o[{second}]"),
            _ => format!("some {first}, {second}; input[{first}][{second}]"),
        };
        for name in [first, second] {
            self.bind(&name, &Tree::text("input"));
        }
        Tree::text(text)
    }

    /// `split(x, "/", parts)`: a call that gives its value to its last argument.
    pub(crate) fn output(&mut self, depth: usize) -> Tree {
        let mut parts = match self.rng.u8(..5) {
            0 => vec![Tree::text("split("), self.string(depth), Tree::text(", \"/\"")],
            1 => vec![Tree::text("count("), self.collection(depth)],
            2 => vec![Tree::text("plus(1, "), self.number(depth)],
            3 => vec![Tree::text("lower("), self.string(depth)],
            _ => vec![Tree::text("object.get("), self.object_term(depth), Tree::text(", \"a\", 0")],
        };
        let known = self.rng.choice(&self.scope).cloned().filter(|_| self.chance(25));
        let name = known.unwrap_or_else(|| {
            let name = self.fresh();
            self.scope.push(name.clone());
            name
        });
        parts.push(Tree::text(format!(", {name})")));
        Tree::All(parts)
    }

    /// `walk(x, [path, value])`.
    pub(crate) fn walk(&mut self) -> Tree {
        let base = self.pick(&[
            "input.o",
            "input.items",
            "data.d.map",
            "input.r",
            "[1, {\"a\": [null]}]",
            "input.xs",
        ]);
        let (path, value) = (self.fresh(), self.fresh());
        let text = match self.rng.u8(..4) {
            0 => format!("[{path}, {value}] = walk({base})"),
            1 => format!("walk({base}, [[\"a\"], {value}])"),
            2 => format!("[_, {value}] := walk({base})"),
            _ => format!("walk({base}, [{path}, {value}])"),
        };
        for name in [path, value] {
            if text.contains(&name) {
                self.bind(&name, &Tree::text("input"));
            }
        }
        Tree::text(text)
    }

    /// Whether a collection has anything, said in other ways.
    pub(crate) fn emptiness(&mut self, depth: usize) -> Tree {
        let (before, behind) = match self.rng.u8(..5) {
            0 => ("not ", " == []"),
            1 => ("count(", ") == 0"),
            2 => ("not count(", ") > 0"),
            3 => ("", " != set()"),
            _ => ("not ", ""),
        };
        Tree::All(vec![Tree::text(before), self.comprehension(depth), Tree::text(behind)])
    }
}
