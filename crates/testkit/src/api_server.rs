//! A small API server for tests of what watches a cluster: real HTTP on loopback, discovery, lists in pages, watches
//! with versions and bookmarks. It can forget its history, break or silence watches, refuse, stop and come back.

mod answer;
mod connection;
mod objects;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use objects::Objects;

/// How often threads look whether something changed.
const TICK: Duration = Duration::from_millis(5);

/// A server; stopped when dropped.
#[derive(Debug)]
pub struct ApiServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    objects: Mutex<Objects>,
    behaviour: Mutex<Behaviour>,
    requests: Mutex<Vec<String>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Behaviour {
    is_stopped: bool,
    /// Every request gets this status.
    refusal: Option<u16>,
    /// Nothing is answered, and watches say nothing more.
    is_silent: bool,
    /// Watches that began before the last cut end.
    cuts: u64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for ApiServer {
    fn default() -> Self {
        ApiServer::start()
    }
}

impl ApiServer {
    /// On a free port; it serves namespaces, and nothing else until it is told to.
    ///
    /// # Panics
    /// There is no free port.
    #[must_use]
    pub fn start() -> ApiServer {
        let shared = Arc::new(Shared::default());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let accepting = Some(accept(listener, &shared));
        let server = ApiServer { address, shared, accepting };
        server.serve_kind("v1", "Namespace", "namespaces", false);
        server
    }

    /// A kubeconfig that leads here.
    pub fn kubeconfig(&self) -> String {
        let server = format!("http://{}", self.address);
        serde_json::json!({
            "apiVersion": "v1", "kind": "Config", "current-context": "test",
            "clusters": [{"name": "test", "cluster": {"server": server}}],
            "users": [{"name": "test", "user": {"token": "a"}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
        })
        .to_string()
    }

    /// From now on discovery has this kind.
    pub fn serve_kind(&self, api_version: &str, kind: &str, resource: &str, namespaced: bool) {
        lock(&self.shared.objects).serve(api_version, kind, resource, namespaced);
    }

    /// Discovery has no kind of this version any more.
    pub fn drop_version(&self, api_version: &str) {
        lock(&self.shared.objects).drop_version(api_version);
    }

    /// A new object, or a new state of one.
    pub fn put(&self, object: Value) {
        lock(&self.shared.objects).put(object);
    }

    /// The object of this kind and name is gone.
    pub fn delete(&self, kind: &str, namespace: &str, name: &str) {
        lock(&self.shared.objects).delete(kind, namespace, name);
    }

    /// Watches cannot go on from anything that happened before.
    pub fn forget_history(&self) {
        lock(&self.shared.objects).forget();
    }

    /// Every open watch breaks in the middle.
    pub fn cut_watches(&self) {
        lock(&self.shared.behaviour).cuts += 1;
    }

    /// Every request gets this status, or is answered again.
    pub fn refuse(&self, status: Option<u16>) {
        lock(&self.shared.behaviour).refusal = status;
    }

    /// Connections stay, and nothing comes.
    pub fn silence(&self, is_silent: bool) {
        lock(&self.shared.behaviour).is_silent = is_silent;
    }

    /// Everything is closed, and nobody listens.
    pub fn stop(&mut self) {
        lock(&self.shared.behaviour).is_stopped = true;
        if let Some(accepting) = self.accepting.take() {
            // It ends by itself; a panic there fails the test by what is missing.
            let _ = accepting.join();
        }
    }

    /// It listens again where it did, with the objects that it had.
    ///
    /// # Panics
    /// Somebody took the port.
    pub fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).expect("the port is free again");
        lock(&self.shared.behaviour).is_stopped = false;
        self.accepting = Some(accept(listener, &self.shared));
    }

    /// Paths that were asked for, with their queries.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.shared.requests).clone()
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn accept(listener: TcpListener, shared: &Arc<Shared>) -> JoinHandle<()> {
    listener.set_nonblocking(true).expect("an option");
    let shared = Arc::clone(shared);
    std::thread::spawn(move || {
        let mut connections: Vec<(TcpStream, JoinHandle<()>)> = Vec::new();
        while !lock(&shared.behaviour).is_stopped {
            if let Ok((stream, _)) = listener.accept() {
                let other = stream.try_clone().expect("a second handle");
                let shared = Arc::clone(&shared);
                connections.push((other, std::thread::spawn(move || connection::serve(stream, &shared))));
            } else {
                std::thread::sleep(TICK);
            }
        }
        for (stream, serving) in connections {
            // One that is closed already is what is wanted.
            let _ = stream.shutdown(std::net::Shutdown::Both);
            let _ = serving.join();
        }
    })
}
