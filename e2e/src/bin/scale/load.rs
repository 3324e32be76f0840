//! One size, from an empty cluster to its figures.

use std::error::Error;
use std::time::{Duration, Instant};

use edgeward_e2e::cluster::{
    ALL_PARTS, Client, Cluster, Edgeward, Sandbox, User, guard_cluster, prepare_site,
};
use edgeward_e2e::twin::{NAMESPACE, Twin};
use serde_json::Value;

use super::audit::Audit;
use super::client::Times;
use super::figures::Figures;
use super::histogram::Histogram;
use super::process::{memory, processor_time};

/// What the API server measures around its calls, and what the server measures itself.
const OUTSIDE: &str = "apiserver_admission_webhook_admission_duration_seconds";
const WITHIN: &str = "edgeward_request_duration_seconds";

/// How long pods may take, for each of them.
const PATIENCE: Duration = Duration::from_millis(500);

/// Deployments, each with a pod on every node.
const DEPLOYMENTS: usize = 10;

pub(super) fn run(sandbox: &Sandbox, nodes: usize) -> Result<Figures, Box<dyn Error>> {
    let cluster = Cluster::start_large(sandbox, &ALL_PARTS)?;
    let admin = cluster.client(&User::admin())?;
    prepare_site(&admin, nodes)?;
    let twin = Twin::today()?;
    twin.prepare(&admin)?;
    let unguarded = Times::of_pods(&admin, &twin.pod())?;

    let kubeconfig = cluster.kubeconfig(&User::admin())?;
    let path = kubeconfig.to_string_lossy().into_owned();
    let edgeward = Edgeward::serve(
        &cluster,
        &["--profile", "strict", "--kubeconfig", &path, "--audit-every", "off", "--evaluation-timeout", "8s"],
    )?;
    let memory_empty = memory(edgeward.process_id(), "VmRSS")?;
    guard_cluster(&admin, &edgeward)?;
    wait_until_asked(&admin, &edgeward, &twin.pod())?;

    let before = Counted::now(&admin, &edgeward)?;
    let began = Instant::now();
    for number in 0..DEPLOYMENTS {
        twin.deploy(&admin, &name(number), nodes)?;
    }
    wait_for_pods(&admin, nodes)?;
    let running_after = began.elapsed();
    let after = Counted::now(&admin, &edgeward)?;

    let guarded = Times::of_pods(&admin, &twin.pod())?;
    let audit = Audit::run(&kubeconfig, cluster.folder())?;
    let reviews = after.within.since(&before.within);
    let called = after.outside.since(&before.outside);
    Ok(Figures {
        nodes,
        pods: nodes * DEPLOYMENTS,
        running_after,
        reviews: reviews.count(),
        shares: [0.005, 0.025, 0.1].map(|seconds| called.share(seconds)),
        within: [0.5, 0.99, 0.999].map(|share| reviews.quantile(share) * 1000.0),
        unguarded: [500, 990, 999].map(|share| unguarded.quantile(share)),
        guarded: [500, 990, 999].map(|share| guarded.quantile(share)),
        processor: (after.processor - before.processor).as_secs_f64() * 1000.0 / reviews.count(),
        memory_empty,
        memory: memory(edgeward.process_id(), "VmRSS")?,
        memory_most: memory(edgeward.process_id(), "VmHWM")?,
        audit,
    })
}

/// What was counted so far.
struct Counted {
    outside: Histogram,
    within: Histogram,
    processor: Duration,
}

impl Counted {
    fn now(admin: &Client, edgeward: &Edgeward) -> Result<Counted, Box<dyn Error>> {
        Ok(Counted {
            outside: Histogram::read(&admin.get("/metrics")?.text(), OUTSIDE, &["edgeward.io\""]),
            within: Histogram::read(&edgeward.metrics()?, WITHIN, &[]),
            processor: processor_time(edgeward.process_id())?,
        })
    }
}

/// The API server takes a moment to know of a new configuration.
fn wait_until_asked(admin: &Client, edgeward: &Edgeward, pod: &Value) -> Result<(), Box<dyn Error>> {
    let path = format!("/api/v1/namespaces/{NAMESPACE}/pods?dryRun=All");
    let began = Instant::now();
    loop {
        let answer = admin.post(&path, pod)?;
        if Histogram::read(&edgeward.metrics()?, WITHIN, &["admit"]).count() > 0.0 && answer.is_success() {
            return Ok(());
        }
        if began.elapsed() > Duration::from_secs(60) {
            return Err(format!("the good pod is not admitted: {}", answer.text()).into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn wait_for_pods(admin: &Client, nodes: usize) -> Result<(), Box<dyn Error>> {
    let patience = PATIENCE * u32::try_from(nodes * DEPLOYMENTS)? + Duration::from_secs(120);
    let began = Instant::now();
    for number in 0..DEPLOYMENTS {
        let path = format!("/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{}", name(number));
        loop {
            let status = admin.get(&path)?.body["status"].clone();
            if status["availableReplicas"] == nodes {
                break;
            }
            if began.elapsed() > patience {
                return Err(format!("{}: {status}", name(number)).into());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }
    Ok(())
}

fn name(number: usize) -> String {
    format!("storage-{number}")
}
