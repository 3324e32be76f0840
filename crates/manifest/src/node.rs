//! Values with places while they are read, and how large aliases make them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use edgeward_rego::Value;

use crate::places::{Below, Mark, Places};

/// A value with its places, and its size when aliases are written out.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) places: Places,
    pub(crate) size: usize,
    pub(crate) height: usize,
}

impl Node {
    /// Measures what is already read, for what a merge key takes apart.
    pub(crate) fn of(value: Value, places: Places) -> Node {
        fn measure(value: &Value) -> (usize, usize) {
            let fields = value.entries().into_iter().map(|(_, value)| value);
            let parts = fields.chain(value.elements()).map(|part| measure(&part));
            parts.fold((weight(value), 1), |(size, height), part| (size + part.0, height.max(part.1 + 1)))
        }
        let (size, height) = measure(&value);
        Node { value, places, size, height }
    }

    pub(crate) fn items(&self) -> Vec<Node> {
        let Below::Items(places) = &*self.places.below else {
            return Vec::new();
        };
        let pairs = self.value.elements().into_iter().zip(places);
        pairs.map(|(value, places)| Node::of(value, places.clone())).collect()
    }

    pub(crate) fn fields(&self) -> Vec<(String, Node)> {
        let Below::Fields(places) = &*self.places.below else {
            return Vec::new();
        };
        let field = |(key, value)| {
            let places = places.get(&key).cloned().unwrap_or_else(|| self.places.clone());
            (key, Node::of(value, places))
        };
        self.value.entries().into_iter().map(field).collect()
    }
}

/// What a value alone adds to the size: long text counts as many values.
pub(crate) fn weight(value: &Value) -> usize {
    const TEXT_PER_VALUE: usize = 100;
    1 + value.as_str().map_or(0, |text| text.len() / TEXT_PER_VALUE)
}

/// The fields of an object while it is read.
#[derive(Default)]
pub(crate) struct Fields(BTreeMap<String, Field>);

struct Field {
    node: Node,
    written: bool,
}

impl Fields {
    /// Adds a field that stands in the text; the line of the first one if it stands there twice.
    pub(crate) fn write(&mut self, key: String, node: Node) -> Result<(), usize> {
        match self.0.entry(key) {
            Entry::Occupied(field) if field.get().written => return Err(field.get().node.places.mark.line),
            Entry::Occupied(mut field) => {
                field.insert(Field { node, written: true });
            }
            Entry::Vacant(field) => {
                field.insert(Field { node, written: true });
            }
        }
        Ok(())
    }

    /// Adds a field of a merge key; whether that leaves what is written alone.
    pub(crate) fn bring_in(&mut self, key: String, node: Node) -> bool {
        if self.0.get(&key).is_some_and(|field| field.written) {
            return false;
        }
        self.0.insert(key, Field { node, written: false });
        true
    }

    pub(crate) fn node(self, mark: Mark) -> Node {
        let size = self.0.values().fold(1_usize, |size, field| size.saturating_add(field.node.size));
        let height = 1 + self.0.values().map(|field| field.node.height).max().unwrap_or(0);
        let value = Value::object(self.0.iter().map(|(key, field)| (key, field.node.value.clone())));
        let places = self.0.into_iter().map(|(key, field)| (key, field.node.places)).collect();
        Node { value, places: Places { mark, below: Arc::new(Below::Fields(places)) }, size, height }
    }
}
