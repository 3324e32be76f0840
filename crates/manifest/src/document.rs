//! One Kubernetes object as it was given, and where.

use std::sync::{Arc, OnceLock};

use edgeward_rego::Value;

use crate::compose::compose;
use crate::places::{Mark, Place, Places};

/// How a document was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As YAML.
    Yaml,
    /// As JSON.
    Json,
}

/// One Kubernetes object of the input: it is sure to have an `apiVersion` and a `kind`.
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) value: Value,
    pub(crate) api_version: String,
    pub(crate) kind: String,
    pub(crate) root: Root,
    /// JSON pointer from the root document to this object, when it was an item of a list.
    pub(crate) within: String,
}

/// A whole document of a file, which may be a list.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    pub(crate) file: Arc<str>,
    pub(crate) origin: Arc<Origin>,
}

#[derive(Debug)]
pub(crate) enum Origin {
    Yaml(Places),
    Json {
        text: String,
        lines_before: usize,
        /// Read from `text` when first asked for: without a violation nobody asks.
        places: OnceLock<Option<Places>>,
    },
}

impl Root {
    pub(crate) fn place(&self, pointer: &str) -> Place {
        let mark = match &*self.origin {
            Origin::Yaml(places) => places.find(pointer),
            Origin::Json { text, lines_before, places } => {
                // JSON is YAML as far as places go.
                let places =
                    places.get_or_init(|| compose(text).into_iter().find_map(Result::ok).map(|all| all.1));
                let mark = places.as_ref().map_or(Mark { line: 1, column: 1 }, |places| places.find(pointer));
                Mark { line: mark.line + lines_before, ..mark }
            }
        };
        Place::at(&self.file, mark)
    }
}

impl Document {
    /// The object.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Its `apiVersion`.
    pub fn api_version(&self) -> &str {
        &self.api_version
    }

    /// Its `kind`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its `metadata.name`, if it is text.
    pub fn name(&self) -> Option<String> {
        self.value.get("metadata")?.get_str("name")
    }

    /// Its `metadata.namespace`, if it is text.
    pub fn namespace(&self) -> Option<String> {
        self.value.get("metadata")?.get_str("namespace")
    }

    /// The file it came from as the user named it, or `<stdin>`.
    pub fn file(&self) -> &str {
        &self.root.file
    }

    /// How it was written.
    pub fn format(&self) -> Format {
        match *self.root.origin {
            Origin::Yaml(_) => Format::Yaml,
            Origin::Json { .. } => Format::Json,
        }
    }

    /// Where the field stands that a JSON pointer into this object names; where there is no such field, the
    /// innermost field around it.
    pub fn place(&self, pointer: &str) -> Place {
        self.root.place(&format!("{}{pointer}", self.within))
    }
}
