//! Terms: what is known of their values, and the names that they bind on the way.

use super::shape::Shape;
use super::statement::{Way, together};
use super::{Analysis, MOST_WAYS};
use crate::compile::core::{Comprehension, ComprehensionKind, Scalar, Term, TermKind};

type Values = Vec<(Shape, Way)>;

impl Analysis<'_> {
    pub(super) fn term(&mut self, term: &Term, way: Way) -> Values {
        if !self.enter() {
            let value = self.give_up();
            self.leave();
            return vec![(value, way)];
        }
        let values = match &term.kind {
            TermKind::Scalar(Scalar::String(text)) => vec![(Shape::text(text), way)],
            TermKind::Scalar(_) => vec![(Shape::default(), way)],
            TermKind::Var(name) => {
                let value = match name.as_str() {
                    "data" => self.give_up(),
                    name => way.get(name).cloned().unwrap_or_else(Shape::anything),
                };
                vec![(value, way)]
            }
            TermKind::Ref(path) => self.reference(path, way),
            TermKind::Call { callee, args } => {
                let arguments = self.terms(args, way);
                arguments.into_iter().map(|(given, way)| (self.call(callee, &given), way)).collect()
            }
            TermKind::Array(items) => {
                let items = self.terms(items, way);
                items.into_iter().map(|(members, way)| (Shape::array(members), way)).collect()
            }
            TermKind::Set(items) => {
                let joined = |members: Vec<Shape>| {
                    let mut all = Shape::default();
                    members.iter().for_each(|member| all.join(member));
                    Shape::elements(all)
                };
                self.terms(items, way).into_iter().map(|(members, way)| (joined(members), way)).collect()
            }
            TermKind::Object(fields) => self.object(fields, way),
            TermKind::Comprehension(comprehension) => vec![(self.comprehension(comprehension, &way), way)],
            TermKind::Function(_) => vec![(Shape::anything(), way)],
        };
        self.leave();
        values
    }

    /// Several terms, one after the other.
    pub(super) fn terms(&mut self, terms: &[Term], way: Way) -> Vec<(Vec<Shape>, Way)> {
        let mut found = vec![(Vec::new(), way)];
        for term in terms {
            let mut next = Vec::new();
            for (before, way) in found {
                for (value, way) in self.term(term, way) {
                    next.push((before.iter().cloned().chain([value]).collect(), way));
                }
            }
            found = next;
            if found.len() > MOST_WAYS {
                found = Self::terms_together(found);
            }
        }
        found
    }

    fn terms_together(found: Vec<(Vec<Shape>, Way)>) -> Vec<(Vec<Shape>, Way)> {
        let mut all: Vec<Shape> = Vec::new();
        for (values, _) in &found {
            all.resize(values.len(), Shape::default());
            all.iter_mut().zip(values).for_each(|(one, value)| one.join(value));
        }
        vec![(all, together(found.into_iter().map(|(_, way)| way)))]
    }

    fn object(&mut self, fields: &[(Term, Term)], way: Way) -> Values {
        let mut found = vec![(Shape::composite(), way)];
        for (key, value) in fields {
            let mut next = Vec::new();
            for (before, way) in found {
                for (key, way) in self.term(key, way) {
                    for (value, way) in self.term(value, way) {
                        let mut object = before.clone();
                        match (key.texts.first(), key.texts.len()) {
                            (Some(name), 1) if !key.anything => {
                                object.fields.insert(name.clone(), value);
                            }
                            _ => object.join(&Shape::items(value)),
                        }
                        next.push((object, way));
                    }
                }
            }
            found = few(next);
        }
        found
    }

    fn comprehension(&mut self, comprehension: &Comprehension, way: &Way) -> Shape {
        let mut members = Shape::default();
        for way in self.body(&comprehension.body, vec![way.clone()]) {
            for (key, _) in
                comprehension.key.iter().flat_map(|key| self.term(key, way.clone())).collect::<Vec<_>>()
            {
                self.escape(&key);
            }
            for (value, _) in self.term(&comprehension.value, way) {
                members.join(&value);
            }
        }
        match comprehension.kind {
            ComprehensionKind::Set => Shape::elements(members),
            ComprehensionKind::Array | ComprehensionKind::Object => Shape::items(members),
        }
    }

    fn reference(&mut self, path: &[Term], way: Way) -> Values {
        let Some((head, rest)) = path.split_first() else {
            return vec![(Shape::anything(), way)];
        };
        match head.as_var() {
            Some("input") => self.steps(vec![(Shape::anything(), way)], rest),
            Some("data") => self.document(path, rest, way),
            _ => {
                let values = self.term(head, way);
                self.steps(values, rest)
            }
        }
    }

    /// A reference that begins with `data`.
    fn document(&mut self, path: &[Term], rest: &[Term], way: Way) -> Values {
        match rest.split_first() {
            Some((first, below)) if first.as_str() == Some("inventory") => {
                return self.steps(vec![(Shape::inventory(), way)], below);
            }
            Some((first, _)) if first.as_str().is_some() => {}
            // All of `data`, or a part that is only known when it is evaluated.
            _ => {
                let value = self.give_up();
                return self.steps(vec![(value, way)], rest);
            }
        }
        let rules = self.rules_at(path);
        let mut values = Values::new();
        for index in &rules {
            let value = self.value(*index);
            match rest.get(self.length(*index).saturating_sub(1)..) {
                Some(below) => {
                    let mut way = way.clone();
                    // Names in the rule's own path; what they are is up to the rule.
                    for part in rest.iter().take(self.length(*index).saturating_sub(1)) {
                        if let Some(name) = part.as_var() {
                            way.entry(name.to_owned()).or_insert_with(Shape::anything);
                        }
                    }
                    values.extend(self.steps(vec![(value, way)], below));
                }
                // A package, or an object that several rules make: read as a whole.
                None => {
                    self.escape(&value);
                    values.extend(self.steps(vec![(Shape::anything(), way.clone())], &[]));
                }
            }
        }
        if rules.is_empty() {
            return self.steps(vec![(Shape::anything(), way)], rest);
        }
        self.named_apart(values, rest)
    }

    /// Names of a reference that no way gives a value are anything.
    fn named_apart(&mut self, values: Values, rest: &[Term]) -> Values {
        let names: Vec<&str> = rest.iter().filter_map(Term::as_var).collect();
        let open = |(value, mut way): (Shape, Way)| {
            for name in &names {
                way.entry((*name).to_owned()).or_insert_with(Shape::anything);
            }
            (value, way)
        };
        values.into_iter().map(open).collect()
    }

    fn steps(&mut self, mut values: Values, path: &[Term]) -> Values {
        for part in path {
            let mut next = Values::new();
            for (value, way) in values {
                match part.as_var().filter(|name| !way.contains_key(*name)) {
                    Some(name) => {
                        for (key, member) in self.members(&value) {
                            let mut way = way.clone();
                            way.insert(name.to_owned(), key);
                            next.push((member, way));
                        }
                    }
                    None => {
                        for (key, way) in self.term(part, way) {
                            next.push((self.index(&value, &key), way));
                        }
                    }
                }
            }
            values = few(next);
        }
        values
    }
}

/// The same, with no more ways than are kept apart.
fn few(values: Values) -> Values {
    if values.len() <= MOST_WAYS {
        return values;
    }
    let mut all = Shape::default();
    values.iter().for_each(|(value, _)| all.join(value));
    vec![(all, together(values.into_iter().map(|(_, way)| way)))]
}
