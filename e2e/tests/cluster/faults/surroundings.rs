//! What a server stands on: the API server that it watches, and the datastore below.

use edgeward_e2e::cluster::{Edgeward, Outcome, Sandbox, guard, until};
use serde_json::json;

use super::scene::Scene;

pub(crate) fn come_back(sandbox: &Sandbox) -> Outcome {
    let mut scene = Scene::make(sandbox)?;
    // For this one nothing of what follows takes long: it goes on by what it knows.
    let patient = Edgeward::serve(&scene.cluster, &scene.arguments(&[]))?;
    let edgeward = Edgeward::serve(&scene.cluster, &scene.arguments(&["--stale-after=3s"]))?;
    guard(&scene.admin, &edgeward)?;
    well(&scene, &edgeward)?;

    scene.cluster.signal("kube-apiserver", "STOP")?;
    not_heard_of(&edgeward)?;
    assert_eq!(patient.readiness(), Ok(()));
    scene.cluster.signal("kube-apiserver", "CONT")?;
    well(&scene, &edgeward)?;

    let failures = counted(&edgeward, "edgeward_inventory_failures_total")?;
    scene.cluster.kill("kube-apiserver")?;
    not_heard_of(&edgeward)?;
    assert_eq!(patient.readiness(), Ok(()));
    scene.cluster.start_again("kube-apiserver")?;
    well(&scene, &edgeward)?;
    assert!(counted(&edgeward, "edgeward_inventory_failures_total")? > failures, "attempts failed meanwhile");

    scene.cluster.kill("kine")?;
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "later"}});
    let written = scene.admin.post("/api/v1/namespaces?timeout=5s", &namespace);
    assert!(!written.is_ok_and(|answer| answer.is_success()), "there is nothing to write to");
    scene.cluster.start_again("kine")?;
    well(&scene, &edgeward)?;
    until("the datastore is written to", || {
        let answer = scene.admin.create(&namespace).map_err(|problem| problem.to_string())?;
        // One that was refused for its time may have been written nevertheless.
        if answer.is_success() || answer.status == 409 { Ok(()) } else { Err(answer.text()) }
    })
    .map_err(Into::into)
}

/// The server is to be asked, and judges.
pub(super) fn well(scene: &Scene, edgeward: &Edgeward) -> Outcome {
    until("it is ready", || edgeward.readiness())?;
    scene.judged()
}

/// The server says itself that it knows no more what there is. What looks it up is denied, which nobody can see where
/// who would ask does not run.
pub(super) fn not_heard_of(edgeward: &Edgeward) -> Outcome {
    until("it is not ready, and says why", || {
        let Err(said) = edgeward.readiness() else { return Err("it is ready".to_owned()) };
        let kind = "the inventory of NetworkPolicy (networking.k8s.io) was not heard of for too long";
        if said.contains(kind) && said.contains("Namespace") { Ok(()) } else { Err(said) }
    })?;
    let text = edgeward.metrics()?;
    let stale = r#"edgeward_inventory_state{api_version="v1",kind="Namespace",state="stale"} 1"#;
    assert!(text.contains(stale), "{text}");
    assert_eq!(ureq::get(edgeward.health_url("/healthz")).call()?.status(), 200, "it is well itself");
    Ok(())
}

/// The sum over all kinds.
fn counted(edgeward: &Edgeward, name: &str) -> Result<u64, Box<dyn std::error::Error>> {
    let text = edgeward.metrics()?;
    let lines = text.lines().filter(|line| line.starts_with(name));
    Ok(lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum())
}
