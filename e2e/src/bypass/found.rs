//! What became of an attack.

use std::fmt;

/// The verdict as somebody reads it who tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Whether it was refused, by whomever.
    pub refused: bool,
    /// What the API server said.
    pub message: String,
    /// What it warned of.
    pub warnings: Vec<String>,
}

impl Found {
    /// A denial of Edgeward's, in its own words: not one of RBAC, and no call that failed.
    pub(super) fn denied_by_edgeward(&self) -> bool {
        self.refused && self.message.contains(".edgeward.io\" denied the request: [")
    }

    /// The rules that deny.
    pub(super) fn rules(&self) -> Vec<String> {
        rules(&self.message)
    }

    /// The rules that warn.
    pub(super) fn warning_rules(&self) -> Vec<String> {
        self.warnings.iter().flat_map(|warning| rules(warning)).collect()
    }
}

impl fmt::Display for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.refused { "refused" } else { "admitted" };
        let shown: String = self.message.chars().take(600).collect();
        write!(formatter, "{verdict}: {shown}\n    warnings by {:?}", self.warning_rules())
    }
}

/// Ids of rules whose constraints, such as `hd-aud-01-warn`, stand in brackets.
fn rules(text: &str) -> Vec<String> {
    let constraints = text.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    let names = constraints.map(|(name, _)| name).filter(|name| name.starts_with("hd-"));
    names.map(|name| name.trim_end_matches("-warn").to_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::Found;

    fn refused(message: &str) -> Found {
        Found { refused: true, message: message.to_owned(), warnings: vec!["[hd-aud-01-warn] x".to_owned()] }
    }

    #[test]
    fn a_denial_names_its_rules() {
        let denied = refused(
            "admission webhook \"validate.edgeward.io\" denied the request: [hd-net-03] port [x]\n[hd-vol-01] y",
        );
        assert!(denied.denied_by_edgeward());
        assert_eq!(denied.rules(), ["HD-NET-03", "HD-VOL-01"]);
        assert_eq!(denied.warning_rules(), ["HD-AUD-01"]);
    }

    #[test]
    fn neither_rbac_nor_a_failed_call_is_a_denial() {
        for message in [
            "pods is forbidden: User \"ada\" cannot create resource \"pods\"",
            "failed calling webhook \"validate.edgeward.io\": connection refused",
        ] {
            assert!(!refused(message).denied_by_edgeward(), "{message}");
        }
    }
}
