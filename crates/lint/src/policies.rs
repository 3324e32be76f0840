//! What lints look at: the files with their trees.

use edgeward_rego::syntax::tree::{self, Span};
use edgeward_rego::syntax::{self, line_column};
use edgeward_rego::{Documents, LoadError, Module, Place, Source, Value, Version};

use crate::finding::Finding;
use crate::lint::Lint;
use crate::names::Names;

/// Files that could be read, and the data beside them.
pub(crate) struct Policies {
    pub(crate) files: Vec<File>,
    /// The same as modules; only where every file could be read, because files see each other.
    pub(crate) documents: Option<Documents>,
    pub(crate) data: Value,
}

/// A policy file.
pub(crate) struct File {
    pub(crate) module: Module,
    pub(crate) tree: tree::Module,
    pub(crate) names: Names,
}

impl Policies {
    /// Reads all files; a file that is no Rego is a finding.
    pub(crate) fn read(sources: Vec<Source>, data: Value) -> (Policies, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut read: Vec<(Module, tree::Module)> = Vec::new();
        let total = sources.len();
        for source in sources {
            let tree = syntax::module(&source.text, Version::V1);
            match (Module::read(source, Version::V1), tree) {
                (Ok(module), Ok(tree)) => read.push((module, tree)),
                // Of several findings about one token the last says what was expected.
                (Err(errors), _) => {
                    let mut found: Vec<Finding> = errors.iter().map(unloadable).collect();
                    found.reverse();
                    found.dedup_by(|next, kept| next.place == kept.place);
                    findings.append(&mut found);
                }
                (Ok(_), Err(_)) => {}
            }
        }
        let names = Names::of_all(read.iter().map(|(_, tree)| tree));
        let documents = (read.len() == total)
            .then(|| Documents::new(read.iter().map(|(module, _)| module.clone()).collect(), data.clone()));
        let files = read.into_iter().zip(names).map(|((module, tree), names)| File { module, tree, names });
        (Policies { files: files.collect(), documents, data }, findings)
    }

    /// Files that hold no tests.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| !file.module.is_test())
    }
}

/// What keeps a file from being loaded, as a finding.
pub(crate) fn unloadable(error: &LoadError) -> Finding {
    let place =
        error.place().cloned().unwrap_or_else(|| Place { file: "policies".to_owned(), line: 1, column: 1 });
    let message = match error {
        LoadError::Parse { message, .. } => message.clone(),
        LoadError::Rejected { message, .. } | LoadError::Annotation { message, .. } => message.clone(),
        LoadError::Refused { construct, advice, .. } => format!("{construct}; {advice}"),
        LoadError::Compile { message, .. } | LoadError::Program { message, .. } => message.clone(),
    };
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    Finding::new(Lint::Loads, place, format!("{}: {message}", error.code()))
}

impl File {
    pub(crate) fn path(&self) -> &str {
        &self.module.source().path
    }

    /// Where a piece begins.
    pub(crate) fn place(&self, span: Span) -> Place {
        let (line, column) = line_column(&self.module.source().text, span.start);
        Place { file: self.path().to_owned(), line, column }
    }

    /// Where the package is named: what is found about a whole file stands there.
    pub(crate) fn package_place(&self) -> Place {
        let place = self.place(self.tree.package_span);
        Place { column: 1, ..place }
    }

    /// The definitions of a rule.
    pub(crate) fn definitions<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a tree::Rule> {
        self.tree.rules.iter().filter(move |rule| rule_name(rule) == Some(name))
    }

    /// The text of a piece.
    pub(crate) fn slice(&self, span: Span) -> &str {
        self.module.source().text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// The first word of a rule's head.
pub(crate) fn rule_name(rule: &tree::Rule) -> Option<&str> {
    match &rule.head.reference.first()?.kind {
        tree::TermKind::Var(name) => Some(name),
        _ => None,
    }
}
