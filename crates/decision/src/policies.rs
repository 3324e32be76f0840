use std::collections::BTreeMap;
use std::sync::Arc;

use edgeward_rego::{
    Annotation, CompiledRule, Documents, LoadError, Lookup, Machine, Module, Read, Rule, RuleSource, Source,
    Value,
};
use serde::{Deserialize, Serialize};

use crate::error::PoliciesError;
use crate::facts::Facts;
use crate::inventory::Inventory;
use crate::profile::{Profile, Profiles};

/// Which policies decided: named in every decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyId {
    /// Version and shortened digest, as in the bundle's manifest.
    pub revision: String,
    /// SHA-256 over the bundle's content, in hex.
    pub digest: String,
}

/// A rule ready to be asked.
#[derive(Debug)]
pub struct RuleEntry {
    /// The kind of its constraints: `Edgeward` and the package's last word in camel case.
    pub constraint_kind: String,
    /// What it says of itself.
    pub annotation: Annotation,
    /// What it looks up in `data.inventory`.
    pub lookups: Vec<Lookup>,
    /// What it reads of the objects that it looks up.
    pub reads: Vec<Read>,
    pub(crate) rule: Rule,
}

impl RuleEntry {
    /// The machine that runs it.
    pub fn machine(&self) -> Machine {
        self.rule.machine()
    }

    /// `data.…`, its path.
    pub fn path(&self) -> &str {
        self.rule.path()
    }
}

/// Compiled policies with their profiles.
#[derive(Debug)]
pub struct PolicySet {
    id: PolicyId,
    admission: Vec<RuleEntry>,
    mutation: Vec<RuleEntry>,
    pub(crate) access: BTreeMap<String, Rule>,
    data: Value,
    profiles: Profiles,
}

impl PolicySet {
    /// Policies from text. They run on the interpreter.
    ///
    /// # Errors
    /// Everything that does not load, in one go.
    pub fn from_text(id: PolicyId, sources: Vec<Source>, data: Value) -> Result<PolicySet, PoliciesError> {
        PolicySet::on_machine(id, sources, data, Machine::Interpreter)
    }

    /// Policies with the programs that were compiled from them when the bundle was built. Programs and profiles are
    /// read when they are first needed ([`PolicySet::prepare`]). Only for a bundle whose programs are trusted to belong
    /// to its text: the embedded one.
    ///
    /// # Errors
    /// A rule without a program that does not load.
    pub fn from_programs(
        id: PolicyId,
        rules: &[CompiledRule],
        sources: &[Source],
        data: Value,
    ) -> Result<PolicySet, PoliciesError> {
        // Parsing is what programs save; only a rule without one needs it.
        let documents = match rules.iter().all(|rule| rule.program.is_some()) {
            true => None,
            false => Some(parse(sources.to_vec(), &data)?),
        };
        PolicySet::assemble(id, rules, data, |rule| match (&rule.program, &documents) {
            (Some(program), _) => Ok(Rule::later(&rule.package, &rule.name, Arc::clone(program))),
            (None, Some(documents)) => {
                Rule::load(&rule.package, &rule.name, RuleSource::On(documents, Machine::Interpreter))
            }
            (None, None) => {
                let message = "it has neither a program nor text".to_owned();
                Err(LoadError::Program { rule: rule.package.clone(), message })
            }
        })
    }

    /// Reads all programs and profiles now; otherwise a program is read when its rule is first asked, and one that
    /// cannot be read denies.
    ///
    /// # Errors
    /// Every program of another version, or a profile that does not fit.
    pub fn prepare(&self) -> Result<(), PoliciesError> {
        let rules = self.admission.iter().chain(&self.mutation).map(|entry| &entry.rule);
        let failures: Vec<LoadError> =
            self.access.values().chain(rules).filter_map(|rule| rule.prepare().err()).collect();
        if !failures.is_empty() {
            return Err(PoliciesError::Load(failures));
        }
        self.profiles().map(|_| ())
    }

    /// The same rules on a machine of the caller's choice: for comparing the two.
    ///
    /// # Errors
    /// Everything that does not load.
    pub fn on_machine(
        id: PolicyId,
        sources: Vec<Source>,
        data: Value,
        machine: Machine,
    ) -> Result<PolicySet, PoliciesError> {
        let documents = parse(sources, &data)?;
        let rules = CompiledRule::interpreted(&documents).map_err(PoliciesError::Load)?;
        let set = PolicySet::assemble(id, &rules, data, |rule| {
            Rule::load(&rule.package, &rule.name, RuleSource::On(&documents, machine))
        })?;
        set.profiles()?;
        Ok(set)
    }

    fn assemble(
        id: PolicyId,
        compiled: &[CompiledRule],
        data: Value,
        load: impl Fn(&CompiledRule) -> Result<Rule, LoadError>,
    ) -> Result<PolicySet, PoliciesError> {
        let mut set = PolicySet {
            id,
            admission: Vec::new(),
            mutation: Vec::new(),
            access: BTreeMap::new(),
            data: data.without("profiles"),
            profiles: Profiles::unread(&data.get("profiles").unwrap_or(Value::NULL)),
        };
        let mut failures = Vec::new();
        for one in compiled {
            let rule = match load(one) {
                Ok(rule) => rule,
                Err(failure) => {
                    failures.push(failure);
                    continue;
                }
            };
            match &one.annotation {
                None => {
                    set.access.insert(one.name.clone(), rule);
                }
                Some(annotation) => {
                    let entry = RuleEntry {
                        constraint_kind: constraint_kind(&one.package),
                        annotation: annotation.clone(),
                        lookups: one.lookups.clone(),
                        reads: one.reads.clone(),
                        rule,
                    };
                    if one.name == "mutation" { &mut set.mutation } else { &mut set.admission }.push(entry);
                }
            }
        }
        if !failures.is_empty() {
            return Err(PoliciesError::Load(failures));
        }
        if set.admission.is_empty() {
            return Err(PoliciesError::Empty);
        }
        for list in [&mut set.admission, &mut set.mutation] {
            list.sort_by(|left, right| left.annotation.id.cmp(&right.annotation.id));
            if let Some([first, second]) =
                list.array_windows().find(|[a, b]| a.annotation.id == b.annotation.id)
            {
                return Err(PoliciesError::DuplicateId {
                    id: first.annotation.id.clone(),
                    first: first.path().to_owned(),
                    second: second.path().to_owned(),
                });
            }
        }
        Ok(set)
    }

    /// Which policies these are.
    pub fn id(&self) -> &PolicyId {
        &self.id
    }

    /// The admission rules, by id.
    pub fn admission_rules(&self) -> &[RuleEntry] {
        &self.admission
    }

    /// The mutation rules, by id.
    pub fn mutation_rules(&self) -> &[RuleEntry] {
        &self.mutation
    }

    /// All profiles, by name.
    ///
    /// # Errors
    /// One does not fit; never where all were read before.
    pub fn profiles(&self) -> Result<Vec<&Profile>, PoliciesError> {
        self.profiles.all(self)
    }

    /// The profile of that name.
    ///
    /// # Errors
    /// There is none, or it does not fit.
    pub fn profile(&self, name: &str) -> Result<&Profile, PoliciesError> {
        self.profiles.get(name, self)
    }

    /// What these policies may know, given an inventory. Made once for an inventory.
    pub fn facts(&self, inventory: &Inventory) -> Facts {
        Facts::new(&self.data, inventory)
    }
}

fn parse(sources: Vec<Source>, data: &Value) -> Result<Documents, PoliciesError> {
    let mut modules = Vec::new();
    let mut failures = Vec::new();
    for source in sources {
        match Module::parse(source) {
            Ok(module) => modules.push(module),
            Err(failure) => failures.push(failure),
        }
    }
    if failures.is_empty() {
        Ok(Documents::new(modules, data.clone()))
    } else {
        Err(PoliciesError::Load(failures))
    }
}

/// `data.admission.wasm_runtime_class` binds as `EdgewardWasmRuntimeClass`.
fn constraint_kind(package: &str) -> String {
    let last = package.rsplit('.').next().unwrap_or_default();
    let camel = last.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    });
    std::iter::once("Edgeward".to_owned()).chain(camel).collect()
}
