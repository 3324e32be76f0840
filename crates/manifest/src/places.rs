//! Where each field of a document was written.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A place in an input file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as the user named it, or `<stdin>`.
    pub file: Arc<str>,
    /// Line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
}

impl Place {
    pub(crate) fn at(file: &Arc<str>, mark: Mark) -> Place {
        Place { file: Arc::clone(file), line: mark.line, column: mark.column }
    }

    pub(crate) fn whole(file: &Arc<str>) -> Place {
        Place { file: Arc::clone(file), line: 0, column: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => f.write_str(&self.file),
            (line, 0) => write!(f, "{}:{line}", self.file),
            (line, column) => write!(f, "{}:{line}:{column}", self.file),
        }
    }
}

/// A line and a column, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// The place of a node and of all below it.
///
/// A field stands where its key stands. What an alias or a merge key brings in stands, at the top, where the
/// alias is used and, below, where it was written.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    pub(crate) mark: Mark,
    pub(crate) below: Arc<Below>,
}

/// The nodes within a node.
#[derive(Debug)]
pub(crate) enum Below {
    Nothing,
    Fields(BTreeMap<String, Places>),
    Items(Vec<Places>),
}

impl Places {
    pub(crate) fn leaf(mark: Mark) -> Places {
        Places { mark, below: Arc::new(Below::Nothing) }
    }

    /// The place of the deepest node on the way that `pointer` names.
    pub(crate) fn find(&self, pointer: &str) -> Mark {
        let mut at = self;
        for segment in pointer.split('/').skip(1) {
            let next = match &*at.below {
                Below::Nothing => None,
                Below::Fields(fields) => fields.get(&segment.replace("~1", "/").replace("~0", "~")),
                Below::Items(items) => segment.parse().ok().and_then(|index: usize| items.get(index)),
            };
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        at.mark
    }
}
