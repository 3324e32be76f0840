//! References inside a schema.

use regorus::Value;

use super::Refused;

/// What `reference` names in the document `root`.
pub(super) fn resolve<'a>(root: &'a Value, reference: &str) -> Result<&'a Value, Refused> {
    let Some(fragment) = reference.strip_prefix('#') else {
        return Err(Refused::Unsupported("a reference to another document"));
    };
    if fragment.contains('%') {
        return Err(Refused::Unsupported("a reference with encoded characters"));
    }
    let Some(path) = fragment.strip_prefix('/') else {
        let is_root = fragment.is_empty();
        return if is_root { Ok(root) } else { Err(Refused::Unsupported("a reference to an anchor")) };
    };
    path.split('/').try_fold(root, |value, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        match value {
            Value::Object(object) => object
                .get(&token.as_str().into())
                .ok_or_else(|| Refused::Invalid(format!("Object has no key '{token}'"))),
            Value::Array(array) => {
                let index = token.parse::<usize>().map_err(|_| {
                    Refused::Invalid(format!("strconv.Atoi: parsing \"{token}\": invalid syntax"))
                })?;
                let outside =
                    || Refused::Invalid(format!("Out of bound array[0,{}] index '{index}'", array.len()));
                array.get(index).ok_or_else(outside)
            }
            _ => Err(Refused::Invalid(format!("Invalid token reference '{token}'"))),
        }
    })
}
