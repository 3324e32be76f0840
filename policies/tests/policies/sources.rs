//! The policies as text and compiled, loaded once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use edgeward_bundle::Bundle;
use edgeward_controls::Catalogue;
use edgeward_decision::{PolicySet, Profile};
use edgeward_rego::test::Tests;
use edgeward_rego::{Documents, Machine, Module, Rule, RuleSource};

pub(crate) struct Policies {
    /// Modules with their tests, and data.
    pub(crate) documents: Documents,
    /// The tests.
    pub(crate) tests: Tests,
    /// What the program embeds.
    pub(crate) embedded: PolicySet,
    /// The same text on the machine of record.
    pub(crate) interpreted: PolicySet,
    /// The same text on byte code, whatever the traps say.
    pub(crate) compiled: PolicySet,
    /// Each rule that tests give inputs to, on the interpreter and on byte code.
    pub(crate) pairs: BTreeMap<(String, String), [Rule; 2]>,
    /// What laws ask for.
    pub(crate) catalogue: Catalogue,
}

impl Policies {
    /// Those of what the program embeds.
    pub(crate) fn profiles(&self) -> Vec<&Profile> {
        self.embedded.profiles().unwrap_or_default()
    }
}

/// Rules that are tested through their input.
const TESTED: [&str; 2] = ["violation", "mutation"];

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn testdata() -> PathBuf {
    edgeward_testkit::testdata()
}

impl Policies {
    /// Every way of running them.
    pub(crate) fn sets(&self) -> [(&str, &PolicySet); 3] {
        [("embedded", &self.embedded), ("interpreter", &self.interpreted), ("byte code", &self.compiled)]
    }

    pub(crate) fn load() -> Result<Policies, String> {
        let (sources, data) = Bundle::folder_with_tests(&folder()).map_err(|error| error.to_string())?;
        let modules = sources
            .into_iter()
            .map(|source| Module::parse(source).map_err(|error| error.to_string()))
            .collect::<Result<Vec<_>, _>>()?;
        let bundle = edgeward_policies::default_bundle().map_err(|error| error.to_string())?;
        let on = |machine| {
            let sources = bundle.sources().to_vec();
            PolicySet::on_machine(edgeward_policies::id(&bundle), sources, bundle.data().clone(), machine)
                .map_err(|error| error.to_string())
        };
        let documents = Documents::new(modules, data);
        let mut pairs = BTreeMap::new();
        for module in documents.modules().iter().filter(|module| !module.is_test()) {
            for name in module.rule_names().iter().filter(|name| TESTED.contains(&name.as_str())) {
                let on = |machine| Rule::load(module.package(), name, RuleSource::On(&documents, machine));
                let pair = on(Machine::Interpreter)
                    .and_then(|interpreter| Ok([interpreter, on(Machine::ByteCode)?]))
                    .map_err(|error| error.to_string())?;
                pairs.insert((module.package().to_owned(), name.clone()), pair);
            }
        }
        let tests = Tests::new(documents.clone())
            .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        let embedded = edgeward_policies::policies(&bundle).map_err(|error| error.to_string())?;
        embedded.prepare().map_err(|error| error.to_string())?;
        Ok(Policies {
            documents,
            tests,
            pairs,
            embedded,
            catalogue: edgeward_policies::catalogue().map_err(|error| error.to_string())?,
            interpreted: on(Machine::Interpreter)?,
            compiled: on(Machine::ByteCode)?,
        })
    }
}

/// The folders below `folder`, in order.
pub(crate) fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The last part of a path.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
