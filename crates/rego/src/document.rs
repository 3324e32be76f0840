//! The documents that policies see: modules, by package, and base data.

use std::collections::BTreeSet;

use crate::error::LoadError;
use crate::module::Module;
use crate::value::Value;

/// Parsed modules and the data beside them.
#[derive(Debug, Clone)]
pub struct Documents {
    modules: Vec<Module>,
    data: Value,
}

impl Documents {
    /// Documents of the given modules and data.
    pub fn new(modules: Vec<Module>, data: Value) -> Documents {
        Documents { modules, data }
    }

    /// All modules, in the order given.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// The base data: an object.
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// The module and every other one that it can reach, itself first.
    pub(crate) fn closure<'a>(&'a self, module: &'a Module) -> Vec<&'a Module> {
        let mut reached = vec![module.package()];
        let mut seen: BTreeSet<&str> = reached.iter().copied().collect();
        let mut next = 0;
        while let Some(package) = reached.get(next).copied() {
            next += 1;
            for reader in
                self.modules.iter().filter(|module| module.package() == package && !module.is_test())
            {
                for other in &self.modules {
                    if !other.is_test() && reader.may_read(other.package()) && seen.insert(other.package()) {
                        reached.push(other.package());
                    }
                }
            }
            if next == 1 {
                // A test module is no member of `reached` by the loop above.
                for other in &self.modules {
                    if !other.is_test() && module.may_read(other.package()) && seen.insert(other.package()) {
                        reached.push(other.package());
                    }
                }
            }
        }
        let mut members: Vec<&Module> = vec![module];
        members.extend(self.modules.iter().filter(|other| {
            other.source().path != module.source().path
                && (!other.is_test() || module.is_test() && other.package() == module.package())
                && seen.contains(other.package())
        }));
        members
    }

    /// The module of `package` that defines the rule `name`.
    pub(crate) fn defining(&self, package: &str, name: &str) -> Option<&Module> {
        self.modules
            .iter()
            .find(|module| module.package() == package && module.rule_names().iter().any(|rule| rule == name))
    }

    /// A prepared interpreter holding `members`, with `data` as base data.
    pub(crate) fn engine(members: &[&Module], data: &Value) -> Result<regorus::Engine, LoadError> {
        let mut engine = regorus::Engine::new();
        engine.set_strict_builtin_errors(false);
        for module in members {
            let source = module.source();
            engine
                .add_policy(source.path.clone(), source.text.clone())
                .map_err(|error| LoadError::from_parser(source, &error))?;
        }
        engine
            .add_data(data.0.clone())
            .map_err(|error| LoadError::Compile { file: "data".to_owned(), message: error.to_string() })?;
        Ok(engine)
    }
}
