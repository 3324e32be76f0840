//! Certificates that the replicas make themselves, with the rights that the chart gives them, behind its Service.

mod load;

use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edgeward_e2e::cluster::{
    Client, Cluster, Edgeward, Outcome, Patch, Problem, Sandbox, Seat, User, prepare_site, until,
};
use serde_json::{Value, json};

use self::load::Load;
use crate::chart::rendered::{CHART, NAMESPACE};

const WEBHOOKS: &str = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
const SECRET: &str = "/api/v1/namespaces/edgeward-system/secrets/edgeward-certificates";
const LEASE: &str = "/apis/coordination.k8s.io/v1/namespaces/edgeward-system/leases/edgeward-certificates";

/// Not of loopback, which endpoints may not have.
const PLACES: [&str; 2] = ["10.99.0.1", "10.99.0.2"];

const CERTIFICATES: [&str; 9] = [
    "--tls-secret=edgeward-system/edgeward-certificates",
    "--tls-webhooks=validating/edgeward,validating/edgeward-own,mutating/edgeward",
    "--tls-names=edgeward.edgeward-system.svc,10.99.0.1,10.99.0.2",
    "--tls-lifetime=60s",
    "--tls-ca-lifetime=120s",
    "--profile=baseline",
    "--drain-timeout=2s",
    "--evaluation-timeout=10s",
    "--kubeconfig",
];

/// Longer than the first certificate lives; by then it was renewed, and its CA was followed by another.
const LOADED: Duration = Duration::from_secs(75);

pub(crate) fn renewed_under_load(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    let helm = cluster.helm(&User::admin())?;
    for place in PLACES {
        assert!(
            Command::new("ip").args(["addr", "add", &format!("{place}/32"), "dev", "lo"]).status()?.success()
        );
    }
    prepare_site(&admin, 0)?;
    let release = ["edgeward", CHART, "--namespace", NAMESPACE, "--create-namespace"];
    // A failure of the mutating one would be passed over otherwise; a slow machine is no failure of certificates; what the
    // backstop denies nobody asks a server about.
    let closed = [
        "--set",
        "webhook.mutating.failurePolicy=Fail,webhook.mutating.timeoutSeconds=30,webhook.validating.timeoutSeconds=30,\
         backstop.enabled=false",
    ];
    helm.run(&[&["install"], &release[..], &closed[..]].concat())?.good()?;

    let user = User::service_account(NAMESPACE, "edgeward");
    let kubeconfig = cluster.kubeconfig(&user)?.to_string_lossy().into_owned();
    let arguments = [&CERTIFICATES[..], &[kubeconfig.as_str()]].concat();
    // The first to lead is asked by nobody, and killed while the others are.
    let first = Edgeward::serve(&cluster, &arguments)?;
    let replica = |place: &str| Edgeward::serve_at(&cluster, Seat::at(&format!("{place}:8443"))?, &arguments);
    let replicas = PLACES.map(replica);
    let replicas = replicas.into_iter().collect::<Result<Vec<_>, _>>()?;
    endpoints(&admin)?;
    assert_eq!(leaders(&[&first])?, 1);
    let bundle = until_trusted(&admin)?;
    admin.create(&json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "clinic", "labels": {
            "edgeward.io/health-data": "true", "edgeward.io/jurisdiction": "eu", "edgeward.io/criticality": "high",
            "edgeward.io/data-owner": "cardiology", "pod-security.kubernetes.io/enforce": "restricted",
        }},
    }))?;
    let began = Instant::now();
    let load = Load::start(&cluster, PLACES.map(|place| format!("https://{place}:8443/v1/admit")))?;

    let holder = holder(&admin)?;
    first.kill();
    until("another replica leads", || {
        let count = leaders(&replicas.iter().collect::<Vec<_>>()).map_err(|error| error.to_string())?;
        if count == 1 && self::holder(&admin)? != holder { Ok(()) } else { Err(format!("{count}")) }
    })?;
    // An upgrade of the release takes nothing of what the servers wrote.
    let upgrade =
        [&["upgrade"], &release[..], &closed[..], &["--set", "webhook.validating.timeoutSeconds=29"]];
    helm.run(&upgrade.concat())?.good()?;
    until("certificates were renewed, and their CA too", || {
        let now = bundles(&admin)?;
        let count = now[0].matches("BEGIN").count();
        let renewals: Vec<u64> = replicas.iter().map(renewals).collect::<Result<_, _>>()?;
        let seen = format!("{count} CAs, renewals {renewals:?}, {:?}", began.elapsed());
        let is_over =
            began.elapsed() > LOADED && now[0] != bundle && renewals.iter().all(|count| *count >= 3);
        if is_over { Ok(()) } else { Err(seen) }
    })?;
    let (reviews, handshakes) = load.end();
    assert!(reviews > 500 && handshakes > 100, "{reviews} reviews, {handshakes} handshakes");
    for replica in &replicas {
        let text = replica.metrics()?;
        for line in ["edgeward_tls_handshake_failures_total 0\n", "edgeward_tls_renewal_failures_total 0\n"] {
            assert!(text.contains(line), "{line}{text}");
        }
    }
    let counted = admin.get("/metrics")?.text();
    assert!(!counted.contains("error_type=\"calling_webhook_error\""), "a webhook was not reached");

    repaired(&admin)?;
    no_more_rights(&cluster)
}

/// The addresses of the servers, for which the kubelets and controllers of a real cluster care.
fn endpoints(admin: &Client) -> Outcome {
    let addresses = PLACES.map(|place| json!({"ip": place}));
    let endpoints = json!({
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {"name": "edgeward", "namespace": NAMESPACE},
        "subsets": [{"addresses": addresses, "ports": [{"name": "admission", "port": 8443}]}],
    });
    let answer = admin.create(&endpoints)?;
    assert_eq!(answer.status, 201, "{}", answer.text());
    Ok(())
}

/// The bundles of all webhooks, as PEM.
fn bundles(client: &Client) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mutating = WEBHOOKS.replace("validating", "mutating");
    for path in
        [format!("{WEBHOOKS}/edgeward"), format!("{WEBHOOKS}/edgeward-own"), format!("{mutating}/edgeward")]
    {
        let body = client.get(&path).map_err(|error| error.to_string())?.body;
        for webhook in body["webhooks"].as_array().into_iter().flatten() {
            let bundle = webhook["clientConfig"]["caBundle"].as_str().unwrap_or_default();
            let bundle = STANDARD.decode(bundle).map_err(|error| error.to_string())?;
            found.push(String::from_utf8(bundle).map_err(|error| error.to_string())?);
        }
    }
    Ok(found)
}

/// Waits until all webhooks trust the CAs of the Secret.
fn until_trusted(admin: &Client) -> Result<String, Problem> {
    let mut bundle = String::new();
    until("all webhooks trust the CA of the Secret", || {
        let secret = admin.get(SECRET).map_err(|error| error.to_string())?.body;
        let kept = STANDARD.decode(secret["data"]["ca.crt"].as_str().unwrap_or_default());
        bundle =
            String::from_utf8(kept.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
        let found = bundles(admin)?;
        let all = !bundle.is_empty() && found.len() > 7 && found.iter().all(|one| *one == bundle);
        if all { Ok(()) } else { Err(format!("{found:?}")) }
    })?;
    Ok(bundle)
}

fn leaders(replicas: &[&Edgeward]) -> Result<usize, Problem> {
    let line = "edgeward_lease_held{lease=\"certificates\"} 1\n";
    let texts = replicas.iter().map(|replica| replica.metrics()).collect::<Result<Vec<_>, _>>()?;
    Ok(texts.iter().filter(|text| text.contains(line)).count())
}

fn holder(admin: &Client) -> Result<Value, String> {
    Ok(admin.get(LEASE).map_err(|error| error.to_string())?.body["spec"]["holderIdentity"].clone())
}

fn renewals(replica: &Edgeward) -> Result<u64, String> {
    let text = replica.metrics().map_err(|error| error.to_string())?;
    let count = text.lines().find_map(|line| line.strip_prefix("edgeward_tls_renewals_total "));
    count.and_then(|count| count.parse().ok()).ok_or(text)
}

/// What somebody else writes there does not stay.
fn repaired(admin: &Client) -> Outcome {
    let before = until_trusted(admin)?;
    let own = format!("{WEBHOOKS}/edgeward");
    let other = json!([{"op": "remove", "path": "/webhooks/0/clientConfig/caBundle"}]);
    assert_eq!(admin.patch(&own, Patch::Json, &other)?.status, 200);
    until_trusted(admin)?;
    assert!(before.contains("BEGIN CERTIFICATE"));
    Ok(())
}

/// What the rights of the server leave out.
fn no_more_rights(cluster: &Cluster) -> Outcome {
    let server = cluster.client(&User::service_account(NAMESPACE, "edgeward"))?;
    let named = |name: &str| json!({"metadata": {"name": name, "namespace": NAMESPACE}, "apiVersion": "v1", "kind": "Secret"});
    let secrets = "/api/v1/namespaces/edgeward-system/secrets";
    for answer in [
        server.get(secrets)?,
        server.get(&format!("{secrets}/other"))?,
        server.create(&named("other"))?,
        server.delete(SECRET)?,
        server.delete(LEASE)?,
        // All of them are listed for the audit; none is read by its name but its own.
        server.get(&format!("{WEBHOOKS}/other"))?,
        server.delete(&format!("{WEBHOOKS}/edgeward"))?,
        server.patch(&format!("{WEBHOOKS}/other"), Patch::Merge, &json!({}))?,
        server.patch(
            &format!("{WEBHOOKS}/edgeward"),
            Patch::Json,
            &json!([{"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Ignore"}]),
        )?,
    ] {
        assert_eq!(answer.status, 403, "{}", answer.text());
    }
    Ok(())
}
