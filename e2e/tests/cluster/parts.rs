//! The cluster itself: what other tests take for granted.

use edgeward_e2e::cluster::{ALL_PARTS, Client, Cluster, Outcome, Sandbox, User, prepare_site, until};
use serde_json::{Value, json};

pub(crate) fn api_server(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    assert_eq!(admin.get("/readyz")?.text(), "ok");
    assert_eq!(admin.get("/version")?.body["gitVersion"], "v1.30.4");

    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "clinic"}});
    assert_eq!(admin.create(&namespace)?.status, 201);

    let nurse = User::new("ada", &["nurses", "night-shift"]);
    let review = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"});
    let seen = cluster.client(&nurse)?.create(&review)?.body;
    assert_eq!(
        seen["status"]["userInfo"],
        json!({"username": "ada", "groups": ["nurses", "night-shift", "system:authenticated"]}),
    );
    let refused = cluster.kubectl(&nurse)?.run(&["delete", "namespace", "clinic"])?;
    assert_eq!(
        refused.stderr,
        "Error from server (Forbidden): namespaces \"clinic\" is forbidden: \
         User \"ada\" cannot delete resource \"namespaces\" in API group \"\" in the namespace \"clinic\"\n",
    );
    Ok(())
}

pub(crate) fn all(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &ALL_PARTS)?;
    let admin = cluster.client(&User::admin())?;
    prepare_site(&admin, 1)?;
    let labels = json!({"app": "storage"});
    let deployment = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "storage", "namespace": "default"},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": &labels},
            "template": {
                "metadata": {"labels": &labels},
                "spec": {
                    "runtimeClassName": "wasmedge",
                    "containers": [{"name": "storage", "image": "registry.example.com/storage:1.4.2"}],
                },
            },
        },
    });
    let made = admin.create(&deployment)?;
    assert_eq!(made.status, 201, "{}", made.text());
    until("both pods run on the edge node", || {
        let pods = pods(&admin).map_err(|problem| problem.to_string())?;
        let expected = json!(["edge-1 Running", "edge-1 Running"]);
        if pods == expected { Ok(()) } else { Err(pods.to_string()) }
    })?;

    let account = cluster.client(&User::service_account("default", "default"))?;
    let review = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"});
    let seen = account.create(&review)?.body;
    assert_eq!(seen["status"]["userInfo"]["username"], "system:serviceaccount:default:default");
    Ok(())
}

/// `NODE PHASE` of each pod.
fn pods(client: &Client) -> Result<Value, edgeward_e2e::cluster::Problem> {
    let pods = client.get("/api/v1/namespaces/default/pods")?.body;
    let text =
        |pod: &Value, pointer| pod.pointer(pointer).and_then(Value::as_str).unwrap_or("none").to_owned();
    let line = |pod: &Value| format!("{} {}", text(pod, "/spec/nodeName"), text(pod, "/status/phase"));
    Ok(pods["items"].as_array().into_iter().flatten().map(line).collect())
}
