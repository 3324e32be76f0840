//! The chart as a release in a cluster, with and without anybody who answers its webhooks.

use std::path::Path;

use edgeward_e2e::cluster::{
    Answer, Client, Cluster, Edgeward, Outcome, Part, Patch, Problem, Sandbox, User, prepare_site, until,
};
use serde_json::{Value, json};

use super::rendered::{CHART, NAMESPACE};
use crate::admission::twin;

const WEBHOOKS: &str = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
const MUTATING: &str = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
const POLICIES: &str = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

fn example(name: &str) -> String {
    Path::new(CHART).join("ci").join(format!("{name}-values.yaml")).to_string_lossy().into_owned()
}

/// Its server never runs, for there is no kubelet: the worst day of a cluster.
pub(crate) fn comes_and_goes(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[Part::ControllerManager])?;
    let admin = cluster.client(&User::admin())?;
    let helm = cluster.helm(&User::admin())?;
    for name in ["ops", "system:serviceaccount:edgeward-system:edgeward"] {
        good(&admin.create(&administrator(name))?);
    }
    good(&admin.create(&namespace("clinic", true))?);
    for name in ["clinic", "default", "kube-system"] {
        account(&admin, name)?;
    }
    good(&admin.create(&pod("clinic", "records"))?);

    let values = example("single-node");
    let release = ["edgeward", CHART, "--namespace", NAMESPACE, "--create-namespace", "--values", &values];
    helm.run(&[&["install"], &release[..]].concat())?.good()?;
    account(&admin, NAMESPACE)?;

    guarded_without_server(&admin)?;
    rest_goes_on(&admin)?;
    // The server itself can start: its replica set makes its pod.
    until("the server's own pod is made", || {
        let pods =
            admin.get(&format!("/api/v1/namespaces/{NAMESPACE}/pods")).map_err(|error| error.to_string())?;
        let made = pods.body["items"].as_array().is_some_and(|items| !items.is_empty());
        if made { Ok(()) } else { Err(pods.body.to_string()) }
    })?;
    kubectl_as_api_server(&cluster)?;
    policies_compile(&admin)?;
    configurations_are_guarded(&cluster)?;
    bindings_are_guarded(&cluster)?;

    helm.run(&[&["upgrade"], &release[..], &["--set", "webhook.validating.timeoutSeconds=7"]].concat())?
        .good()?;
    assert_eq!(admin.get(&format!("{WEBHOOKS}/edgeward"))?.body["webhooks"][0]["timeoutSeconds"], 7);
    let other = cluster.helm(&User::new("ops", &[]))?;
    let said = other.run(&[&["upgrade"], &release[..]].concat())?;
    assert!(said.stderr.contains("only members of these groups may change it"), "{}", said.stderr);
    guarded_without_server(&admin)?;

    let uninstall = ["uninstall", "edgeward", "--namespace", NAMESPACE];
    helm.run(&uninstall)?.good()?;
    for left in [WEBHOOKS, MUTATING, POLICIES] {
        assert_eq!(admin.get(left)?.body["items"], json!([]), "{left}");
    }
    rest_goes_on(&admin)?;
    // The API server goes on asking policies for a moment after they are gone.
    succeeds(|| admin.create(&namespace("ward", true)))?;
    account(&admin, "ward")?;
    succeeds(|| admin.create(&pod("ward", "free")))?;
    // The definition stays, with whatever was excepted, and the next release takes it over.
    good(&admin.get("/apis/edgeward.io/v1alpha1/exceptions")?);
    helm.run(&[&["install"], &release[..]].concat())?.good()?;
    helm.run(&uninstall)?.good()?;
    Ok(())
}

fn guarded_without_server(admin: &Client) -> Outcome {
    let role = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "r"}});
    for answer in [
        admin.create(&pod("clinic", "free"))?,
        admin.create(&namespace("ward", true))?,
        admin.create(&role)?,
        admin.post("/api/v1/namespaces/clinic/pods/any/exec?command=sh", &json!({}))?,
        admin.get("/api/v1/nodes/any/proxy/pods")?,
    ] {
        assert!(fails_closed(&answer), "{} {}", answer.status, answer.text());
    }
    // What runs can be stopped.
    good(&admin.delete("/api/v1/namespaces/clinic/pods/records?dryRun=All")?);
    Ok(())
}

/// Nobody answers the webhook; or, from the moment on in which they are in force, the policies deny before it is called.
fn fails_closed(answer: &Answer) -> bool {
    let text = answer.text();
    (answer.status == 500 && text.contains("failed calling webhook"))
        // 422 where a NetworkPolicy has to be there and is not.
        || ([403, 422].contains(&answer.status) && text.contains("ValidatingAdmissionPolicy 'edgeward-hd-"))
}

/// Whoever has nothing to do with health data notices nothing.
fn rest_goes_on(admin: &Client) -> Outcome {
    for name in ["kube-system", "default"] {
        good(&admin.create(&pod(name, "passer-by"))?);
        good(&admin.delete(&format!("/api/v1/namespaces/{name}/pods/passer-by"))?);
    }
    let labels = json!({"app": "passer-by"});
    let deployment = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "passer-by", "namespace": "kube-system"},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "c", "image": "registry.example.com/c"}]},
            },
        },
    });
    good(&admin.create(&deployment)?);
    let pods = "/api/v1/namespaces/kube-system/pods?labelSelector=app%3Dpasser-by";
    until("the deployment has its pod", || counted(admin, pods, 1))?;
    good(&admin.delete("/apis/apps/v1/namespaces/kube-system/deployments/passer-by")?);
    good(&admin.create(&namespace("passer-by", false))?);
    good(&admin.delete("/api/v1/namespaces/passer-by")?);
    until("the namespace is gone", || {
        let found = admin.get("/api/v1/namespaces/passer-by").map_err(|error| error.to_string())?;
        if found.status == 404 { Ok(()) } else { Err(found.text()) }
    })?;
    until("the deployment's pod is gone", || counted(admin, pods, 0))?;
    Ok(())
}

fn counted(admin: &Client, path: &str, wanted: usize) -> Result<(), String> {
    let found = admin.get(path).map_err(|error| error.to_string())?.body;
    let count = found["items"].as_array().map_or(0, Vec::len);
    if count == wanted { Ok(()) } else { Err(format!("{count} of {wanted}")) }
}

/// The API server's own roles can be written while no server answers: it ends otherwise when it starts.
fn kubectl_as_api_server(cluster: &Cluster) -> Outcome {
    let kubectl = cluster.kubectl(&User::admin())?;
    let arguments = ["create", "clusterrole", "own", "--verb=get", "--resource=pods", "--dry-run=server"];
    let itself = ["--as=system:apiserver", "--as-group=system:masters"];
    kubectl.run(&[&arguments[..], &itself[..]].concat())?.good()?;
    Ok(())
}

fn policies_compile(admin: &Client) -> Outcome {
    until("the expressions of all policies are checked", || {
        let policies = admin.get(POLICIES).map_err(|error| error.to_string())?.body;
        let policies = policies["items"].as_array().cloned().unwrap_or_default();
        let unchecked = policies.iter().find(|policy| {
            let status = &policy["status"];
            !(status["observedGeneration"].is_number()
                && status["typeChecking"]["expressionWarnings"].is_null())
        });
        match unchecked {
            Some(policy) => Err(format!("{}: {}", policy["metadata"]["name"], policy["status"])),
            None if policies.len() > 20 => Ok(()),
            None => Err(format!("there are {} policies", policies.len())),
        }
    })?;
    Ok(())
}

/// Only the groups change the configurations; who renews certificates changes the CA alone.
fn configurations_are_guarded(cluster: &Cluster) -> Outcome {
    let own = format!("{WEBHOOKS}/edgeward");
    let open = json!([{"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Ignore"}]);
    let authority = json!([{"op": "replace", "path": "/webhooks/0/clientConfig/caBundle", "value": "QQ=="}]);
    let account = cluster.client(&User::service_account(NAMESPACE, "edgeward"))?;
    let ops = cluster.client(&User::new("ops", &[]))?;
    let editor = cluster.client(&User::new("ops", &["edgeward:policy-editors"]))?;
    until("the guard is active", || {
        let answer =
            ops.patch(&format!("{own}?dryRun=All"), Patch::Json, &open).map_err(|error| error.to_string())?;
        if answer.status == 403 { Ok(()) } else { Err(answer.text()) }
    })?;
    for refused in [
        ops.delete(&format!("{own}?dryRun=All"))?,
        ops.delete(&format!("{WEBHOOKS}/edgeward-own?dryRun=All"))?,
        ops.delete(&format!("{MUTATING}/edgeward?dryRun=All"))?,
        ops.delete(&format!("{WEBHOOKS}?dryRun=All"))?,
        ops.patch(&format!("{own}?dryRun=All"), Patch::Json, &authority)?,
        account.patch(&format!("{own}?dryRun=All"), Patch::Json, &open)?,
        account.delete(&format!("{own}?dryRun=All"))?,
    ] {
        assert!(
            refused.status == 403 && refused.text().contains("edgeward:policy-editors"),
            "{}",
            refused.text()
        );
    }
    let answer =
        json!([{"op": "replace", "path": "/webhooks/0/admissionReviewVersions", "value": ["v1", "v2"]}]);
    assert_eq!(account.patch(&format!("{own}?dryRun=All"), Patch::Json, &answer)?.status, 403);
    good(&account.patch(&format!("{own}?dryRun=All"), Patch::Json, &authority)?);
    good(&editor.patch(&format!("{own}?dryRun=All"), Patch::Json, &open)?);
    good(&editor.delete(&format!("{own}?dryRun=All"))?);
    let other = json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "of-somebody-else"},
    });
    good(&ops.create(&other)?);
    good(&ops.delete(&format!("{WEBHOOKS}/of-somebody-else"))?);
    Ok(())
}

fn bindings_are_guarded(cluster: &Cluster) -> Outcome {
    let path = "/api/v1/namespaces/clinic/pods/records/binding?dryRun=All";
    let binding = |annotations: Value| {
        json!({
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": "records", "annotations": annotations},
            "target": {"kind": "Node", "name": "edge-1"},
        })
    };
    let admin = cluster.client(&User::admin())?;
    let scheduler = cluster.client(&User::new("system:kube-scheduler", &[]))?;
    let handler = binding(json!({"run.oci.handler": "crun"}));
    for (answer, message) in [
        (admin.post(path, &binding(Value::Null))?, ["by the scheduler alone", "[hd-pl-02] binder"]),
        (scheduler.post(path, &handler)?, ["a binding adds no annotations", "[hd-pl-02] merged"]),
    ] {
        // Two policies deny it, and the API server names one.
        let named = message.iter().any(|message| answer.text().contains(message));
        assert!(answer.status == 403 && named, "{}", answer.text());
    }
    // The policy lets it through, and the webhook, which is not there in this test, is asked next.
    let next = scheduler.post(path, &binding(Value::Null))?;
    assert!(next.text().contains("failed calling webhook"), "{}", next.text());
    Ok(())
}

/// The chart without a server of its own, as beside a K3s server.
pub(crate) fn asked_by_url(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    let helm = cluster.helm(&User::admin())?;
    prepare_site(&admin, 0)?;
    let twin = twin(cluster.folder())?.to_string_lossy().into_owned();
    let edgeward = Edgeward::serve(&cluster, &["--inventory", &twin])?;
    let authority = sandbox.folder().join("ca.crt");
    std::fs::write(&authority, edgeward.authority())?;
    let authority = format!("tls.provided.caBundle={}", authority.display());
    let url = format!("webhook.url={}", edgeward.url(""));
    let values = example("beside-k3s");
    let release = ["edgeward", CHART, "--namespace", NAMESPACE, "--create-namespace", "--values", &values];
    let site = ["--set", &url, "--set-file", &authority];
    helm.run(&[&["install"], &release[..], &site[..]].concat())?.good()?;

    let kubectl = cluster.kubectl(&User::admin())?;
    let applied = kubectl.run(&["apply", "-f", &twin])?;
    assert!(applied.success, "{}", applied.stderr);
    let unlabelled = json!({"metadata": {"labels": {"edgeward.io/health-data": null}}});
    let space = "/api/v1/namespaces/health-data";
    let exception = json!({
        "apiVersion": "edgeward.io/v1alpha1",
        "kind": "Exception",
        "metadata": {"name": "everything", "namespace": NAMESPACE},
        "spec": {
            "rules": ["HD-IMG-02"],
            "subject": {"kinds": [{"group": "", "kind": "Pod"}], "namespace": "clinic"},
            "reason": "r", "equivalentMeasure": "m", "ticket": "t", "requester": "ann", "approver": "ann",
            "approvedAt": "2026-01-01T00:00:00Z", "expires": "2026-01-02T00:00:00Z",
        },
    });
    let short = json!({"data": {"retention_days": "1"}});
    for (answer, rule) in [
        (admin.post(&format!("{space}/pods/any/exec?command=sh"), &json!({}))?, "hd-sub-01"),
        (admin.get(&format!("{space}/services/any/proxy/"))?, "hd-sub-01"),
        (admin.get("/api/v1/nodes/any/proxy/pods")?, "hd-sub-01"),
        (admin.create(&pod("health-data", "free"))?, "[hd-"),
        (admin.patch(space, Patch::Merge, &unlabelled)?, "hd-ns-01"),
        (admin.patch(&format!("{space}/status"), Patch::Merge, &unlabelled)?, "hd-ns-01"),
        (admin.create(&exception)?, "hd-exc-01"),
        (audit(&admin, &short)?, "hd-aud-02"),
    ] {
        assert!(answer.status == 403 && answer.text().contains(rule), "{rule}: {}", answer.text());
    }
    good(&admin.create(&pod("kube-system", "passer-by"))?);
    helm.run(&[&["upgrade"], &release[..], &site[..], &["--set", "profile=strict"]].concat())?.good()?;
    helm.run(&["uninstall", "edgeward", "--namespace", NAMESPACE])?.good()?;
    succeeds(|| admin.create(&pod("health-data", "free")))?;
    Ok(())
}

fn succeeds(request: impl Fn() -> Result<Answer, Problem>) -> Result<(), Problem> {
    until("it is let through", || {
        let answer = request().map_err(|problem| problem.to_string())?;
        if answer.is_success() { Ok(()) } else { Err(answer.text()) }
    })
}

fn audit(admin: &Client, change: &Value) -> Result<Answer, Problem> {
    admin.patch(&format!("/api/v1/namespaces/{NAMESPACE}/configmaps/edgeward-audit"), Patch::Merge, change)
}

fn good(answer: &Answer) {
    assert!(answer.is_success(), "{} {}", answer.status, answer.text());
}

/// Waits for the account that pods of a namespace run as: a controller makes it.
fn account(admin: &Client, namespace: &str) -> Result<(), Problem> {
    until("the namespace has its account", || {
        let path = format!("/api/v1/namespaces/{namespace}/serviceaccounts/default");
        let found = admin.get(&path).map_err(|error| error.to_string())?;
        if found.is_success() { Ok(()) } else { Err(found.text()) }
    })
}

fn namespace(name: &str, health: bool) -> Value {
    let labels = if health { json!({"edgeward.io/health-data": "true"}) } else { json!({}) };
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}})
}

fn pod(namespace: &str, name: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"containers": [{"name": "c", "image": "registry.example.com/c"}]},
    })
}

/// Everything that RBAC can give, without being of the groups that the guard knows.
fn administrator(name: &str) -> Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": format!("administrator-{}", name.replace(':', "-"))},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": name}],
    })
}
