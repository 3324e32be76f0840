//! Patches of documents, by OPA's reading of RFC 6902: paths may also be arrays, and lead into sets.

mod node;

use node::Node;
use regorus::Value;
use regorus::value::Object;

use crate::deep;

use super::{Answer, Builtin, Failure, json_path, operand};

const CALL: &str = "json.patch";

pub(crate) const BUILTINS: &[Builtin] = &[Builtin { name: CALL, run: patch }];

fn failed(why: impl std::fmt::Display) -> Failure {
    Failure::Failed(format!("{CALL}: {why}"))
}

fn patch(args: &[Value]) -> Answer {
    let [document, Value::Array(operations)] = args else { return Err(operand::arity(CALL)) };
    let mut root = Root(Some(Node::from(document.clone())));
    for operation in operations.iter() {
        let Value::Object(operation) = operation else {
            return Err(failed(
                "must be an array of JSON-Patch objects, but at least one element is not an object",
            ));
        };
        root.apply(operation)?;
    }
    // A patch that takes the document itself away is the end of OPA.
    let document = root.0.ok_or_else(|| {
        Failure::Halt("eval_builtin_error", format!("{CALL}: the whole document was removed"))
    })?;
    Ok(Some(document.render()))
}

fn attribute<'a>(operation: &'a Object, name: &str) -> Result<&'a Value, Failure> {
    operation.get(&name.into()).ok_or_else(|| failed(format_args!("missing required attribute '{name}'")))
}

/// The document, unless it was removed.
struct Root(Option<Node>);

impl Root {
    fn apply(&mut self, operation: &Object) -> Result<(), Failure> {
        let path = attribute(operation, "path")?;
        let Value::String(name) = attribute(operation, "op")? else {
            return Err(failed("attribute 'op' must be a string"));
        };
        let path = json_path::read(CALL, path)?;
        match &**name {
            "add" => self.insert(&path, attribute(operation, "value")?.clone()),
            "remove" => self.remove(&path),
            "replace" => {
                self.remove(&path)?;
                self.insert(&path, attribute(operation, "value")?.clone())
            }
            "move" => {
                let from = json_path::read(CALL, attribute(operation, "from")?)?;
                let moved = self.get(&from)?;
                self.remove(&from)?;
                self.insert(&path, moved)
            }
            "copy" => {
                let from = json_path::read(CALL, attribute(operation, "from")?)?;
                let copied = self.get(&from)?;
                self.insert(&path, copied)
            }
            "test" => {
                let (found, wanted) = (self.get(&path)?, attribute(operation, "value")?);
                if found == *wanted {
                    return Ok(());
                }
                let (wanted, found) = (wanted.to_string(), found.to_string());
                Err(failed(format_args!(
                    "value from EditTree != patch value.\n\nExpected: {wanted}\n\nFound: {found}"
                )))
            }
            other => Err(failed(format_args!("unrecognized op: '{other}'"))),
        }
    }

    fn node(&mut self) -> Result<&mut Node, Failure> {
        self.0.as_mut().ok_or_else(|| failed("the document was removed before"))
    }

    fn get(&mut self, path: &[Value]) -> Result<Value, Failure> {
        let mut found = None;
        self.node()?
            .at(path, &mut |node| {
                found = Some(node.render());
                Ok(())
            })
            .map_err(failed)?;
        found.ok_or_else(|| failed("nothing is there"))
    }

    fn insert(&mut self, path: &[Value], value: Value) -> Result<(), Failure> {
        if let Some(fault) = deep::fault_below(&value, path.len()) {
            return Err(Failure::Halt("eval_internal_error", format!("{CALL}: {fault}")));
        }
        match path.split_last() {
            None => self.0 = Some(Node::from(value)),
            Some((last, parents)) => {
                self.node()?.at(parents, &mut |node| node.insert(last, value.clone())).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn remove(&mut self, path: &[Value]) -> Result<(), Failure> {
        match path.split_last() {
            None => {
                self.node()?;
                self.0 = None;
            }
            Some((last, parents)) => {
                self.node()?.at(parents, &mut |node| node.remove(last)).map_err(failed)?;
            }
        }
        Ok(())
    }
}
