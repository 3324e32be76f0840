//! Keeps what was compiled from patterns, so that a policy that matches often compiles once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::builtins::Failure;

/// As many patterns as OPA keeps.
const KEPT: usize = 100;

/// What was made of the latest patterns, by pattern.
#[derive(Debug)]
pub(in crate::builtins) struct Cache<T> {
    kept: Mutex<BTreeMap<String, Arc<T>>>,
}

impl<T> Cache<T> {
    pub(in crate::builtins) const fn new() -> Self {
        Self { kept: Mutex::new(BTreeMap::new()) }
    }

    /// What `make` makes of the pattern, or made of it before. Failures are not kept.
    pub(in crate::builtins) fn get(
        &self,
        pattern: &str,
        make: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<Arc<T>, Failure> {
        if let Some(known) = self.lock().get(pattern) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(make()?);
        let mut kept = self.lock();
        if kept.len() >= KEPT {
            kept.pop_first();
        }
        kept.insert(pattern.to_owned(), Arc::clone(&made));
        Ok(made)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<T>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
