use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use edgeward_decision::{Inventory, PolicySet};
use edgeward_rego::Limits;
use edgeward_webhook::{Config, Server, Started};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::client::{Connection, Response};
use crate::policies::policies;

/// A server on free ports with a state directory of its own; stopped and removed when dropped.
pub(crate) struct Running {
    pub(crate) started: Started,
    server: Option<Server>,
    pub(crate) dir: TempDir,
    runtime: Runtime,
}

impl Running {
    /// With the small test policies.
    pub(crate) fn start(change: impl FnOnce(&mut Config)) -> Running {
        Running::with(policies(), &Inventory::default(), change)
    }

    pub(crate) fn with(
        policies: PolicySet,
        inventory: &Inventory,
        change: impl FnOnce(&mut Config),
    ) -> Running {
        let dir = tempfile::tempdir().expect("a directory");
        let any = ([127, 0, 0, 1], 0).into();
        let mut config = Config {
            admission_addr: any,
            decision_addr: Some(any),
            health_addr: any,
            state_dir: dir.path().join("state"),
            evaluation_limits: Limits { time: Duration::from_millis(700), ..Limits::default() },
            ..Config::default()
        };
        change(&mut config);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let server = runtime.block_on(Server::start(config, Arc::new(policies), inventory));
        let server = server.unwrap_or_else(|error| panic!("{error}"));
        Running { started: server.started().clone(), server: Some(server), dir, runtime }
    }

    pub(crate) fn ca(&self) -> PathBuf {
        self.started.authority.as_ref().expect("self-signed").path.clone()
    }

    pub(crate) fn admission(&self) -> Connection {
        Connection::tls(self.started.admission, &self.ca())
    }

    pub(crate) fn decision(&self) -> Connection {
        Connection::plain(self.started.decision.expect("it is on"))
    }

    pub(crate) fn health(&self) -> Connection {
        Connection::plain(self.started.health)
    }

    pub(crate) fn metrics(&self) -> String {
        self.health().get("/metrics").text()
    }

    /// Waits until the metrics have the line: what they count may be a moment behind what a client sees.
    pub(crate) fn counts(&self, line: &str) {
        for _ in 0..200 {
            if self.metrics().lines().any(|found| found == line) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{line}\nis not in\n{}", self.metrics());
    }

    /// Judges a pod and expects the server to be well.
    pub(crate) fn is_well(&self) {
        assert_eq!(
            verdict(&self.admission().post("/v1/admit", &pod(&json!({"owner": "a", "contact": "b"})))),
            (true, 200)
        );
    }

    /// Tells the server to stop; the handle gives the number of connections cut off.
    pub(crate) fn stop(&mut self) -> JoinHandle<usize> {
        let server = self.server.take().expect("running");
        self.runtime.spawn(server.shutdown())
    }

    pub(crate) fn wait(&self, stopped: JoinHandle<usize>) -> usize {
        self.runtime.block_on(stopped).expect("no panic")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.shutdown());
        }
    }
}

pub(crate) const UID: &str = "705ab4f5-6393-11e8-b7cc-42010a800002";

/// An AdmissionReview around a request.
pub(crate) fn review(request: &Value) -> Vec<u8> {
    json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request})
        .to_string()
        .into()
}

/// The review of a pod with these labels that somebody creates.
pub(crate) fn pod(labels: &Value) -> Vec<u8> {
    let object =
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": labels}, "spec": {}});
    review(&request("CREATE", &object, &Value::Null))
}

/// A request as the API server makes it.
pub(crate) fn request(operation: &str, object: &Value, old: &Value) -> Value {
    let of = if object.is_null() { old } else { object };
    let api_version = of["apiVersion"].as_str().expect("an object");
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    json!({
        "uid": UID,
        "kind": {"group": group, "version": version, "kind": of["kind"]},
        "operation": operation,
        "name": of["metadata"]["name"],
        "namespace": of["metadata"]["namespace"].as_str().unwrap_or("default"),
        "userInfo": {"username": "system:serviceaccount:kube-system:deployment-controller"},
        "object": object,
        "oldObject": old,
        "dryRun": false,
    })
}

/// `allowed` and the code of a well-formed AdmissionReview.
pub(crate) fn verdict(response: &Response) -> (bool, u64) {
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(response.header("content-type"), Some("application/json"));
    let review = response.json();
    assert_eq!(
        (&review["apiVersion"], &review["kind"]),
        (&json!("admission.k8s.io/v1"), &json!("AdmissionReview"))
    );
    let response = &review["response"];
    assert_eq!(response["uid"], UID);
    (
        response["allowed"].as_bool().expect("a boolean"),
        response["status"]["code"].as_u64().expect("a number"),
    )
}
