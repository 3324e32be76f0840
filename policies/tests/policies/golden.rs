//! Golden cases: `testdata/golden/<RULE>/<case>/input.yaml` with the decision beside it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use edgeward_rego::Value;
use libtest_mimic::Trial;

use crate::machines::{decisions, render};
use crate::sources::{Policies, folders, name, testdata};

/// Cases whose claim is that the rule is not asked.
const NOT_JUDGED: [&str; 2] = ["pass-other-kind", "pass-out-of-scope"];

/// The lines at the top of a case.
pub(crate) struct Header {
    pub(crate) rule: String,
    pub(crate) controls: Vec<String>,
    pub(crate) shows: String,
    /// Names of the checks that must be found, by somebody who thought of it before the rule was run.
    pub(crate) expect: BTreeSet<String>,
}

impl Header {
    pub(crate) fn read(text: &str) -> Result<Header, String> {
        let field = |name: &str| {
            text.lines()
                .take_while(|line| line.starts_with('#'))
                .find_map(|line| line.strip_prefix(&format!("# {name}:")))
                .map(str::trim)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| format!("the header has no `# {name}:`"))
        };
        let words = |text: &str| -> Vec<String> {
            text.split([' ', ','])
                .filter(|word| !word.is_empty() && *word != "none")
                .map(str::to_owned)
                .collect()
        };
        Ok(Header {
            rule: field("rule")?.to_owned(),
            controls: words(field("controls")?),
            shows: field("shows")?.to_owned(),
            expect: words(field("expect")?).into_iter().collect(),
        })
    }
}

pub(crate) fn documents(file: &Path) -> Result<Vec<Value>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let documents = edgeward_manifest::documents(&name(file), &text).map_err(|errors| errors.to_string())?;
    Ok(documents.iter().map(|document| document.value().clone()).collect())
}

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for rule in folders(&testdata().join("golden")) {
        for case in folders(&rule) {
            let policies = Arc::clone(policies);
            let rule = name(&rule);
            trials.push(Trial::test(format!("{rule}/{}", name(&case)), move || {
                run(&policies, &rule, &case).map_err(Into::into)
            }));
        }
    }
    trials
}

fn run(policies: &Policies, rule: &str, case: &Path) -> Result<(), String> {
    let file = case.join("input.yaml");
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let header = Header::read(&text)?;
    if header.rule != rule {
        return Err(format!("the header names {}, the folder {rule}", header.rule));
    }
    let documents = documents(&file)?;
    let mut snapshot = format!("{}\n", header.shows);
    let mut found = BTreeSet::new();
    for profile in ["baseline", "strict"] {
        snapshot.push_str(&format!("\n{profile}\n"));
        let decisions = decisions(policies, profile, Some(rule), &documents)?;
        let evaluated = decisions.iter().any(|(_, decision)| decision.evaluated > 0);
        if !evaluated && !NOT_JUDGED.iter().any(|claim| case.ends_with(claim)) {
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
    insta::with_settings!({
        snapshot_path => case,
        prepend_module_to_snapshot => false,
        omit_expression => true,
        input_file => &file,
    }, {
        std::panic::catch_unwind(|| insta::assert_snapshot!("decision", snapshot))
            .map_err(|_| format!("the decision is not the one in {}", case.join("decision.snap").display()))
    })
}
