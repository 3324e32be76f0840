//! The documents that policies see: modules, by package, and base data.

use std::sync::{Arc, OnceLock};

use crate::error::LoadError;
use crate::lowered::{Lowered, Settings};
use crate::module::Module;
use crate::value::Value;

/// Parsed modules and the data beside them.
#[derive(Debug, Clone)]
pub struct Documents {
    modules: Vec<Module>,
    data: Value,
    /// The modules that are no tests, and all modules: compiled when first asked for.
    policies: OnceLock<Result<Arc<Lowered>, Vec<LoadError>>>,
    with_tests: OnceLock<Result<Arc<Lowered>, Vec<LoadError>>>,
}

impl Documents {
    /// Documents of the given modules and data.
    pub fn new(modules: Vec<Module>, data: Value) -> Documents {
        Documents { modules, data, policies: OnceLock::new(), with_tests: OnceLock::new() }
    }

    /// All modules, in the order given.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// The base data: an object.
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// Everything for which a module that is no test is not loaded: what OPA refuses, and what this engine would
    /// answer otherwise than OPA.
    pub fn check(&self) -> Vec<LoadError> {
        self.policies().err().unwrap_or_default()
    }

    /// The same for all modules, tests among them.
    pub fn check_with_tests(&self) -> Vec<LoadError> {
        self.with_tests().err().unwrap_or_default()
    }

    /// The modules that are no tests, compiled.
    pub(crate) fn policies(&self) -> Result<Arc<Lowered>, Vec<LoadError>> {
        let chosen = || self.modules.iter().filter(|module| !module.is_test());
        self.policies.get_or_init(|| Lowered::of(chosen(), Settings::default()).map(Arc::new)).clone()
    }

    /// All modules, compiled.
    pub(crate) fn with_tests(&self) -> Result<Arc<Lowered>, Vec<LoadError>> {
        self.with_tests
            .get_or_init(|| Lowered::of(self.modules.iter(), Settings::default()).map(Arc::new))
            .clone()
    }

    /// The module of `package` that defines the rule `name`.
    pub(crate) fn defining(&self, package: &str, name: &str) -> Option<&Module> {
        self.modules
            .iter()
            .find(|module| module.package() == package && module.rule_names().iter().any(|rule| rule == name))
    }
}
