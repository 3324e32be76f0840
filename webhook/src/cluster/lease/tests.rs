//! Two replicas and one Lease, behind a small API server that knows versions.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::BodyExt;
use hyper::{Method, Request, Response};
use kube::client::Body;
use serde_json::{Value, json};
use tower::service_fn;

use super::*;

/// The Lease, and who does not reach it.
#[derive(Debug, Default)]
struct World {
    lease: Option<Value>,
    version: u64,
    cut_off: BTreeSet<&'static str>,
}

type Shared = Arc<Mutex<World>>;

const TERMS: Terms = Terms {
    duration: Duration::from_secs(1),
    deadline: Duration::from_millis(600),
    every: Duration::from_millis(50),
};

fn merge(into: &mut Value, change: &Value) {
    let (Some(fields), Some(changes)) = (into.as_object_mut(), change.as_object()) else {
        *into = change.clone();
        return;
    };
    for (key, value) in changes {
        if value.is_null() {
            fields.remove(key);
        } else {
            merge(fields.entry(key.clone()).or_insert(json!({})), value);
        }
    }
}

fn answer(world: &mut World, method: &Method, sent: Value) -> (u16, Value) {
    let refusal = |code: u16, reason| {
        (code, json!({"status": "Failure", "message": "no", "reason": reason, "code": code}))
    };
    let version = sent.pointer("/metadata/resourceVersion").cloned();
    let mut next = match (method, &world.lease) {
        (&Method::GET, Some(lease)) => return (200, lease.clone()),
        (&Method::GET, None) => return refusal(404, "NotFound"),
        (&Method::POST, None) => sent,
        (&Method::PATCH, Some(lease)) if version == lease.pointer("/metadata/resourceVersion").cloned() => {
            let mut lease = lease.clone();
            merge(&mut lease, &sent);
            lease
        }
        _ => return refusal(409, "Conflict"),
    };
    world.version += 1;
    next["metadata"]["resourceVersion"] = world.version.to_string().into();
    world.lease = Some(next.clone());
    (200, next)
}

fn replica(world: &Shared, name: &'static str) -> Lease {
    let world = Arc::clone(world);
    let service = service_fn(move |request: Request<Body>| {
        let world = Arc::clone(&world);
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.expect("a body").to_bytes();
            let sent =
                if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).expect("JSON") };
            if world.lock().unwrap_or_else(PoisonError::into_inner).cut_off.contains(name) {
                std::future::pending::<()>().await;
            }
            let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
            let (status, body) = answer(&mut world, &head.method, sent);
            let response = Response::builder().status(status).body(Body::from(body.to_string().into_bytes()));
            Ok::<_, Infallible>(response.expect("a response"))
        }
    });
    Lease::new(Client::new(service, "default"), "edgeward-system", "test", name).with_terms(TERMS)
}

fn holder(world: &Shared) -> Option<String> {
    let world = world.lock().unwrap_or_else(PoisonError::into_inner);
    Some(world.lease.as_ref()?.pointer("/spec/holderIdentity")?.as_str()?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_leads_and_the_other_takes_over_at_once_when_it_lets_go() {
    let world = Shared::default();
    let first = replica(&world, "a").hold();
    first.leading().begins().await;
    let second = replica(&world, "b").hold();
    sleep(TERMS.duration * 2).await;
    assert!(first.leading().is_now() && !second.leading().is_now());
    assert_eq!(holder(&world).as_deref(), Some("a"));

    let began = Instant::now();
    first.release().await;
    second.leading().begins().await;
    assert!(began.elapsed() < TERMS.duration, "{:?}", began.elapsed());
    drop(second);
    while holder(&world).is_some() {
        sleep(TERMS.every).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_is_cut_off_stops_before_the_other_begins() {
    let world = Shared::default();
    let first = replica(&world, "a").hold();
    first.leading().begins().await;
    let second = replica(&world, "b").hold();
    world.lock().unwrap_or_else(PoisonError::into_inner).cut_off.insert("a");
    let (mut ends, mut begins) = (first.leading(), second.leading());
    tokio::select! {
        biased;
        () = ends.ends() => {}
        () = begins.begins() => panic!("both lead"),
    }
    begins.begins().await;
    assert!(!first.leading().is_now());
    assert_eq!(holder(&world).as_deref(), Some("b"));

    // It comes back as one that follows.
    world.lock().unwrap_or_else(PoisonError::into_inner).cut_off.clear();
    sleep(TERMS.duration * 2).await;
    assert!(!first.leading().is_now() && second.leading().is_now());
}

#[test]
fn no_two_processes_have_one_identity() {
    assert_ne!(identity(), identity());
}
