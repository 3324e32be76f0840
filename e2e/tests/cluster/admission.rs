//! `edgeward serve` as the webhook of a real API server.

use std::path::{Path, PathBuf};

use edgeward_e2e::as_of_today;
use edgeward_e2e::cluster::{
    ALL_PARTS, Client, Cluster, Edgeward, Kubectl, Outcome, Patch, Problem, Sandbox, User, guard,
    prepare_site, until,
};
use serde_json::json;

/// The seed's Deployment, byte for byte.
const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/seed/deployment.yaml");

/// Its corrected twin, with its namespace and policy.
const TWIN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/seed/twin.yaml");

/// A manifest each, and beside it what kubectl prints for it.
const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/admission");

pub(crate) fn guarded(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    let kubectl = cluster.kubectl(&User::admin())?;
    prepare_site(&admin, 0)?;
    let _edgeward = serve(&cluster, &admin)?;

    let twin = kubectl.run(&["apply", "-f", &twin(cluster.folder())?.to_string_lossy()])?;
    assert!(twin.success, "{}", twin.stderr);

    let mut manifests: Vec<PathBuf> = std::fs::read_dir(CASES)?.flatten().map(|entry| entry.path()).collect();
    manifests.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    manifests.sort();
    let mut said = vec![
        ("seed-twin".to_owned(), format!("admitted\n{}{}", twin.stdout, twin.stderr)),
        ("seed-as-written".to_owned(), try_out(&kubectl, Path::new(SEED))?),
    ];
    for manifest in manifests {
        let name = manifest.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        said.push((name, try_out(&kubectl, &manifest)?));
    }
    insta::with_settings!({ snapshot_path => CASES, prepend_module_to_snapshot => false, omit_expression => true }, {
        for (name, said) in said {
            insta::assert_snapshot!(name, said);
        }
    });

    // Also what is done to a running pod is asked about, before anybody looks whether it is there.
    let exec = admin.post("/api/v1/namespaces/health-data/pods/any/exec?command=sh", &json!({}))?;
    assert_eq!(exec.status, 403);
    let denied = "admission webhook \"validate.edgeward.io\" denied the request: [hd-sub-01]";
    assert!(exec.text().starts_with(denied), "{}", exec.text());
    Ok(())
}

pub(crate) fn twin_runs(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &ALL_PARTS)?;
    let admin = cluster.client(&User::admin())?;
    let kubectl = cluster.kubectl(&User::admin())?;
    // Its pods keep off each other's nodes.
    prepare_site(&admin, 40)?;
    let _edgeward = serve(&cluster, &admin)?;
    let twin = kubectl.run(&["apply", "-f", &twin(cluster.folder())?.to_string_lossy()])?;
    assert!(twin.success, "{}", twin.stderr);
    // The replica set's controller asks for the pods, under its own name, and is asked about like anybody.
    until("all pods run", || {
        let path = "/apis/apps/v1/namespaces/health-data/deployments/health-data-storage";
        let deployment = admin.get(path).map_err(|problem| problem.to_string())?.body;
        if deployment["status"]["availableReplicas"] == 40 {
            Ok(())
        } else {
            Err(deployment["status"].to_string())
        }
    })?;
    Ok(())
}

pub(crate) fn server_gone(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    let kubectl = cluster.kubectl(&User::admin())?;
    prepare_site(&admin, 0)?;
    let edgeward = serve(&cluster, &admin)?;
    let twin = kubectl.run(&["apply", "-f", &twin(cluster.folder())?.to_string_lossy()])?;
    assert!(twin.success, "{}", twin.stderr);
    let pod = Path::new(CASES).join("pod-without-defaults.yaml");
    let elsewhere = Path::new(CASES).join("pod-elsewhere.yaml");
    let admitted = try_out(&kubectl, &pod)?;
    assert!(admitted.starts_with("admitted"), "{admitted}");

    edgeward.kill();
    let refused = try_out(&kubectl, &pod)?;
    assert!(refused.starts_with("refused"), "{refused}");
    assert!(refused.contains("failed calling webhook \"mutate.edgeward.io\""), "{refused}");
    // Who has nothing to do with health data goes on.
    let admitted = try_out(&kubectl, &elsewhere)?;
    assert!(admitted.starts_with("admitted"), "{admitted}");
    Ok(())
}

/// A server that knows the twin's namespace and policy and guards all namespaces that are labelled, `default` too.
fn serve(cluster: &Cluster, admin: &Client) -> Result<Edgeward, Problem> {
    let twin = twin(cluster.folder())?;
    let edgeward = Edgeward::serve(cluster, &["--inventory", &twin.to_string_lossy()])?;
    guard(admin, &edgeward)?;
    let label = json!({"metadata": {"labels": {"edgeward.io/health-data": "true"}}});
    let labelled = admin.patch("/api/v1/namespaces/default", Patch::Merge, &label)?;
    if !labelled.is_success() {
        return Err(Problem::Unexpected(labelled.text()));
    }
    Ok(edgeward)
}

/// What a person sees who creates this and leaves nothing behind: the manifests of all cases stand alone.
fn try_out(kubectl: &Kubectl, manifest: &Path) -> Result<String, Problem> {
    let text = today(manifest)?;
    let said = kubectl.with_input(&["create", "--dry-run=server", "-f", "-"], &text)?;
    let verdict = if said.success { "admitted" } else { "refused" };
    Ok(format!("{verdict}\n{}{}", said.stdout, said.stderr))
}

/// The twin as somebody would write it today, in a file.
pub(crate) fn twin(folder: &Path) -> Result<PathBuf, Problem> {
    let path = folder.join("twin.yaml");
    let text = today(Path::new(TWIN))?;
    match std::fs::write(&path, text) {
        Ok(()) => Ok(path),
        Err(source) => Err(Problem::File { path, source }),
    }
}

/// A manifest as somebody would write it today.
fn today(manifest: &Path) -> Result<String, Problem> {
    let text = std::fs::read_to_string(manifest)
        .map_err(|source| Problem::File { path: manifest.to_path_buf(), source })?;
    as_of_today(&text)
}
