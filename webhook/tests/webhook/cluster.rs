//! What rules look up is what the cluster has, and where nobody knows that they are not asked, and that denies.

use std::time::Duration;

use edgeward_decision::{Inventory, PolicyId, PolicySet};
use edgeward_rego::{Source, Value};
use edgeward_testkit::ApiServer;
use edgeward_webhook::{ClusterAccess, ClusterConfig};
use serde_json::json;

use crate::client::Response;
use crate::running::{Running, request, review, verdict};

fn source(name: &str, id: &str, group: &str, kind: &str, body: &str) -> Source {
    let text = format!(
        "# METADATA\n# title: t\n# description: d\n# scope: package\n# custom:\n#   id: {id}\n#   severity: low\n\
         #   controls: [none]\n#   kinds: [{{group: \"{group}\", kind: {kind}}}]\n#   remediation: r\n#   limit: l\n\
         #   parameters:\n#     type: object\n#     properties: {{}}\npackage admission.{name}\n\nimport rego.v1\n\n{body}"
    );
    Source { path: format!("admission/{name}.rego"), text }
}

/// A pod needs a network policy beside it, a service must not be while a freeze is on, a node may be.
fn policies() -> PolicySet {
    let sources = vec![
        source(
            "isolated",
            "T-11",
            "",
            "Pod",
            "isolated if some _, _ in data.inventory.namespace[input.review.namespace][\"networking.k8s.io/v1\"].NetworkPolicy\n\n\
             violation contains {\"msg\": \"not isolated\", \"details\": {}} if not isolated\n",
        ),
        source(
            "frozen",
            "T-12",
            "",
            "Service",
            "violation contains {\"msg\": \"frozen\", \"details\": {}} if some _, _ in data.inventory.cluster[\"example.org/v1\"].Freeze\n",
        ),
        source(
            "node",
            "T-13",
            "",
            "Node",
            "violation contains {\"msg\": \"no\", \"details\": {}} if input.review.object.spec.bad\n",
        ),
    ];
    let id = PolicyId { revision: "0".to_owned(), digest: "0".to_owned() };
    PolicySet::from_text(id, sources, Value::object::<&str>([])).unwrap_or_else(|error| panic!("{error}"))
}

/// A server that watches, and trusts what it knows for longer than any test takes.
fn watching(api: &ApiServer) -> Running {
    watching_for(api, Duration::from_secs(60))
}

/// A server that watches, and forgets after three seconds, however slow the machine is.
fn forgetting(api: &ApiServer) -> Running {
    watching_for(api, Duration::from_secs(3))
}

fn watching_for(api: &ApiServer, stale_after: Duration) -> Running {
    let folder = tempfile::tempdir().expect("a folder");
    let kubeconfig = folder.path().join("kubeconfig");
    std::fs::write(&kubeconfig, api.kubeconfig()).expect("it can be written");
    Running::with(policies(), &Inventory::default(), |config| {
        config.cluster =
            Some(ClusterConfig { access: ClusterAccess::Kubeconfig(kubeconfig), stale_after, audit: None });
    })
}

fn cluster() -> ApiServer {
    let api = ApiServer::start();
    api.serve_kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true);
    api.put(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "clinic"}}));
    api
}

fn network_policy(name: &str) -> serde_json::Value {
    json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": "clinic"}, "spec": {}})
}

fn ask(running: &Running, kind: &str) -> Response {
    let metadata =
        if kind == "Node" { json!({"name": "a"}) } else { json!({"name": "a", "namespace": "clinic"}) };
    let object = json!({"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": {}});
    let mut request = request("CREATE", &object, &serde_json::Value::Null);
    if kind == "Node" {
        request["namespace"] = "".into();
    }
    running.admission().post("/v1/admit", &review(&request))
}

/// Waits until an answer is the wanted one.
fn until<T: PartialEq + std::fmt::Debug>(running: &Running, wanted: &T, answer: impl Fn() -> T) {
    let mut last = answer();
    for _ in 0..600 {
        if last == *wanted {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
        last = answer();
    }
    panic!("{last:?} and never {wanted:?}\n{}", running.metrics());
}

/// Waits until the answer about an object of the kind has this code.
fn becomes(running: &Running, kind: &str, code: u64) {
    until(running, &(kind, code), || {
        let (allowed, found) = verdict(&ask(running, kind));
        assert_eq!(allowed, found == 200);
        (kind, found)
    });
}

fn readiness(running: &Running) -> (u16, String) {
    let response = running.health().get("/readyz");
    (response.status, response.text())
}

/// Waits until all kinds are known: each is asked for again after a pause of its own.
fn becomes_ready(running: &Running) {
    until(running, &(200, "ok\n".to_owned()), || readiness(running));
}

#[test]
fn what_looks_up_a_kind_that_was_never_seen_is_denied_and_the_rest_is_judged() {
    let api = cluster();
    api.refuse(Some(503));
    let running = watching(&api);
    let denied = ask(&running, "Pod");
    assert_eq!(verdict(&denied), (false, 503));
    let message = denied.json()["response"]["status"]["message"].as_str().unwrap_or_default().to_owned();
    assert!(message.contains("the inventory of Namespace is not there yet"), "{message}");
    assert_eq!(verdict(&ask(&running, "Node")), (true, 200));
    let (status, text) = readiness(&running);
    assert_eq!(status, 503);
    assert!(text.contains("the inventory of NetworkPolicy (networking.k8s.io) is not there yet"), "{text}");
    running.counts(r#"edgeward_requests_total{endpoint="admit",outcome="unknown"} 1"#);
    running.counts(r#"edgeward_inventory_state{api_version="v1",kind="Namespace",state="cold"} 1"#);
    assert_eq!(running.decision().get("/health").status, 200, "data decisions look nothing up");
    api.refuse(None);
    becomes(&running, "Pod", 403);
    becomes_ready(&running);
}

#[test]
fn a_change_in_the_cluster_changes_the_next_decision() {
    let api = cluster();
    let running = watching(&api);
    becomes(&running, "Pod", 403);
    api.put(network_policy("a"));
    becomes(&running, "Pod", 200);
    api.put(network_policy("b"));
    api.delete("NetworkPolicy", "clinic", "a");
    running
        .counts(r#"edgeward_inventory_objects{api_version="networking.k8s.io/v1",kind="NetworkPolicy"} 1"#);
    assert_eq!(verdict(&ask(&running, "Pod")), (true, 200));
    api.delete("NetworkPolicy", "clinic", "b");
    becomes(&running, "Pod", 403);
}

#[test]
fn a_kind_that_is_not_served_is_known_to_be_empty_until_it_is_served() {
    let api = cluster();
    let running = forgetting(&api);
    becomes(&running, "Service", 200);
    running
        .counts(r#"edgeward_inventory_state{api_version="example.org/v1",kind="Freeze",state="absent"} 1"#);
    becomes_ready(&running);
    api.put(json!({"apiVersion": "example.org/v1", "kind": "Freeze", "metadata": {"name": "a"}}));
    api.serve_kind("example.org/v1", "Freeze", "freezes", false);
    becomes(&running, "Service", 403);
    api.drop_version("example.org/v1");
    api.cut_watches();
    becomes(&running, "Service", 200);
}

#[test]
fn a_watch_that_breaks_goes_on_and_one_that_is_too_old_begins_anew() {
    let api = cluster();
    let running = watching(&api);
    becomes(&running, "Pod", 403);
    api.cut_watches();
    api.put(network_policy("a"));
    becomes(&running, "Pod", 200);
    running.counts(
        r#"edgeward_inventory_lists_total{api_version="networking.k8s.io/v1",kind="NetworkPolicy"} 1"#,
    );
    api.delete("NetworkPolicy", "clinic", "a");
    api.forget_history();
    api.cut_watches();
    becomes(&running, "Pod", 403);
    running.counts(
        r#"edgeward_inventory_lists_total{api_version="networking.k8s.io/v1",kind="NetworkPolicy"} 2"#,
    );
}

#[test]
fn a_restart_of_the_api_server_is_survived() {
    let mut api = cluster();
    api.put(network_policy("a"));
    let running = watching(&api);
    becomes(&running, "Pod", 200);
    api.stop();
    api.delete("NetworkPolicy", "clinic", "a");
    api.forget_history();
    assert_eq!(verdict(&ask(&running, "Pod")), (true, 200), "what is known is used for a while");
    api.come_back();
    becomes(&running, "Pod", 403);
}

#[test]
fn what_was_not_heard_of_for_too_long_denies_until_it_is_heard_of_again() {
    let api = cluster();
    api.put(network_policy("a"));
    let running = forgetting(&api);
    becomes(&running, "Pod", 200);
    api.silence(true);
    becomes(&running, "Pod", 503);
    assert_eq!(verdict(&ask(&running, "Node")), (true, 200));
    let (status, text) = readiness(&running);
    assert_eq!(status, 503);
    assert!(text.contains("was not heard of for too long"), "{text}");
    api.silence(false);
    becomes(&running, "Pod", 200);
    becomes_ready(&running);
}

#[test]
fn a_long_list_comes_in_pages() {
    let api = cluster();
    for index in 0..1201 {
        api.put(network_policy(&format!("p{index}")));
    }
    let running = watching(&api);
    becomes(&running, "Pod", 200);
    running.counts(
        r#"edgeward_inventory_objects{api_version="networking.k8s.io/v1",kind="NetworkPolicy"} 1201"#,
    );
    let pages = api.requests().iter().filter(|path| path.contains("networkpolicies?limit=")).count();
    assert_eq!(pages, 13);
}
