//! What the server must be allowed for its audits: to list what rules judge.

use std::collections::{BTreeMap, BTreeSet};

use super::resource::plural;
use crate::sources::Policies;

const HEAD: &str = "\
# What the server's audits read: made by `just docs` from what the rules judge. Secrets are not among it: whoever may list
# them may read them, so audits leave them out and say so.
";

/// For the chart, which gives these rights to the server.
pub(super) fn rights(policies: &Policies) -> Result<String, String> {
    let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let kinds = policies.embedded.admission_rules().iter().flat_map(|rule| &rule.annotation.kinds);
    // A connection and a binding are requests, there are no objects of them.
    let is_listed = |kind: &str| !kind.ends_with("Options") && kind != "Binding" && kind != "Secret";
    for kind in kinds.filter(|kind| is_listed(&kind.kind)) {
        groups.entry(&kind.group).or_default().insert(plural(&kind.kind));
    }
    let rule = |(group, resources): (&str, BTreeSet<String>)| {
        let resources: Vec<String> =
            resources.into_iter().map(|name| if name == "*" { "\"*\"".to_owned() } else { name }).collect();
        format!("- apiGroups: [\"{group}\"]\n  resources: [{}]\n  verbs: [list]\n", resources.join(", "))
    };
    Ok(format!("{HEAD}{}", groups.into_iter().map(rule).collect::<String>()))
}
