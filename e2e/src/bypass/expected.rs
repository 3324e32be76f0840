//! What is to become of an attack, and whether it did.

use serde::Deserialize;

use super::found::Found;

/// The lists of constraints that are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Nothing may pass.
    Strict,
    /// What passes is warned of.
    Baseline,
}

impl Profile {
    /// As `--profile` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Strict => "strict",
            Profile::Baseline => "baseline",
        }
    }
}

/// What is to become of an attack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// Edgeward refuses it, at least by these rules.
    Deny(Vec<String>),
    /// It is admitted, and at least these rules warn.
    Warn(Vec<String>),
    /// Something else refuses it, with these words.
    Refused(String),
    /// It is admitted, and is no way around, for this reason.
    Passes(String),
    /// It is admitted, and this is what it would take to refuse it.
    Open(String),
}

impl Expected {
    /// What is there instead, if it is not as expected.
    pub fn differs(&self, found: &Found) -> Option<String> {
        let as_expected = match self {
            Expected::Deny(rules) => found.denied_by_edgeward() && contains(&found.rules(), rules),
            Expected::Warn(rules) => !found.refused && contains(&found.warning_rules(), rules),
            Expected::Refused(words) => found.refused && found.message.contains(words),
            Expected::Passes(_) | Expected::Open(_) => !found.refused,
        };
        if as_expected { None } else { Some(format!("expected {self:?}, found {found}")) }
    }
}

fn contains(found: &[String], wanted: &[String]) -> bool {
    !wanted.is_empty() && wanted.iter().all(|rule| found.contains(rule))
}
