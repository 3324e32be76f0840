//! The one who changes the inventory: applies reports, says what the next decision may know, and who is ready.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use edgeward_decision::{Inventory, InventoryKind, Needs};
use edgeward_rego::{Scope, Value};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::cold;
use super::state::{KindState, Known};
use super::watch::{News, Report};
use crate::http::App;

/// Changes that come within this time are one change of what decisions know.
const TOGETHER: Duration = Duration::from_millis(20);

/// How often it is asked whether a kind has grown stale.
const TICK: Duration = Duration::from_millis(500);

pub(super) struct Keeper {
    app: Arc<App>,
    stale_after: Duration,
    inventory: Inventory,
    kinds: BTreeMap<InventoryKind, Known>,
    /// What was said last.
    shown: BTreeMap<InventoryKind, KindState>,
}

impl Keeper {
    pub(super) fn new(needs: &Needs, stale_after: Duration, app: Arc<App>) -> Keeper {
        let now = Instant::now();
        Keeper {
            app,
            stale_after,
            inventory: cold(needs),
            kinds: needs.kinds.iter().map(|kind| (kind.clone(), Known::nothing(now))).collect(),
            shown: needs.kinds.iter().map(|kind| (kind.clone(), KindState::Cold)).collect(),
        }
    }

    pub(super) async fn keep(mut self, mut reports: mpsc::Receiver<Report>) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let mut changed = false;
            tokio::select! {
                report = reports.recv() => match report {
                    Some(report) => {
                        changed |= self.apply(report);
                        // The first is shown at once; what follows closely waits for the next round.
                        while let Ok(report) = reports.try_recv() {
                            changed |= self.apply(report);
                        }
                    }
                    None => return,
                },
                _ = ticks.tick() => {}
            }
            changed |= self.look_at_states();
            if changed {
                self.show();
                tokio::time::sleep(TOGETHER).await;
            }
        }
    }

    /// Says whether anything is another than before.
    fn apply(&mut self, report: Report) -> bool {
        let Report { kind, news, at } = report;
        let Some(known) = self.kinds.get_mut(&kind) else {
            return false;
        };
        match news {
            News::Absent => {
                known.hear(KindState::Absent, at);
                known.objects = 0;
                self.inventory.clear(&kind);
            }
            News::Listed(scope, objects) => {
                known.hear(KindState::Live, at);
                known.objects = i64::try_from(objects.len()).unwrap_or(i64::MAX);
                self.inventory.clear(&kind);
                for object in objects {
                    self.inventory.put(&kind, scope, object);
                }
                self.app.metrics.listed(&kind);
            }
            News::Put(scope, object) => {
                known.hear_again(at);
                known.objects += i64::from(self.inventory.put(&kind, scope, object));
            }
            News::Gone(scope, object) => {
                known.hear_again(at);
                known.objects -= i64::from(gone(&mut self.inventory, &kind, scope, &object));
            }
            News::Nothing => {
                known.hear_again(at);
                return false;
            }
            News::Failed(error) => {
                self.app.metrics.watch_failed(&kind);
                if known.is_failing {
                    tracing::debug!(%kind, error, "the cluster was asked again in vain");
                } else {
                    tracing::warn!(%kind, error, "the cluster does not say what there is; it is asked again");
                }
                known.is_failing = true;
                return false;
            }
        }
        true
    }

    fn look_at_states(&mut self) -> bool {
        let now = Instant::now();
        let mut changed = false;
        for (kind, known) in &self.kinds {
            let state = known.state(now, self.stale_after);
            if self.shown.get(kind) == Some(&state) {
                continue;
            }
            tracing::info!(%kind, state = state.as_str(), objects = known.objects, "inventory");
            self.inventory.set_gap(kind, state.gap());
            self.shown.insert(kind.clone(), state);
            changed = true;
        }
        changed
    }

    fn show(&self) {
        let judge = &self.app.judge;
        judge.facts.replace(judge.policies.facts(&self.inventory));
        let gap = |(kind, state): (&InventoryKind, &KindState)| {
            state.gap().map(|gap| format!("the inventory of {kind} {}", gap.as_str()))
        };
        self.app.health.lack(self.shown.iter().filter_map(gap).collect());
        for (kind, known) in &self.kinds {
            let state = self.shown.get(kind).copied().unwrap_or(KindState::Cold);
            self.app.metrics.known(kind, state, known.objects);
        }
    }
}

fn gone(inventory: &mut Inventory, kind: &InventoryKind, scope: Scope, object: &Value) -> bool {
    let metadata = object.get("metadata").unwrap_or(Value::NULL);
    let text = |key: &str| metadata.get_str(key).unwrap_or_default();
    inventory.remove(kind, scope, &text("namespace"), &text("name"))
}
