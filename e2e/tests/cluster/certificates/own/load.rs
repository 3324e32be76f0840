//! Clients that go on all the time: pods through the API server, and handshakes with each replica by whoever trusts what
//! the webhook configurations say at that moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

use edgeward_e2e::cluster::{Client, Cluster, Problem, User, ask};
use serde_json::json;

use super::bundles;

const PODS: usize = 3;

/// Between two requests of one client: two processors have other work as well.
const PAUSE: Duration = Duration::from_millis(20);

pub(super) struct Load {
    stop: Arc<AtomicBool>,
    pods: Vec<JoinHandle<usize>>,
    handshakes: Vec<JoinHandle<usize>>,
}

impl Load {
    pub(super) fn start(cluster: &Cluster, urls: [String; 2]) -> Result<Load, Problem> {
        let stop = Arc::new(AtomicBool::new(false));
        let client = cluster.client(&User::admin())?;
        let pods = (0..PODS).map(|_| repeat(&stop, create_pod(client.clone()))).collect();
        let handshake = |url: String| {
            let client = client.clone();
            move || {
                let bundle = bundles(&client).unwrap_or_else(|error| panic!("{error}")).swap_remove(0);
                let status = ask(&url, &bundle);
                assert!(matches!(status, Ok(405)), "{url}: {status:?}");
            }
        };
        let handshakes = urls.into_iter().map(|url| repeat(&stop, handshake(url))).collect();
        Ok(Load { stop, pods, handshakes })
    }

    /// How many of both there were; all were answered.
    pub(super) fn end(self) -> (usize, usize) {
        self.stop.store(true, Ordering::Release);
        let sum = |threads: Vec<JoinHandle<usize>>| {
            threads.into_iter().map(|thread| thread.join().expect("every request was answered")).sum()
        };
        (sum(self.pods), sum(self.handshakes))
    }
}

fn repeat(stop: &Arc<AtomicBool>, act: impl Fn() + Send + 'static) -> JoinHandle<usize> {
    let stop = Arc::clone(stop);
    std::thread::spawn(move || {
        let mut count = 0;
        while !stop.load(Ordering::Acquire) {
            act();
            count += 1;
            sleep(PAUSE);
        }
        count
    })
}

/// A pod that the server denies, for whatever reason: a slow machine may leave a rule without an answer.
fn create_pod(client: Client) -> impl Fn() + Send + 'static {
    let safe = json!({
        "runAsNonRoot": true, "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    });
    let containers = json!([{"name": "c", "image": "i", "securityContext": safe}]);
    let pod = json!({"metadata": {"name": "p"}, "spec": {"containers": containers}});
    move || {
        let answer = client.post("/api/v1/namespaces/clinic/pods?dryRun=All", &pod);
        let judged = answer.as_ref().is_ok_and(|answer| answer.text().contains("denied the request: [hd-"));
        assert!(judged, "{:?}", answer.map(|answer| answer.text()));
    }
}
