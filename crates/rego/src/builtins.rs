//! What a policy may call: the meaning of OPA's built-in functions.
//!
//! The engine has many of them, and answers some otherwise than OPA; those, and the ones it lacks, are written
//! here. A family is a file. Each answers exactly as OPA 1.22.2 does.

mod absent;
mod aggregates;
mod answer;
mod argument;
mod arrays;
mod bits;
mod bytes;
mod cidr;
mod conversion;
mod crypto;
mod declared_type;
mod glob;
mod graph;
mod json;
mod json_patch;
mod json_path;
mod json_schema;
mod jwt;
mod membership;
mod native;
mod numbers;
mod objects;
mod operand;
pub(crate) mod order;
mod print;
mod regex;
mod semver;
mod sets;
mod signature;
mod size;
mod sprintf;
mod strings;
mod template;
mod time;
mod units;
mod uri;
mod url;
mod uuid;
mod walk;
mod x509;
pub(crate) mod yaml;

use std::collections::HashMap;
use std::sync::LazyLock;

use regorus::Value;

pub(crate) use answer::{Answer, Builtin, Failure};
pub(crate) use declared_type::Type;
pub(crate) use print::lines as printed_lines;
pub(crate) use signature::{Signature, signature, signatures};
pub use time::rfc3339_seconds;

/// The families written here.
const FAMILIES: &[&[Builtin]] = &[
    aggregates::BUILTINS,
    arrays::BUILTINS,
    bits::BUILTINS,
    bytes::BUILTINS,
    cidr::BUILTINS,
    conversion::BUILTINS,
    crypto::BUILTINS,
    glob::BUILTINS,
    graph::BUILTINS,
    json::BUILTINS,
    json_patch::BUILTINS,
    json_path::BUILTINS,
    jwt::BUILTINS,
    json_schema::BUILTINS,
    membership::BUILTINS,
    numbers::BUILTINS,
    objects::BUILTINS,
    order::BUILTINS,
    print::BUILTINS,
    regex::BUILTINS,
    semver::BUILTINS,
    sets::BUILTINS,
    sprintf::BUILTINS,
    strings::BUILTINS,
    template::BUILTINS,
    time::BUILTINS,
    units::BUILTINS,
    uri::BUILTINS,
    url::BUILTINS,
    uuid::BUILTINS,
    walk::BUILTINS,
    x509::BUILTINS,
    yaml::BUILTINS,
];

/// These take more than they are declared to: those about validity answer that what is no text is not valid, and
/// `time.add_date` knows zones.
const TAKES_ANYTHING: &[&str] = &[
    "base64.is_valid",
    "net.cidr_contains",
    "net.cidr_is_valid",
    "net.cidr_merge",
    "regex.is_valid",
    "time.add_date",
    "uri.is_valid",
];
/// Built-ins of ours that the engine answers as OPA does, errors taken for undefined: recorded answers say so. In
/// lowered text the engine is asked itself, which is quicker. None of them makes much of little, or twice as much of
/// what there is: the engine would fill the memory before it looks at the time.
pub(crate) const LEFT_TO_THE_ENGINE: &[&str] = &[
    "array.reverse",
    "array.slice",
    "bits.and",
    "bits.negate",
    "bits.or",
    "bits.rsh",
    "bits.xor",
    "contains",
    "endswith",
    "graph.reachable",
    "hex.decode",
    "intersection",
    "is_array",
    "is_boolean",
    "is_null",
    "is_number",
    "is_object",
    "is_set",
    "is_string",
    "object.filter",
    "object.get",
    "object.keys",
    "object.remove",
    "object.union",
    "object.union_n",
    "split",
    "startswith",
    "strings.any_prefix_match",
    "strings.any_suffix_match",
    "strings.reverse",
    "trim",
    "trim_left",
    "trim_prefix",
    "trim_right",
    "trim_space",
    "trim_suffix",
    "type_name",
    "union",
];

/// No built-in of OPA's: holds where all elements of an array are different, and stops the evaluation elsewhere.
pub(crate) const DISTINCT: &str = "internal.distinct_keys";

fn distinct(args: &[Value]) -> Answer {
    let Some(Value::Array(keys)) = args.first() else {
        return Ok(None);
    };
    let all: std::collections::BTreeSet<&Value> = keys.iter().collect();
    if all.len() == keys.len() {
        return Ok(Some(Value::Bool(true)));
    }
    let message =
        "two keys of an object are the same here, and which field OPA keeps is not defined".to_owned();
    Err(Failure::Halt("eval_internal_error", message))
}

/// Who answers for a built-in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Origin {
    /// This crate.
    Ours(&'static Builtin),
    /// The engine, as OPA would.
    Native,
    /// Nobody: why, and what to write instead.
    Absent(&'static str),
}

/// Who answers for the built-in called `name`; `None` where OPA has no such built-in.
pub(crate) fn origin(name: &str) -> Option<Origin> {
    let signature = signature(name)?;
    let ours = FAMILIES.iter().flat_map(|family| family.iter()).find(|one| one.name == signature.name);
    Some(match (ours, absent::reason(name)) {
        (Some(builtin), _) => Origin::Ours(builtin),
        (None, Some(reason)) => Origin::Absent(reason),
        (None, None) if native::has(name) => Origin::Native,
        (None, None) => Origin::Absent("not implemented"),
    })
}

/// Whether a lowered text may ask the engine itself for what it calls `name`.
pub(crate) fn is_asked_of_the_engine(name: &str) -> bool {
    // What the engine calls its own operators on sets, and what says how long an array is that is taken apart.
    matches!(name, "__builtin_sets.union" | "__builtin_sets.intersection" | "count")
        || LEFT_TO_THE_ENGINE.contains(&name)
        || matches!(origin(name), Some(Origin::Native))
}

/// Whether OPA has a built-in of this name.
pub(crate) fn exists(name: &str) -> bool {
    signature(name).is_some()
}

/// What the built-in called `name` answers. A relation answers the array of all its results.
pub(crate) fn call(name: &str, args: &[Value]) -> Answer {
    if name == DISTINCT {
        return distinct(args);
    }
    let origin = origin(name).ok_or_else(|| unknown(name))?;
    let signature = signature(name).ok_or_else(|| unknown(name))?;
    if !TAKES_ANYTHING.contains(&name) {
        operand::check(signature, args)?;
    }
    size::arguments(name, args)?;
    let answer = match origin {
        Origin::Ours(builtin) => (builtin.run)(args),
        Origin::Native => native::call(name, args),
        Origin::Absent(reason) => Err(Failure::Failed(format!("{name}: {reason}"))),
    };
    size::answer(answer?)
}

/// The built-in that a lowered text calls by this name.
pub(crate) fn by_private_name(name: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        let private = crate::compile::emit::dialect::private;
        let numbers = |one: &'static Signature| {
            (0..MOST_ARGUMENTS).map(|arity| (private(&one.name, arity), one.name.as_str()))
        };
        let own = std::iter::once((private(DISTINCT, 1), DISTINCT));
        signatures().flat_map(numbers).chain(own).collect()
    });
    NAMES.get(name).copied()
}

/// A value as `json.marshal` writes it: also one with an integer that is beyond the range of floats.
pub(crate) fn json_text(value: &Value) -> String {
    json::write(value, &json::Layout::Compact)
}

/// More than a call can have.
const MOST_ARGUMENTS: usize = 10;

fn unknown(name: &str) -> Failure {
    Failure::Failed(format!("{name}: no such built-in"))
}

#[cfg(test)]
mod recorded;
#[cfg(test)]
mod tests;
