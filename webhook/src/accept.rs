//! The accept loop: accept, count, hand over; everything that may wait happens in the connection's own task.

mod connection;
mod listener;
mod pace;

pub(crate) use listener::Listener;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::http::{App, Routes};
use crate::metrics::Port;
use crate::tls::Acceptor;

/// One listener's rules.
pub(crate) struct Door {
    pub(crate) port: Port,
    pub(crate) routes: Routes,
    pub(crate) tls: Option<Acceptor>,
    pub(crate) max_connections: usize,
    pub(crate) times: Times,
    pub(crate) drain_timeout: Duration,
    pub(crate) app: Arc<App>,
}

/// How long a connection may take for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) handshake: Duration,
    pub(crate) header: Duration,
    pub(crate) idle: Duration,
    /// How long an answer may wait to be read.
    pub(crate) unread: Duration,
}

/// The pause after an error of `accept` itself: no descriptors are left, and trying at once would only burn the
/// processor.
const BREATH: Duration = Duration::from_millis(50);

/// Serves until told to stop, then lets open requests finish. Returns how many connections were cut off.
pub(crate) async fn serve(listener: Listener, door: Door, mut stop: watch::Receiver<bool>) -> usize {
    let door = Arc::new(door);
    let places = Arc::new(Semaphore::new(door.max_connections));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            // Also when the sender is gone: a server that nobody can stop any more must stop.
            () = async { stop.wait_for(|stop| *stop).await.ok(); } => break,
            // Reaping keeps the set as large as the number of open connections.
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => {
                let stream = match accepted {
                    Ok(stream) => stream,
                    // The peer was gone before it was accepted.
                    Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => continue,
                    Err(error) => {
                        tracing::warn!(%error, port = door.port.as_str(), "cannot accept connections");
                        tokio::time::sleep(BREATH).await;
                        continue;
                    }
                };
                let metrics = &door.app.metrics;
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                    metrics.rejected(door.port);
                    continue;
                };
                let open = metrics.connected(door.port);
                let (door, watcher, stop) = (Arc::clone(&door), graceful.watcher(), stop.clone());
                connections.spawn(async move {
                    let _held = (place, open);
                    connection::serve(stream, &door, watcher, stop).await;
                });
            }
        }
    }
    drop(listener);
    // Idle connections close now, busy ones after their answer, which says so (`connection: close`).
    let _ = tokio::time::timeout(door.drain_timeout, graceful.shutdown()).await;
    while connections.try_join_next().is_some() {}
    let cut_off = connections.len();
    connections.shutdown().await;
    cut_off
}
