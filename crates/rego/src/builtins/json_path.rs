//! Paths into documents: keeping only what they lead to, or taking it away.

use std::collections::BTreeMap;

use regorus::Value;
use regorus::value::{Array, Object, Set};

use super::{Answer, Builtin, Failure, operand, order};

pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin { name: "json.filter", run: filter }, Builtin { name: "json.remove", run: remove }];

/// What the paths that go on from a place name next. A path that ends covers all longer ones.
enum Tree {
    End,
    Steps(BTreeMap<Value, Tree>),
}

impl Tree {
    fn of(call: &str, paths: &Value) -> Result<Tree, Failure> {
        let paths: Vec<&Value> = match paths {
            Value::Array(array) => array.iter().collect(),
            Value::Set(set) => order::elements(set),
            other => return Err(operand::wrong_type(call, 2, other, &["set", "array"])),
        };
        let mut tree = Tree::Steps(BTreeMap::new());
        for path in paths {
            // An empty path leads nowhere.
            if let Some((last, steps)) = read(call, path)?.split_last() {
                tree.add(steps, last);
            }
        }
        Ok(tree)
    }

    fn add(&mut self, steps: &[Value], last: &Value) {
        let mut place = self;
        for step in steps {
            let Tree::Steps(known) = place else { return };
            place = known.entry(step.clone()).or_insert_with(|| Tree::Steps(BTreeMap::new()));
        }
        if let Tree::Steps(known) = place {
            known.insert(last.clone(), Tree::End);
        }
    }

    fn step(&self, key: &Value) -> Option<&Tree> {
        match self {
            Tree::End => None,
            Tree::Steps(known) => known.get(key),
        }
    }
}

/// The steps of a path: an array of them, or a string of them each after a slash.
pub(super) fn read(call: &str, path: &Value) -> Result<Vec<Value>, Failure> {
    match path {
        Value::String(text) if text.is_empty() => Ok(Vec::new()),
        Value::String(text) => {
            let steps = text.trim_start_matches('/').split('/');
            Ok(steps.map(|step| step.replace("~1", "/").replace("~0", "~").into()).collect())
        }
        Value::Array(steps) => Ok(steps.to_vec()),
        other => Err(operand::wrong_value(
            call,
            2,
            &format!(
                "must be one of {{set, array}} containing string paths or array of path segments but got {}",
                operand::type_name(other)
            ),
        )),
    }
}

fn filter(args: &[Value]) -> Answer {
    let [object, paths] = args else { return Err(operand::arity("json.filter")) };
    if !matches!(object, Value::Object(_)) {
        return Err(operand::wrong_type("json.filter", 1, object, &["object"]));
    }
    Ok(Some(kept(object, &Tree::of("json.filter", paths)?)))
}

/// Elements of an array are named by strings.
fn index(index: usize) -> Value {
    index.to_string().into()
}

fn kept(value: &Value, tree: &Tree) -> Value {
    if matches!(tree, Tree::End) {
        return value.clone();
    }
    let keep = |key: &Value, inner: &Value| tree.step(key).map(|tree| kept(inner, tree));
    match value {
        Value::Array(array) => array
            .iter()
            .enumerate()
            .filter_map(|(at, inner)| keep(&index(at), inner))
            .collect::<Array>()
            .into(),
        Value::Set(set) => set.iter().filter_map(|inner| keep(inner, inner)).collect::<Set>().into(),
        Value::Object(object) => {
            let fields = object.iter().filter_map(|(key, inner)| Some((key.clone(), keep(key, inner)?)));
            fields.collect::<Object>().into()
        }
        scalar => scalar.clone(),
    }
}

fn remove(args: &[Value]) -> Answer {
    let [object, paths] = args else { return Err(operand::arity("json.remove")) };
    if !matches!(object, Value::Object(_)) {
        return Err(operand::wrong_type("json.remove", 1, object, &["object"]));
    }
    Ok(left(object, Some(&Tree::of("json.remove", paths)?)))
}

/// `None` if the value itself is taken away.
fn left(value: &Value, tree: Option<&Tree>) -> Option<Value> {
    let steps = match tree {
        None => return Some(value.clone()),
        Some(Tree::End) => return None,
        Some(tree) => tree,
    };
    let leave = |key: &Value, inner: &Value| left(inner, steps.step(key));
    Some(match value {
        Value::Array(array) => array
            .iter()
            .enumerate()
            .filter_map(|(at, inner)| leave(&index(at), inner))
            .collect::<Array>()
            .into(),
        Value::Set(set) => set.iter().filter_map(|inner| leave(inner, inner)).collect::<Set>().into(),
        Value::Object(object) => {
            let fields = object.iter().filter_map(|(key, inner)| Some((key.clone(), leave(key, inner)?)));
            fields.collect::<Object>().into()
        }
        scalar => scalar.clone(),
    })
}
