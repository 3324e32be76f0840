//! What `edgeward audit` says of objects that nobody judged when they were made.

use edgeward_e2e::cluster::{
    Client, Cluster, Edgeward, Outcome, Part, Patch, Sandbox, User, prepare_site, unguard, until,
};
use serde_json::{Value, json};

use crate::chart::{CHART, NAMESPACE, bring_definitions};

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

/// With the rights that the chart gives, and no others.
pub(crate) fn reported(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[Part::ControllerManager])?;
    let admin = cluster.client(&User::admin())?;
    bring_definitions(&cluster, &cluster.kubectl(&User::admin())?)?;
    prepare_site(&admin, 1)?;
    let values = format!("{CHART}/ci/single-node-values.yaml");
    let release =
        ["install", "edgeward", CHART, "--namespace", NAMESPACE, "--create-namespace", "--values", &values];
    // The servers below are asked by nobody, and nothing else keeps out what they are to find.
    let class_is_there = ["--set", "runtimeClass.create=false,backstop.enabled=false"];
    cluster.helm(&User::admin())?.run(&[&release[..], &class_is_there].concat())?.good()?;
    unguard(&admin)?;
    run_something(&admin)?;
    let label = json!({"metadata": {"labels": {"edgeward.io/health-data": "true"}}});
    assert!(admin.patch("/api/v1/namespaces/shop", Patch::Merge, &label)?.is_success());

    let account =
        cluster.kubeconfig(&User::service_account(NAMESPACE, "edgeward"))?.to_string_lossy().into_owned();
    let serve = || Edgeward::serve(&cluster, &["--kubeconfig", &account, "--audit-every", "1s"]);
    let mut servers = vec![serve()?, serve()?];
    until("one audits", || leader(&servers).map(drop))?;
    until("what was found is reported", || {
        let reported = reports(&admin)?;
        let names: Vec<&str> =
            reported.iter().filter_map(|report| report["scope"]["name"].as_str()).collect();
        if names.contains(&"web") && names.contains(&"alone") { Ok(()) } else { Err(format!("{names:?}")) }
    })?;
    let first = reports(&admin)?;
    // What the template says is reported beside the Deployment only.
    let kinds: Vec<&str> = first.iter().filter_map(|report| report["scope"]["kind"].as_str()).collect();
    assert!(!kinds.contains(&"ReplicaSet"), "{kinds:?}");
    // The pod that nobody controls, and one for the token that the API server mounts into all of them.
    assert_eq!(kinds.iter().filter(|kind| **kind == "Pod").count(), 2);
    let web = first.iter().find(|report| report["scope"]["name"] == "web").expect("it was found");
    let result =
        web["results"].as_array().expect("results").iter().find(|result| result["policy"] == "HD-RT-01");
    let result = result.expect("the runtime class is missing");
    let said = ["result", "severity", "source", "rule"].map(|key| result[key].as_str().unwrap_or_default());
    assert_eq!(said, ["fail", "high", "edgeward", "class"]);
    assert_eq!(web["metadata"]["ownerReferences"][0]["kind"], "Deployment");

    until("the namespace is reported outside of it, for it lacks labels", || {
        let path = "/apis/wgpolicyk8s.io/v1alpha2/clusterpolicyreports";
        let reported = admin.get(path).map_err(|problem| problem.to_string())?.body;
        let shop = json!({"apiVersion": "v1", "kind": "Namespace", "name": "shop"});
        let is_shop = |report: &Value| {
            shop.as_object()
                .is_some_and(|shop| shop.iter().all(|(key, value)| report["scope"][key] == *value))
        };
        if reported["items"].as_array().is_some_and(|all| all.iter().any(is_shop)) {
            Ok(())
        } else {
            Err(reported.to_string())
        }
    })?;

    let metrics = leader(&servers).map(|number| servers[number].metrics())??;
    for line in [
        "edgeward_audit_last{what=\"unread_kinds\"} 0",
        "edgeward_audit_last{what=\"reports_failed\"} 0",
        "edgeward_audit_last{what=\"skipped_kinds\"} 1",
        "edgeward_audit_findings{rule=\"HD-RT-01\",action=\"deny\"} 2",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }

    // Others go on when the one that audits is gone, do not write what is there, and take away what is past.
    let gone = leader(&servers)?;
    servers.remove(gone).kill();
    let path = "/api/v1/namespaces/shop/pods/alone?gracePeriodSeconds=0";
    assert!(admin.delete(path)?.is_success());
    until("the other audits", || leader(&servers).map(drop))?;
    until("the report of what is gone is gone", || {
        let reported = reports(&admin)?;
        if reported.iter().any(|report| report["scope"]["name"] == "alone") {
            Err("it is there".to_owned())
        } else {
            Ok(())
        }
    })?;
    let again = reports(&admin)?;
    let version = |reports: &[Value]| {
        let web = reports.iter().find(|report| report["scope"]["name"] == "web").cloned();
        web.map(|report| report["metadata"]["resourceVersion"].clone())
    };
    assert_eq!(version(&again), version(&first), "written once");
    Ok(())
}

/// Which of the servers says that it audits, once it has.
fn leader(servers: &[Edgeward]) -> Result<usize, String> {
    let audited = |server: &Edgeward| {
        let text = server.metrics().unwrap_or_default();
        text.contains(r#"edgeward_lease_held{lease="audit"} 1"#)
            && text.contains("edgeward_audit_runs_total{outcome=\"complete\"}")
            && !text.contains("edgeward_audit_runs_total{outcome=\"complete\"} 0")
    };
    let leaders: Vec<usize> =
        servers.iter().enumerate().filter(|(_, server)| audited(server)).map(|(number, _)| number).collect();
    match leaders.as_slice() {
        [one] => Ok(*one),
        others => Err(format!("{} servers audit", others.len())),
    }
}

fn reports(admin: &Client) -> Result<Vec<Value>, String> {
    let answer =
        admin.get("/apis/wgpolicyk8s.io/v1alpha2/policyreports").map_err(|problem| problem.to_string())?;
    Ok(answer.body["items"].as_array().cloned().unwrap_or_default())
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
