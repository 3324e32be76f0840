//! Values that hold the same in the same memory.

use std::iter::Peekable;

use super::Value;

impl Value {
    /// The same value, in the memory of `other` wherever both hold the same: objects of one kind are much alike, and
    /// those that one controller made are almost one.
    #[must_use]
    pub fn sharing(&self, other: &Value) -> Value {
        Value(shared(&self.0, &other.0))
    }
}

fn shared(own: &regorus::Value, other: &regorus::Value) -> regorus::Value {
    match (own, other) {
        _ if is_at_one((own, other)) => own.clone(),
        (regorus::Value::String(one), regorus::Value::String(same)) if one == same => other.clone(),
        (regorus::Value::Array(one), regorus::Value::Array(same)) => {
            let others = same.iter().map(Some).chain(std::iter::repeat(None));
            let elements: Vec<_> = one
                .iter()
                .zip(others)
                .map(|(one, same)| same.map_or_else(|| one.clone(), |same| shared(one, same)))
                .collect();
            let is_same = elements.len() == same.len() && elements.iter().zip(same.iter()).all(is_at_one);
            if is_same { other.clone() } else { elements.into() }
        }
        (regorus::Value::Object(one), regorus::Value::Object(same)) => {
            let mut others = same.iter_sorted().peekable();
            let mut alike = 0;
            let entries: Vec<_> = one
                .iter_sorted()
                .map(|(key, value)| match at(&mut others, key) {
                    Some((key, same)) => {
                        let value = shared(value, same);
                        alike += usize::from(is_at_one((&value, same)));
                        (key.clone(), value)
                    }
                    None => (key.clone(), value.clone()),
                })
                .collect();
            if alike == entries.len() && alike == same.len() {
                return other.clone();
            }
            entries.into_iter().collect::<regorus::value::Object>().into()
        }
        _ => own.clone(),
    }
}

/// The entry of a key, of entries in the order of their keys that are not needed before it.
fn at<'a>(
    entries: &mut Peekable<impl Iterator<Item = (&'a regorus::Value, &'a regorus::Value)>>,
    key: &regorus::Value,
) -> Option<(&'a regorus::Value, &'a regorus::Value)> {
    while entries.next_if(|(other, _)| *other < key).is_some() {}
    entries.next_if(|(other, _)| *other == key)
}

/// Whether nothing is kept twice: both are one in memory, or equal scalars. Asked of parts that were just shared, so that
/// it need not look deeper.
fn is_at_one((one, other): (&regorus::Value, &regorus::Value)) -> bool {
    match (one, other) {
        (regorus::Value::String(one), regorus::Value::String(other)) => regorus::Rc::ptr_eq(one, other),
        (regorus::Value::Array(one), regorus::Value::Array(other)) => regorus::Rc::ptr_eq(one, other),
        (regorus::Value::Object(one), regorus::Value::Object(other)) => regorus::Rc::ptr_eq(one, other),
        // Zeros of either sign are equal, but not written alike.
        (regorus::Value::Number(_), regorus::Value::Number(_)) => {
            serde_json::to_string(one).ok() == serde_json::to_string(other).ok()
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json(text.as_bytes()).expect("JSON")
    }

    #[test]
    fn equal_parts_are_one_in_memory_and_others_are_kept() {
        let other = json(r#"{"a": {"x": [1, {"k": "v"}]}, "b": "text", "d": {"e": 1}}"#);
        let own =
            json(r#"{"a": {"x": [1, {"k": "v"}]}, "b": "other", "c": {}, "d": {"e": 2, "f": [{"k": "v"}]}}"#);
        let shared = own.sharing(&other);
        assert_eq!(shared, own);
        let [one, same] = [&shared, &other].map(|value| value.get("a").expect("a"));
        assert!(one.is_same_document(&same));
        let whole = json(&other.to_json()).sharing(&other);
        assert!(whole.is_same_document(&other));
        assert!(own.sharing(&own).is_same_document(&own));
    }

    #[test]
    fn a_number_is_written_as_it_was() {
        for (own, other) in [("[0]", "[-0.0]"), ("[-0.0]", "[0]"), ("[1]", "[1.0]"), ("[1.0]", "[1]")] {
            assert_eq!(
                json(own).sharing(&json(other)).to_json(),
                json(own).to_json(),
                "{own} beside {other}"
            );
        }
    }

    fn documents() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            (0..3i64).prop_map(Into::into),
            (0..3i32).prop_map(|number| f64::from(number).into()),
            "[ab]{0,2}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::btree_map("[abc]", inner, 0..4)
                    .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_value_that_shares_is_the_value(one in documents(), other in documents()) {
            let (one, other) = (Value::from(one), Value::from(other));
            let shared = one.sharing(&other);
            prop_assert_eq!(&shared, &one);
            prop_assert_eq!(shared.to_json(), one.to_json());
        }
    }
}
