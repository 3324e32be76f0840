//! `net.cidr_contains_matches`: which of one collection are contained in which of another.

use std::collections::BTreeSet;

use regorus::Value;

use super::super::{Answer, Failure};

/// A collection's networks, each with the index that names it in the answer.
type Indexed<'a> = Vec<(Result<&'a Value, Failure>, Value)>;

pub(super) fn contains_matches(args: &[Value]) -> Answer {
    let [outer, inner] = args else {
        return Err(Failure::Operand("two operands are needed".to_owned()));
    };
    let inner = indexed(inner, 2);
    let mut matches = BTreeSet::new();
    for (network, index) in indexed(outer, 1) {
        let network = network?;
        for (candidate, candidate_index) in &inner {
            let pair = [network.clone(), candidate.clone()?.clone()];
            if super::contains(&pair)? == Some(Value::Bool(true)) {
                matches.insert(vec![index.clone(), candidate_index.clone()].into());
            }
        }
    }
    Ok(Some(matches.into()))
}

/// A string stands for itself; a collection of another type has nothing in it.
fn indexed(operand: &Value, position: u8) -> Indexed<'_> {
    match operand {
        Value::String(_) => vec![(Ok(operand), operand.clone())],
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(index, element)| {
                (network(element, position), u64::try_from(index).unwrap_or(u64::MAX).into())
            })
            .collect(),
        Value::Set(elements) => {
            elements.iter().map(|element| (network(element, position), element.clone())).collect()
        }
        Value::Object(fields) => {
            fields.iter().map(|(key, element)| (network(element, position), key.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// Of an element that is an array, the first is the network; the others are the policy's own.
fn network(element: &Value, position: u8) -> Result<&Value, Failure> {
    let found = match element {
        Value::String(_) => Some(element),
        Value::Array(elements) => elements.first(),
        _ => None,
    };
    found.ok_or_else(|| {
        Failure::Failed(format!("operand {position}: element must be string or non-empty array"))
    })
}
