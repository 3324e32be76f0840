//! What `edgeward audit` says of objects that nobody judged when they were made.

use edgeward_e2e::cluster::{Client, Cluster, Outcome, Part, Patch, Sandbox, User, prepare_site, until};
use serde_json::{Value, json};

/// More than fit on a page of the audit.
const REPLICAS: usize = 130;

pub(crate) fn finds(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[Part::ControllerManager])?;
    let admin = cluster.client(&User::admin())?;
    prepare_site(&admin, 1)?;
    run_something(&admin)?;
    let edgeward = cluster.edgeward(&User::admin())?;
    let audit = |arguments: &[&str]| edgeward.run(&[&["audit"], arguments].concat());

    // Nobody has said yet that this is health data.
    let before = audit(&["-o", "json"])?;
    assert_eq!(before.stderr, "");
    let before: Value = serde_json::from_str(&before.stdout)?;
    assert_eq!(found(&before, "HD-RT-01"), Vec::<(String, String)>::new());
    assert!(before["summary"]["objects"].as_u64() > Some(130), "{}", before["summary"]);
    let pods = |result: &Value| {
        let kinds = result["kinds"].as_array().cloned().unwrap_or_default();
        kinds.into_iter().find(|kind| kind["kind"] == "Pod").map(|kind| kind["objects"].clone())
    };
    assert_eq!(pods(&before), Some(json!(REPLICAS + 1)));

    let label = json!({"metadata": {"labels": {"edgeward.io/health-data": "true"}}});
    assert!(admin.patch("/api/v1/namespaces/shop", Patch::Merge, &label)?.is_success());
    let after = audit(&["-o", "json"])?;
    assert_eq!((after.code, after.stderr.as_str()), (1, ""));
    let after: Value = serde_json::from_str(&after.stdout)?;
    let expected =
        [("Deployment", "web"), ("Pod", "alone")].map(|(kind, name)| (kind.to_owned(), name.to_owned()));
    assert_eq!(
        found(&after, "HD-RT-01"),
        expected,
        "once, at the template, and at the pod that nobody controls"
    );
    assert!(after["summary"]["repeated"].as_u64() > Some(130 * 3), "{}", after["summary"]);
    assert!(after["summary"]["denied"].as_u64() > Some(130), "{}", after["summary"]);

    // The same objects in a file are judged alike.
    let kinds: Vec<&str> = after["kinds"]
        .as_array()
        .expect("kinds")
        .iter()
        .filter(|kind| kind["objects"] != 0)
        .filter_map(|kind| kind["kind"].as_str())
        .collect();
    let kubectl = cluster.kubectl(&User::admin())?;
    // Nodes are not judged, but looked up.
    let dump = kubectl.run(&["get", &format!("{},Node", kinds.join(",")), "-A", "-o", "json"])?.good()?;
    let file = edgeward.with_input(&["audit", "-f", "-", "-o", "json"], &dump)?;
    let file: Value = serde_json::from_str(&file.stdout)?;
    assert_eq!(file["summary"], after["summary"]);

    let text = audit(&[])?.stdout;
    assert!(text.contains("\nwould be denied today: "), "{text}");
    Ok(())
}

/// What nobody looked at has not passed.
pub(crate) fn incomplete(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    let somebody = User::new("ada", &[]);
    let edgeward = cluster.edgeward(&somebody)?;

    let said = edgeward.run(&["audit"])?;
    assert_eq!((said.code, said.stdout.as_str()), (2, ""));
    assert!(
        said.stderr.starts_with("error: rules look these up, and they cannot be read"),
        "{}",
        said.stderr
    );
    assert!(
        said.stderr.contains("\nerror: NetworkPolicy (networking.k8s.io): 403 Forbidden"),
        "{}",
        said.stderr
    );

    // Everything that rules look up, and less than they judge.
    let rights = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../charts/edgeward/files/watched.yaml"
    ))?;
    let role = format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: look}}\nrules:\n{rights}"
    );
    let kubectl = cluster.kubectl(&User::admin())?;
    kubectl.with_input(&["apply", "-f", "-"], &role)?.good()?;
    kubectl.run(&["create", "clusterrolebinding", "look", "--clusterrole=look", "--user=ada"])?.good()?;
    until("ada may look", || {
        let pods = cluster.client(&somebody).and_then(|client| client.get("/api/v1/pods"));
        match pods {
            Ok(answer) if answer.is_success() => Ok(()),
            Ok(answer) => Err(answer.text()),
            Err(problem) => Err(problem.to_string()),
        }
    })?;
    let said = edgeward.run(&["audit", "-o", "json"])?;
    assert_eq!(said.code, 2, "{}", said.stderr);
    assert!(
        said.stderr.contains("error: not assessed, Secret cannot be read: 403 Forbidden"),
        "{}",
        said.stderr
    );
    let result: Value = serde_json::from_str(&said.stdout)?;
    let gaps: Vec<&Value> = result["gaps"].as_array().expect("gaps").iter().map(|gap| &gap["kind"]).collect();
    assert!(gaps.contains(&&json!("Secret")) && !gaps.contains(&&json!("Pod")), "{gaps:?}");

    drop(admin);
    Ok(())
}

/// A deployment and a pod that have nothing of what health data needs, in a namespace like any other.
fn run_something(admin: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}});
    let spec = json!({"containers": [{"name": "c", "image": "example.com/a:1"}]});
    let deployment = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {
            "replicas": REPLICAS,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": spec},
        },
    });
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "alone", "namespace": "shop"}, "spec": spec,
    });
    let made = admin.create(&namespace)?;
    assert!(made.is_success(), "{}", made.text());
    until("the namespace has its account", || {
        let account =
            admin.get("/api/v1/namespaces/shop/serviceaccounts/default").map_err(|one| one.to_string())?;
        if account.is_success() { Ok(()) } else { Err(account.text()) }
    })?;
    for object in [deployment, pod] {
        let made = admin.create(&object)?;
        assert!(made.is_success(), "{}", made.text());
    }
    until("all pods are made", || {
        let path = "/apis/apps/v1/namespaces/shop/deployments/web";
        let status = admin.get(path).map_err(|problem| problem.to_string())?.body["status"].clone();
        if status["replicas"] == REPLICAS { Ok(()) } else { Err(status.to_string()) }
    })?;
    Ok(())
}

/// Kind and name of the objects that a rule found something about.
fn found(result: &Value, rule: &str) -> Vec<(String, String)> {
    let objects = result["objects"].as_array().cloned().unwrap_or_default();
    let of_rule = |object: &&Value| {
        object["findings"].as_array().is_some_and(|all| all.iter().any(|finding| finding["rule"] == rule))
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    objects.iter().filter(of_rule).map(|object| (text(&object["kind"]), text(&object["name"]))).collect()
}
