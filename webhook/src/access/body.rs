use edgeward_rego::Value;

use super::reply::{Asked, Fault};
use crate::log::escaped;

/// The input in a body: `{"input": …}`. As in OPA, no body, no `input` and `null` are all an undefined input.
///
/// # Errors
/// The body is no JSON object, or one that another reader would understand differently.
pub(crate) fn read_body(body: &[u8]) -> Result<Asked, Fault> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Asked::without_input());
    }
    let body = Value::from_json(body)
        .map_err(|error| Fault::parameter("the body cannot be read", error.to_string()))?;
    if body.is_null() {
        return Ok(Asked::without_input());
    }
    if !body.is_object() {
        let found = format!("it is of type {}", body.type_name());
        return Err(Fault::parameter("the body must be a JSON object with the key `input`", found));
    }
    Ok(match body.get("input").filter(|input| !input.is_null()) {
        Some(input) => Asked { input: Some(input), is_warned: false },
        None => Asked::without_input(),
    })
}

/// The input in `?input=`, undefined where there is none.
///
/// # Errors
/// It is no JSON.
pub(crate) fn read_query_input(parameters: &[(String, String)]) -> Result<Asked, Fault> {
    let given = parameters.iter().find(|(key, _)| key == "input");
    let input = given.map(|(_, text)| Value::from_json(text.as_bytes())).transpose().map_err(|error| {
        Fault::parameter("the parameter `input` cannot be read", escaped(&error.to_string()).into_owned())
    })?;
    Ok(Asked { input, is_warned: false })
}
