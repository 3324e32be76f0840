//! Nothing that is guarded hangs when it shall go.

use edgeward_e2e::cluster::{
    ALL_PARTS, Client, Cluster, Edgeward, Outcome, Problem, Sandbox, User, guard_cluster, prepare_site, until,
};
use edgeward_e2e::twin::{NAMESPACE, Twin};

pub(crate) fn ends(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &ALL_PARTS)?;
    let admin = cluster.client(&User::admin())?;
    prepare_site(&admin, 3)?;
    let kubeconfig = cluster.kubeconfig(&User::admin())?.to_string_lossy().into_owned();
    let edgeward = Edgeward::serve(&cluster, &["--profile", "strict", "--kubeconfig", &kubeconfig])?;
    guard_cluster(&admin, &edgeward)?;
    let twin = Twin::today()?;
    twin.prepare(&admin)?;
    twin.deploy(&admin, "storage", 3)?;
    twin.deploy(&admin, "archive", 2)?;
    for name in ["nightly", "weekly"] {
        let made = admin.create(&twin.job(name))?;
        assert!(made.is_success(), "{}", made.text());
    }
    let pods = format!("/api/v1/namespaces/{NAMESPACE}/pods");
    let running = || -> Result<Vec<String>, Problem> {
        let list = admin.get(&pods)?.body;
        let items = list["items"].as_array().cloned().unwrap_or_default();
        // A job's pod is done at once where nothing runs it.
        let is_there = |pod: &&serde_json::Value| {
            ["Running", "Succeeded"].contains(&pod["status"]["phase"].as_str().unwrap_or_default())
        };
        Ok(items.iter().filter(is_there).map(|pod| pod["metadata"]["name"].to_string()).collect())
    };
    until("seven pods run", || {
        let running = running().map_err(|problem| problem.to_string())?;
        if running.len() == 7 { Ok(()) } else { Err(format!("{running:?}")) }
    })?;

    // A Job's pods carry a finalizer; with foreground deletion the owners do too.
    let job = format!("/apis/batch/v1/namespaces/{NAMESPACE}/jobs/nightly");
    let deployment = format!("/apis/apps/v1/namespaces/{NAMESPACE}/deployments/storage");
    for path in [&job, &deployment] {
        let gone = admin.delete(&format!("{path}?propagationPolicy=Foreground"))?;
        assert!(gone.is_success(), "{}", gone.text());
    }
    for path in [&job, &deployment] {
        until(&format!("{path} is gone"), || is_gone(&admin, path))?;
    }
    until("their pods are gone", || {
        let running = running().map_err(|problem| problem.to_string())?;
        if running.len() == 3 { Ok(()) } else { Err(format!("{running:?}")) }
    })?;

    // While pods run, what cuts them off is kept; with the namespace all of it goes.
    let policy = format!("/apis/networking.k8s.io/v1/namespaces/{NAMESPACE}/networkpolicies/default-deny");
    let kept = admin.delete(&policy)?;
    assert_eq!(kept.status, 403, "{}", kept.text());
    let namespace = format!("/api/v1/namespaces/{NAMESPACE}");
    let asked = admin.delete(&namespace)?;
    assert!(asked.is_success(), "{}", asked.text());
    until("the namespace is gone", || is_gone(&admin, &namespace))?;
    Ok(())
}

fn is_gone(admin: &Client, path: &str) -> Result<(), String> {
    let answer = admin.get(path).map_err(|problem| problem.to_string())?;
    if answer.status == 404 { Ok(()) } else { Err(answer.text()) }
}
