//! Two servers that decide by different policies, as in the middle of a rollout that stopped.

use std::path::Path;
use std::process::Command;

use edgeward_e2e::cluster::{Edgeward, Outcome, Problem, Sandbox, until};

use super::clients::{Clients, Seen};
use super::scene::Scene;
use super::service;
use crate::chart::CHART;
use crate::chart::monitoring::promtool;

const POLICIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");

/// In the strict profile, and what becomes of it.
const CHECKS: [&str; 2] = [
    "parameters: {checks: [host_network, host_port, host_ip, sysctl, shape]}",
    "parameters: {checks: [host_ip, sysctl, shape]}",
];

pub(crate) fn differ(sandbox: &Sandbox) -> Outcome {
    let scene = Scene::make(sandbox)?;
    let Scene { cluster, admin, twin, .. } = &scene;
    service::open(admin)?;
    let changed = changed(sandbox.folder())?;
    let first = service::serve(cluster, service::seat(0)?, &scene.arguments(&[]))?;
    let second = service::serve(cluster, service::seat(1)?, &scene.arguments(&["--policies", &changed]))?;
    service::lead_to(admin, &[0, 1])?;
    service::guard(admin, &[first.authority(), second.authority()].concat())?;

    // Which of the two is asked is chosen when the API server connects, and it keeps what it has; many at once make it
    // connect again and again.
    let mut seen = Seen::default();
    let clients = Clients::start(admin, twin, 2, 10);
    until("one denies, the other does not", || {
        seen.add(clients.seen());
        let both = seen.denied > 0 && asked(&first)? && asked(&second)? && seen.slipped > 0;
        if both { Ok(()) } else { Err(format!("{seen:?}")) }
    })?;
    seen.add(clients.end());
    assert_eq!((&seen.kept_out, &seen.unjudged), (&Vec::new(), &Vec::new()), "each answers all by itself");
    let counted = |edgeward: &Edgeward| -> Result<(u64, u64), Problem> {
        let text = edgeward.metrics()?;
        Ok((count(&text, "allow"), count(&text, "deny")))
    };
    assert!(counted(&first)?.1 > 0, "the built-in policies deny");
    assert_eq!(counted(&second)?.1, 0, "the others do not");

    let infos = [info(&first)?, info(&second)?];
    assert_ne!(infos[0], infos[1]);
    alarmed(sandbox.folder(), &infos)
}

/// Policies of which one line of the strict profile is another.
fn changed(folder: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let policies = folder.join("policies");
    std::fs::create_dir(&policies)?;
    for name in ["admission", "controls", "healthcare", "lib", "mutation", "profiles"] {
        let copied =
            Command::new("cp").arg("-r").arg(Path::new(POLICIES).join(name)).arg(&policies).status()?;
        assert!(copied.success());
    }
    let profile = policies.join("profiles/strict/data.yaml");
    let text = std::fs::read_to_string(&profile)?;
    assert_eq!(text.matches(CHECKS[0]).count(), 1);
    std::fs::write(profile, text.replace(CHECKS[0], CHECKS[1]))?;
    Ok(policies.to_string_lossy().into_owned())
}

fn asked(edgeward: &Edgeward) -> Result<bool, String> {
    let text = edgeward.metrics().map_err(|problem| problem.to_string())?;
    Ok(count(&text, "allow") > 0)
}

/// Answers of a kind to reviews.
fn count(metrics: &str, outcome: &str) -> u64 {
    let begin = format!("edgeward_requests_total{{endpoint=\"admit\",outcome=\"{outcome}\"}} ");
    metrics.lines().find_map(|line| line.strip_prefix(&begin)?.parse().ok()).unwrap_or_default()
}

/// The series that names a server's policies.
fn info(edgeward: &Edgeward) -> Result<String, Problem> {
    let text = edgeward.metrics()?;
    let line = text.lines().find(|line| line.starts_with("edgeward_policy_info{"));
    let series = line.and_then(|line| line.rsplit_once(' ')).map(|(series, _)| series.to_owned());
    series.ok_or(Problem::Unexpected(text))
}

/// Prometheus' own judgement of what the two serve, where it is installed.
fn alarmed(folder: &Path, infos: &[String; 2]) -> Outcome {
    let series = |number: usize, info: &String| {
        let info = info.replacen('{', &format!("{{instance=\"edgeward-{number}\","), 1);
        format!("      - {{series: '{info}', values: '1x30'}}\n")
    };
    let series: String = infos.iter().enumerate().map(|(number, info)| series(number, info)).collect();
    let test = format!(
        "rule_files: ['{CHART}/files/alerts.yaml']\n\
         tests:\n\
         \x20 - interval: 1m\n\
         \x20   input_series:\n{series}\
         \x20   alert_rule_test:\n\
         \x20     - eval_time: 20m\n\
         \x20       alertname: EdgewardPoliciesDiffer\n\
         \x20       exp_alerts:\n\
         \x20         - exp_labels: {{severity: warning}}\n\
         \x20           exp_annotations: {{summary: Servers decide by different policies}}\n"
    );
    let path = folder.join("policies_differ_test.yaml");
    std::fs::write(&path, test)?;
    promtool(&["test", "rules"], &path)
}
