//! A document under edit. It is taken apart only along the paths of the edits.

use std::collections::BTreeMap;

use regorus::Value;
use regorus::value::{Array, Object, Set};

/// A value, or its parts.
pub(super) enum Node {
    Whole(Value),
    Object(BTreeMap<Value, Node>),
    Array(Cells),
}

/// The elements of an array under edit. OPA looks for an element that no path led to before in the array as it was
/// before the patch, at the index that the path names now; after an insertion or a removal that is another one.
pub(super) struct Cells {
    before: Array,
    now: Vec<Cell>,
}

enum Cell {
    /// As before the patch.
    Kept(Value),
    /// Inserted, or led to by a path.
    Touched(Node),
}

impl From<Value> for Node {
    fn from(value: Value) -> Node {
        Node::Whole(value)
    }
}

type Edit<'a> = &'a mut dyn FnMut(&mut Node) -> Result<(), String>;

impl Node {
    /// The value that the parts make.
    pub(super) fn render(&self) -> Value {
        match self {
            Node::Whole(value) => value.clone(),
            Node::Object(fields) => {
                let fields = fields.iter().map(|(key, node)| (key.clone(), node.render()));
                fields.collect::<Object>().into()
            }
            Node::Array(cells) => {
                let elements = cells.now.iter().map(|cell| match cell {
                    Cell::Kept(value) => value.clone(),
                    Cell::Touched(node) => node.render(),
                });
                elements.collect::<Array>().into()
            }
        }
    }

    /// Takes an object or an array apart, one level.
    fn unfold(&mut self) {
        let parts = match self {
            Node::Whole(Value::Object(object)) => Node::Object(
                object.iter().map(|(key, value)| (key.clone(), Node::Whole(value.clone()))).collect(),
            ),
            Node::Whole(Value::Array(array)) => Node::Array(Cells {
                before: (**array).clone(),
                now: array.iter().cloned().map(Cell::Kept).collect(),
            }),
            _ => return,
        };
        *self = parts;
    }

    /// Edits what is at `path`.
    pub(super) fn at(&mut self, path: &[Value], edit: Edit<'_>) -> Result<(), String> {
        let Some((step, rest)) = path.split_first() else { return edit(self) };
        self.unfold();
        match self {
            Node::Object(fields) => {
                let node = fields.get_mut(step).ok_or_else(|| missing(step, "object"))?;
                node.at(rest, edit)
            }
            Node::Array(cells) => cells.touch(step)?.at(rest, edit),
            Node::Whole(Value::Set(set)) => {
                let mut node = Node::Whole(set.get(step).ok_or_else(|| missing(step, "set"))?.clone());
                node.at(rest, edit)?;
                let mut edited: Set = (**set).clone();
                edited.remove(step);
                edited.insert(node.render());
                *self = Node::Whole(edited.into());
                Ok(())
            }
            Node::Whole(scalar) => Err(no_parts(scalar)),
        }
    }

    /// Puts `value` where `key` says.
    pub(super) fn insert(&mut self, key: &Value, value: Value) -> Result<(), String> {
        self.unfold();
        match self {
            Node::Object(fields) => {
                fields.insert(key.clone(), Node::Whole(value));
                Ok(())
            }
            Node::Array(cells) => {
                let place = cells.index(key)?.filter(|place| *place <= cells.now.len());
                let place = place.ok_or("index for array insertion out of bounds")?;
                cells.now.insert(place, Cell::Touched(Node::Whole(value)));
                Ok(())
            }
            Node::Whole(Value::Set(set)) => {
                if *key != value {
                    return Err(format!("set key {key} does not equal value to be inserted {value}"));
                }
                let mut edited: Set = (**set).clone();
                edited.insert(value);
                *self = Node::Whole(edited.into());
                Ok(())
            }
            Node::Whole(scalar) => Err(no_parts(scalar)),
        }
    }

    /// Takes away what `key` names.
    pub(super) fn remove(&mut self, key: &Value) -> Result<(), String> {
        self.unfold();
        let gone = || format!("cannot delete child key {key} that does not exist");
        match self {
            Node::Object(fields) => fields.remove(key).map(|_| ()).ok_or_else(gone),
            Node::Array(cells) => {
                let place = cells.index(key)?.filter(|place| *place < cells.now.len());
                cells.now.remove(place.ok_or("index for array delete out of bounds")?);
                Ok(())
            }
            Node::Whole(Value::Set(set)) => {
                let mut edited: Set = (**set).clone();
                let removed = edited.remove(key);
                *self = Node::Whole(edited.into());
                if removed { Ok(()) } else { Err(gone()) }
            }
            Node::Whole(scalar) => Err(no_parts(scalar)),
        }
    }
}

impl Cells {
    /// The index that a step of a path names: a number, or a string of one; `-` is the end. `None` if it is
    /// negative.
    fn index(&self, step: &Value) -> Result<Option<usize>, String> {
        let index = match step {
            Value::Number(number) => number.as_i64().ok_or("invalid number type for indexing")?,
            Value::String(text) if &**text == "-" => return Ok(Some(self.now.len())),
            Value::String(text) => {
                // A fraction of nothing but zeros is none.
                let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
                let index = whole.parse::<i64>().ok().filter(|_| fraction.bytes().all(|digit| digit == b'0'));
                let index = index.ok_or("invalid string for indexing")?;
                if text.starts_with('0') && &**text != "0" {
                    return Err("leading zeros are not allowed in JSON paths".to_owned());
                }
                index
            }
            _ => return Err("invalid type for indexing".to_owned()),
        };
        Ok(usize::try_from(index).ok())
    }

    /// The element at an index, on the way to something in it.
    fn touch(&mut self, step: &Value) -> Result<&mut Node, String> {
        let lost = || missing(step, "array");
        let place = self.index(step)?.ok_or_else(lost)?;
        if !matches!(self.now.get(place), Some(Cell::Touched(_))) {
            let before = self.before.get(place).ok_or_else(lost)?.clone();
            let cell = self.now.get_mut(place).ok_or("index for array delete out of bounds")?;
            *cell = Cell::Touched(Node::Whole(before));
        }
        match self.now.get_mut(place) {
            Some(Cell::Touched(node)) => Ok(node),
            _ => Err(lost()),
        }
    }
}

fn missing(step: &Value, container: &str) -> String {
    format!("path {step} does not exist in {container} term")
}

fn no_parts(scalar: &Value) -> String {
    format!("expected composite type, found value: {scalar}")
}
