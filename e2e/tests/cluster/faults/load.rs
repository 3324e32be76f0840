//! Far more reviews at once than a server takes.

use edgeward_e2e::cluster::{Edgeward, Outcome, Problem, Sandbox, guard, until};

use super::clients::{Clients, Seen, let_in};
use super::scene::Scene;

/// One is judged, and so many wait.
const TAKEN: usize = 5;

/// More memory, in KiB, than the server may take under load above what it takes without: ten times what was seen.
const BOUND: u64 = 32 * 1024;

pub(crate) fn shed(sandbox: &Sandbox) -> Outcome {
    let scene = Scene::make(sandbox)?;
    let Scene { cluster, admin, twin, .. } = &scene;
    let arguments = scene.arguments(&["--evaluation-slots=1", "--evaluation-queue=4"]);
    let edgeward = Edgeward::serve(cluster, &arguments)?;
    guard(admin, &edgeward)?;
    scene.judged()?;
    let before = most_memory(&edgeward)?;

    let clients = Clients::start(admin, twin, 5 * TAKEN, 5 * TAKEN);
    let mut seen = Seen::default();
    until("both kinds are judged, and many are refused unseen", || {
        clients.judged(&mut seen, 5)?;
        let refused = seen.kept_out.len() + seen.unjudged.len();
        if refused >= 20 * TAKEN { Ok(()) } else { Err(format!("{refused} were refused")) }
    })?;
    assert_eq!(edgeward.readiness(), Ok(()), "it goes on to be asked");
    seen.add(clients.end());
    assert_eq!(let_in(admin, twin), Ok(()), "at the first attempt");
    assert_eq!(seen.slipped, 0);
    let shed = |said: &&String| {
        said.starts_with("429 ") && said.contains("Edgeward has too many reviews to judge at once")
    };
    // On a machine that is busy with other work the one that waits may wait for too long.
    let late = |said: &&String| said.contains("Edgeward could not judge this in the time given");
    let refused = || seen.kept_out.iter().chain(&seen.unjudged);
    let others: Vec<&String> = refused().filter(|said| !shed(said) && !late(said)).collect();
    assert!(others.is_empty(), "{others:?}");
    let told = refused().filter(shed).count();
    let metrics = edgeward.metrics()?;
    let counted: usize = metrics
        .lines()
        .filter(|line| line.starts_with("edgeward_requests_total{") && line.contains("outcome=\"shed\""))
        .filter_map(|line| line.rsplit(' ').next()?.parse::<usize>().ok())
        .sum();
    assert_eq!(counted, told, "each that was told was counted, and no other");
    let grown = most_memory(&edgeward)?.saturating_sub(before);
    assert!(grown < BOUND, "{grown} KiB more than {before}");
    Ok(())
}

/// The most memory that it ever had at once, in KiB.
fn most_memory(edgeward: &Edgeward) -> Result<u64, Problem> {
    let path = format!("/proc/{}/status", edgeward.process_id());
    let text =
        std::fs::read_to_string(&path).map_err(|error| Problem::Unexpected(format!("{path}: {error}")))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    number.ok_or(Problem::Unexpected(text))
}
