//! Our own policies: their tests and golden cases, as the real OPA answers them.

mod question;

use std::path::{Path, PathBuf};
use std::process::Command;

use edgeward_bundle::Bundle;
use edgeward_decision::{PolicyId, PolicySet};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::judgement::{Judgement, Wanted};
use crate::oracle::{self, server::Server};
use crate::parallel;
use crate::place::{entries, read, repository};
use crate::report::Report;
use crate::subject::{Alone, Document, On};
use question::{inventory, review};

/// What is asked of each rule.
const ASKED: [&str; 2] = ["violation", "mutation"];

/// When the cases are judged: 2026-06-01T00:00:00Z.
const MOMENT_NS: i64 = 1_780_272_000_000_000_000;

/// Of the rules that a case was not written for, one in so many is asked about it.
const ONE_IN: usize = 8;

/// A rule on each machine that runs it.
struct Rule {
    /// As in the annotation, `HD-RT-01`.
    id: String,
    /// `data.` and all.
    path: String,
    machines: Vec<(On, Alone)>,
    /// Its own defaults, and what the profiles give it.
    parameters: Vec<Value>,
}

struct Policies {
    rules: Vec<Rule>,
    data: Value,
}

#[derive(Default)]
struct Counts {
    compared: usize,
    byte_code: usize,
    nonempty: usize,
    different: Vec<String>,
}

/// Puts every golden case's objects to every rule, and runs our tests in OPA.
pub(crate) fn judge(report: &mut Report) -> Result<(), Failure> {
    tests(report)?;
    let policies = load()?;
    let goldens = goldens()?;
    let slices: Vec<&[PathBuf]> =
        goldens.chunks(goldens.len().div_ceil(parallel::threads()).max(1)).collect();
    let counts = parallel::map(&slices, |_, goldens| compare(&policies, goldens));
    let mut all = Counts::default();
    for counts in counts {
        let counts = counts?;
        all.compared += counts.compared;
        all.byte_code += counts.byte_code;
        all.nonempty += counts.nonempty;
        all.different.extend(counts.different);
    }
    for difference in &all.different {
        report.detail(difference);
    }
    report.summary(
        all.different.is_empty() && all.nonempty > 0,
        &format!(
            "our policies: {} golden cases on {} rules, {} answers compared ({} of byte code, {} not empty), {} different",
            goldens.len(),
            policies.rules.len(),
            all.compared,
            all.byte_code,
            all.nonempty,
            all.different.len()
        ),
    );
    Ok(())
}

/// `opa test` on the folder as it is.
fn tests(report: &mut Report) -> Result<(), Failure> {
    let output = Command::new(oracle::opa()?)
        .arg("test")
        .arg(repository("policies"))
        .output()
        .map_err(|error| Failure::Build(error.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = text.lines().last().unwrap_or_default().to_owned();
    if !output.status.success() {
        report.detail(&text);
        report.detail(&String::from_utf8_lossy(&output.stderr));
    }
    report.summary(
        output.status.success() && last.starts_with("PASS"),
        &format!("our policies: opa test: {last}"),
    );
    Ok(())
}

fn load() -> Result<Policies, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Policies(error.to_string());
    let bundle = Bundle::from_folder(&repository("policies"), "0").map_err(|error| failed(&error))?;
    let modules: Vec<(String, String)> =
        bundle.sources().iter().map(|source| (source.path.clone(), source.text.clone())).collect();
    let id = PolicyId { revision: bundle.revision().to_owned(), digest: bundle.digest().to_owned() };
    let set = PolicySet::from_text(id, bundle.sources().to_vec(), bundle.data().clone());
    let set = set.map_err(|error| failed(&error))?;
    let data = serde_json::to_value(bundle.data()).map_err(|error| failed(&error))?;
    let mut rules = Vec::new();
    for entry in set.admission_rules().iter().chain(set.mutation_rules()) {
        let path = entry.path().to_owned();
        if !ASKED.iter().any(|name| path.ends_with(&format!(".{name}"))) {
            return Err(Failure::Policies(format!("{path} is no rule that is asked")));
        }
        let defaults = entry.annotation.default_parameters();
        let mut parameters = vec![Value::Object(defaults.clone())];
        for profile in set.profiles().map_err(|error| Failure::Policies(error.to_string()))? {
            let bound = profile.constraints().iter().map(|bound| &bound.constraint);
            for constraint in bound.filter(|constraint| constraint.kind == entry.constraint_kind) {
                let mut merged = defaults.clone();
                merged.extend(constraint.parameters.clone());
                let merged = Value::Object(merged);
                if !parameters.contains(&merged) {
                    parameters.push(merged);
                }
            }
        }
        let mut machines = Vec::new();
        for on in [On::Interpreter, On::ByteCode] {
            match Alone::load(&modules, &path, on) {
                Ok(rule) => machines.push((on, rule)),
                Err(_) if on == On::ByteCode => {}
                Err(outcome) => return Err(Failure::Policies(format!("{path}: {outcome}"))),
            }
        }
        rules.push(Rule { id: entry.annotation.id.clone(), path, machines, parameters });
    }
    Ok(Policies { rules, data })
}

fn goldens() -> Result<Vec<PathBuf>, Failure> {
    let mut goldens = Vec::new();
    for rule in entries(&repository("testdata/golden"))? {
        for case in entries(&rule)? {
            goldens.push(case.join("input.yaml"));
        }
    }
    Ok(goldens)
}

fn compare(policies: &Policies, goldens: &[PathBuf]) -> Result<Counts, Failure> {
    let server = Server::start(&[&repository("policies")])?;
    let mut counts = Counts::default();
    let clock = json!({"now_ns": MOMENT_NS});
    server.put_data("clock", &clock)?;
    for (number, golden) in goldens.iter().enumerate() {
        let documents = documents(golden)?;
        let inventory = inventory(&documents);
        server.put_data("inventory", &inventory)?;
        let mut data = policies.data.as_object().cloned().unwrap_or_default();
        data.insert("inventory".to_owned(), inventory);
        data.insert("clock".to_owned(), clock.clone());
        let data = Document::of(&Value::Object(data));
        for document in &documents {
            let Some(review) = review(document) else { continue };
            for (index, rule) in policies.rules.iter().enumerate() {
                // The rule that the case was written for is asked with all that profiles give it; of the others some,
                // and of the next case others.
                let own = golden.components().any(|part| part.as_os_str() == rule.id.as_str());
                let asked = match own {
                    true => rule.parameters.len(),
                    false => usize::from((number + index) % ONE_IN == 0),
                };
                for parameters in rule.parameters.iter().take(asked) {
                    let input = json!({"review": review, "parameters": parameters});
                    let path = rule.path.trim_start_matches("data.").replace('.', "/");
                    let wanted = server.ask(&path, Some(&input))?;
                    let answer = Asked { golden, rule, input: &input, data: &data, wanted: &wanted };
                    answer.judge(&mut counts);
                }
            }
        }
    }
    Ok(counts)
}

struct Asked<'a> {
    golden: &'a Path,
    rule: &'a Rule,
    input: &'a Value,
    data: &'a Document,
    wanted: &'a Wanted,
}

impl Asked<'_> {
    fn judge(&self, counts: &mut Counts) {
        let input = Document::of(self.input);
        let empty = matches!(self.wanted, Wanted::Value(Value::Array(list)) if list.is_empty());
        counts.nonempty += usize::from(!empty);
        for (on, rule) in &self.rule.machines {
            let got = rule.ask(&input, self.data);
            counts.compared += 1;
            counts.byte_code += usize::from(*on == On::ByteCode);
            if !matches!(Judgement::of(&got, self.wanted), Judgement::Equal) {
                let (golden, path) = (self.golden.display(), &self.rule.path);
                counts
                    .different
                    .push(format!("{golden}: {path} ({on}): OPA {}, Edgeward {got}", self.wanted));
            }
        }
    }
}

fn documents(file: &Path) -> Result<Vec<Value>, Failure> {
    let text = read(file)?;
    let documents = edgeward_manifest::documents(&file.display().to_string(), &text)
        .map_err(|errors| Failure::file(file, &errors))?;
    let json = |document: &edgeward_manifest::Document| serde_json::to_value(document.value());
    documents.iter().map(|document| json(document).map_err(|error| Failure::file(file, &error))).collect()
}

/// An object of the given entries.
fn object(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Map<String, Value> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
