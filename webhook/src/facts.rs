//! What decisions know at this moment.

use std::sync::Arc;

use arc_swap::ArcSwap;
use edgeward_decision::Facts;

/// The facts of the next decision. Replacing them waits for nobody, and a decision keeps those that it began with.
#[derive(Debug)]
pub(crate) struct CurrentFacts(ArcSwap<Facts>);

impl From<Facts> for CurrentFacts {
    fn from(facts: Facts) -> Self {
        CurrentFacts(ArcSwap::from_pointee(facts))
    }
}

impl CurrentFacts {
    pub(crate) fn load(&self) -> Arc<Facts> {
        self.0.load_full()
    }

    pub(crate) fn replace(&self, facts: Facts) {
        self.0.store(Arc::new(facts));
    }
}
