//! The API server proves who it is.

use edgeward_e2e::cluster::{
    Cluster, Edgeward, Outcome, Patch, Sandbox, Seat, User, ask, guard, prepare_site, until,
};
use serde_json::json;

const HOST: &str = "127.0.0.1:28443";

pub(crate) fn verified(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start_certified(sandbox, HOST)?;
    let admin = cluster.client(&User::admin())?;
    prepare_site(&admin, 0)?;
    let authority = cluster.authority_file().to_string_lossy().into_owned();
    let wanted = ["--client-ca", &authority, "--client-names", "kube-apiserver"];
    let edgeward = Edgeward::serve_at(&cluster, Seat::at(HOST)?, &wanted)?;
    guard(&admin, &edgeward)?;
    let label = json!({"metadata": {"labels": {"edgeward.io/health-data": "true"}}});
    admin.patch("/api/v1/namespaces/default", Patch::Merge, &label)?;
    let pod = json!({"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}});
    until("the API server asks with its certificate", || {
        let answer =
            admin.post("/api/v1/namespaces/default/pods", &pod).map_err(|error| error.to_string())?;
        let judged = answer.status == 403 && answer.text().contains("hd-");
        if judged { Ok(()) } else { Err(answer.text()) }
    })?;
    assert!(edgeward.metrics()?.contains("edgeward_tls_handshake_failures_total 0\n"));

    let url = edgeward.url("/v1/admit");
    let api_server = User::new("kube-apiserver", &[]);
    // It is answered, if only that this is no way to ask.
    assert_eq!(cluster.ask_as(&url, edgeward.authority(), &api_server)?, 405);
    for refused in
        [ask(&url, edgeward.authority()), cluster.ask_as(&url, edgeward.authority(), &User::admin())]
    {
        assert!(refused.is_err(), "{refused:?}");
    }
    until("both refusals are counted", || {
        let text = edgeward.metrics().map_err(|error| error.to_string())?;
        if text.contains("edgeward_tls_handshake_failures_total 2\n") { Ok(()) } else { Err(text) }
    })?;

    // An API server that shows nothing there reaches nobody, and lets nothing through.
    let elsewhere = Edgeward::serve(&cluster, &wanted)?;
    let path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/edgeward";
    let url = json!([{"op": "replace", "path": "/webhooks/0/clientConfig/url", "value": elsewhere.url("/v1/admit")}]);
    admin.patch(path, Patch::Json, &url)?;
    until("what cannot be asked is refused", || {
        let answer =
            admin.post("/api/v1/namespaces/default/pods", &pod).map_err(|error| error.to_string())?;
        let refused = answer.status == 500 && answer.text().contains("failed calling webhook");
        if refused { Ok(()) } else { Err(answer.text()) }
    })?;
    Ok(())
}
