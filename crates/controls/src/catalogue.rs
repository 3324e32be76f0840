//! Reads the catalogue's files.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::control::{Class, Control, Force, Kind, Law, Part, Severity, Technical};
use crate::error::CatalogueError;

/// All laws with their controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    laws: Vec<Law>,
    /// Where each control stands: index of its law and in it.
    places: BTreeMap<String, (usize, usize)>,
}

impl Catalogue {
    /// Reads files, each given by its name and its text, in that order.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(files: &[(&str, &str)]) -> Result<Catalogue, CatalogueError> {
        let mut laws: Vec<Law> = Vec::new();
        let mut places: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (file, text) in files {
            let law = law(file, text)?;
            let taken = |id: &str, other: &Law| {
                let (file, id, other) = ((*file).to_owned(), id.to_owned(), other.id.clone());
                CatalogueError::Duplicate { file, id, other }
            };
            if let Some(other) = laws.iter().find(|other| other.id == law.id) {
                return Err(taken(&law.id, other));
            }
            for (index, control) in law.controls.iter().enumerate() {
                if let Some((other, _)) = places.insert(control.id.clone(), (laws.len(), index)) {
                    return Err(taken(&control.id, laws.get(other).unwrap_or(&law)));
                }
            }
            laws.push(law);
        }
        Ok(Catalogue { laws, places })
    }

    /// All laws, in the order of their files.
    pub fn laws(&self) -> &[Law] {
        &self.laws
    }

    /// All controls, each with its law.
    pub fn controls(&self) -> impl Iterator<Item = (&Law, &Control)> {
        self.laws.iter().flat_map(|law| law.controls.iter().map(move |control| (law, control)))
    }

    /// The control of that id, with its law.
    pub fn control(&self, id: &str) -> Option<(&Law, &Control)> {
        let (law, control) = self.places.get(id)?;
        let law = self.laws.get(*law)?;
        Some((law, law.controls.get(*control)?))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawFile {
    law: String,
    citation: String,
    force: Force,
    enabled: bool,
    note: String,
    controls: Vec<ControlFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ControlFile {
    id: String,
    label: String,
    title: String,
    kind: Kind,
    class: Vec<ClassFile>,
    severity: Severity,
    paraphrase: String,
    evidence: Option<String>,
    expected: Option<String>,
    not_proven: Option<String>,
    #[serde(default)]
    decisions: Vec<String>,
    #[serde(default)]
    reports: Vec<String>,
    #[serde(default)]
    rules: Vec<String>,
    nist: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
enum ClassFile {
    A,
    D,
    E,
    #[serde(rename = "ORG")]
    Organisational,
}

/// The one law of a file. It stands below its id: OPA merges all YAML files of a folder into one document.
fn law(file: &str, text: &str) -> Result<Law, CatalogueError> {
    let malformed = |message: String| {
        let message = message.lines().next().unwrap_or_default().to_owned();
        CatalogueError::Malformed { file: file.to_owned(), message }
    };
    let read: BTreeMap<String, LawFile> =
        serde_saphyr::from_str(text).map_err(|error| malformed(error.to_string()))?;
    let mut laws = read.into_iter();
    let (Some((id, read)), None) = (laws.next(), laws.next()) else {
        return Err(malformed("a file holds one law".to_owned()));
    };
    let controls = read.controls.into_iter().map(|control| {
        let id = control.id.clone();
        let wrong = |message: &str| CatalogueError::Inconsistent {
            file: file.to_owned(),
            control: id.clone(),
            message: message.to_owned(),
        };
        complete(control).map_err(wrong)
    });
    Ok(Law {
        controls: controls.collect::<Result<_, _>>()?,
        id,
        title: read.law,
        citation: read.citation,
        force: read.force,
        enabled: read.enabled,
        note: read.note.trim().to_owned(),
    })
}

fn complete(read: ControlFile) -> Result<Control, &'static str> {
    let trimmed =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (evidence, expected, not_proven) =
        (trimmed(read.evidence), trimmed(read.expected), trimmed(read.not_proven));
    let named = !(read.decisions.is_empty() && read.reports.is_empty() && read.rules.is_empty());
    let part = if read.class == [ClassFile::Organisational] {
        if evidence.is_some() || not_proven.is_some() || named {
            return Err("an organisational control has no evidence of ours");
        }
        let expected = expected.ok_or("an organisational control says where evidence is expected from")?;
        Part::Organisational { expected }
    } else {
        let classes = read.class.iter().map(|class| match class {
            ClassFile::A => Ok(Class::Admission),
            ClassFile::D => Ok(Class::DataAccess),
            ClassFile::E => Ok(Class::Evidence),
            ClassFile::Organisational => Err("ORG stands alone"),
        });
        let classes: Vec<Class> = classes.collect::<Result<_, _>>()?;
        if classes.is_empty() {
            return Err("it has no class");
        }
        if expected.is_some() {
            return Err("only an organisational control expects evidence from elsewhere");
        }
        Part::Technical(Technical {
            classes,
            evidence: evidence.ok_or("it has no evidence")?,
            not_proven: not_proven.ok_or("it does not say what is not proven")?,
            decisions: read.decisions,
            reports: read.reports,
            rules: read.rules,
        })
    };
    Ok(Control {
        id: read.id,
        label: read.label,
        title: read.title,
        kind: read.kind,
        paraphrase: read.paraphrase.trim().to_owned(),
        severity: read.severity,
        part,
        nist: read.nist,
    })
}
