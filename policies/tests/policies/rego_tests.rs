//! The `test_` rules. Whatever a test gives to a rule is put to both machines.

use std::sync::Arc;
use std::time::Duration;

use edgeward_rego::Limits;
use edgeward_rego::test::{Captured, Case, Outcome, RunOptions};
use libtest_mimic::{Failed, Trial};

use crate::sources::Policies;

/// As long as `opa test` waits.
const LIMITS: Limits = Limits { time: Duration::from_secs(60), instructions: 50_000_000, until: None };

const OPTIONS: RunOptions = RunOptions { limits: LIMITS, explain: true, coverage: false, capture: true };

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let cases = policies.tests.cases().iter().cloned();
    cases
        .map(|case| {
            let policies = Arc::clone(policies);
            let name = format!("rego/{}/{}", case.package.trim_start_matches("data."), case.name);
            Trial::test(name, move || run(&policies, &case))
        })
        .collect()
}

fn run(policies: &Policies, case: &Case) -> Result<(), Failed> {
    let ran = policies.tests.run(case, &OPTIONS);
    match ran.outcome {
        Outcome::Passed => {
            policies.tests.agree(case, &OPTIONS.limits)?;
            ran.captured.iter().try_for_each(|captured| agree(policies, captured))
        }
        Outcome::Failed(failures) => Err(failures.iter().map(ToString::to_string).collect::<String>().into()),
        Outcome::Error(error) => Err(error.to_string().into()),
        Outcome::Skipped => Err("a test that is still to be written".into()),
    }
}

fn agree(policies: &Policies, captured: &Captured) -> Result<(), Failed> {
    let key = (captured.package.clone(), captured.rule.clone());
    let pair = policies.pairs.get(&key).ok_or_else(|| format!("{}.{} is not loaded", key.0, key.1))?;
    let [interpreter, byte_code] =
        pair.each_ref().map(|rule| rule.evaluate(&captured.input, &captured.data, &LIMITS));
    if interpreter == byte_code {
        return Ok(());
    }
    Err(format!(
        "{}.{}: the machines differ\n  input: {}\n  interpreter: {interpreter:?}\n  byte code:   {byte_code:?}",
        captured.package, captured.rule, captured.input
    )
    .into())
}
