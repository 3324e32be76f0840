//! The text of one file to its documents.

use std::sync::{Arc, OnceLock};

use edgeward_rego::Value;

use crate::compose::compose;
use crate::document::{Document, Origin, Root};
use crate::error::{Problem, ReadError, ReadErrors};
use crate::json::{self, JsonFailure};
use crate::lines;
use crate::list;
use crate::places::Place;

/// The Kubernetes objects in a text: YAML or JSON, one or many documents, lists taken apart.
///
/// # Errors
/// All that is wrong with the text.
pub fn documents(file: &str, text: &str) -> Result<Vec<Document>, ReadErrors> {
    let (_, objects, errors) = objects_of(&Arc::from(file), text);
    if errors.is_empty() { Ok(objects) } else { Err(ReadErrors(errors)) }
}

/// The values in a text, whatever they are: for data and input of policies.
///
/// # Errors
/// All that is wrong with the text.
pub fn values(file: &str, text: &str) -> Result<Vec<Value>, ReadErrors> {
    let (roots, errors) = roots(&Arc::from(file), text);
    if errors.is_empty() {
        Ok(roots.into_iter().map(|(_, value)| value).collect())
    } else {
        Err(ReadErrors(errors))
    }
}

/// How many root documents there are, the objects in them, and what is wrong.
pub(crate) fn objects_of(file: &Arc<str>, text: &str) -> (usize, Vec<Document>, Vec<ReadError>) {
    let (roots, mut errors) = roots(file, text);
    let mut objects = Vec::new();
    for (root, value) in &roots {
        for object in list::objects(root, value) {
            match object {
                Ok(object) => objects.push(object),
                Err(error) => errors.push(error),
            }
        }
    }
    errors.sort_by(|a, b| a.place.cmp(&b.place));
    (roots.len(), objects, errors)
}

fn roots(file: &Arc<str>, text: &str) -> (Vec<(Root, Value)>, Vec<ReadError>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_json_file = std::path::Path::new(&**file).extension().is_some_and(|extension| extension == "json");
    if is_json_file || text.trim_start().starts_with(['{', '[']) {
        match json::read(text) {
            Ok(documents) => {
                return (documents.into_iter().map(|json| json_root(file, json)).collect(), Vec::new());
            }
            Err(failure) if is_json_file || !failure.is_syntax => {
                return (Vec::new(), vec![json_error(file, text, failure)]);
            }
            // YAML may start with a brace, too.
            Err(_) => {}
        }
    }
    let error = |(mark, problem)| ReadError { place: Place::at(file, mark), problem };
    let (mut roots, mut errors) =
        (Vec::new(), lines::ambiguous(text).into_iter().map(error).collect::<Vec<_>>());
    for document in compose(text) {
        match document {
            Ok((value, places)) => {
                roots.push((Root { file: Arc::clone(file), origin: Arc::new(Origin::Yaml(places)) }, value));
            }
            Err(failed) => errors.push(error(failed)),
        }
    }
    (roots, errors)
}

fn json_root(file: &Arc<str>, json: json::JsonDocument<'_>) -> (Root, Value) {
    let origin =
        Origin::Json { text: json.text.to_owned(), lines_before: json.lines_before, places: OnceLock::new() };
    (Root { file: Arc::clone(file), origin: Arc::new(origin) }, json.value)
}

/// The YAML reader knows the kind of problem and the place of the field where serde_json has only a message.
fn json_error(file: &Arc<str>, text: &str, failure: JsonFailure) -> ReadError {
    let known = || compose(text).into_iter().find_map(Result::err);
    let (mark, problem) = match failure {
        JsonFailure { is_syntax: false, mark, message } => known().unwrap_or((mark, Problem::Value(message))),
        JsonFailure { mark, message, .. } if message == "recursion limit exceeded" => {
            (mark, Problem::TooDeep(crate::compose::MAX_DEPTH))
        }
        JsonFailure { mark, message, .. } => (mark, Problem::Json(message)),
    };
    ReadError { place: Place::at(file, mark), problem }
}

#[cfg(test)]
mod tests;
