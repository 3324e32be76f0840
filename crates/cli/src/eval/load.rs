//! Policies, data and input from where `opa eval` takes them.

use std::io::Read;
use std::path::{Path, PathBuf};

use edgeward_manifest::values;
use edgeward_rego::{Documents, Module, Source, Value};

use super::format::EvalProblem;
use crate::policies::bundle;

type Problems = Vec<EvalProblem>;

/// What is loaded so far.
#[derive(Default)]
struct Loaded {
    modules: Vec<Module>,
    data: Option<Value>,
    problems: Problems,
}

/// Everything that `-d` and `-b` name.
pub(super) fn documents(data: &[String], bundles: &[PathBuf]) -> Result<Documents, Problems> {
    let mut loaded = Loaded::default();
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
            Err(failure) => loaded.problems.push(EvalProblem::plain(failure.to_string())),
        }
    }
    if !loaded.problems.is_empty() {
        return Err(loaded.problems);
    }
    Ok(Documents::new(loaded.modules, loaded.data.unwrap_or_else(|| Value::object::<&str>([]))))
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
            Err(error) => {
                return self.problems.push(EvalProblem::plain(format!("{shown}: cannot be read: {error}")));
            }
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if path.is_dir() {
                let folder = entry.file_name().to_string_lossy().into_owned();
                self.path(&path, &[prefix, &[folder]].concat(), &path.display().to_string());
            } else {
                self.file(&path, prefix, false);
            }
        }
    }

    fn file(&mut self, path: &Path, prefix: &[String], named: bool) {
        let shown = path.display().to_string();
        let end = path.extension().map(|end| end.to_string_lossy().into_owned()).unwrap_or_default();
        match end.as_str() {
            "rego" => match std::fs::read_to_string(path) {
                Ok(text) => self.module(Source { path: shown, text }),
                Err(error) => {
                    self.problems.push(EvalProblem::plain(format!("{shown}: cannot be read: {error}")))
                }
            },
            "json" | "yaml" | "yml" => match input(path) {
                Ok(value) => {
                    let rooted = prefix.iter().rev().fold(value, |value, key| Value::object([(key, value)]));
                    self.add_data(&shown, &rooted);
                }
                Err(problems) => self.problems.extend(problems),
            },
            _ if named => {
                let message = format!("{shown}: unrecognized file; data is .json or .yaml, policy is .rego");
                self.problems.push(EvalProblem::plain(message));
            }
            _ => {}
        }
    }

    fn module(&mut self, source: Source) {
        match Module::parse(source) {
            Ok(module) => self.modules.push(module),
            Err(error) => self.problems.push((&error).into()),
        }
    }

    fn add_data(&mut self, shown: &str, value: &Value) {
        if !value.is_object() {
            return self
                .problems
                .push(EvalProblem::plain(format!("{shown}: data must be an object at its root")));
        }
        let data = self.data.take().unwrap_or_else(|| Value::object::<&str>([]));
        if let Some(at) = conflict(&data, value, "data") {
            self.problems
                .push(EvalProblem::plain(format!("{shown}: merge error: conflicting values at {at}")));
        }
        self.data = Some(data.merged(value));
    }
}

fn conflict(left: &Value, right: &Value, at: &str) -> Option<String> {
    right.entries().into_iter().find_map(|(key, value)| {
        let (mine, at) = (left.get(&key)?, format!("{at}.{key}"));
        if mine.is_object() && value.is_object() { conflict(&mine, &value, &at) } else { Some(at) }
    })
}

/// A document in a file.
pub(super) fn input(path: &Path) -> Result<Value, Problems> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| vec![EvalProblem::plain(format!("{shown}: cannot be read: {error}"))])?;
    one(&shown, &text)
}

/// A document on standard input.
pub(super) fn stream(stdin: &mut dyn Read) -> Result<Value, Problems> {
    let mut text = String::new();
    stdin
        .read_to_string(&mut text)
        .map_err(|error| vec![EvalProblem::plain(format!("<stdin>: cannot be read: {error}"))])?;
    one("<stdin>", &text)
}

fn one(shown: &str, text: &str) -> Result<Value, Problems> {
    let read = values(shown, text).map_err(|errors| {
        errors.0.iter().map(|error| EvalProblem::plain(error.to_string())).collect::<Vec<_>>()
    })?;
    match <[Value; 1]>::try_from(read) {
        Ok([value]) => Ok(value),
        Err(read) => {
            let message = format!("{shown}: one document is expected, there are {}", read.len());
            Err(vec![EvalProblem::plain(message)])
        }
    }
}
