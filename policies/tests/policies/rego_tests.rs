//! The `test_` rules. Whatever a test gives to a rule is put to both machines.

use std::sync::Arc;

use edgeward_rego::Limits;
use edgeward_rego::test::{self, Captured, Outcome};
use libtest_mimic::{Failed, Trial};

use crate::sources::Policies;

pub(crate) fn trials(policies: &Arc<Policies>) -> Vec<Trial> {
    let cases = match test::cases(&policies.documents) {
        Ok(cases) => cases,
        Err(failures) => {
            let message = failures.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            return vec![Trial::test("rego/names", move || Err(message.into()))];
        }
    };
    cases
        .into_iter()
        .map(|case| {
            let policies = Arc::clone(policies);
            let name = format!("rego/{}/{}", case.package.trim_start_matches("data."), case.name);
            Trial::test(name, move || match test::run(&policies.documents, &case, &Limits::default()) {
                Outcome::Passed(captured) => {
                    captured.iter().try_for_each(|captured| agree(&policies, captured))
                }
                Outcome::Failed(failure) => Err(failure.to_string().into()),
                Outcome::Error(message) => Err(message.into()),
            })
        })
        .collect()
}

fn agree(policies: &Policies, captured: &Captured) -> Result<(), Failed> {
    let key = (captured.package.clone(), captured.rule.clone());
    let pair = policies.pairs.get(&key).ok_or_else(|| format!("{}.{} is not loaded", key.0, key.1))?;
    let [interpreter, byte_code] =
        pair.each_ref().map(|rule| rule.evaluate(&captured.input, &captured.data, &Limits::default()));
    if interpreter == byte_code {
        return Ok(());
    }
    Err(format!(
        "{}.{}: the machines differ\n  input: {}\n  interpreter: {interpreter:?}\n  byte code:   {byte_code:?}",
        captured.package, captured.rule, captured.input
    )
    .into())
}
