//! How each built-in of OPA 1.22.2 is declared.
//!
//! `signatures.jsonl` has OPA's own declarations, operators included, one built-in a line, written by
//! `just builtin-signatures`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::declared_type::{Declared, Type};

/// The declaration of a built-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    /// As policies call it; an operator by its name (`plus`).
    pub(crate) name: String,
    /// The operator's sign, if it is one.
    pub(crate) infix: Option<String>,
    /// One for each argument that must be given.
    pub(crate) args: Vec<Type>,
    /// What further arguments are, if there may be any.
    pub(crate) variadic: Option<Type>,
    /// `None`: it is called for what it does, and has no value.
    pub(crate) result: Option<Type>,
    /// Each call may have several results.
    pub(crate) relation: bool,
    /// Two calls with the same arguments may differ.
    pub(crate) nondeterministic: bool,
    /// OPA refuses it in strict mode and may drop it.
    pub(crate) deprecated: bool,
}

/// The declaration of the built-in called `name`; `None` where OPA has no such built-in.
pub(crate) fn signature(name: &str) -> Option<&'static Signature> {
    SIGNATURES.get(name)
}

/// The declarations of all built-ins, in no order.
pub(crate) fn signatures() -> impl Iterator<Item = &'static Signature> {
    SIGNATURES.values()
}

// A line that cannot be read would be left out; a test counts them.
static SIGNATURES: LazyLock<HashMap<String, Signature>> = LazyLock::new(|| {
    let lines = include_str!("signature/signatures.jsonl").lines();
    lines
        .filter_map(|line| serde_json::from_str::<Line>(line).ok())
        .map(|line| (line.name.clone(), line.into()))
        .collect()
});

#[derive(Deserialize)]
struct Line {
    name: String,
    decl: Declaration,
    infix: Option<String>,
    #[serde(default)]
    relation: bool,
    #[serde(default)]
    nondeterministic: bool,
    #[serde(default)]
    deprecated: bool,
}

#[derive(Deserialize)]
struct Declaration {
    #[serde(default)]
    args: Vec<Declared>,
    variadic: Option<Declared>,
    result: Option<Declared>,
}

impl From<Line> for Signature {
    fn from(line: Line) -> Signature {
        Signature {
            name: line.name,
            infix: line.infix,
            args: line.decl.args.into_iter().map(Type::from).collect(),
            variadic: line.decl.variadic.map(Type::from),
            result: line.decl.result.map(Type::from),
            relation: line.relation,
            nondeterministic: line.nondeterministic,
            deprecated: line.deprecated,
        }
    }
}

#[cfg(test)]
mod tests;
