//! What the rules look up, kept as the cluster has it; and the few objects that the server writes itself.
//!
//! ```text
//! API server ──discovery, list, watch──▶ watch (one task a kind) ──reports──▶ keeper ──▶ facts of the next decision
//!                                                                               └─▶ readiness, metrics
//! ```
//!
//! Only kinds that the profile's rules look up are watched. A kind is *cold* until it was listed, *live* while its watch
//! is proven to live, *absent* while discovery does not serve it (known to be empty, and asked for again), and *stale*
//! when nothing was heard for too long. Rules that look up a cold or stale kind are not asked, and that denies.
//!
//! Each watch is opened anew after a third of the time after which a kind is stale: a watch that is silent because
//! nothing changes and one that is silent because the way is cut look the same, and only an answer tells them apart.

mod access;
mod failure;
mod keeper;
pub(crate) mod lease;
mod page;
mod pause;
mod reader;
mod secret;
mod served;
mod state;
mod watch;
mod webhooks;
mod writer;

pub(crate) use access::connect;
pub use access::{ClusterAccess, ClusterError};
pub(crate) use failure::Failure;
pub(crate) use page::{Page, Trim};
pub(crate) use reader::Reader;
pub(crate) use secret::{Held, Secret};
pub(crate) use served::Served;
pub(crate) use state::KindState;
pub(crate) use webhooks::{Asked, Webhooks};
pub(crate) use writer::Writer;

use std::sync::Arc;
use std::time::Duration;

use edgeward_decision::{Gap, Inventory, Needs};
use edgeward_rego::Fields;
use kube::Client;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::http::App;
use keeper::Keeper;
use watch::Watch;

/// Reports that wait for the keeper; watches stop reading beyond that.
const WAITING_REPORTS: usize = 256;

/// An inventory that knows of nothing yet.
pub(crate) fn cold(needs: &Needs) -> Inventory {
    let mut inventory = Inventory::default();
    for kind in &needs.kinds {
        inventory.knows(kind);
        inventory.set_gap(kind, Some(Gap::Cold));
    }
    inventory
}

/// Not ready, from the first moment that somebody can ask.
pub(crate) fn say_cold(needs: &Needs, app: &App) {
    let gap = |kind| format!("the inventory of {kind} {}", Gap::Cold.as_str());
    app.health.lack(needs.kinds.iter().map(gap).collect());
    for kind in &needs.kinds {
        app.metrics.known(kind, KindState::Cold, 0);
    }
}

/// Watches until the set is dropped.
pub(crate) fn start(client: &Client, needs: &Needs, stale_after: Duration, app: &Arc<App>) -> JoinSet<()> {
    let (reports, keeper) = mpsc::channel(WAITING_REPORTS);
    let mut tasks = JoinSet::new();
    for kind in &needs.kinds {
        let fields = needs.fields.get(kind).cloned().unwrap_or_else(Fields::everything);
        let reader = Reader::new(client.clone());
        let watch = Watch::new(reader, Trim::new(kind.clone(), fields), stale_after, reports.clone());
        tasks.spawn(watch.follow());
    }
    tasks.spawn(Keeper::new(needs, stale_after, Arc::clone(app)).keep(keeper));
    tasks
}
