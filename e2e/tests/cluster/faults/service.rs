//! Two servers behind a Service, as the chart has them, with the addresses for which the controllers of a real cluster
//! care.

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edgeward_e2e::cluster::{Client, Cluster, Edgeward, Outcome, Problem, Seat, guard_by};
use serde_json::{Value, json};

use crate::chart::NAMESPACE;

/// Not of loopback, which endpoints may not have.
const PLACES: [&str; 2] = ["10.99.0.1", "10.99.0.2"];

/// Makes the Service, and the addresses that its servers are started at.
pub(super) fn open(admin: &Client) -> Outcome {
    for place in PLACES {
        let made = Command::new("ip").args(["addr", "add", &format!("{place}/32"), "dev", "lo"]).status()?;
        assert!(made.success());
    }
    let ports = json!([{"name": "admission", "port": 443, "targetPort": 8443}]);
    for object in [
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}),
        json!({
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "edgeward", "namespace": NAMESPACE},
            "spec": {"ports": ports},
        }),
        endpoints(&[]),
    ] {
        let answer = admin.create(&object)?;
        assert!(answer.is_success(), "{}", answer.text());
    }
    Ok(())
}

/// Where the first and the second server sit.
pub(super) fn seat(number: usize) -> Result<Seat, Problem> {
    Seat::at(&format!("{}:8443", PLACES[number]))
}

/// Starts one there, with a certificate for the Service.
pub(super) fn serve(cluster: &Cluster, seat: Seat, arguments: &[&str]) -> Result<Edgeward, Problem> {
    let names = ["--tls-names", "edgeward.edgeward-system.svc"];
    Edgeward::serve_at(cluster, seat, &[&names[..], arguments].concat())
}

/// Has the Service lead to these servers, and to no others.
pub(super) fn lead_to(admin: &Client, numbers: &[usize]) -> Outcome {
    let endpoints = endpoints(numbers);
    let answer = admin.put(&admin.path(&endpoints)?, &endpoints)?;
    assert!(answer.is_success(), "{}", answer.text());
    Ok(())
}

fn endpoints(numbers: &[usize]) -> Value {
    let addresses: Vec<Value> = numbers.iter().map(|number| json!({"ip": PLACES[*number]})).collect();
    let ports = json!([{"name": "admission", "port": 8443}]);
    let subsets =
        if addresses.is_empty() { json!([]) } else { json!([{"addresses": addresses, "ports": ports}]) };
    json!({
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {"name": "edgeward", "namespace": NAMESPACE},
        "subsets": subsets,
    })
}

/// Has the API server ask behind the Service whoever these CAs certify.
pub(super) fn guard(admin: &Client, authorities: &str) -> Result<(), Problem> {
    guard_by(admin, |path| {
        json!({
            "service": {"namespace": NAMESPACE, "name": "edgeward", "path": path},
            "caBundle": STANDARD.encode(authorities),
        })
    })
}
