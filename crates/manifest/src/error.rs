//! What can be wrong with a manifest, where, and what to do about it.

use crate::places::Place;

/// Everything that was wrong with the input of one run; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ReadErrors(pub Vec<ReadError>);

/// One thing that is wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}; {}", .problem.advice())]
pub struct ReadError {
    /// Where it is wrong.
    pub place: Place,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No such file or folder.
    #[error("no such file or folder")]
    NotFound,
    /// The operating system would not let it be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// A folder that holds no manifest at any depth.
    #[error("the folder holds no .yaml, .yml or .json file")]
    FolderWithoutManifests,
    /// The whole input holds not one document.
    #[error("the input holds no document")]
    Empty,
    /// All files together are larger than the cap.
    #[error("the input is larger than {0} MiB")]
    TooLarge(u64),
    /// Bytes that are no UTF-8.
    #[error("byte {0} is not UTF-8")]
    NotUtf8(usize),
    /// No YAML.
    #[error("not YAML: {0}")]
    Yaml(String),
    /// No JSON.
    #[error("not JSON: {0}")]
    Json(String),
    /// A value that YAML allows and a Kubernetes object cannot hold.
    #[error("{0}")]
    Value(String),
    /// A document that only YAML's end marker sets apart from the one before.
    #[error("a document follows `...` without `---`: kubectl leaves it out in silence")]
    AfterEndMarker,
    /// A document that begins on the line of its separator.
    #[error("a document begins on the line of its `---`: kubectl refuses it")]
    OnSeparatorLine,
    /// Something but white space behind a separator.
    #[error("only white space may follow `---`: tools disagree on whether a document ends there")]
    BesideSeparator,
    /// A line break of YAML 1.1 that YAML 1.2 takes for text.
    #[error("the character U+{0:04X} ends a line for some tools and not for others")]
    OtherLineBreak(u32),
    /// Items in an object that is no list by its kind.
    #[error("`items` stands in a {0}, which is no list by its kind: kubectl takes it apart all the same")]
    ItemsOutsideList(String),
    /// Nested too deep.
    #[error("nested deeper than {0} levels")]
    TooDeep(usize),
    /// Aliases that unfold into far more than was written.
    #[error("aliases unfold into more than {0} values")]
    TooManyAliased(usize),
    /// A key given twice.
    #[error("field `{field}` is given twice (first on line {first})")]
    DuplicateKey {
        /// JSON pointer of the field.
        field: String,
        /// Line of the first one.
        first: usize,
    },
    /// A merge key below a written key of the same name.
    #[error(
        "`<<` gives field `{field}` again, which is written above it: tools disagree on which one counts"
    )]
    MergeOverWritten {
        /// JSON pointer of the field.
        field: String,
    },
    /// An integer of 2^63 or more in size.
    #[error("field `{field}` holds the integer {number}, beyond 2^63")]
    IntegerTooLarge {
        /// JSON pointer of the field.
        field: String,
        /// As it was written.
        number: String,
    },
    /// A document that is no object.
    #[error("a Kubernetes object is expected here, not {0}")]
    NotAnObject(&'static str),
    /// An object without one of the two fields that say what it is.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// One of these fields holds something else than text.
    #[error("`{field}` must be a non-empty string, not {found}")]
    NotText {
        /// The field.
        field: &'static str,
        /// What type it has.
        found: &'static str,
    },
}

impl Problem {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Problem::NotFound => "check the path, or pass `-` to read standard input",
            Problem::Unreadable(_) => "check its permissions",
            Problem::FolderWithoutManifests => "name a folder with manifests, or the files themselves",
            Problem::Empty => "pass at least one Kubernetes object",
            Problem::TooLarge(_) => "pass fewer files at a time",
            Problem::NotUtf8(_) => "save the file as UTF-8",
            Problem::Yaml(_) => "fix the syntax (indent with spaces, quote text that holds `: ` or ` #`)",
            Problem::Json(_) => "fix the syntax, or name the file .yaml if it is YAML",
            Problem::Value(_) => "quote it if it is meant as text",
            Problem::AfterEndMarker => "write `---` above it",
            Problem::OnSeparatorLine => "begin it on a line of its own",
            Problem::BesideSeparator => "put the comment on a line of its own",
            Problem::OtherLineBreak(_) => "remove it, or write it as an escape in a quoted string",
            Problem::ItemsOutsideList(_) => "remove `items`, or write `kind: List`",
            Problem::TooDeep(_) => "flatten it: no Kubernetes object is nested that deep",
            Problem::TooManyAliased(_) => "write the values out, or use fewer aliases",
            Problem::DuplicateKey { .. } => "keep one of the two",
            Problem::MergeOverWritten { .. } => "put `<<` first, so that the written one counts",
            Problem::IntegerTooLarge { .. } => "write it as a string or make it smaller",
            Problem::NotAnObject(_) => "write an object with `apiVersion` and `kind`",
            Problem::Missing(_) => {
                "every Kubernetes object starts with `apiVersion` and `kind`; leave other files out of the input"
            }
            Problem::NotText { .. } => "quote it",
        }
    }
}
