//! The worst day: the server is gone, somebody takes its configuration away, the power fails.

use edgeward_e2e::bypass::good;
use edgeward_e2e::cluster::{
    ALL_PARTS, Answer, Client, Cluster, Edgeward, Outcome, Patch, Problem, Sandbox, User, prepare_site, until,
};
use serde_json::{Value, json};

use crate::chart::rendered::{CHART, NAMESPACE};

const PODS: &str = "/api/v1/namespaces/clinic/pods";

/// Namespaces that a cluster needs to come up.
const FIRST: [&str; 2] = ["kube-system", NAMESPACE];

pub(crate) fn survived(sandbox: &Sandbox) -> Outcome {
    let mut cluster = Cluster::start(sandbox, &ALL_PARTS)?;
    let admin = cluster.client(&User::admin())?;
    let ops = cluster.client(&User::new("ops", &[]))?;
    site(&admin)?;
    let kubeconfig = cluster.kubeconfig(&User::admin())?.to_string_lossy().into_owned();
    // Longer than a busy machine takes for one rule: what is tried is who answers.
    let served = ["--profile", "strict", "--kubeconfig", &kubeconfig, "--evaluation-timeout", "4s"];
    let edgeward = Edgeward::serve(&cluster, &served)?;
    let release = release(sandbox, &edgeward)?;
    let release: Vec<&str> = release.iter().map(String::as_str).collect();
    let helm = cluster.helm(&User::admin())?;
    helm.run(&[&["install", "edgeward", CHART], &release[..]].concat())?.good()?;
    clinic(&admin)?;
    until("the server and what K3s brings are running", || all_run(&admin))?;
    until("a good pod is let in", || let_in(&admin))?;
    until("the backstop denies", || named(&admin.create(&bad()?), "[hd-aud-01] annotation"))?;
    good_answer(&admin.create(&pod(&json!({"/metadata/name": "runs"}))?)?);

    let seat = edgeward.kill();
    // Policies come into force one after the other.
    until("all that CEL can say is denied", || denied(&admin, &ops).map_err(|error| error.to_string()))?;
    waits(&admin)?;
    first_start(&admin)?;

    // Without the configurations nobody waits for the server, and what CEL can say still holds.
    for kind in ["mutatingwebhookconfigurations/edgeward", "validatingwebhookconfigurations/edgeward"] {
        good_answer(&admin.delete(&format!("/apis/admissionregistration.k8s.io/v1/{kind}"))?);
    }
    until("a good pod is let in by the backstop alone", || let_in(&admin))?;
    denied(&admin, &ops)?;
    helm.run(&[&["upgrade", "edgeward", CHART], &release[..]].concat())?.good()?;
    until("the server is waited for again", || {
        named(&admin.create(&pod(&json!({}))?), "validate.edgeward.io")
    })?;

    cluster.restart()?;
    // From the first answer on.
    denied(&admin, &ops)?;
    waits(&admin)?;
    first_start(&admin)?;
    for namespace in FIRST {
        good_answer(&admin.delete(&format!("/api/v1/namespaces/{namespace}/pods"))?);
    }
    until("the server's pods and what K3s brings are made anew and run", || all_run(&admin))?;
    let _edgeward = Edgeward::serve_at(&cluster, seat, &served)?;
    until("a good pod is let in again", || let_in(&admin))?;
    named(&admin.create(&bad()?), "[hd-aud-01] annotation")?;
    Ok(())
}

/// Nodes that take what the chart and K3s bring, and somebody who may do everything that RBAC can give.
fn site(admin: &Client) -> Outcome {
    prepare_site(admin, 2)?;
    let group = "rbac.authorization.k8s.io";
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "ops"},
        "roleRef": {"apiGroup": group, "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"apiGroup": group, "kind": "User", "name": "ops"}],
    });
    good_answer(&admin.create(&binding)?);
    let label = json!({"metadata": {"labels": {"kubernetes.io/os": "linux"}}});
    for node in ["edge-1", "edge-2"] {
        good_answer(&admin.patch(&format!("/api/v1/nodes/{node}"), Patch::Merge, &label)?);
    }
    // As K3s writes them: a name server, and a load balancer that takes ports of its node.
    let dns = json!([{"name": "coredns", "image": "rancher/mirrored-coredns-coredns:1.10.1"}]);
    let balancer = json!([{
        "name": "lb-tcp-80",
        "image": "rancher/klipper-lb:v0.4.9",
        "ports": [{"containerPort": 80, "hostPort": 80}],
        "securityContext": {"capabilities": {"add": ["NET_ADMIN"]}},
    }]);
    for (kind, name, containers) in [("Deployment", "coredns", dns), ("DaemonSet", "svclb-traefik", balancer)]
    {
        let labels = json!({"app": name});
        let object = json!({
            "apiVersion": "apps/v1",
            "kind": kind,
            "metadata": {"name": name, "namespace": "kube-system"},
            "spec": {
                "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
            },
        });
        good_answer(&admin.create(&object)?);
    }
    Ok(())
}

/// A release whose webhooks ask the process, and that has a Deployment of its own beside.
fn release(sandbox: &Sandbox, edgeward: &Edgeward) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let authority = sandbox.folder().join("authority.crt");
    std::fs::write(&authority, edgeward.authority())?;
    let mut release: Vec<String> = Vec::new();
    let words = ["--namespace", NAMESPACE, "--create-namespace", "--set", "profile=strict"];
    release.extend(words.map(str::to_owned));
    for value in [
        format!("webhook.url={}", edgeward.url("")),
        "tls.mode=provided".to_owned(),
        "tls.provided.secretName=edgeward-tls".to_owned(),
    ] {
        release.extend(["--set".to_owned(), value]);
    }
    release.extend(["--set-file".to_owned(), format!("tls.provided.caBundle={}", authority.display())]);
    Ok(release)
}

fn clinic(admin: &Client) -> Outcome {
    for name in ["namespace", "policy", "account"] {
        let object = good(name, "clinic", &json!({}))?;
        until("the namespace is there", || {
            let answer = admin.create(&object).map_err(|problem| problem.to_string())?;
            if answer.is_success() { Ok(()) } else { Err(answer.text()) }
        })?;
    }
    Ok(())
}

fn pod(change: &Value) -> Result<Value, String> {
    good("pod", "clinic", change).map_err(|problem| problem.to_string())
}

fn bad() -> Result<Value, String> {
    pod(&json!({"/metadata/annotations/edgeward.io~1audit": null}))
}

fn let_in(admin: &Client) -> Result<(), String> {
    let object = pod(&json!({}))?;
    let answer = admin.post(&format!("{PODS}?dryRun=All"), &object).map_err(|problem| problem.to_string())?;
    if answer.is_success() { Ok(()) } else { Err(answer.text()) }
}

/// A refusal that names this.
fn named(answer: &Result<Answer, Problem>, word: &str) -> Result<(), String> {
    match answer {
        Ok(answer) if !answer.is_success() && answer.text().contains(word) => Ok(()),
        Ok(answer) => Err(format!("{} {}", answer.status, answer.text())),
        Err(problem) => Err(problem.to_string()),
    }
}

/// What the rules deny and CEL can say.
fn denied(admin: &Client, ops: &Client) -> Outcome {
    let etc = json!({"name": "etc", "hostPath": {"path": "/etc", "type": "Directory"}});
    let context = "/spec/containers/0/securityContext";
    for (change, word) in [
        (json!({"/spec/nodeName": "edge-1"}), "[hd-pl-02] node_name"),
        (json!({"/spec/runtimeClassName": null}), "[hd-rt-01] class"),
        (json!({"/metadata/annotations/run.oci.handler": "crun"}), "[hd-rt-02] other"),
        (json!({"/metadata/annotations/edgeward.io~1audit": null}), "[hd-aud-01] annotation"),
        (json!({"/spec/volumes/-": etc}), "[hd-vol-02] path"),
        (json!({"/spec/volumes/0/emptyDir": {}}), "[hd-vol-01] size_limit"),
        (json!({"/spec/hostNetwork": true}), "[hd-net-03] host_"),
        (json!({"/spec/containers/0/resources": {}}), "[hd-res-01]"),
        (json!({context: {"privileged": true}}), "[hd-sec-0"),
        (json!({"/spec/containers/0/image": "registry.example.com/storage:2"}), "[hd-img-02] digest"),
        (json!({"/spec/containers/0/image": "ghcr.io/x/y@sha256:00"}), "[hd-img-0"),
        (json!({"/spec/serviceAccountName": null}), "[hd-sa-01] account"),
        // Another namespace, where no NetworkPolicy is.
        (json!({"/metadata/namespace": "bare"}), "no params found for policy binding"),
    ] {
        let object = pod(&change)?;
        let namespace = object["metadata"]["namespace"].as_str().unwrap_or_default();
        if namespace == "bare" && !bare(admin)? {
            continue;
        }
        let path = format!("/api/v1/namespaces/{namespace}/pods?dryRun=All");
        named(&admin.post(&path, &object), word).map_err(|said| format!("{change}: {said}"))?;
    }
    for (path, check) in [
        (format!("{PODS}/any/exec?command=sh"), "exec"),
        (format!("{PODS}/any/attach"), "attach"),
        (format!("{PODS}/any/portforward?ports=80"), "port_forward"),
        (format!("{PODS}/any/proxy/"), "pod_proxy"),
        ("/api/v1/namespaces/clinic/services/any/proxy/".to_owned(), "service_proxy"),
        ("/api/v1/nodes/edge-1/proxy/pods".to_owned(), "node_proxy"),
    ] {
        named(&admin.post(&path, &json!({})), &format!("[hd-sub-01] {check}"))
            .map_err(|said| format!("{path}: {said}"))?;
    }
    let class = "/apis/node.k8s.io/v1/runtimeclasses/wasmedge?dryRun=All";
    named(&ops.delete(class), "[hd-rt-03] change")?;
    denied_later(admin)
}

/// Doors to a pod that runs.
fn denied_later(admin: &Client) -> Outcome {
    let mut debug = pod(&json!({}))?["spec"]["containers"][0].clone();
    for field in ["resources", "ports", "readinessProbe", "livenessProbe", "volumeMounts"] {
        debug.as_object_mut().map(|fields| fields.remove(field));
    }
    debug["name"] = json!("debug");
    for (door, patch, word) in [
        (
            "ephemeralcontainers",
            json!({"spec": {"ephemeralContainers": [debug]}}),
            "[hd-sub-01] debug_container",
        ),
        ("status", json!({"metadata": {"annotations": {"run.oci.handler": "crun"}}}), "[hd-rt-02] other"),
    ] {
        let path = format!("{PODS}/runs/{door}?dryRun=All");
        named(&admin.patch(&path, Patch::Strategic, &patch), word)
            .map_err(|said| format!("{door}: {said}"))?;
    }
    // Kubelets go on writing what becomes of it.
    let seen = json!({"status": {"message": "seen"}});
    good_answer(&admin.patch(&format!("{PODS}/runs/status?dryRun=All"), Patch::Strategic, &seen)?);
    Ok(())
}

/// Whether there is a namespace with health data that has no NetworkPolicy: it can be made only while nobody waits for
/// the server.
fn bare(admin: &Client) -> Result<bool, Problem> {
    let path = "/api/v1/namespaces/bare/serviceaccounts/storage";
    if admin.get(path)?.is_success() {
        return Ok(true);
    }
    let made = admin.create(&good("namespace", "bare", &json!({}))?)?;
    if !made.is_success() {
        return Ok(false);
    }
    Ok(admin.create(&good("account", "bare", &json!({}))?)?.is_success())
}

/// What the backstop lets pass waits for the server; what is there can be taken away.
fn waits(admin: &Client) -> Outcome {
    let answer = admin.post(&format!("{PODS}?dryRun=All"), &pod(&json!({}))?)?;
    let failed = r#"failed calling webhook "validate.edgeward.io""#;
    assert!(answer.status == 500 && answer.text().contains(failed), "{} {}", answer.status, answer.text());
    good_answer(&admin.delete(&format!("{PODS}/runs?dryRun=All"))?);
    Ok(())
}

/// The server's own pods and those that K3s starts with, whatever they ask for.
fn first_start(admin: &Client) -> Outcome {
    let host =
        json!({"path": "/var/lib/rancher/k3s/storage/pvc-1_clinic_records", "type": "DirectoryOrCreate"});
    let containers = json!([{
        "name": "c",
        "image": "rancher/klipper-helm:v0.8.4",
        "securityContext": {"privileged": true},
    }]);
    for namespace in FIRST {
        let object = json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "helper", "namespace": namespace},
            "spec": {
                "hostNetwork": true,
                "hostPID": true,
                "nodeName": "edge-1",
                "tolerations": [{"operator": "Exists"}],
                "containers": containers,
                "volumes": [{"name": "data", "hostPath": host}],
            },
        });
        good_answer(&admin.post(&format!("/api/v1/namespaces/{namespace}/pods?dryRun=All"), &object)?);
    }
    Ok(())
}

/// Pods of both namespaces, none of which is on its way out.
fn all_run(admin: &Client) -> Result<(), String> {
    for namespace in FIRST {
        let path = format!("/api/v1/namespaces/{namespace}/pods");
        let pods = admin.get(&path).map_err(|problem| problem.to_string())?.body;
        let pods = pods["items"].as_array().cloned().unwrap_or_default();
        let phases: Vec<String> = pods
            .iter()
            .map(|pod| {
                format!(
                    "{} {} {}",
                    pod["metadata"]["name"], pod["status"]["phase"], pod["metadata"]["deletionTimestamp"]
                )
            })
            .collect();
        let is_running = |line: &String| line.ends_with("\"Running\" null");
        // Two servers; a name server, and a load balancer on each of two nodes.
        let wanted = if namespace == NAMESPACE { 2 } else { 3 };
        if phases.len() != wanted || !phases.iter().all(is_running) {
            return Err(format!("{namespace}: {phases:?}"));
        }
    }
    Ok(())
}

fn good_answer(answer: &Answer) {
    assert!(answer.is_success(), "{} {}", answer.status, answer.text());
}
