//! Rules and functions: what is known of their values.

use std::collections::BTreeSet;

use super::shape::Shape;
use super::statement::Way;
use super::{Analysis, Found};
use crate::compile::core::{Callee, Kind, Rule, Term};
use crate::compile::emit::Flat;
use crate::compile::references;
use crate::lowered::Lowered;
use crate::syntax::tree::Span;

/// The path of a function; nothing for another rule.
pub(super) fn function_path(rule: &Rule) -> Option<Vec<String>> {
    rule.args.as_ref()?;
    let names = rule.reference.iter().skip(1).map(|part| part.as_str().map(str::to_owned));
    std::iter::once(Some("data".to_owned())).chain(names).collect()
}

/// The rules from which the inventory can be reached.
pub(super) fn touching(lowered: &Lowered, rules: &[&Flat]) -> BTreeSet<usize> {
    let names_it = |flat: &Flat| {
        let mut found = Vec::new();
        for branch in &flat.rule.branches {
            references::in_term(&branch.value, &mut found);
            references::in_body(&branch.body, &mut found);
        }
        found.iter().any(|path| path.get(1).and_then(Term::as_str).is_none_or(|name| name == "inventory"))
    };
    let mut touching: BTreeSet<usize> =
        rules.iter().enumerate().filter(|(_, flat)| names_it(flat)).map(|(index, _)| index).collect();
    loop {
        let before = touching.len();
        for (index, edges) in lowered.compiled.edges.iter().enumerate() {
            if !touching.is_disjoint(edges) {
                touching.insert(index);
            }
        }
        if touching.len() == before {
            return touching;
        }
    }
}

impl Analysis<'_> {
    /// The value at a path of names below `data` that a rule or a package has.
    pub(super) fn rule_value(&mut self, path: &[&str]) -> Shape {
        let reference: Vec<Term> = path.iter().map(|name| Term::string(Span::default(), *name)).collect();
        let mut value = Shape::default();
        for index in self.rules_at(&reference) {
            value.join(&self.value(index));
        }
        value
    }

    /// Rules that are no functions and whose values a reference may look at.
    pub(super) fn rules_at(&self, reference: &[Term]) -> Vec<usize> {
        let reached = self.lowered.compiled.rules.reached(reference);
        reached.filter(|(_, known)| known.arity.is_none()).map(|(index, _)| index).collect()
    }

    /// The value of one definition, as its own path gives it.
    pub(super) fn value(&mut self, index: usize) -> Shape {
        if let Some((value, found)) = self.values.get(&index) {
            let (value, found) = (value.clone(), found.clone());
            self.found.join(&found);
            return value;
        }
        let Some(flat) = self.rules.get(index).copied() else {
            return Shape::anything();
        };
        let (mut value, found) = self.apart(|this| this.branches(&flat.rule, Way::default()));
        if flat.rule.kind == Kind::Contains {
            value = Shape::elements(value);
        }
        self.values.insert(index, (value.clone(), found));
        value
    }

    /// How many parts of a reference lead to the value of a definition.
    pub(super) fn length(&self, index: usize) -> usize {
        self.rules.get(index).map_or(0, |flat| flat.rule.reference.len())
    }

    /// The value of a call.
    pub(super) fn call(&mut self, callee: &Callee, arguments: &[Shape]) -> Shape {
        let path = match callee {
            Callee::Builtin(name) => return self.builtin(name, arguments),
            Callee::Rule(path) => path,
        };
        let Some(definitions) = self.functions.get(path).cloned() else {
            arguments.iter().for_each(|argument| self.escape(argument));
            return Shape::anything();
        };
        // What neither sees the inventory nor is given part of it looks nothing up, whatever it gives.
        let sees = definitions.iter().any(|index| self.touching.contains(index));
        if !sees && !arguments.iter().any(Shape::holds_places) {
            return Shape::anything();
        }
        let key = (path.clone(), arguments.to_vec());
        if let Some((value, found)) = self.calls.get(&key) {
            let (value, found) = (value.clone(), found.clone());
            self.found.join(&found);
            return value;
        }
        let (value, found) = self.apart(|this| {
            let mut value = Shape::default();
            for index in definitions {
                let Some(flat) = this.rules.get(index).copied() else { continue };
                let mut ways = vec![Way::default()];
                for (pattern, argument) in flat.rule.args.iter().flatten().zip(arguments) {
                    ways = ways.into_iter().flat_map(|way| this.take_apart(pattern, argument, way)).collect();
                }
                for way in ways {
                    value.join(&this.branches(&flat.rule, way));
                }
            }
            value
        });
        self.calls.insert(key, (value.clone(), found));
        value
    }

    /// All branches: which of them gives the value is not known.
    fn branches(&mut self, rule: &Rule, way: Way) -> Shape {
        let mut value = Shape::default();
        for branch in &rule.branches {
            for way in self.body(&branch.body, vec![way.clone()]) {
                for (one, _) in self.term(&branch.value, way) {
                    value.join(&one);
                }
            }
        }
        value
    }

    /// What `look` gives, and what it alone looks up.
    fn apart(&mut self, look: impl FnOnce(&mut Self) -> Shape) -> (Shape, Found) {
        let outer = std::mem::take(&mut self.found);
        let value = look(self);
        let found = std::mem::replace(&mut self.found, outer);
        self.found.join(&found);
        (value, found)
    }

    fn builtin(&mut self, name: &str, arguments: &[Shape]) -> Shape {
        match (name, arguments) {
            // They look at the type alone.
            (
                "is_object" | "is_array" | "is_set" | "is_string" | "is_number" | "is_boolean" | "is_null"
                | "type_name",
                _,
            ) => return Shape::anything(),
            ("equal" | "neq", [left, right]) if left.is_plain() || right.is_plain() => {
                self.compared(left, right);
                return Shape::anything();
            }
            // Above the objects of a kind that would be all of them.
            ("count", [whole]) if whole.is_below_kinds() => {
                self.read_names(whole);
                return Shape::anything();
            }
            ("object.get", [object, key, default]) => {
                let mut found = if key.is_array {
                    key.fields.values().fold(object.clone(), |inner, step| self.index(&inner, step))
                } else {
                    self.index(object, key)
                };
                found.join(default);
                return found;
            }
            ("or" | "union" | "array.concat" | "object.union", _) => {
                let mut all = Shape::anything();
                arguments.iter().for_each(|argument| all.join(argument));
                return all;
            }
            _ => {}
        }
        arguments.iter().for_each(|argument| self.escape(argument));
        Shape::anything()
    }
}
