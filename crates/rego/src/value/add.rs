//! Adding to a document in place.

use super::Value;

/// Why nothing was added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// The path names the document itself.
    #[error("the path is empty")]
    EmptyPath,
    /// Something stands there.
    #[error("there is a value already, and a mutation never changes one")]
    Present,
    /// A field on the way is not there.
    #[error("the parent `{0}` is missing")]
    MissingParent(String),
    /// A value on the way has no fields.
    #[error("`{segment}` would stand below a {parent}")]
    Scalar {
        /// What should stand below.
        segment: String,
        /// The type of what is there.
        parent: &'static str,
    },
    /// A path into a list that is no index of it.
    #[error("`{0}` is no index of the list")]
    NoIndex(String),
    /// A path that would shift a list's elements.
    #[error("a list is only appended to")]
    NotAppended,
}

impl Value {
    /// Puts `value` where nothing is. `-` as the last segment appends to a list. Parts that nobody else shares are
    /// changed in place, so many additions to one document cost what they add.
    ///
    /// # Errors
    /// Nothing was added.
    pub fn add(&mut self, path: &[String], value: Value) -> Result<(), AddError> {
        add(&mut self.0, path, value.0)
    }
}

fn add(parent: &mut regorus::Value, path: &[String], value: regorus::Value) -> Result<(), AddError> {
    let (segment, rest) = path.split_first().ok_or(AddError::EmptyPath)?;
    match parent {
        regorus::Value::Array(list) => match (segment.as_str(), rest) {
            ("-", []) => regorus::Rc::make_mut(list).push(value),
            (_, []) => return Err(AddError::NotAppended),
            (index, rest) => {
                let no_index = || AddError::NoIndex(index.to_owned());
                let place = index.parse().map_err(|_| no_index())?;
                let element = regorus::Rc::make_mut(list).get_mut(place).ok_or_else(no_index)?;
                add(element, rest, value)?;
            }
        },
        regorus::Value::Object(fields) => {
            let key = segment.as_str().into();
            match (fields.contains_key(&key), rest) {
                (true, []) => return Err(AddError::Present),
                (false, []) => {
                    regorus::Rc::make_mut(fields).insert(key, value);
                }
                (_, rest) => {
                    let missing = || AddError::MissingParent(segment.clone());
                    add(regorus::Rc::make_mut(fields).get_mut(&key).ok_or_else(missing)?, rest, value)?;
                }
            }
        }
        other => {
            let parent = Value(other.clone()).type_name();
            return Err(AddError::Scalar { segment: segment.clone(), parent });
        }
    }
    Ok(())
}
