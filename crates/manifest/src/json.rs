//! JSON documents, one after another, by the rules of `Value::from_json`.

use edgeward_rego::Value;
use serde_json::error::Category;

use crate::places::Mark;

/// A JSON document and the text it stands in.
pub(crate) struct JsonDocument<'a> {
    pub(crate) value: Value,
    pub(crate) text: &'a str,
    /// How many lines of the file come before `text`.
    pub(crate) lines_before: usize,
}

/// Why a text is no acceptable JSON.
pub(crate) struct JsonFailure {
    /// Whether it is no JSON at all, as opposed to JSON with a value that is refused.
    pub(crate) is_syntax: bool,
    pub(crate) mark: Mark,
    pub(crate) message: String,
}

/// All JSON documents of a text.
pub(crate) fn read(text: &str) -> Result<Vec<JsonDocument<'_>>, JsonFailure> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut documents = Vec::new();
    loop {
        let start = stream.byte_offset();
        let Some(value) = stream.next() else {
            return Ok(documents);
        };
        let value = value.map_err(|error| failure(&error))?;
        let before = text.get(..start).unwrap_or_default();
        documents.push(JsonDocument {
            value,
            text: text.get(start..stream.byte_offset()).unwrap_or_default(),
            lines_before: before.matches('\n').count(),
        });
    }
}

fn failure(error: &serde_json::Error) -> JsonFailure {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    JsonFailure {
        is_syntax: error.classify() != Category::Data,
        mark: Mark { line: error.line(), column: error.column().max(1) },
        message: message.to_owned(),
    }
}
