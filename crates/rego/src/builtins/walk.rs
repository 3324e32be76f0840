//! Everything inside a value, with the path to it.

use regorus::Value;

use super::{Answer, Builtin, Failure, operand, order, size};

pub(crate) const BUILTINS: &[Builtin] = &[Builtin { name: "walk", run: walk }];

/// All pairs of a path and a value, the outer before the inner.
fn walk(args: &[Value]) -> Answer {
    let [value] = args else { return Err(operand::arity("walk")) };
    let mut pairs = Vec::new();
    visit(value, &mut Vec::new(), &mut pairs)?;
    Ok(Some(pairs.into()))
}

fn visit(value: &Value, path: &mut Vec<Value>, pairs: &mut Vec<Value>) -> Result<(), Failure> {
    size::elements(pairs.len())?;
    pairs.push(vec![path.clone().into(), value.clone()].into());
    let mut step = |key: Value, inner: &Value| {
        path.push(key);
        let visited = visit(inner, path, pairs);
        path.pop();
        visited
    };
    match value {
        Value::Array(array) => {
            array.iter().enumerate().try_for_each(|(index, inner)| step(index.into(), inner))
        }
        Value::Object(object) => {
            order::entries(object).into_iter().try_for_each(|(key, inner)| step(key.clone(), inner))
        }
        Value::Set(set) => order::elements(set).into_iter().try_for_each(|inner| step(inner.clone(), inner)),
        _ => Ok(()),
    }
}
