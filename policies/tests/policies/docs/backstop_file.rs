//! The admission policies of a profile, as a file of the chart: made from the rules' counterparts in CEL.

use std::collections::BTreeSet;

use edgeward_backstop::{Backstop, policies, yaml};

use crate::sources::{Policies, folder};

pub(super) fn file(sources: &Policies, profile: &str) -> Result<String, String> {
    let rules = sources.embedded.admission_rules();
    let profile = sources.embedded.profile(profile).map_err(|error| error.to_string())?;
    let backstop = read(sources)?;
    let made = policies(&backstop, profile, rules).map_err(|error| error.to_string())?;
    let value = serde_json::to_value(made).map_err(|error| error.to_string())?;
    let head = "# Made by `just docs` from the rules and the backstop.yaml beside each of them.\n";
    Ok(format!("{head}{}", yaml(&value)))
}

pub(super) fn gaps(sources: &Policies) -> Result<(), libtest_mimic::Failed> {
    let backstop = read(sources)?;
    let mut gaps = backstop.gaps(sources.embedded.admission_rules());
    gaps.extend(idle(sources, &backstop)?);
    if gaps.is_empty() { Ok(()) } else { Err(gaps.join("\n").into()) }
}

/// Checks that CEL says something of, and that no profile denies: nobody would ever ask.
fn idle(sources: &Policies, backstop: &Backstop) -> Result<Vec<String>, String> {
    let mut asked = BTreeSet::new();
    for profile in sources.profiles() {
        let made = policies(backstop, profile, sources.embedded.admission_rules());
        for policy in made.map_err(|error| error.to_string())? {
            asked.extend(policy.spec.validations.into_iter().map(|one| one.message.to_uppercase()));
        }
    }
    let mut idle = Vec::new();
    for (rule, counterpart) in &backstop.counterparts {
        for (check, _) in counterpart.checks.iter().filter(|(_, check)| !check.holds.is_empty()) {
            let begins = format!("[{rule}] {check} must hold").to_uppercase();
            if !asked.iter().any(|message| message.starts_with(&begins)) {
                idle.push(format!("{rule}: no profile denies by {check}"));
            }
        }
    }
    Ok(idle)
}

fn read(sources: &Policies) -> Result<Backstop, String> {
    Backstop::read(&folder(), sources.embedded.admission_rules()).map_err(|error| error.to_string())
}
