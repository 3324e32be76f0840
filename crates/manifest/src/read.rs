//! Files, folders and standard input to documents.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::Document;
use crate::error::{Problem, ReadError, ReadErrors};
use crate::places::Place;
use crate::text::objects_of;

/// All input of one run together. The largest object that Kubernetes stores has 1.5 MiB.
const MAX_MIB: u64 = 32;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, written `-`.
    Stdin,
    /// A file, or a folder with all `.yaml`, `.yml` and `.json` files in it at any depth.
    Path(PathBuf),
}

impl From<&Path> for Input {
    fn from(path: &Path) -> Self {
        if path == Path::new("-") { Input::Stdin } else { Input::Path(path.to_owned()) }
    }
}

impl Input {
    fn name(&self) -> Arc<str> {
        match self {
            Input::Stdin => "<stdin>".into(),
            Input::Path(path) => named(path),
        }
    }
}

/// All objects of all inputs, in the order given, folders in the order of their paths.
///
/// # Errors
/// All that is wrong with any of the inputs, or that they hold no document. A list without items is a
/// document without objects.
pub fn read(inputs: &[Input], stdin: &mut dyn Read) -> Result<Vec<Document>, ReadErrors> {
    let mut reader = Reader { left: MAX_MIB << 20, ..Reader::default() };
    for input in inputs {
        match input {
            Input::Stdin => reader.stream(&input.name(), stdin),
            Input::Path(path) => reader.path(path),
        }
    }
    if reader.errors.is_empty() && reader.roots == 0 {
        let place =
            inputs.first().map_or_else(|| Place::whole(&"input".into()), |input| Place::whole(&input.name()));
        reader.errors.push(ReadError { place, problem: Problem::Empty });
    }
    if reader.errors.is_empty() { Ok(reader.documents) } else { Err(ReadErrors(reader.errors)) }
}

#[derive(Default)]
struct Reader {
    seen: BTreeSet<PathBuf>,
    left: u64,
    roots: usize,
    documents: Vec<Document>,
    errors: Vec<ReadError>,
}

impl Reader {
    fn path(&mut self, path: &Path) {
        match fs::metadata(path) {
            Err(error) => self.unreadable(&named(path), &error),
            Ok(metadata) if metadata.is_dir() => {
                let mut files = Vec::new();
                self.walk(path, &mut BTreeSet::new(), &mut files);
                if files.is_empty() && !self.errors.iter().any(|error| error.place.file == named(path)) {
                    self.fail(&named(path), Problem::FolderWithoutManifests);
                }
                for file in files {
                    self.file(&file);
                }
            }
            Ok(_) => self.file(path),
        }
    }

    fn walk(&mut self, folder: &Path, above: &mut BTreeSet<PathBuf>, files: &mut Vec<PathBuf>) {
        let entries = folder
            .canonicalize()
            .and_then(|real| Ok((real, fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?)));
        let (real, entries) = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(&named(folder), &error),
        };
        // A link to a folder around it would never end.
        if !above.insert(real.clone()) {
            return;
        }
        let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.walk(&path, above, files);
            } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml" || end == "json") {
                files.push(path);
            }
        }
        above.remove(&real);
    }

    fn file(&mut self, path: &Path) {
        // A file named twice, or named and in a folder that is named, holds its objects once.
        if path.canonicalize().is_ok_and(|real| !self.seen.insert(real)) {
            return;
        }
        match fs::File::open(path) {
            Ok(mut file) => self.stream(&named(path), &mut file),
            Err(error) => self.unreadable(&named(path), &error),
        }
    }

    fn stream(&mut self, file: &Arc<str>, stream: &mut dyn Read) {
        let mut bytes = Vec::new();
        if let Err(error) = stream.take(self.left + 1).read_to_end(&mut bytes) {
            return self.unreadable(file, &error);
        }
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else {
            self.left = 0;
            return self.fail(file, Problem::TooLarge(MAX_MIB));
        };
        self.left = left;
        match str::from_utf8(&bytes) {
            Ok(text) => {
                let (roots, documents, errors) = objects_of(file, text);
                self.roots += roots;
                self.documents.extend(documents);
                self.errors.extend(errors);
            }
            Err(error) => {
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
                let place = Place { file: Arc::clone(file), line, column: 0 };
                self.errors.push(ReadError { place, problem: Problem::NotUtf8(error.valid_up_to()) });
            }
        }
    }

    fn unreadable(&mut self, file: &Arc<str>, error: &io::Error) {
        let problem = match error.kind() {
            io::ErrorKind::NotFound => Problem::NotFound,
            _ => Problem::Unreadable(error.to_string()),
        };
        self.fail(file, problem);
    }

    fn fail(&mut self, file: &Arc<str>, problem: Problem) {
        self.errors.push(ReadError { place: Place::whole(file), problem });
    }
}

fn named(path: &Path) -> Arc<str> {
    path.display().to_string().into()
}

#[cfg(test)]
mod tests;
