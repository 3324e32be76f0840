//! The Go values that terms and template data become.

use regorus::Value;

use super::term;

/// What a directive formats.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::builtins) enum Operand {
    /// Go's `nil`.
    Nil,
    /// A boolean.
    Bool(bool),
    /// An integer and the name of its Go type.
    Integer(i64, &'static str),
    /// An integer beyond 64 bits, by its decimal spelling.
    Big(String),
    /// A `float64`.
    Float(f64),
    /// Text and the name of its Go type: numbers of JSON are text there.
    Text(String, &'static str),
    /// A `[]interface {}`.
    List(Vec<Operand>),
    /// A `map[string]interface {}`, its keys in order.
    Map(Vec<(String, Operand)>),
}

impl Operand {
    /// What OPA hands to `sprintf`: numbers and strings as such, the text of the term for everything else.
    pub(in crate::builtins) fn from_term(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.to_string(), "string"),
            Value::Number(number) => {
                if let Some(integer) = number.as_i64() {
                    return Self::Integer(integer, "int64");
                }
                match number.as_f64().filter(|float| float.fract() != 0.0) {
                    Some(float) => Self::Float(float),
                    None => Self::Big(term::number(value).unwrap_or_default()),
                }
            }
            other => Self::Text(term::text(other), "string"),
        }
    }

    /// The name of the Go type.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Integer(_, name) | Self::Text(_, name) => name,
            Self::Big(_) => "*big.Int",
            Self::Float(_) => "float64",
            Self::List(_) => "[]interface {}",
            Self::Map(_) => "map[string]interface {}",
        }
    }
}
