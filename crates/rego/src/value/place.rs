//! Members of nested objects, put and taken in place: what nobody else shares is not copied.

use super::Value;

impl Value {
    /// Puts `value` at a path of keys, over what is there; objects on the way are made.
    pub fn put(&mut self, path: &[&str], value: Value) {
        put(&mut self.0, path, value.0);
    }

    /// Takes what stands at a path of keys away, and objects on the way that are empty then.
    pub fn take(&mut self, path: &[&str]) -> Option<Value> {
        take(&mut self.0, path).map(Value)
    }
}

fn put(at: &mut regorus::Value, path: &[&str], value: regorus::Value) {
    let Some((key, rest)) = path.split_first() else {
        *at = value;
        return;
    };
    if !matches!(at, regorus::Value::Object(_)) {
        *at = regorus::value::Object::new().into();
    }
    if let regorus::Value::Object(fields) = at {
        let fields = regorus::Rc::make_mut(fields);
        let key = (*key).into();
        match fields.get_mut(&key) {
            Some(member) => put(member, rest, value),
            None => {
                let mut member = regorus::Value::Undefined;
                put(&mut member, rest, value);
                fields.insert(key, member);
            }
        }
    }
}

fn take(at: &mut regorus::Value, path: &[&str]) -> Option<regorus::Value> {
    let (key, rest) = path.split_first()?;
    let regorus::Value::Object(fields) = at else {
        return None;
    };
    let key = (*key).into();
    // Asked first: what is not there must not cost a copy.
    if !fields.contains_key(&key) {
        return None;
    }
    let fields = regorus::Rc::make_mut(fields);
    if rest.is_empty() {
        return fields.remove(&key);
    }
    let member = fields.get_mut(&key)?;
    let taken = take(member, rest)?;
    if matches!(member, regorus::Value::Object(left) if left.is_empty()) {
        fields.remove(&key);
    }
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::Value;

    fn json(text: &str) -> Value {
        Value::from_json(text.as_bytes()).expect("JSON")
    }

    #[test]
    fn what_is_put_is_there_and_what_is_taken_leaves_nothing_empty() {
        let mut value = json(r#"{"a": {"b": 1}}"#);
        let before = value.clone();
        value.put(&["a", "c", "d"], json("2"));
        value.put(&["a", "b"], json("3"));
        assert_eq!(value, json(r#"{"a": {"b": 3, "c": {"d": 2}}}"#));
        assert_eq!(before, json(r#"{"a": {"b": 1}}"#), "who shares it sees no change");
        assert_eq!(value.take(&["a", "c", "x"]), None);
        assert_eq!(value.take(&["a", "c", "d"]), Some(json("2")));
        assert_eq!(value, json(r#"{"a": {"b": 3}}"#));
        assert_eq!(value.take(&["a", "b"]), Some(json("3")));
        assert_eq!(value, json("{}"));
    }
}
