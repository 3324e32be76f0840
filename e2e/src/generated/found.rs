//! A difference as a case that can be kept.

use serde_json::{Value, json};

use super::compare::Difference;
use super::inputs::data;
use crate::failure::Failure;
use crate::judgement::Wanted;
use crate::place::repository;

/// The file of one recorded case, which the judge of recorded answers reads.
fn file(found: &Difference, seed: u64, index: usize) -> Value {
    let answer = match &found.wanted {
        Wanted::Value(value) => json!({"value": value}),
        Wanted::Undefined => json!({"undefined": true}),
        Wanted::Error(code) => json!({"error": code}),
    };
    json!({
        "input": found.input,
        "query": found.query,
        "cases": [{
            "name": format!("found/{seed}-{index}"),
            "module": found.module,
            "data": {"d": data()},
            "opa_1_22_2": answer,
        }],
    })
}

/// In words and as a file.
pub(crate) fn text(found: &Difference, seed: u64, index: usize) -> String {
    format!(
        "\ndifferent ({}): OPA {}, Edgeward {}\n{}{}\n{}\n",
        found.on,
        found.wanted,
        found.got,
        found.module,
        found.input.as_ref().map_or("input is undefined".to_owned(), |input| format!("input {input}")),
        file(found, seed, index),
    )
}

/// Keeps it in `testdata/semantics/found`.
pub(crate) fn save(found: &Difference, seed: u64, index: usize) -> Result<(), Failure> {
    let path = repository("testdata/semantics/found").join(format!("{seed}-{index}.json"));
    let text = format!("{:#}\n", file(found, seed, index));
    std::fs::write(&path, text).map_err(|error| Failure::file(&path, &error))
}
