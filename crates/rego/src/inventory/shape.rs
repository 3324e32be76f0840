//! What is known of a value before its rule is asked.

use std::collections::{BTreeMap, BTreeSet};

use super::{Lookup, Read, Scope};

/// All that a value may be, taken together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Shape {
    /// One of these strings.
    pub(super) texts: BTreeSet<String>,
    /// What stands at one of these places.
    pub(super) places: BTreeSet<Place>,
    /// A composite with these members, by their keys.
    pub(super) fields: BTreeMap<String, Shape>,
    /// The members have the order of an array.
    pub(super) is_array: bool,
    /// A composite with such members at keys that nobody knows.
    pub(super) items: Option<Box<Shape>>,
    /// A set of such members.
    pub(super) elements: Option<Box<Shape>>,
    /// Anything that is no place of the inventory.
    pub(super) anything: bool,
    /// A composite, also an empty one.
    pub(super) is_composite: bool,
}

/// Part of a place: a name, or any.
type Part = Option<String>;

/// A place in the inventory: scope, namespace, version, kind, name, and fields of the object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Place {
    scope: Option<Scope>,
    /// Given in the namespace scope.
    in_namespace: bool,
    /// Given once the version is.
    version: Option<Part>,
    /// Given once the kind is.
    kind: Option<Part>,
    /// Given in the kind.
    in_object: bool,
    /// From the object down.
    fields: Vec<Part>,
}

/// Fields below each other that are told apart.
const DEEPEST: usize = 8;

/// What a name below a place leads to.
pub(super) enum Step {
    Place(Place),
    /// The objects of a kind.
    Objects(Lookup, Place),
    /// Deeper than is followed.
    TooDeep,
    Nothing,
}

impl Place {
    pub(super) fn step(&self, name: Part) -> Step {
        let Some(scope) = self.scope else {
            let scope = match name.as_deref() {
                Some("cluster") => Scope::Cluster,
                Some("namespace") => Scope::Namespace,
                // Whoever asks for any scope is taken to ask for all that is in it.
                None => return Step::Place(Place::default()),
                Some(_) => return Step::Nothing,
            };
            return Step::Place(Place { scope: Some(scope), ..Place::default() });
        };
        if scope == Scope::Namespace && !self.in_namespace {
            return Step::Place(Place { in_namespace: true, ..self.clone() });
        }
        let Some(version) = &self.version else {
            return Step::Place(Place { version: Some(name), ..self.clone() });
        };
        if self.kind.is_none() {
            let lookup = Lookup { scope, api_version: version.clone(), kind: name.clone() };
            return Step::Objects(lookup, Place { kind: Some(name), ..self.clone() });
        }
        if !self.in_object {
            return Step::Place(Place { in_object: true, ..self.clone() });
        }
        if self.fields.len() >= DEEPEST {
            return Step::TooDeep;
        }
        let fields = self.fields.iter().cloned().chain([name]).collect();
        Step::Place(Place { fields, ..self.clone() })
    }

    /// What is read by whoever looks at this; nothing above the objects of a kind.
    pub(super) fn read(&self, whole: bool) -> Option<Read> {
        let (Some(scope), Some(version), Some(kind)) = (self.scope, &self.version, &self.kind) else {
            return None;
        };
        let lookup = Lookup { scope, api_version: version.clone(), kind: kind.clone() };
        Some(Read { lookup, path: self.fields.clone(), whole })
    }

    pub(super) fn scopes(&self) -> Vec<Scope> {
        self.scope.map_or_else(|| vec![Scope::Cluster, Scope::Namespace], |scope| vec![scope])
    }

    pub(super) fn version(&self) -> Part {
        self.version.clone().flatten()
    }
}

impl Shape {
    pub(super) fn anything() -> Shape {
        Shape { anything: true, ..Shape::default() }
    }

    pub(super) fn text(text: &str) -> Shape {
        Shape { texts: BTreeSet::from([text.to_owned()]), ..Shape::default() }
    }

    /// `data.inventory`.
    pub(super) fn inventory() -> Shape {
        Shape { places: BTreeSet::from([Place::default()]), ..Shape::default() }
    }

    pub(super) fn composite() -> Shape {
        Shape { is_composite: true, ..Shape::default() }
    }

    pub(super) fn items(members: Shape) -> Shape {
        Shape { items: Some(Box::new(members)), ..Shape::composite() }
    }

    pub(super) fn elements(members: Shape) -> Shape {
        Shape { elements: Some(Box::new(members)), ..Shape::composite() }
    }

    pub(super) fn array(members: impl IntoIterator<Item = Shape>) -> Shape {
        let members = members.into_iter().enumerate();
        let fields = members.map(|(at, member)| (at.to_string(), member)).collect();
        Shape { fields, is_array: true, ..Shape::composite() }
    }

    /// Whether a place of the inventory is in it.
    pub(super) fn holds_places(&self) -> bool {
        !self.places.is_empty() || self.parts().any(Shape::holds_places)
    }

    /// Whether it is a scalar if it is anything known.
    pub(super) fn is_plain(&self) -> bool {
        !self.anything && self.places.is_empty() && self.parts().next().is_none()
    }

    /// Whether it is a scalar.
    pub(super) fn is_scalar(&self) -> bool {
        self.is_plain() && !self.is_composite
    }

    /// Whether every place in it is that of a kind's objects, or within one.
    pub(super) fn is_below_kinds(&self) -> bool {
        self.places.iter().all(|place| place.kind.is_some()) && self.parts().all(Shape::is_below_kinds)
    }

    /// Whether it is a composite without members.
    pub(super) fn is_empty(&self) -> bool {
        self.is_plain() && self.is_composite && self.texts.is_empty()
    }

    /// The names that it may be as a key.
    pub(super) fn names(&self) -> Vec<Part> {
        // A number, or a composite: no key of the inventory, but nothing is lost by taking it for any.
        if self.anything || self.texts.is_empty() {
            return vec![None];
        }
        self.texts.iter().cloned().map(Some).collect()
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &Shape> {
        let unnamed = self.items.iter().chain(&self.elements).map(Box::as_ref);
        self.fields.values().chain(unnamed)
    }

    /// The members that may stand at a key.
    pub(super) fn parts_at(&self, key: &Shape) -> Vec<&Shape> {
        let is_known = !key.anything && !key.texts.is_empty() && !self.is_array;
        let at = |name: &str| !is_known || key.texts.contains(name);
        let named = self.fields.iter().filter(|(name, _)| at(name)).map(|(_, member)| member);
        named.chain(self.items.iter().chain(&self.elements).map(Box::as_ref)).collect()
    }

    /// Each key that can be told apart, with what stands there.
    pub(super) fn members(&self) -> Vec<(Shape, Shape)> {
        let mut members = Vec::new();
        if self.is_array {
            let mut all = Shape::default();
            self.fields.values().for_each(|member| all.join(member));
            members.push((Shape::default(), all));
        } else {
            members.extend(self.fields.iter().map(|(key, member)| (Shape::text(key), member.clone())));
        }
        members.extend(self.items.iter().map(|member| (Shape::anything(), Shape::clone(member))));
        members.extend(self.elements.iter().map(|member| (Shape::clone(member), Shape::clone(member))));
        members
    }

    pub(super) fn join(&mut self, other: &Shape) {
        self.texts.extend(other.texts.iter().cloned());
        self.places.extend(other.places.iter().cloned());
        self.is_array |= other.is_array;
        self.anything |= other.anything;
        self.is_composite |= other.is_composite;
        for (key, member) in &other.fields {
            self.fields.entry(key.clone()).or_default().join(member);
        }
        for (own, other) in [(&mut self.items, &other.items), (&mut self.elements, &other.elements)] {
            if let Some(other) = other {
                own.get_or_insert_default().join(other);
            }
        }
    }
}
