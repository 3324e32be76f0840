//! Starting, and stopping without dropping anybody.

mod signals;
mod started;

pub use started::{Authority, Started};

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use edgeward_decision::{Inventory, PolicySet};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::accept::{self, Door, Listener, Times};
use crate::admission::Judge;
use crate::audit::Periodic;
use crate::certificates::Certificates;
use crate::cluster::lease::{self, Leadership, Lease};
use crate::cluster::{self, Reader, Secret, Webhooks};
use crate::config::{Config, check_config};
use crate::error::ServeError;
use crate::http::{self, App, Routes};
use crate::metrics::Port;
use crate::tls::{self, Acceptor, Clients, Lives};
use signals::Signals;

/// A running server. Dropping it stops it as well, but then nobody waits for open requests.
#[derive(Debug)]
pub struct Server {
    started: Started,
    app: Arc<App>,
    stop_serving: watch::Sender<bool>,
    stop_probes: watch::Sender<bool>,
    serving: Vec<JoinHandle<usize>>,
    probes: JoinHandle<usize>,
    /// Watches of the cluster, which end with the server.
    background: JoinSet<()>,
    /// What this replica may alone do for all of them, or tries to: audit, renew what they serve with.
    leases: Vec<Leadership>,
}

/// By this Lease the replica is chosen that audits.
const AUDIT_LEASE: &str = "edgeward-audit";

/// Serves until SIGTERM or SIGINT, then lets open requests finish. A second signal ends it at once.
///
/// `inventory` is all that the rules may know of other objects, and counts as complete; where [`Config::cluster`] is
/// given it is passed over, and until the cluster was listed what looks objects up is denied. `on_started` is told
/// addresses and CA as soon as everything listens.
///
/// # Errors
/// The configuration cannot be served, an address is taken, or there is no certificate. Nothing that happens
/// after the start is an error.
pub fn run(
    config: Config,
    policies: Arc<PolicySet>,
    inventory: &Inventory,
    on_started: impl FnOnce(&Started),
) -> Result<(), ServeError> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Runtime)?;
    let served = runtime.block_on(async {
        // Before anything listens, so that a signal right after the start is not lost.
        let mut signals = Signals::listen().map_err(ServeError::Signals)?;
        let server = Server::start(config, policies, inventory).await?;
        on_started(server.started());
        let signal = signals.next().await;
        tracing::info!(signal, "draining");
        tokio::select! {
            cut_off = server.shutdown() => tracing::info!(cut_off, "stopped"),
            signal = signals.next() => tracing::warn!(signal, "stopped at once"),
        }
        Ok(())
    });
    // An evaluation that nobody waits for any more may still run; its time limit ends it, the process need not wait.
    runtime.shutdown_timeout(Duration::from_millis(100));
    served
}

impl Server {
    /// Checks the configuration, then listens. When this returns, every address answers.
    ///
    /// # Errors
    /// As [`run`].
    pub async fn start(
        config: Config,
        policies: Arc<PolicySet>,
        inventory: &Inventory,
    ) -> Result<Server, ServeError> {
        check_config(&config, &policies).map_err(ServeError::Config)?;
        tls::install()?;
        let (key, authority) = match (&config.tls_files, &config.tls_secret) {
            (Some(files), _) => (Some(tls::read_files(files)?), None),
            (None, Some(_)) => (None, None),
            (None, None) => {
                let (key, authority) =
                    tls::reuse_or_make(&config.state_dir, &config.tls_names, SystemTime::now())?;
                (Some(key), Some(authority))
            }
        };
        let clients = config.client_authority.as_ref().map(Clients::read).transpose()?;
        let (acceptor, serving_with) = Acceptor::new(key, clients.as_ref())?;
        let kept_in = match &config.tls_secret {
            Some(secret) => Some((cluster::connect(&secret.access).await?, secret.clone())),
            None => None,
        };

        let profile = policies
            .profile(&config.profile)
            .map_err(|error| ServeError::Config(vec![error.into()]))?
            .clone();
        let policy = policies.id().clone();
        let watched = match &config.cluster {
            Some(cluster) => Some((
                cluster::connect(&cluster.access).await?,
                policies.needs(&profile),
                cluster.stale_after,
            )),
            None => None,
        };
        let facts = match &watched {
            Some((_, needs, _)) => policies.facts(&cluster::cold(needs)),
            None => policies.facts(inventory),
        };
        let limits = config.evaluation_limits;
        let app = Arc::new(App::new(config, Judge { policies, profile, facts: facts.into(), limits }));
        if let Some((_, needs, _)) = &watched {
            cluster::say_cold(needs, &app);
        }
        app.certificate_is(serving_with.end());
        let config = &app.config;

        // All addresses before any serving: a start that fails must not have answered anybody.
        let (admission, admission_addr) = listen("admission", config.admission_addr).await?;
        let decision = match config.decision_addr {
            Some(address) => Some(listen("data requests", address).await?),
            None => None,
        };
        let socket = match &config.decision_socket {
            Some(path) => Some((listen_unix(path).await?, path.clone())),
            None => None,
        };
        let (health, health_addr) = listen("health", config.health_addr).await?;

        let started = Started {
            admission: admission_addr,
            decision: decision.as_ref().map(|(_, address)| *address),
            decision_socket: socket.as_ref().map(|(_, path)| path.clone()),
            health: health_addr,
            authority,
            policy,
            profile: app.judge.profile.name.clone(),
        };
        let (stop_serving, serving_stops) = watch::channel(false);
        let (stop_probes, probes_stop) = watch::channel(false);
        let door = |port, routes, tls| door(&app, port, routes, tls);
        let mut serving = Vec::new();
        let admission_door = door(Port::Admission, http::admission_routes(Arc::clone(&app)), Some(acceptor));
        serving.push(tokio::spawn(accept::serve(admission, admission_door, serving_stops.clone())));
        let decision = decision.map(|(listener, _)| (listener, Port::Decision));
        let socket = socket.map(|(listener, _)| (listener, Port::Socket));
        for (listener, port) in decision.into_iter().chain(socket) {
            let door = door(port, http::decision_routes(Arc::clone(&app)), None);
            serving.push(tokio::spawn(accept::serve(listener, door, serving_stops.clone())));
        }
        let probes_door = door(Port::Health, http::health_routes(Arc::clone(&app)), None);
        let probes = tokio::spawn(accept::serve(health, probes_door, probes_stop));
        prepare(&app);
        let mut background = match &watched {
            Some((client, needs, stale_after)) => cluster::start(client, needs, *stale_after, &app),
            None => JoinSet::new(),
        };
        let schedule = config.cluster.as_ref().and_then(|cluster| cluster.audit.clone());
        let audits = watched.as_ref().zip(schedule).map(|((client, ..), schedule)| {
            let lease =
                Lease::new(client.clone(), &schedule.lease_namespace, AUDIT_LEASE, &lease::identity()).hold();
            let (app, reader) = (Arc::clone(&app), Reader::new(client.clone()));
            background.spawn(Periodic { app, reader, schedule, leading: lease.leading() }.follow());
            lease
        });
        if let Some(files) = &config.tls_files {
            let following =
                serving_with.clone().follow(files.clone(), config.tls_files_every, Arc::clone(&app));
            background.spawn(following);
        }
        if let Some(clients) = clients {
            background.spawn(clients.follow(config.tls_files_every, Arc::clone(&app)));
        }
        let renews = kept_in.map(|(client, secret)| {
            let lease =
                Lease::new(client.clone(), &secret.namespace, &secret.name, &lease::identity()).hold();
            let certificates = Certificates {
                secret: Secret::new(client.clone(), &secret.namespace, &secret.name),
                webhooks: Webhooks::new(client, &secret.webhooks),
                leading: lease.leading(),
                serving: serving_with,
                lives: Lives { serving: secret.lifetime, authority: secret.authority_lifetime },
                names: config.tls_names.clone(),
                app: Arc::clone(&app),
            };
            background.spawn(certificates.keep());
            lease
        });
        started.log();
        let leases = audits.into_iter().chain(renews).collect();
        Ok(Server { started, app, stop_serving, stop_probes, serving, probes, background, leases })
    }

    /// Where it listens, and what it serves.
    pub fn started(&self) -> &Started {
        &self.started
    }

    /// Stops: `/readyz` says 503 at once, connections are accepted for [`Config::drain_delay`] more, open requests
    /// finish within [`Config::drain_timeout`]. Returns how many connections had to be cut off.
    pub async fn shutdown(self) -> usize {
        self.app.health.drain();
        tokio::time::sleep(self.app.config.drain_delay).await;
        self.stop_serving.send_replace(true);
        let mut cut_off = 0;
        for listener in self.serving {
            cut_off += listener.await.unwrap_or_default();
        }
        if let Some(path) = &self.started.decision_socket {
            // One that is gone already is what is wanted.
            let _ = std::fs::remove_file(path);
        }
        drop(self.background);
        for lease in self.leases {
            lease.release().await;
        }
        // Probes last: whoever watches should see the end of it.
        self.stop_probes.send_replace(true);
        let _ = self.probes.await;
        cut_off
    }
}

/// Programs are read when their rules are first asked: here nobody waits for it.
fn prepare(app: &Arc<App>) {
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = app.judge.policies.prepare() {
            tracing::error!(%error, "a rule cannot be run, and what it would judge is denied");
            app.health.declare_unfit();
        }
    });
}

fn door(app: &Arc<App>, port: Port, routes: Routes, tls: Option<Acceptor>) -> Door {
    let config = &app.config;
    Door {
        port,
        routes,
        tls,
        max_connections: config.max_connections.get(),
        times: Times {
            handshake: config.handshake_timeout,
            header: config.header_timeout,
            idle: config.idle_timeout,
            unread: config.body_timeout,
        },
        drain_timeout: config.drain_timeout,
        app: Arc::clone(app),
    }
}

async fn listen(
    purpose: &'static str,
    address: std::net::SocketAddr,
) -> Result<(Listener, std::net::SocketAddr), ServeError> {
    let failed = |source| ServeError::Listen { purpose, place: address.to_string(), source };
    Listener::tcp(address).await.map_err(failed)
}

async fn listen_unix(path: &Path) -> Result<Listener, ServeError> {
    let failed =
        |source| ServeError::Listen { purpose: "data requests", place: path.display().to_string(), source };
    Listener::unix(path).await.map_err(failed)
}
