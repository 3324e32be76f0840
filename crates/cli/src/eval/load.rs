//! Policies, data and input from where `opa eval` takes them.

use std::io::Read;
use std::path::{Path, PathBuf};

use edgeward_manifest::values;
use edgeward_rego::{Documents, Module, Source, Value, Version};

use super::problem::EvalProblem;
use crate::policies::bundle;

type Problems = Vec<EvalProblem>;

/// What is loaded so far.
#[derive(Default)]
struct Loaded {
    modules: Vec<Module>,
    data: Option<Value>,
    /// The files that the data came from.
    files: Vec<(String, Value)>,
    version: Version,
    /// Files that are no data.
    left_out: Option<fn(&Path) -> bool>,
    problems: Problems,
}

/// Everything below some paths but the files that are left out.
pub(crate) fn below(
    paths: &[String],
    version: Version,
    left_out: fn(&Path) -> bool,
) -> Result<Documents, Problems> {
    let mut loaded = Loaded { version, left_out: Some(left_out), ..Loaded::default() };
    for argument in paths {
        let (prefix, path) = split_prefix(argument);
        loaded.path(Path::new(path), &prefix, path);
    }
    loaded.documents()
}

/// Everything that `-d` and `-b` name.
pub(super) fn documents(
    data: &[String],
    bundles: &[PathBuf],
    version: Version,
) -> Result<Documents, Problems> {
    let mut loaded = Loaded { version, ..Loaded::default() };
    for argument in data {
        let (prefix, path) = split_prefix(argument);
        loaded.path(Path::new(path), &prefix, path);
    }
    for path in bundles {
        match bundle(path) {
            Ok(bundle) => {
                loaded.add_data(&path.display().to_string(), bundle.data());
                for source in bundle.sources() {
                    loaded.module(source.clone());
                }
            }
            Err(_) if !path.exists() => {
                let shown = path.display();
                let message = format!(
                    "loading error: error reading \"{shown}\": stat {shown}: no such file or directory"
                );
                loaded.problems.push(EvalProblem::plain(message));
            }
            Err(failure) => loaded.problems.push(EvalProblem::plain(failure.to_string())),
        }
    }
    loaded.documents()
}

/// `a.b:file` roots the file's data at `data.a.b`. A Windows drive letter is none.
fn split_prefix(argument: &str) -> (Vec<String>, &str) {
    match argument.split_once(':') {
        Some((prefix, path)) if prefix.len() > 1 && !prefix.contains(['/', '\\']) => {
            (prefix.split('.').filter(|word| *word != "data").map(str::to_owned).collect(), path)
        }
        _ => (Vec::new(), argument),
    }
}

impl Loaded {
    fn documents(self) -> Result<Documents, Problems> {
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        Ok(Documents::new(self.modules, self.data.unwrap_or_else(|| Value::object::<&str>([]))))
    }

    fn path(&mut self, path: &Path, prefix: &[String], shown: &str) {
        let entries = match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                std::fs::read_dir(path).and_then(|entries| entries.collect::<Result<Vec<_>, _>>())
            }
            Ok(_) => return self.file(path, prefix, true),
            Err(error) => Err(error),
        };
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.problems.push(EvalProblem::plain(unreadable(shown, &error))),
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if path.is_dir() {
                let folder = entry.file_name().to_string_lossy().into_owned();
                self.path(&path, &[prefix, &[folder]].concat(), &path.display().to_string());
            } else if !self.left_out.is_some_and(|left_out| left_out(&path)) {
                self.file(&path, prefix, false);
            }
        }
    }

    fn file(&mut self, path: &Path, prefix: &[String], named: bool) {
        let shown = path.strip_prefix(".").unwrap_or(path).display().to_string();
        let end = path.extension().map(|end| end.to_string_lossy().into_owned()).unwrap_or_default();
        match end.as_str() {
            "rego" => match std::fs::read_to_string(path) {
                Ok(text) => self.module(Source { path: shown, text }),
                Err(error) => self.problems.push(EvalProblem::plain(unreadable(&shown, &error))),
            },
            "json" | "yaml" | "yml" => match document(path) {
                Ok(value) => {
                    let rooted = prefix.iter().rev().fold(value, |value, key| Value::object([(key, value)]));
                    self.add_data(&shown, &rooted);
                }
                Err(messages) => self.problems.extend(messages.into_iter().map(EvalProblem::plain)),
            },
            _ if named => {
                let message = format!("{shown}: unrecognized file; data is .json or .yaml, policy is .rego");
                self.problems.push(EvalProblem::plain(message));
            }
            _ => {}
        }
    }

    fn module(&mut self, source: Source) {
        match Module::read(source, self.version) {
            Ok(module) => self.modules.push(module),
            Err(errors) => self.problems.extend(errors.iter().map(EvalProblem::from)),
        }
    }

    fn add_data(&mut self, shown: &str, value: &Value) {
        if !value.is_object() {
            let message = format!("{shown}: document must be of type object");
            return self.problems.push(EvalProblem::plain(message));
        }
        let data = self.data.take().unwrap_or_else(|| Value::object::<&str>([]));
        if let Some(at) = conflict(&data, value, "data") {
            let first = self.files.iter().find(|(_, other)| conflict(other, value, "data").is_some());
            let first = first.map(|(file, _)| format!(", also defined in {file}")).unwrap_or_default();
            let message = format!("{shown}: merge error: conflicting values at {at}{first}");
            self.problems.push(EvalProblem::plain(message));
        }
        self.files.push((shown.to_owned(), value.clone()));
        self.data = Some(data.merged(value));
    }
}

fn conflict(left: &Value, right: &Value, at: &str) -> Option<String> {
    right.entries().into_iter().find_map(|(key, value)| {
        let (mine, at) = (left.get(&key)?, format!("{at}.{key}"));
        if mine.is_object() && value.is_object() { conflict(&mine, &value, &at) } else { Some(at) }
    })
}

/// The input, where one is given.
///
/// # Errors
/// What is wrong with it, a line each.
pub(super) fn given(
    path: Option<&Path>,
    is_on_stdin: bool,
    stdin: &mut dyn Read,
) -> Result<Option<Value>, String> {
    let read = match path {
        Some(path) => text_of(path).map(|text| (path.display().to_string(), text))?,
        None if is_on_stdin => {
            let mut text = String::new();
            stdin.read_to_string(&mut text).map_err(|error| unreadable("<stdin>", &error))?;
            ("<stdin>".to_owned(), text)
        }
        None => return Ok(None),
    };
    let (shown, text) = read;
    let value = one(&shown, &text).map_err(|messages| messages.join("\n"))?;
    // An empty text is the document `null`.
    Ok(Some(value.unwrap_or(Value::NULL)))
}

/// A document of data in a file.
fn document(path: &Path) -> Result<Value, Vec<String>> {
    let shown = path.display().to_string();
    let text = text_of(path).map_err(|message| vec![message])?;
    one(&shown, &text)?.ok_or_else(|| vec![format!("{shown}: there is no document in it")])
}

fn text_of(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| unreadable(&path.display().to_string(), &error))
}

fn unreadable(shown: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("stat {shown}: no such file or directory"),
        _ => format!("{shown}: cannot be read: {error}"),
    }
}

fn one(shown: &str, text: &str) -> Result<Option<Value>, Vec<String>> {
    let read =
        values(shown, text).map_err(|errors| errors.0.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    match read.as_slice() {
        [] => Ok(None),
        [value] => Ok(Some(value.clone())),
        several => Err(vec![format!("{shown}: one document is expected, there are {}", several.len())]),
    }
}
