use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::body::Memory;
use crate::admission::Judge;
use crate::config::Config;
use crate::evaluate::Slots;
use crate::health::Health;
use crate::log::plain;
use crate::metrics::Metrics;

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) judge: Judge,
    /// Slots of their own for each door: a flood of data requests must not keep admission waiting.
    pub(super) admission_slots: Slots,
    pub(super) data_slots: Slots,
    pub(super) admission_memory: Memory,
    pub(super) data_memory: Memory,
    pub(crate) metrics: Metrics,
    pub(crate) health: Health,
    assumed: AssumedNamespaces,
}

impl App {
    pub(crate) fn new(config: Config, judge: Judge) -> App {
        let slots = config.evaluation_slots.map_or_else(default_slots, NonZeroUsize::get);
        App {
            admission_slots: Slots::new(slots, config.evaluation_queue),
            data_slots: Slots::new(slots, config.evaluation_queue),
            admission_memory: Memory::for_bodies_of(config.admission_body_limit),
            data_memory: Memory::for_bodies_of(config.data_body_limit),
            metrics: Metrics::new(judge.policies.id(), &judge.profile.name),
            health: Health::default(),
            assumed: AssumedNamespaces::default(),
            config,
            judge,
        }
    }

    /// What is served ends then; nothing where nothing is served.
    pub(crate) fn certificate_is(&self, end: Option<SystemTime>) {
        self.metrics.certificate_ends(end);
        self.health.certify(end.is_some_and(|end| SystemTime::now() < end));
    }

    /// Says once for each namespace that it was taken as health data.
    pub(super) fn assumed(&self, namespace: &str) {
        if self.assumed.is_new(namespace) {
            tracing::warn!(
                namespace = %plain(namespace),
                "nobody described this namespace, so it is taken as health data"
            );
        }
    }
}

fn default_slots() -> usize {
    2 * std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Namespaces that were spoken of already.
#[derive(Debug, Default)]
struct AssumedNamespaces(Mutex<BTreeSet<String>>);

/// Names beyond this are not spoken of: they come from requests, and memory must not grow with them.
const MOST: usize = 1024;

impl AssumedNamespaces {
    fn is_new(&self, namespace: &str) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(namespace) || known.len() >= MOST {
            return false;
        }
        known.insert(namespace.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_new_once_and_the_list_is_bounded() {
        let assumed = AssumedNamespaces::default();
        assert!(assumed.is_new("clinic"));
        assert!(!assumed.is_new("clinic"));
        assert_eq!((0..5000).filter(|index| assumed.is_new(&index.to_string())).count(), MOST - 1);
    }
}
