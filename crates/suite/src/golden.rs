//! One golden case: `<RULE>/<case>/input.yaml`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use edgeward_rego::Value;

use crate::header::Header;
use crate::judged::{Policies, decisions, render};

/// Cases whose claim is that the rule is not asked.
const NOT_JUDGED: [&str; 2] = ["pass-other-kind", "pass-out-of-scope"];

/// The documents of a case.
const INPUT: &str = "input.yaml";

/// A folder with documents and the decision on them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoldenCase {
    /// Id of the rule that it is about: the name of the folder above.
    pub rule: String,
    /// Its own name.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
}

impl GoldenCase {
    /// All cases below a folder, in order.
    pub fn below(folder: &Path) -> Vec<GoldenCase> {
        let mut cases = Vec::new();
        collect(folder, &mut cases);
        cases.sort();
        cases
    }

    /// Whether a file is the documents of a case.
    pub fn is_input(file: &Path) -> bool {
        file.file_name().is_some_and(|name| name == INPUT)
            && std::fs::read_to_string(file).is_ok_and(|text| Header::begins(&text))
    }

    /// The file with its documents.
    pub fn input(&self) -> PathBuf {
        self.folder.join(INPUT)
    }

    /// The documents.
    ///
    /// # Errors
    /// The file cannot be read or is no YAML.
    pub fn documents(&self) -> Result<Vec<Value>, String> {
        documents(&self.input(), &self.text()?)
    }

    fn text(&self) -> Result<String, String> {
        let file = self.input();
        std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// The decisions as they are kept, after a look at what the header claims.
    ///
    /// # Errors
    /// The case cannot be read, contradicts its header or shows nothing.
    pub fn snapshot(&self, policies: &Policies<'_>) -> Result<String, String> {
        let text = self.text()?;
        let header = Header::read(&text)?;
        if header.rule != self.rule {
            return Err(format!("the header names {}, the folder {}", header.rule, self.rule));
        }
        let documents = documents(&self.input(), &text)?;
        let mut snapshot = format!("{}\n", header.shows);
        let mut found = BTreeSet::new();
        let profiles = policies.first().map_or_else(|| Ok(Vec::new()), |(_, set)| set.profiles());
        let profiles = profiles.map_err(|error| error.to_string())?;
        for name in profiles.iter().map(|profile| &profile.name) {
            snapshot.push_str(&format!("\n{name}\n"));
            let decisions = decisions(policies, name, Some(&self.rule), &documents)?;
            let evaluated = decisions.iter().any(|(_, decision)| decision.evaluated > 0);
            if !evaluated && !NOT_JUDGED.contains(&self.name.as_str()) {
                return Err("nothing was evaluated: the case shows nothing".to_owned());
            }
            // What stands beside the judged object, its Namespace for one, is no part of the answer.
            for (review, decision) in
                decisions.iter().filter(|(_, decision)| !evaluated || decision.evaluated > 0)
            {
                snapshot.push_str(&render(review, decision));
                for violation in decision.violations.iter().chain(&decision.warnings) {
                    found.insert(violation.check.clone());
                    if violation.message.trim().is_empty() {
                        return Err("a violation has an empty message".to_owned());
                    }
                }
            }
        }
        if found != header.expect {
            return Err(format!("expected the checks {:?}, found {found:?}\n{snapshot}", header.expect));
        }
        Ok(snapshot)
    }
}

fn documents(file: &Path, text: &str) -> Result<Vec<Value>, String> {
    let shown = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let documents = edgeward_manifest::documents(&shown, text).map_err(|errors| errors.to_string())?;
    Ok(documents.iter().map(|document| document.value().clone()).collect())
}

fn collect(folder: &Path, cases: &mut Vec<GoldenCase>) {
    let name = |path: Option<&Path>| path?.file_name().map(|name| name.to_string_lossy().into_owned());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, cases);
        } else if GoldenCase::is_input(&path)
            && let (Some(rule), Some(own)) = (name(folder.parent()), name(Some(folder)))
        {
            cases.push(GoldenCase { rule, name: own, folder: folder.to_owned() });
        }
    }
}
