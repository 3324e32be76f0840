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

    /// The module, its siblings of the same package, and every other one that these can reach; itself first. Only a
    /// test has tests among its siblings.
    pub(crate) fn closure<'a>(&'a self, module: &'a Module) -> Vec<&'a Module> {
        let is_sibling = |other: &Module| other.package() == module.package();
        let mut members = vec![module];
        let mut packages = BTreeSet::from([module.package()]);
        let mut next = 0;
        while let Some(reader) = members.get(next).copied() {
            next += 1;
            packages
                .extend(self.modules.iter().map(Module::package).filter(|package| reader.may_read(package)));
            let is_new = |other: &&Module| {
                packages.contains(other.package())
                    && (!other.is_test() || module.is_test() && is_sibling(other))
                    && !members.iter().any(|member| member.source().path == other.source().path)
            };
            let found: Vec<_> = self.modules.iter().filter(is_new).collect();
            members.extend(found);
        }
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
