//! Modules as the engine gets them, and the way back from its messages to the author's text.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::compile::core::Term;
use crate::compile::emit::dialect::Dialect;
use crate::compile::emit::text::{self, line_starts};
use crate::compile::emit::{self, Flat, Used};
pub(crate) use crate::compile::names::Settings;
use crate::compile::problem::{Problem, REFUSED};
use crate::compile::{self, Compiled};
use crate::error::{LoadError, Place};
use crate::module::{Module, Source};
use crate::syntax::tree::Span;
use crate::value::Value;

/// A compiled set of modules.
#[derive(Debug)]
pub(crate) struct Lowered {
    sources: Vec<Source>,
    pub(crate) packages: Vec<Vec<String>>,
    starts: Vec<Vec<u32>>,
    pub(crate) compiled: Compiled,
}

/// The rules of a set, by their index.
pub(crate) type Chosen = BTreeSet<usize>;

/// One text for the engine.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// What the engine calls it.
    pub(crate) name: String,
    pub(crate) lowered: text::Lowered,
    pub(crate) source: Source,
    /// It is a package that no module has.
    pub(crate) adds_package: bool,
}

/// All texts for one engine, and the built-ins of ours that they call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    pub(crate) files: Vec<File>,
    pub(crate) used: Used,
    /// As [`Dialect::errors_stop`] has it.
    pub(crate) errors_stop: bool,
}

impl Lowered {
    /// Compiles modules that see each other.
    pub(crate) fn of<'a>(
        modules: impl Iterator<Item = &'a Module>,
        settings: Settings,
    ) -> Result<Lowered, Vec<LoadError>> {
        let modules: Vec<&Module> = modules.collect();
        let sources: Vec<Source> = modules.iter().map(|module| module.source().clone()).collect();
        let trees: Vec<_> = modules.iter().map(|module| &module.tree).collect();
        let texts: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
        let compiled = compile::modules(&trees, &texts, settings).map_err(|problems| {
            let mut errors: Vec<LoadError> = problems
                .into_iter()
                .filter_map(|(index, problem)| Some(refusal(sources.get(index)?, problem)))
                .collect();
            errors.sort_by_cached_key(|error| (error.place().cloned(), error.to_string()));
            errors.dedup();
            errors
        })?;
        Ok(Lowered {
            packages: trees.iter().map(|tree| tree.package.clone()).collect(),
            starts: sources.iter().map(|source| line_starts(&source.text)).collect(),
            sources,
            compiled,
        })
    }

    /// All rules whose values the rules at `path` may need: themselves first of all.
    pub(crate) fn reached(&self, path: &[&str]) -> Chosen {
        let reference: Vec<Term> = path.iter().map(|name| Term::string(Span::default(), *name)).collect();
        self.reached_from(self.compiled.rules.reached(&reference).map(|(index, _)| index).collect())
    }

    /// The same for what an expression names.
    pub(crate) fn reached_from(&self, start: Chosen) -> Chosen {
        let mut chosen = Chosen::new();
        let mut next: Vec<usize> = start.into_iter().collect();
        while let Some(index) = next.pop() {
            if chosen.insert(index) {
                next.extend(self.compiled.edges.get(index).into_iter().flatten());
            }
        }
        chosen
    }

    /// The chosen rules, or all.
    pub(crate) fn flats(&self, chosen: Option<&Chosen>) -> Vec<(usize, Vec<&Flat>)> {
        let mut index = 0;
        let mut modules = Vec::new();
        for (module, rules) in self.compiled.modules.iter().enumerate() {
            let mut kept = Vec::new();
            for rule in rules {
                if chosen.is_none_or(|chosen| chosen.contains(&index)) {
                    kept.push(rule);
                }
                index += 1;
            }
            modules.push((module, kept));
        }
        modules
    }

    /// The text of the chosen rules, or of all.
    pub(crate) fn texts(&self, chosen: Option<&Chosen>, dialect: &Dialect) -> Texts {
        let mut texts = Texts { errors_stop: dialect.errors_stop, ..Texts::default() };
        let dialect = &Dialect { places: self.places(), ..dialect.clone() };
        let open = emit::open_paths(self.compiled.modules.iter().flatten().map(|flat| &flat.rule));
        for (module, rules) in self.flats(chosen) {
            let (Some(source), Some(package), Some(starts)) =
                (self.sources.get(module), self.packages.get(module), self.starts.get(module))
            else {
                continue;
            };
            let own = Dialect { coverage: dialect.coverage.map(|_| module), ..dialect.clone() };
            let (lowered, used) = emit::module(package, &rules, &own, starts, &open);
            texts.used.extend(used);
            for (part, lowered) in lowered.into_iter().enumerate() {
                let name = if part == 0 { source.path.clone() } else { format!("{} ({part})", source.path) };
                texts.files.push(File { name, lowered, source: source.clone(), adds_package: part > 0 });
            }
        }
        if !dialect.replaced.is_empty() {
            let (lowered, used) = emit::stand_ins(dialect);
            texts.used.extend(used);
            let source = Source { path: "built-ins".to_owned(), text: String::new() };
            texts.files.push(File { name: source.path.clone(), lowered, source, adds_package: false });
        }
        texts
    }

    /// The paths of rules, as [`Dialect::places`] has them.
    pub(crate) fn places(&self) -> Arc<BTreeSet<Vec<String>>> {
        let rules = self.compiled.rules.all.iter().filter(|rule| rule.arity.is_none());
        let names = rules.map(|rule| rule.reference.iter().skip(1).map_while(Term::as_str));
        Arc::new(names.map(|names| names.map(str::to_owned).collect()).collect())
    }

    /// The dialect in which the interpreter gets the chosen rules, or all.
    pub(crate) fn interpreted(&self, chosen: Option<&Chosen>) -> Dialect {
        Dialect {
            errors_stop: self.has_function_of_several(chosen),
            replaced: self.replaced(chosen),
            places: self.places(),
            ..Dialect::default()
        }
    }

    /// Whether a function has several definitions.
    fn has_function_of_several(&self, chosen: Option<&Chosen>) -> bool {
        let mut seen = BTreeSet::new();
        let functions = self.flats(chosen).into_iter().flat_map(|(_, rules)| rules);
        let mut functions =
            functions.map(|flat| &flat.rule).filter(|rule| rule.args.is_some() && !rule.is_default);
        functions
            .any(|rule| !seen.insert(rule.reference.iter().skip(1).map(Term::as_str).collect::<Vec<_>>()))
    }

    /// Built-ins that a `with` of the chosen rules replaces.
    pub(crate) fn replaced(&self, chosen: Option<&Chosen>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (_, rules) in self.flats(chosen) {
            for rule in rules {
                compile::replaced::in_rule(&rule.rule, &mut names);
            }
        }
        names
    }
}

/// What is no object stays as it is: the engine then says that it conflicts.
fn with_package(data: Value, path: &[String]) -> Value {
    let Some((first, rest)) = path.split_first() else {
        return data;
    };
    if !data.is_object() {
        return data;
    }
    let below = data.get(first).unwrap_or_else(|| Value::object::<&str>([]));
    data.with(first, with_package(below, rest))
}

/// A finding with its place.
pub(crate) fn refusal(source: &Source, problem: Problem) -> LoadError {
    let place = source.place(problem.span);
    if problem.code == REFUSED {
        let (construct, advice) =
            problem.message.split_once("; ").map_or((problem.message.as_str(), ""), |parts| parts);
        return LoadError::Refused { place, construct: construct.to_owned(), advice: advice.to_owned() };
    }
    LoadError::Rejected { place, code: problem.code, message: problem.message }
}

impl Texts {
    /// Adds the rule `value` of a package of its own: what is found at a path below `data`.
    pub(crate) fn ask(&mut self, package: &str, path: &[String]) {
        let path: String = path.iter().map(|name| emit::step(name)).collect();
        let lowered = text::Lowered {
            package: vec![package.to_owned()],
            text: format!("package {package}\nvalue := data{path}\n"),
            places: Vec::new(),
        };
        let source = Source { path: package.to_owned(), text: String::new() };
        self.files.push(File { name: package.to_owned(), lowered, source, adds_package: false });
    }

    /// `data` in which every package is an object, as OPA has it even where all of its rules are undefined.
    pub(crate) fn with_packages(&self, data: &Value) -> Value {
        self.files.iter().fold(data.clone(), |data, file| with_package(data, &file.lowered.package))
    }

    /// Whether rules were written in packages that no module has.
    pub(crate) fn adds_packages(&self) -> bool {
        self.files.iter().any(|file| file.adds_package)
    }

    /// The author's place of a place in a lowered text.
    pub(crate) fn origin(&self, place: &Place) -> Option<Place> {
        let file = self.files.iter().find(|file| file.name == place.file)?;
        let span = file.lowered.origin(place.line, place.column)?;
        Some(file.source.place(span))
    }
}
