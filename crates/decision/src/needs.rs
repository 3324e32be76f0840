//! What of a cluster has to be known before a profile can decide.

use std::collections::{BTreeMap, BTreeSet};

use edgeward_rego::{Fields, Lookup, Read, Scope};

use crate::exceptions;
use crate::inventory::InventoryKind;
use crate::policies::{PolicySet, RuleEntry};
use crate::profile::Profile;

/// Kinds that have to be watched, and those that cannot be named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// In their order.
    pub kinds: BTreeSet<InventoryKind>,
    /// What is read of the objects of each; nothing else of them need be kept.
    pub fields: BTreeMap<InventoryKind, Fields>,
    /// Lookups of which only a review says what they look up.
    pub open: BTreeSet<OpenLookup>,
}

/// A lookup of which only a review says what it looks up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenLookup {
    /// The id of its rule.
    pub rule: String,
    /// What is known of it.
    pub lookup: Lookup,
}

impl PolicySet {
    /// What the rules of a profile look up, and what says which of them are asked.
    pub fn needs(&self, profile: &Profile) -> Needs {
        let mut needs = Needs::default();
        needs.kinds.insert(InventoryKind::namespace());
        if exceptions::judge(self, profile).is_some() {
            needs.kinds.insert(InventoryKind::new(exceptions::API_VERSION, exceptions::KIND));
        }
        let judging = profile.constraints().iter().filter_map(|one| self.admission_rules().get(one.rule));
        let mutating = profile.mutations.iter().filter_map(|one| self.mutation_rules().get(one.rule));
        let entries: Vec<&RuleEntry> = judging.chain(mutating).collect();
        entries.iter().for_each(|entry| needs.add(entry));
        needs.fields = needs.kinds.iter().map(|kind| (kind.clone(), fields(kind, &entries))).collect();
        needs
    }
}

/// What rules read of a kind, and what the inventory itself does.
fn fields(kind: &InventoryKind, entries: &[&RuleEntry]) -> Fields {
    // They are looked at beside the rules.
    if kind.kind == exceptions::KIND && kind.api_version == exceptions::API_VERSION {
        return Fields::everything();
    }
    let covers = |read: &&Read| read.lookup.covers(&kind.api_version, &kind.kind);
    let reads = entries.iter().flat_map(|entry| &entry.reads).filter(covers);
    let own = |path: [&str; 2], whole| Read {
        lookup: Lookup { scope: Scope::Cluster, api_version: None, kind: None },
        path: path.map(|name| Some(name.to_owned())).to_vec(),
        whole,
    };
    let mut always = vec![own(["metadata", "name"], false), own(["metadata", "namespace"], false)];
    if *kind == InventoryKind::namespace() {
        always.push(own(["metadata", "labels"], true));
    }
    Fields::of(reads.chain(&always))
}

impl Needs {
    fn add(&mut self, entry: &RuleEntry) {
        for lookup in &entry.lookups {
            match (&lookup.api_version, &lookup.kind) {
                (Some(api_version), Some(kind)) => {
                    self.kinds.insert(InventoryKind::new(api_version, kind));
                }
                _ => {
                    let rule = entry.annotation.id.clone();
                    self.open.insert(OpenLookup { rule, lookup: lookup.clone() });
                }
            }
        }
    }
}
