//! Values read from JSON or YAML, strictly: a duplicate key or a number that would lose digits is an error
//! that names the field, because a policy must judge what the API server sees, not what a parser kept of it.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Value;

/// Bytes that are no acceptable JSON input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct InputError {
    /// What is wrong, naming the field where one is known.
    pub message: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1; 0 where the reader knows none.
    pub column: usize,
}

impl Value {
    /// Reads one JSON document.
    ///
    /// # Errors
    /// Not JSON, deeper than 128 levels, a duplicate key, or an integer of 2^63 or more in size.
    pub fn from_json(bytes: &[u8]) -> Result<Value, InputError> {
        serde_json::from_slice(bytes).map_err(|error| {
            let text = error.to_string();
            let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
            InputError { message: message.to_owned(), line: error.line(), column: error.column() }
        })
    }
}

/// Where in the document the reader is, as a list from the innermost field out.
enum Field<'a> {
    Root,
    Key(&'a Field<'a>, &'a str),
    Index(&'a Field<'a>, usize),
}

impl fmt::Display for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Root => Ok(()),
            Field::Key(outer, key) => write!(f, "{outer}/{}", key.replace('~', "~0").replace('/', "~1")),
            Field::Index(outer, index) => write!(f, "{outer}/{index}"),
        }
    }
}

impl Field<'_> {
    fn named(&self) -> String {
        match self {
            Field::Root => "the document".to_owned(),
            _ => format!("field `{self}`"),
        }
    }

    fn too_large<E: Error>(&self, number: impl fmt::Display) -> E {
        E::custom(format_args!(
            "{} holds the integer {number}, beyond 2^63: write it as a string or make it smaller",
            self.named()
        ))
    }
}

/// How many values one document may hold. A value takes some hundred bytes here and as few as five in JSON, so the
/// size of a body bounds memory only together with this; the largest object that an API server takes (3 MiB) holds
/// a tenth of it.
const MOST_VALUES: u32 = 500_000;

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reader(&Field::Root, &Cell::new(MOST_VALUES)).deserialize(deserializer).map(Value)
    }
}

/// The field that is read, and how many more values there may be.
struct Reader<'a>(&'a Field<'a>, &'a Cell<u32>);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = regorus::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let left = self.1.get().checked_sub(1).ok_or_else(|| {
            D::Error::custom(format_args!(
                "{} is one value too many: a document may hold {MOST_VALUES}",
                self.0.named()
            ))
        })?;
        self.1.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = regorus::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(regorus::Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(regorus::Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        i64::try_from(number).map(Into::into).map_err(|_| self.0.too_large(number))
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<Self::Value, E> {
        i64::try_from(number).map(Into::into).map_err(|_| self.0.too_large(number))
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Self::Value, E> {
        i64::try_from(number).map(Into::into).map_err(|_| self.0.too_large(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        // serde_json hands integers beyond u64 over as floats, already rounded.
        const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
        if !number.is_finite() || number.abs() >= TWO_TO_63 {
            return Err(self.0.too_large(number));
        }
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) =
            seq.next_element_seed(Reader(&Field::Index(self.0, elements.len()), self.1))?
        {
            elements.push(element);
        }
        Ok(elements.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = regorus::value::Object::new();
        while let Some(key) = map.next_key::<String>()? {
            let field = Field::Key(self.0, &key);
            let value = map.next_value_seed(Reader(&field, self.1))?;
            if object.insert(key.as_str().into(), value).is_some() {
                return Err(A::Error::custom(format_args!("{} is given twice", field.named())));
            }
        }
        Ok(object.into())
    }
}
