//! Arguments against a built-in's declaration, and what is said of a wrong one.

use regorus::Value;

use super::{Failure, Signature, Type};

/// Built-ins that check the types of their arguments themselves: they take some that are not declared, look into one
/// argument before they look at the type of the next, or name the types in an order of their own.
const UNCHECKED: &[&str] = &[
    "base64.is_valid",
    "bits.and",
    "bits.lsh",
    "bits.negate",
    "bits.or",
    "bits.rsh",
    "bits.xor",
    "graph.reachable",
    "graph.reachable_paths",
    "io.jwt.decode_verify",
    "io.jwt.encode_sign",
    "io.jwt.verify_eddsa",
    "io.jwt.verify_es256",
    "io.jwt.verify_es384",
    "io.jwt.verify_es512",
    "io.jwt.verify_ps256",
    "io.jwt.verify_ps384",
    "io.jwt.verify_ps512",
    "io.jwt.verify_rs256",
    "io.jwt.verify_rs384",
    "io.jwt.verify_rs512",
    "json.filter",
    "json.is_valid",
    "json.match_schema",
    "json.remove",
    "json.verify_schema",
    "max",
    "min",
    "minus",
    "net.cidr_contains",
    "net.cidr_contains_matches",
    "net.cidr_intersects",
    "net.cidr_is_valid",
    "net.cidr_merge",
    "net.cidr_overlap",
    "numbers.range",
    "numbers.range_step",
    "object.filter",
    "object.remove",
    "object.subset",
    "product",
    "regex.is_valid",
    "sort",
    "sum",
    "to_number",
    "uri.is_valid",
    "uuid.rfc4122",
    "yaml.is_valid",
];

/// Whether the number of arguments is right, and each is of its declared type as seen from outside: what it holds
/// is for the built-in to look at.
pub(super) fn check(signature: &Signature, args: &[Value]) -> Result<(), Failure> {
    let least = signature.args.len();
    if args.len() < least || (args.len() > least && signature.variadic.is_none()) {
        let message = format!("{}: {least} arguments are needed but {} given", signature.name, args.len());
        return Err(Failure::Operand(message));
    }
    if UNCHECKED.contains(&signature.name.as_str()) {
        return Ok(());
    }
    for (index, arg) in args.iter().enumerate() {
        let declared = signature.args.get(index).or(signature.variadic.as_ref());
        if let Some(declared) = declared.filter(|declared| !declared.admits_outside(arg)) {
            return Err(wrong_type(&signature.name, index.saturating_add(1), arg, &kinds(declared)));
        }
    }
    Ok(())
}

/// The argument at `position`, counted from 1, is of none of the `expected` types.
pub(crate) fn wrong_type(call: &str, position: usize, got: &Value, expected: &[&str]) -> Failure {
    let must = match expected {
        [one] => (*one).to_owned(),
        several => format!("one of {{{}}}", several.join(", ")),
    };
    Failure::Operand(format!("{call}: operand {position} must be {must} but got {}", type_name(got)))
}

/// The argument at `position` is of the right type, but not what it must be.
pub(crate) fn wrong_value(call: &str, position: usize, complaint: &str) -> Failure {
    Failure::Operand(format!("{call}: operand {position} {complaint}"))
}

/// The number of arguments was not checked. It is where a built-in takes its arguments apart.
pub(crate) fn arity(call: &str) -> Failure {
    Failure::Operand(format!("{call}: wrong number of arguments"))
}

/// Something in the argument at `position` is of none of the `expected` types.
pub(crate) fn wrong_element(
    call: &str,
    position: usize,
    container: &str,
    got: &Value,
    expected: &[&str],
) -> Failure {
    let must = match expected {
        [one] => format!("{container} of {one}s"),
        several => format!("{container} of {}", several.join(" or ")),
    };
    let message = format!(
        "{call}: operand {position} must be {must} but got {container} containing {}",
        type_name(got)
    );
    Failure::Operand(message)
}

/// What OPA's `type_name` calls the type of a value.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Set(_) => "set",
        Value::Object(_) => "object",
        Value::Undefined => "undefined",
    }
}

/// The outermost types that a declared type allows, in the order in which OPA names them.
fn kinds(declared: &Type) -> Vec<&'static str> {
    let mut kinds = match declared {
        Type::Any => vec!["any"],
        Type::Null => vec!["null"],
        Type::Boolean => vec!["boolean"],
        Type::Number => vec!["number"],
        Type::String => vec!["string"],
        Type::Array { .. } => vec!["array"],
        Type::Object { .. } => vec!["object"],
        Type::Set(_) => vec!["set"],
        Type::AnyOf(types) => types.iter().flat_map(kinds).collect(),
    };
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
