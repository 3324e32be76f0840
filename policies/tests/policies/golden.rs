//! Golden cases: `testdata/golden/<RULE>/<case>/input.yaml` with the decision beside it.

use std::path::Path;
use std::sync::Arc;

use edgeward_rego::Value;
use edgeward_suite::GoldenCase;
use libtest_mimic::Trial;

use crate::sources::{Policies, name, testdata};

pub(crate) fn documents(file: &Path) -> Result<Vec<Value>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let documents = edgeward_manifest::documents(&name(file), &text).map_err(|errors| errors.to_string())?;
    Ok(documents.iter().map(|document| document.value().clone()).collect())
}

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let cases = GoldenCase::below(&testdata().join("golden")).into_iter();
    cases
        .map(|case| {
            let policies = Arc::clone(policies);
            Trial::test(format!("{}/{}", case.rule, case.name), move || {
                run(&policies, &case).map_err(Into::into)
            })
        })
        .collect()
}

fn run(policies: &Policies, case: &GoldenCase) -> Result<(), String> {
    let snapshot = case.snapshot(&policies.sets())?;
    insta::with_settings!({
        snapshot_path => &case.folder,
        prepend_module_to_snapshot => false,
        omit_expression => true,
        input_file => case.input(),
    }, {
        std::panic::catch_unwind(|| insta::assert_snapshot!("decision", snapshot))
            .map_err(|_| format!("the decision is not the one in {}", case.kept_in().display()))
    })
}
