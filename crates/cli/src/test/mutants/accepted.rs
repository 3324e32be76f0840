//! Survivors that somebody has looked at.

use std::path::{Path, PathBuf};

use edgeward_rego::mutants::Mutant;
use serde::Deserialize;

use crate::failure::Failure;
use crate::test::loaded::beside;

/// The list, in the order of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Accepted {
    survivors: Vec<Entry>,
}

/// A survivor, by what it is rather than by where it stands: text above it may come and go.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    path: String,
    rule: String,
    operator: String,
    before: String,
    after: String,
    /// The line where it stands, without the space around it; any, if there is none.
    line: Option<String>,
    /// Why no test has to notice it.
    reason: String,
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Entry { path, rule, operator, before, after, .. } = self;
        write!(f, "{path}, {rule}: {operator}: {before} -> {after}")
    }
}

impl Accepted {
    /// Reads the file that is named, or the one beside a path, if there is any.
    ///
    /// # Errors
    /// It cannot be read, or an entry gives no reason.
    pub(super) fn read(named: Option<&Path>, paths: &[String]) -> Result<Accepted, Failure> {
        let usual = paths.iter().map(|path| beside(Path::new(path), "testdata/mutants.yaml"));
        let found = named.map(Path::to_owned).or_else(|| usual.into_iter().find(|file| file.is_file()));
        let Some(file) = found else {
            return Ok(Accepted::default());
        };
        let shown = file.display().to_string();
        let text = text(&file)?;
        let wrong = |message: String| Failure::Documents(vec![format!("{shown}: {message}")]);
        let accepted: Accepted = serde_saphyr::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        match accepted.survivors.iter().find(|entry| entry.reason.trim().is_empty()) {
            Some(entry) => Err(wrong(format!("{entry}: give a reason"))),
            None => Ok(accepted),
        }
    }

    /// The entry that a survivor is accepted by.
    pub(super) fn position(&self, mutant: &Mutant) -> Option<usize> {
        self.survivors.iter().position(|entry| {
            entry.path == mutant.place.file
                && entry.rule == mutant.rule
                && entry.operator == mutant.operator
                && entry.before == mutant.before
                && entry.after == mutant.after
                && entry.line.as_ref().is_none_or(|line| *line == mutant.line)
        })
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.survivors.iter()
    }
}

fn text(file: &PathBuf) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|source| Failure::File { path: file.display().to_string(), source })
}
