//! Which name means what at a place.

use std::collections::BTreeMap;

use crate::compile::core::{Fresh, Names, ROOTS};
use crate::syntax::tree::Version;

/// What a module's names mean before any local is declared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Globals {
    /// `a`, `b` of `package a.b`.
    pub(crate) package: Vec<String>,
    /// First names of the rules of the package, in all of its files.
    pub(crate) rules: Names,
    /// Names that imports give to paths.
    pub(crate) imports: BTreeMap<String, Vec<String>>,
    /// The version of the language.
    pub(crate) version: Version,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A local variable, by its only name.
    Local(String),
    /// A document: a path that begins with `data` or `input`.
    Document(Vec<String>),
}

/// How a name came into a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occurrence {
    /// An argument of the function.
    Argument,
    /// It was used before it was declared.
    Seen,
    /// By `:=`.
    Assigned,
    /// By `some` or `every`.
    Declared,
}

#[derive(Debug, Default)]
struct Frame {
    /// Names that are declared somewhere in the body, also further down: no document's any more.
    shadowed: Names,
    locals: BTreeMap<String, String>,
    occurrences: BTreeMap<String, Occurrence>,
}

/// The scopes around a place, innermost last.
#[derive(Debug)]
pub(crate) struct Scopes<'a> {
    globals: &'a Globals,
    fresh: Fresh,
    frames: Vec<Frame>,
    /// Names that are no document's here, though no scope of their own is open.
    hidden: Names,
    /// In a head, where OPA counts what a closure reads from the body as read in the closure.
    in_head: bool,
    /// Variables that nothing declares: one of a name in a rule.
    implicit: BTreeMap<String, String>,
    /// Locals that something uses.
    used: Names,
    /// Imports that something uses, by the names that they give.
    used_imports: Names,
}

impl<'a> Scopes<'a> {
    pub(crate) fn new(globals: &'a Globals, fresh: Fresh) -> Scopes<'a> {
        Scopes {
            globals,
            fresh,
            frames: Vec::new(),
            hidden: Names::new(),
            in_head: false,
            implicit: BTreeMap::new(),
            used: Names::new(),
            used_imports: Names::new(),
        }
    }

    pub(crate) fn globals(&self) -> &'a Globals {
        self.globals
    }

    pub(crate) fn fresh(&mut self) -> &mut Fresh {
        &mut self.fresh
    }

    pub(crate) fn into_fresh(self) -> Fresh {
        self.fresh
    }

    pub(crate) fn push(&mut self, shadowed: Names) {
        self.frames.push(Frame { shadowed, ..Frame::default() });
    }

    pub(crate) fn pop(&mut self) {
        self.frames.pop();
    }

    /// What `name` means here.
    pub(crate) fn meaning(&mut self, name: &str) -> Meaning {
        for frame in self.frames.iter().rev() {
            if let Some(local) = frame.locals.get(name) {
                let local = local.clone();
                self.used.insert(local.clone());
                if self.in_head {
                    self.see(name);
                }
                return Meaning::Local(local);
            }
        }
        let shadowed =
            self.hidden.contains(name) || self.frames.iter().any(|frame| frame.shadowed.contains(name));
        if !shadowed && let Some(path) = self.document(name) {
            return Meaning::Document(path);
        }
        self.see(name);
        if ROOTS.contains(&name) {
            // A pattern that only names it, `some {"a": input.x} in xs`, declares nothing of that name.
            return Meaning::Document(vec![name.to_owned()]);
        }
        let fresh = &mut self.fresh;
        let local = self.implicit.entry(name.to_owned()).or_insert_with(|| fresh.like(name));
        Meaning::Local(local.clone())
    }

    /// Whether what follows stands in a head.
    pub(crate) fn enter_head(&mut self, is_head: bool) {
        self.in_head = is_head;
    }

    /// Remembers that `name` was used before anything here declared it.
    pub(crate) fn see(&mut self, name: &str) {
        if let Some(frame) = self.frames.last_mut() {
            frame.occurrences.entry(name.to_owned()).or_insert(Occurrence::Seen);
        }
    }

    /// Names that came into the innermost scope in this way, and that nothing has used.
    pub(crate) fn unused(&self, how: Occurrence) -> Vec<String> {
        let declared = self.frames.last().into_iter().flat_map(|frame| {
            let declared = frame.occurrences.iter().filter(|(_, occurrence)| **occurrence == how);
            declared.filter_map(|(name, _)| Some((name, frame.locals.get(name)?)))
        });
        // A reading of `input` or `data` is none of the variable that hides it, in OPA's count.
        let hides = |name: &str| how == Occurrence::Assigned && ROOTS.contains(&name);
        let unused = declared.filter(|(name, local)| hides(name) || !self.is_used(local));
        unused.map(|(name, _)| name.clone()).collect()
    }

    /// Whether something has used a local, by its only name.
    pub(crate) fn is_used(&self, local: &str) -> bool {
        self.used.contains(local)
    }

    /// The imports that something has read so far.
    pub(crate) fn used_imports(&mut self) -> Names {
        std::mem::take(&mut self.used_imports)
    }

    fn document(&mut self, name: &str) -> Option<Vec<String>> {
        if let Some(path) = self.globals.imports.get(name) {
            self.used_imports.insert(name.to_owned());
            return Some(path.clone());
        }
        if self.globals.rules.contains(name) {
            let mut path = vec!["data".to_owned()];
            path.extend(self.globals.package.iter().cloned());
            path.push(name.to_owned());
            return Some(path);
        }
        matches!(name, "input" | "data").then(|| vec![name.to_owned()])
    }

    /// The path of the rule that `name` calls here, if it is one.
    pub(crate) fn callable(&mut self, name: &str) -> Option<Vec<String>> {
        let hidden = self.hidden.contains(name)
            || self
                .frames
                .iter()
                .any(|frame| frame.shadowed.contains(name) || frame.locals.contains_key(name));
        if hidden { None } else { self.document(name) }
    }

    /// Hides documents of these names instead of those hidden before, which it gives back.
    pub(crate) fn hide(&mut self, names: Names) -> Names {
        std::mem::replace(&mut self.hidden, names)
    }

    /// Declares `name` in the innermost scope.
    ///
    /// # Errors
    /// It is known there already, in OPA's words.
    pub(crate) fn declare(&mut self, name: &str, how: Occurrence) -> Result<String, String> {
        let local = if name == "_" { self.fresh.wildcard() } else { self.fresh.like(name) };
        let Some(frame) = self.frames.last_mut() else {
            return Ok(local);
        };
        if name != "_" {
            match frame.occurrences.get(name) {
                Some(Occurrence::Seen) => return Err(format!("var {name} referenced above")),
                Some(Occurrence::Assigned) => return Err(format!("var {name} assigned above")),
                Some(Occurrence::Declared) => return Err(format!("var {name} declared above")),
                Some(Occurrence::Argument) => return Err(format!("arg {name} redeclared")),
                None => {}
            }
            frame.occurrences.insert(name.to_owned(), how);
            frame.locals.insert(name.to_owned(), local.clone());
        }
        Ok(local)
    }

    /// The locals of the innermost scope, as the arguments of the rule.
    pub(crate) fn arguments(&self) -> BTreeMap<String, String> {
        self.frames.last().map(|frame| frame.locals.clone()).unwrap_or_default()
    }

    /// Opens the scope of a branch: in each of them the arguments have the same names.
    pub(crate) fn push_branch(&mut self, shadowed: Names, arguments: &BTreeMap<String, String>) {
        let occurrences = arguments.keys().map(|name| (name.clone(), Occurrence::Argument)).collect();
        self.frames.push(Frame { shadowed, locals: arguments.clone(), occurrences });
    }

    /// The local of an argument: the same for the same name.
    pub(crate) fn argument(&mut self, name: &str) -> String {
        let known = self.frames.last().and_then(|frame| frame.locals.get(name)).cloned();
        match known {
            Some(local) => {
                self.used.insert(local.clone());
                local
            }
            None => self.declare(name, Occurrence::Argument).unwrap_or_else(|_| name.to_owned()),
        }
    }

    /// Whether `name` is a local that something declares.
    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.frames.iter().any(|frame| frame.locals.contains_key(name))
    }
}

impl Scopes<'_> {
    /// The variables of the outermost scope and those that nothing declares: as written, and their only names.
    pub(crate) fn visible(&self) -> Vec<(String, String)> {
        let mut names = self.implicit.clone();
        if let Some(frame) = self.frames.first() {
            names.extend(frame.locals.iter().map(|(name, local)| (name.clone(), local.clone())));
        }
        names.into_iter().collect()
    }
}
