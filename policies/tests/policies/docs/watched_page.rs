//! `docs/watched.md`: which kinds `serve` watches in a cluster, and what it must be allowed for that. A rule that looks
//! up another kind changes this page, so that nobody grants or watches more without seeing it.

use std::collections::{BTreeMap, BTreeSet};

use edgeward_decision::InventoryKind;
use edgeward_rego::{Lookup, Read};

use super::resource::plural;
use super::rules;
use crate::sources::Policies;

const HEAD: &str = "\
# What is watched

`edgeward serve` in a cluster keeps exactly the kinds that the rules of its profile look up in `data.inventory`, found
by analysis of their text. This page is made by `just docs`; a change of it is a change of what the server sees.

Namespaces are always watched, for their labels say what is health data, and so are exceptions where a profile knows
them. A kind that the cluster does not serve is known to be empty, and asked for again.
";

/// Each kind that is watched, and the rules that look it up.
type Users = BTreeMap<InventoryKind, BTreeSet<String>>;

pub(super) fn page(policies: &Policies) -> Result<String, String> {
    let users = users(policies)?;
    let profiles = policies.profiles();
    let mut text = format!("{HEAD}\n| kind | API version | profiles | rules |\n|---|---|---|---|\n");
    for (kind, rules) in &users {
        let names = profiles.iter().filter(|one| policies.embedded.needs(one).kinds.contains(kind));
        let names: Vec<&str> = names.map(|profile| profile.name.as_str()).collect();
        let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
        let (names, rules) = (names.join(", "), rules.join(", "));
        text.push_str(&format!("| {} | {} | {names} | {rules} |\n", kind.kind, kind.api_version));
    }
    text.push_str(&kept(policies, &users));
    text.push_str("\n## What it must be allowed\n\nA ClusterRole with `get`, `list` and `watch` on these, and nothing else:\n\n```yaml\nrules:\n");
    text.extend(rules_of(&users).lines().map(|line| format!("  {line}\n")));
    text.push_str(
        "```\n\nDiscovery (`/api`, `/apis`) is open to every service account by `system:discovery`.\n",
    );
    Ok(text)
}

/// Fields that stay of objects of each kind; of the rest the server knows nothing.
fn kept(policies: &Policies, users: &Users) -> String {
    let mut text = "\n## What is kept of them\n\nThe name and the namespace, labels of namespaces, all of an exception, and what \
                    the rules read:\n`*` stands for each member, `…` for all below.\n\n| kind | fields |\n|---|---|\n"
        .to_owned();
    for kind in users.keys() {
        let covers = |read: &&Read| read.lookup.covers(&kind.api_version, &kind.kind);
        let reads: BTreeSet<&Read> = rules(policies).flat_map(|rule| &rule.reads).filter(covers).collect();
        let below = |read: &Read| {
            reads.iter().any(|other| other.path.len() > read.path.len() && other.path.starts_with(&read.path))
        };
        let above = |read: &Read| {
            reads.iter().any(|other| other.whole && **other != *read && read.path.starts_with(&other.path))
        };
        let last =
            reads.iter().filter(|read| (read.whole || !below(read)) && !above(read) && !read.path.is_empty());
        let fields: Vec<String> = last.map(|read| format!("`{}`", shown(read))).collect();
        text.push_str(&format!("| {} ({}) | {} |\n", kind.kind, kind.api_version, fields.join(", ")));
    }
    text
}

fn shown(read: &Read) -> String {
    let name = |part: &Option<String>| part.clone().unwrap_or_else(|| "*".to_owned());
    let path = read.path.iter().map(name).chain(read.whole.then(|| "…".to_owned()));
    path.collect::<Vec<_>>().join(".")
}

/// The same for the chart, which gives these rights to the server.
pub(super) fn rights(policies: &Policies) -> Result<String, String> {
    let head = "# What the server watches: made by `just docs` from what the rules look up, as docs/watched.md is.\n";
    Ok(format!("{head}{}", rules_of(&users(policies)?)))
}

fn users(policies: &Policies) -> Result<Users, String> {
    let mut users = Users::new();
    for rule in rules(policies) {
        for Lookup { api_version, kind, .. } in &rule.lookups {
            let (Some(api_version), Some(kind)) = (api_version, kind) else {
                return Err(format!(
                    "{} looks up what cannot be named: {:?}",
                    rule.annotation.id, rule.lookups
                ));
            };
            let kind = InventoryKind::new(api_version, kind);
            users.entry(kind).or_default().insert(rule.annotation.id.clone());
        }
    }
    for profile in policies.profiles() {
        for kind in policies.embedded.needs(profile).kinds {
            users.entry(kind).or_default();
        }
    }
    Ok(users)
}

/// The rules of a ClusterRole.
fn rules_of(users: &Users) -> String {
    let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for kind in users.keys() {
        let group = kind.api_version.split_once('/').map_or("", |(group, _)| group);
        groups.entry(group).or_default().insert(plural(&kind.kind));
    }
    let rule = |(group, resources): (&str, BTreeSet<String>)| {
        let resources = resources.into_iter().collect::<Vec<_>>().join(", ");
        format!("- apiGroups: [\"{group}\"]\n  resources: [{resources}]\n  verbs: [get, list, watch]\n")
    };
    groups.into_iter().map(rule).collect()
}
