//! A place in an object, whether or not there is anything.

use serde_json::Value;

static NOTHING: Value = Value::Null;

/// What stands at a pointer; null where nothing does.
pub(super) fn at<'a>(object: &'a Value, pointer: &str) -> &'a Value {
    object.pointer(pointer).unwrap_or(&NOTHING)
}
