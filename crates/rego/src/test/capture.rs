//! Records what a test gives to the rules that it tests.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::document::Documents;
use crate::engine::{Settings, engine};
use crate::error::LoadError;
use crate::lowered::Texts;
use crate::module::Module;
use crate::value::Value;

/// One evaluation of a rule under test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Captured {
    /// Package of the rule, with `data.` in front.
    pub package: String,
    /// Its name.
    pub rule: String,
    /// `input` as the rule saw it.
    pub input: Value,
    /// `data` as the rule saw it: the inventory.
    pub data: Value,
}

/// Name under which the rules under test report; no policy can use it, the parser of built-ins does not know it.
const REPORT: &str = "edgeward_capture";

/// Rules that are tested through their input.
const RECORDED: [&str; 2] = ["violation", "mutation"];

#[derive(Default)]
pub(super) struct Recorder {
    seen: Arc<Mutex<BTreeSet<Captured>>>,
}

impl Recorder {
    /// An engine in which each recorded rule has one more definition, which reports and never gives an element.
    pub(super) fn engine(
        &self,
        texts: &Texts,
        documents: &Documents,
        settings: &Settings,
    ) -> Result<regorus::Engine, LoadError> {
        let mut probed = texts.clone();
        for file in &mut probed.files {
            let module = documents.modules().iter().find(|module| module.source().path == file.name);
            if let Some(module) = module {
                file.lowered.text.push_str(&probes(module));
            }
        }
        let mut engine = engine(&probed, settings)?;
        let seen = Arc::clone(&self.seen);
        let report = move |arguments: Vec<regorus::Value>| {
            if let [regorus::Value::String(package), regorus::Value::String(rule), input, inventory] =
                arguments.as_slice()
            {
                let data = match inventory {
                    regorus::Value::Null => Value::object::<&str>([]),
                    inventory => Value::object([("inventory", Value(inventory.clone()))]),
                };
                seen.lock().unwrap_or_else(PoisonError::into_inner).insert(Captured {
                    package: package.to_string(),
                    rule: rule.to_string(),
                    input: Value(input.clone()),
                    data,
                });
            }
            Ok(regorus::Value::Bool(false))
        };
        engine
            .add_extension(REPORT.to_owned(), 4, Box::new(report))
            .map_err(|error| LoadError::Compile { file: REPORT.to_owned(), message: error.to_string() })?;
        Ok(engine)
    }

    pub(super) fn captured(&self) -> Vec<Captured> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// One more definition of each recorded rule, with and without an inventory.
fn probes(module: &Module) -> String {
    let mut text = String::new();
    for rule in module.rule_names().iter().filter(|name| RECORDED.contains(&name.as_str())) {
        let call =
            |inventory: &str| format!("{REPORT}(\"{}\", \"{rule}\", input, {inventory})", module.package());
        text.push_str(&format!(
            "\n{rule} contains true if {{\n\t{}\n}}\n\n{rule} contains true if {{\n\tnot data.inventory\n\t{}\n}}\n",
            call("data.inventory"),
            call("null"),
        ));
    }
    text
}
