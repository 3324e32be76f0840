//! One of two servers is told to stop, and one is killed, while both are asked.

use edgeward_e2e::cluster::{Edgeward, Outcome, Problem, Sandbox, until};

use super::clients::{Clients, Seen, let_in};
use super::scene::Scene;
use super::service;

/// So many of both kinds are judged before and after everything that happens.
const ENOUGH: usize = 15;

pub(crate) fn under_load(sandbox: &Sandbox) -> Outcome {
    let scene = Scene::make(sandbox)?;
    let Scene { cluster, admin, twin, .. } = &scene;
    service::open(admin)?;
    // Longer than a busy machine takes for taking an address out: what is tried is who answers.
    let arguments = scene.arguments(&["--drain-delay=5s"]);
    let serve = |seat| service::serve(cluster, seat, &arguments);
    let (first, second) = (serve(service::seat(0)?)?, serve(service::seat(1)?)?);
    service::guard(admin, &[first.authority(), second.authority()].concat())?;
    service::lead_to(admin, &[0, 1])?;
    scene.judged()?;
    let clients = Clients::start(admin, twin, 3, 2);
    let mut seen = Seen::default();
    until("both kinds are judged", || clients.judged(&mut seen, ENOUGH))?;

    let mut first = first;
    first.signal("TERM")?;
    // What the kubelet sees, and the controller of endpoints hears of.
    until("it is not ready", || first.readiness().map_or_else(|_| Ok(()), |()| Err("it is".to_owned())))?;
    service::lead_to(admin, &[1])?;
    sent_away(&first, &clients, &mut seen)?;
    until("it has ended", || first.ended().map(drop).ok_or_else(|| "it runs".to_owned()))?;
    assert_eq!(first.ended().as_deref(), Some("exit status: 0"), "nobody was cut off");
    let first = serve(first.kill())?;
    service::lead_to(admin, &[0, 1])?;
    let mut after = Seen::default();
    until("both kinds are judged", || clients.judged(&mut after, ENOUGH))?;
    seen.add(after);
    assert_eq!((&seen.kept_out, &seen.unjudged, seen.slipped), (&Vec::new(), &Vec::new(), 0));

    // By now it has all connections: an API server keeps those that it has, and nobody closed these.
    let before = counted(&first)?;
    let gone = second.kill();
    let mut seen = Seen::default();
    until("what asks the one that was killed is refused", || {
        seen.add(clients.seen());
        if seen.kept_out.is_empty() { Err(format!("{seen:?}")) } else { Ok(()) }
    })?;
    service::lead_to(admin, &[0])?;
    until("good pods are let in again", || {
        // In a row: a call that began before is over.
        (0..5).try_for_each(|_| let_in(admin, twin))
    })?;
    seen.add(clients.seen());
    let mut after = Seen::default();
    until("both kinds are judged by the other one", || clients.judged(&mut after, ENOUGH))?;
    let failed = |said: &&String| said.contains("failed calling webhook");
    let others: Vec<&String> =
        seen.kept_out.iter().chain(&seen.unjudged).filter(|said| !failed(said)).collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!((seen.slipped, after.slipped), (0, 0));
    assert!(counted(&first)? > before, "the one that came back was asked");
    // A pod that was asked about while nobody was there may still be on its way.
    assert!(after.unjudged.iter().chain(&after.kept_out).all(|said| failed(&said)), "{after:?}");
    let _second = serve(gone)?;
    service::lead_to(admin, &[0, 1])?;
    let end = clients.end();
    assert_eq!((&end.kept_out, &end.unjudged, end.slipped), (&Vec::new(), &Vec::new(), 0));
    Ok(())
}

/// Who has a connection to a server that drains asks it once more, and then another. Otherwise it would be asked until it
/// closes, and a review that is on its way in that moment fails: it is too short to be met by a test.
fn sent_away(server: &Edgeward, clients: &Clients, sum: &mut Seen) -> Outcome {
    let mut judged = 0;
    loop {
        // It has ended: on a machine that is busy before much was judged.
        let Ok(before) = counted(server) else { break };
        let mut seen = Seen::default();
        until("some are judged", || clients.judged(&mut seen, 4))?;
        judged += seen.let_in + seen.denied;
        sum.add(seen);
        if counted(server).is_ok_and(|now| now == before) {
            return Ok(());
        }
    }
    assert!(judged < 50, "of {judged} reviews some asked a server that drains, to its end");
    Ok(())
}

/// How many reviews a server has answered.
fn counted(edgeward: &Edgeward) -> Result<u64, Problem> {
    let text = edgeward.metrics()?;
    let lines =
        text.lines().filter_map(|line| line.strip_prefix("edgeward_requests_total{endpoint=\"admit\""));
    Ok(lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum())
}
