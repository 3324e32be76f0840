//! What is counted of the kinds that are watched.

use edgeward_decision::InventoryKind;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::Metrics;
use super::labels::{KindLabels, StateLabels};
use crate::cluster::KindState;

#[derive(Debug)]
pub(super) struct Inventory {
    states: Family<StateLabels, Gauge>,
    objects: Family<KindLabels, Gauge>,
    lists: Family<KindLabels, Counter>,
    failures: Family<KindLabels, Counter>,
}

impl Inventory {
    pub(super) fn register(registry: &mut Registry) -> Inventory {
        let states = Family::default();
        let objects = Family::default();
        let lists = Family::default();
        let failures = Family::default();
        registry.register(
            "inventory_state",
            "How well a watched kind is known: 1 for its state, 0 for the others",
            states.clone(),
        );
        registry.register("inventory_objects", "Objects known of a watched kind", objects.clone());
        registry.register("inventory_lists", "Times that all objects of a kind were listed", lists.clone());
        registry.register(
            "inventory_failures",
            "Times that the API server could not be asked about a kind, each tried again",
            failures.clone(),
        );
        Inventory { states, objects, lists, failures }
    }
}

fn labels(kind: &InventoryKind) -> KindLabels {
    KindLabels { api_version: kind.api_version.clone(), kind: kind.kind.clone() }
}

impl Metrics {
    /// A kind is in this state, with so many objects.
    pub(crate) fn known(&self, kind: &InventoryKind, state: KindState, objects: i64) {
        for one in KindState::ALL {
            let KindLabels { api_version, kind } = labels(kind);
            let labels = StateLabels { api_version, kind, state: one.as_str() };
            self.inventory.states.get_or_create(&labels).set(i64::from(one == state));
        }
        self.inventory.objects.get_or_create(&labels(kind)).set(objects);
    }

    /// All objects of a kind were listed.
    pub(crate) fn listed(&self, kind: &InventoryKind) {
        self.inventory.lists.get_or_create(&labels(kind)).inc();
    }

    /// The API server could not be asked about a kind.
    pub(crate) fn watch_failed(&self, kind: &InventoryKind) {
        self.inventory.failures.get_or_create(&labels(kind)).inc();
    }
}
