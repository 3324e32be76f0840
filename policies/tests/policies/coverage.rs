//! Which rules and cases stand for which control.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use edgeward_controls::{Catalogue, Control, SECTIONS};
use edgeward_decision::RuleEntry;

use crate::sources::{Policies, folders, name, testdata};
use edgeward_suite::Header;

/// Rules about data access and the log that are still to come. What they would evidence is listed as open.
pub(crate) const PLANNED: [&str; 9] =
    ["DA-01", "DA-02", "DA-03", "DA-04", "DA-05", "DA-06", "DA-07", "DA-08", "LOG-01"];

/// Rules and cases, by control.
pub(crate) struct Coverage<'a> {
    pub(crate) catalogue: &'a Catalogue,
    /// Admission rules that name the control, by its id.
    pub(crate) rules: BTreeMap<String, Vec<&'a RuleEntry>>,
    /// All admission rules.
    ids: BTreeSet<String>,
    /// Cases that name the control, as `(rule, case)`, by its id.
    pub(crate) cases: BTreeMap<String, Vec<(String, String)>>,
}

impl<'a> Coverage<'a> {
    pub(crate) fn new(policies: &'a Policies) -> Coverage<'a> {
        let mut rules: BTreeMap<String, Vec<&RuleEntry>> = BTreeMap::new();
        for rule in policies.embedded.admission_rules() {
            for control in &rule.annotation.controls {
                rules.entry(control.clone()).or_default().push(rule);
            }
        }
        let mut cases: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for rule in folders(&testdata().join("golden")) {
            for case in folders(&rule) {
                for control in header(&case).map(|header| header.controls).unwrap_or_default() {
                    cases.entry(control).or_default().push((name(&rule), name(&case)));
                }
            }
        }
        let all = policies.embedded.admission_rules().iter();
        let ids = all.map(|rule| rule.annotation.id.clone()).collect();
        Coverage { catalogue: &policies.catalogue, rules, ids, cases }
    }

    pub(crate) fn rules(&self, control: &Control) -> &[&'a RuleEntry] {
        self.rules.get(&control.id).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn cases(&self, control: &Control) -> &[(String, String)] {
        self.cases.get(&control.id).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn is_rule(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// The decisions and report sections that a control waits for.
    pub(crate) fn waits_for(&self, control: &Control) -> Vec<String> {
        let Some(technical) = control.technical() else {
            return Vec::new();
        };
        let decisions = technical.decisions.iter().filter(|id| PLANNED.contains(&id.as_str())).cloned();
        let is_open = |id: &&String| SECTIONS.iter().any(|section| section.id == **id && !section.is_built);
        let sections = technical.reports.iter().filter(is_open).map(|id| format!("report section {id}"));
        decisions.chain(sections).collect()
    }
}

pub(crate) fn header(case: &Path) -> Result<Header, String> {
    let text = std::fs::read_to_string(case.join("input.yaml")).map_err(|error| error.to_string())?;
    Header::read(&text)
}
