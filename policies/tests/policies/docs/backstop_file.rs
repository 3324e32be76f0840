//! The admission policies of a profile, as a file of the chart: made from the rules' counterparts in CEL.

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
    let gaps = read(sources)?.gaps(sources.embedded.admission_rules());
    if gaps.is_empty() { Ok(()) } else { Err(gaps.join("\n").into()) }
}

fn read(sources: &Policies) -> Result<Backstop, String> {
    Backstop::read(&folder(), sources.embedded.admission_rules()).map_err(|error| error.to_string())
}
