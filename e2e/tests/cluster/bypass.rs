//! Every way around, tried against a real API server that asks the real server.

use edgeward_e2e::bypass::{Case, Expected, Profile, attempt, cases, prepare, unserved};
use edgeward_e2e::cluster::{
    Client, Cluster, Edgeward, Outcome, Problem, Sandbox, User, guard_cluster, prepare_site, until,
};
use serde_json::json;

/// Chooses cases whose names contain it.
const ONLY: &str = "EDGEWARD_BYPASS";

pub(crate) fn strict(sandbox: &Sandbox) -> Outcome {
    try_all(sandbox, Profile::Strict)
}

pub(crate) fn baseline(sandbox: &Sandbox) -> Outcome {
    try_all(sandbox, Profile::Baseline)
}

fn try_all(sandbox: &Sandbox, profile: Profile) -> Outcome {
    let only = std::env::var(ONLY).unwrap_or_default();
    let mut cases = cases()?;
    cases.retain(|case| case.name.contains(&only));
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    prepare_site(&admin, 1)?;
    prepare(&admin, &cases)?;
    let _edgeward = serve(&cluster, &admin, profile)?;

    let mut wrong = Vec::new();
    for case in &cases {
        let difference = match attempt(&cluster, case) {
            Ok(found) => expected(case, profile).differs(&found),
            Err(problem) => Some(problem.to_string()),
        };
        wrong.extend(difference.map(|difference| format!("{}: {difference}", case.name)));
    }
    for row in unserved()? {
        let Some(path) = row.path else { continue };
        let answer = admin.get(&path)?;
        if answer.status != 404 {
            wrong.push(format!("{}: {path} is served: {}", row.row, answer.text()));
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {} are not as expected:\n{}", wrong.len(), cases.len(), wrong.join("\n")).into())
}

fn expected(case: &Case, profile: Profile) -> &Expected {
    match profile {
        Profile::Strict => &case.strict,
        Profile::Baseline => &case.baseline,
    }
}

/// A server that watches the cluster, and that the API server has begun to ask.
fn serve(cluster: &Cluster, admin: &Client, profile: Profile) -> Result<Edgeward, Problem> {
    let path = cluster.kubeconfig(&User::admin())?;
    let path = path.to_string_lossy();
    // Longer than anybody would wait for one rule: what is tried are the rules, not the machine.
    let arguments = ["--profile", profile.name(), "--kubeconfig", &path, "--evaluation-timeout", "8s"];
    let edgeward = Edgeward::serve(cluster, &arguments)?;
    guard_cluster(admin, &edgeward)?;
    // The API server takes the configuration up a moment after it has it.
    let labels = json!({"edgeward.io/health-data": "maybe"});
    let metadata = json!({"name": "asked", "labels": labels});
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata});
    until("the API server asks", || {
        let path = "/api/v1/namespaces?dryRun=All";
        let answer = admin.post(path, &namespace).map_err(|problem| problem.to_string())?;
        if answer.text().contains("[hd-ns-01]") { Ok(()) } else { Err(answer.text()) }
    })?;
    Ok(edgeward)
}
