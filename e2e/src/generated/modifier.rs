//! Draws `with`.

use super::grammar::{Grammar, Sort};
use super::tree::Tree;

impl Grammar<'_> {
    /// With another input, base document, rule or function. The values may not use what the statement binds.
    pub(crate) fn modified(&mut self, statement: Tree, depth: usize, before: &[String]) -> Tree {
        let count = if self.chance(20) { 2 } else { 1 };
        let modifiers = (0..count).map(|_| self.modifier(depth, before)).collect();
        Tree::All(vec![statement, Tree::any(modifiers, "")])
    }

    fn modifier(&mut self, depth: usize, before: &[String]) -> Tree {
        let rule = self.rule_of(|sort| !matches!(sort, Sort::Function(_)));
        let target = match (self.rng.u8(..12), rule) {
            (0..=1, Some(name)) => format!("data.g.{name}"),
            (2..=4, _) => return self.function_modifier(),
            (5, _) => "input".to_owned(),
            (6..=7, _) => self.pick(&["data.d.list", "data.d.map.a", "data.d.zero", "data.d.new"]),
            _ => self.pick(&["input.n", "input.s", "input.xs", "input.o.a", "input.items", "input.new"]),
        };
        let value = self.value_of_modifier(depth, before);
        Tree::All(vec![Tree::text(format!(" with {target} as ")), value])
    }

    fn value_of_modifier(&mut self, depth: usize, before: &[String]) -> Tree {
        self.inner(|grammar| {
            grammar.open.retain(|name| before.contains(name));
            grammar.scope = before.to_vec();
            grammar.any(depth.min(1))
        })
    }

    /// A function or a built-in gets a value or another function.
    fn function_modifier(&mut self) -> Tree {
        let arity = self.rng.usize(1..=2);
        let own = self.rule_of(|sort| sort == Sort::Function(arity));
        let builtins: &[&str] = if arity == 1 {
            &["count", "lower", "is_string", "sum"]
        } else {
            &["split", "startswith", "contains"]
        };
        let builtin = self.pick(builtins);
        let (target, other) = match own {
            Some(own) if self.chance(50) => (own, builtin),
            Some(own) => (builtin, own),
            None => (builtin, self.pick(builtins)),
        };
        // What OPA does not look at until the function is called is looked at here: it always has a value.
        let constant = self.pick(&["1", "\"a\"", "[\"a\"]", "false", "null"]);
        let value = Tree::text(if self.chance(50) { other } else { constant });
        Tree::All(vec![Tree::text(format!(" with {target} as ")), value])
    }
}
