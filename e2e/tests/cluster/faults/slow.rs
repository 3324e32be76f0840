//! An API server whose answers take their time: it does not hang, and is not gone. Reviews come to the server directly,
//! as ever; what it asks for itself goes over a relay.

use std::time::{Duration, Instant};

use edgeward_e2e::cluster::{Answer, Client, Edgeward, Outcome, Patch, Problem, Sandbox, User, guard, until};
use edgeward_e2e::twin::Twin;
use serde_json::{Value, json};

use super::clients::{ask, bad, denied, denied_as, let_in};
use super::scene::Scene;
use super::surroundings::{not_heard_of, well};

/// Each way. A server gives a connection ten seconds to be made, and one may take four ways.
const DELAY: Duration = Duration::from_secs(1);

/// A third of it is how long a watch lasts, which is asked for and answered: with the delay that is well below.
const STALE_AFTER: &str = "--stale-after=12s";

/// Longer than that, and than the server waits for an answer.
const TOO_LONG: Duration = Duration::from_secs(13);

const POLICY: &str = "/apis/networking.k8s.io/v1/namespaces/health-data/networkpolicies/default-deny";

pub(crate) fn known_late(sandbox: &Sandbox) -> Outcome {
    let mut scene = Scene::make(sandbox)?;
    let relay = scene.cluster.relay()?;
    scene.kubeconfig = scene.cluster.kubeconfig_over(&relay, &User::admin())?.to_string_lossy().into_owned();
    let Scene { cluster, admin, twin, .. } = &scene;
    made(admin.create(&namespace("later", &json!({})))?)?;

    relay.delay(DELAY);
    let began = Instant::now();
    let edgeward = Edgeward::serve(cluster, &scene.arguments(&[STALE_AFTER]))?;
    assert!(began.elapsed() > 2 * DELAY, "what it is ready with it was told over the relay");
    guard(admin, &edgeward)?;
    scene.judged()?;

    until("good pods are let in as fast as ever", || at_once(|| let_in(admin, twin)))?;
    until("bad pods are denied as fast as ever", || at_once(|| denied(admin, twin)))?;
    policy_comes_and_goes(admin, twin)?;
    labels_come(admin, twin)?;
    assert_eq!(edgeward.readiness(), Ok(()), "who hears late is not without news");

    relay.delay(TOO_LONG);
    not_heard_of(&edgeward)?;
    until("good and bad pods are refused for it", || {
        for pod in [twin.pod(), bad(twin)] {
            let answer = ask(admin, &pod).map_err(|problem| problem.to_string())?;
            if answer.status != 503 || !answer.text().contains("was not heard of for too long") {
                return Err(format!("{} {}", answer.status, answer.text()));
            }
        }
        Ok(())
    })?;

    relay.delay(Duration::ZERO);
    well(&scene, &edgeward)
}

/// Sooner than whoever asks anything over the relay can answer.
fn at_once(claim: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let began = Instant::now();
    claim()?;
    let took = began.elapsed();
    if took < 2 * DELAY { Ok(()) } else { Err(format!("it took {took:?}")) }
}

/// What a pod needs is gone as late as the server is told, and there again.
fn policy_comes_and_goes(admin: &Client, twin: &Twin) -> Outcome {
    let mut policy = admin.get(POLICY)?.body;
    policy["metadata"] = json!({"name": "default-deny", "namespace": "health-data"});
    let began = Instant::now();
    made(admin.delete(POLICY)?)?;
    until("a good pod lacks a NetworkPolicy", || match let_in(admin, twin) {
        Err(said) if said.contains("denied the request: [hd-net-01]") => Ok(()),
        other => Err(format!("{other:?}")),
    })?;
    assert!(began.elapsed() > DELAY, "it was told no sooner");
    made(admin.create(&policy)?)?;
    until("a good pod is let in again", || let_in(admin, twin))?;
    Ok(())
}

/// A namespace that gets the label later is guarded as late as the server is told; one that is made with it at once, for
/// one that the server does not know counts as health data.
fn labels_come(admin: &Client, twin: &Twin) -> Outcome {
    let health = json!({"edgeward.io/health-data": "true"});
    let mut pod = bad(twin);
    pod["metadata"]["namespace"] = json!("later");
    made(ask(admin, &pod)?)?;
    let began = Instant::now();
    made(admin.patch("/api/v1/namespaces/later", Patch::Merge, &json!({"metadata": {"labels": health}}))?)?;
    until("bad pods are denied there", || denied_as(admin, &pod))?;
    assert!(began.elapsed() > DELAY, "it was told no sooner");

    made(admin.create(&namespace("at-once", &health))?)?;
    pod["metadata"]["namespace"] = json!("at-once");
    assert_eq!(denied_as(admin, &pod), Ok(()));
    Ok(())
}

fn namespace(name: &str, labels: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}})
}

fn made(answer: Answer) -> Result<(), Problem> {
    if answer.is_success() { Ok(()) } else { Err(Problem::Unexpected(answer.text())) }
}
