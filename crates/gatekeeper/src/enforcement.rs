use serde::{Deserialize, Serialize};

/// What a violation of a constraint does to the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EnforcementAction {
    /// Refuses it. The default, as in Gatekeeper.
    #[default]
    Deny,
    /// Lets it pass with a warning to the client.
    Warn,
    /// Only counts and logs it.
    Dryrun,
}

impl EnforcementAction {
    /// The word used in constraints and output.
    pub fn as_str(self) -> &'static str {
        match self {
            EnforcementAction::Deny => "deny",
            EnforcementAction::Warn => "warn",
            EnforcementAction::Dryrun => "dryrun",
        }
    }
}
