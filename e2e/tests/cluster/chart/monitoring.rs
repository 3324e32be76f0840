//! A metric that is misspelt never alarms anybody.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use edgeward_e2e::cluster::{Cluster, Edgeward, Outcome, Sandbox, User, guard, until};
use serde_json::json;

use super::rendered::CHART;

/// Which alert comes when.
const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/chart/alerts_test.yaml");

pub(crate) fn names(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    let kubeconfig = cluster.kubeconfig(&User::admin())?.to_string_lossy().into_owned();
    let edgeward = Edgeward::serve(
        &cluster,
        &["--kubeconfig", &kubeconfig, "--audit-every", "1s", "--lease-namespace", "default"],
    )?;
    // A counter of the API server is there when something was counted: a webhook that is not reached, either way.
    guard(&admin, &edgeward)?;
    let mut served = BTreeSet::new();
    until("it has audited", || {
        served = declared(&edgeward.metrics().map_err(|problem| problem.to_string())?);
        let audited = "edgeward_audit_last";
        if served.contains(audited) { Ok(()) } else { Err(format!("{audited} is not there")) }
    })?;
    edgeward.kill();
    let label = json!({"metadata": {"labels": {"edgeward.io/health-data": "true"}}});
    admin.patch("/api/v1/namespaces/default", edgeward_e2e::cluster::Patch::Merge, &label)?;
    let open = json!([{"op": "replace", "path": "/webhooks/0/failurePolicy", "value": "Ignore"}]);
    let mutating = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/edgeward";
    admin.patch(mutating, edgeward_e2e::cluster::Patch::Json, &open)?;
    until("the API server counted both", || {
        let pod = json!({"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}});
        admin.post("/api/v1/namespaces/default/pods", &pod).map_err(|error| error.to_string())?;
        let text = admin.get("/metrics").map_err(|error| error.to_string())?.text();
        served.extend(declared(&text));
        let wanted = ["rejection_count", "fail_open_count"];
        let there = |name: &&str| served.contains(&format!("apiserver_admission_webhook_{name}"));
        if wanted.iter().all(there) { Ok(()) } else { Err("not yet".to_owned()) }
    })?;

    // The only one of somebody who is not here, and those that come with the first finding of a rule.
    let others = [
        "edgeward_audit_findings",
        "certmanager_certificate_expiration_timestamp_seconds",
        "edgeward_faults_total",
        "edgeward_lease_held",
        "edgeward_violations_total",
    ];
    served.extend(others.map(str::to_owned));
    for file in ["files/alerts.yaml", "files/dashboard.json"] {
        let path = Path::new(CHART).join(file);
        let named = named(&std::fs::read_to_string(&path)?);
        assert!(named.len() > 3, "{named:?}");
        let unknown: Vec<&String> = named.difference(&served).collect();
        assert!(unknown.is_empty(), "{file} names {unknown:?}");
    }
    promtool(&["check", "rules"], &Path::new(CHART).join("files/alerts.yaml"))?;
    promtool(&["test", "rules"], Path::new(TESTS))
}

/// Names of series, out of the text that Prometheus reads. Edgeward's own is OpenMetrics: it declares families.
fn declared(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in text.lines() {
        let Some((name, kind)) = line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' ')) else {
            continue;
        };
        let endings: &[&str] = match (name.starts_with("edgeward_"), kind) {
            (_, "histogram") => &["_bucket", "_sum", "_count"],
            (true, "counter") => &["_total"],
            (true, "info") => &["_info"],
            _ => &[""],
        };
        names.extend(endings.iter().map(|ending| format!("{name}{ending}")));
    }
    names
}

/// Words of a text that begin as the metrics do.
fn named(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words = text.split(|letter| !is_part(letter));
    let begins = ["edgeward_", "apiserver_", "certmanager_"];
    words.filter(|word| begins.iter().any(|begin| word.starts_with(begin))).map(str::to_owned).collect()
}

/// Prometheus' own judgement, where it is installed.
pub(crate) fn promtool(words: &[&str], file: &Path) -> Outcome {
    match Command::new("promtool").args(words).arg(file).output() {
        Ok(output) => {
            // It says on either of them what it found.
            let said = [output.stdout, output.stderr].concat();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}
