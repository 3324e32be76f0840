//! What CEL finds is what the rules find.

use std::collections::BTreeSet;
use std::path::Path;

use edgeward_e2e::backstop::{
    Action, Comparison, Corpus, Rules, Subject, Tried, compare, hold, install, page, prepare, put, uninstall,
};
use edgeward_e2e::cluster::{Client, Cluster, Outcome, Sandbox, User, until};
use serde_json::json;

use crate::chart::rendered::template;

/// Set to write the page instead of comparing it.
const WRITE: &str = "EDGEWARD_WRITE_DOCS";

/// Asks that a labelled policy is there; without it, that any is.
const AGREED: &str = "edgeward-hd-net-01-agreed";

pub(crate) fn agrees(sandbox: &Sandbox) -> Outcome {
    let rules = Rules::read()?;
    let mut corpus = Corpus::read(&rules)?;
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    everybody_may_do_everything(&admin)?;
    prepare(&admin, &mut corpus.surroundings)?;
    hold(&admin, &mut corpus)?;
    let alone = put(&cluster, &corpus, |_| true)?;
    let accepted = |index: usize| matches!(alone.get(index), Some(Some(Tried::Stored(..))));

    install(&admin, &rendered(&cluster, "strict", &[])?, Action::NameAll, |_| true)?;
    effective(&admin)?;
    let warned = put(&cluster, &corpus, accepted)?;
    uninstall(&admin)?;
    let compared = compare(&corpus, &rules, &alone, &warned)?;
    let mut wrong = Vec::new();
    for (one, subject) in compared.iter().zip(&corpus.subjects) {
        let found = one.iter().flat_map(|one| &one.wrong);
        wrong.extend(found.map(|wrong| format!("{}: {wrong}", named(&corpus, subject))));
    }
    for profile in ["baseline", "strict"] {
        gone(&admin)?;
        install(&admin, &rendered(&cluster, profile, &[])?, Action::AsWritten, |_| true)?;
        effective(&admin)?;
        let answers = put(&cluster, &corpus, accepted)?;
        uninstall(&admin)?;
        for ((one, answer), subject) in compared.iter().zip(&answers).zip(&corpus.subjects) {
            let (Some(one), Some(answer)) = (one, answer) else { continue };
            let denied = denied(&rules, &corpus, subject, one, profile)?;
            wrong.extend(
                differs(answer, &denied)
                    .map(|difference| format!("{} in {profile}: {difference}", named(&corpus, subject))),
            );
        }
    }
    gone(&admin)?;
    wrong.extend(labelled(&cluster, &admin, &corpus, &compared, accepted)?);
    if !wrong.is_empty() {
        return Err(format!("{} differ:\n{}", wrong.len(), wrong.join("\n")).into());
    }
    compare_page(&page(&corpus, &rules, &alone, &compared))
}

/// Cases of nobody in particular are put by the administrator; who is named in a review may do as much.
fn everybody_may_do_everything(admin: &Client) -> Outcome {
    let group = "rbac.authorization.k8s.io";
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "everybody"},
        "roleRef": {"apiGroup": group, "kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"kind": "Group", "apiGroup": group, "name": "system:authenticated"}],
    });
    assert!(admin.create(&binding)?.is_success());
    Ok(())
}

fn rendered(cluster: &Cluster, profile: &str, more: &[&str]) -> Result<String, Box<dyn std::error::Error>> {
    let profile = format!("profile={profile}");
    let arguments = [&["--set", &profile, "--show-only", "templates/backstop.yaml"], more].concat();
    Ok(template(&cluster.helm(&User::admin())?, &arguments)?.good()?)
}

/// A claim of a namespace with health data that is good but for its class: what the last binding of all is about.
fn probe(admin: &Client) -> Result<String, String> {
    let labels = json!({"edgeward.io/health-data": "true"});
    let metadata = json!({"name": "probe", "labels": labels});
    let backup = json!({"edgeward.io/backup-class": "daily"});
    let claim = json!({
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "probe", "namespace": "probe", "annotations": backup},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    });
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata});
    // It is there from the second time on.
    admin.create(&namespace).map_err(|problem| problem.to_string())?;
    let path = "/api/v1/namespaces/probe/persistentvolumeclaims?dryRun=All";
    let answer = admin.post(path, &claim).map_err(|problem| problem.to_string())?;
    Ok(format!("{} {:?}", answer.text(), answer.warnings))
}

fn effective(admin: &Client) -> Outcome {
    until("the policies are asked", || {
        let said = probe(admin)?;
        if said.contains("[hd-vol-03] class") { Ok(()) } else { Err(said) }
    })?;
    Ok(())
}

fn gone(admin: &Client) -> Outcome {
    until("no policy is asked any more", || {
        let said = probe(admin)?;
        if said.contains("[hd-vol-03]") { Err(said) } else { Ok(()) }
    })?;
    Ok(())
}

fn named(corpus: &Corpus, subject: &Subject) -> String {
    let golden = corpus.goldens.get(subject.golden);
    let golden = golden.map(|golden| format!("{}/{}", golden.rule, golden.name)).unwrap_or_default();
    format!("{golden} {}", subject.object["kind"])
}

/// What the profile denies of what CEL finds, each as a message begins; and that there is no NetworkPolicy.
fn denied(
    rules: &Rules,
    corpus: &Corpus,
    subject: &Subject,
    one: &Comparison,
    profile: &str,
) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut denied = Vec::new();
    for finding in &one.cel {
        if rules.action(profile, finding)? == "deny" {
            denied.push(format!("[{}] {} must hold", finding.0.to_lowercase(), finding.1));
        }
    }
    let home = subject.home.and_then(|home| corpus.surroundings.get(home));
    // What ends needs no policy any more.
    let closable = has_a_pod(rules, subject) && !subject.is_end();
    if closable && home.is_some_and(|home| home.has_health_data() && home.policies() == 0) {
        denied.push("no params found for policy binding".to_owned());
    }
    Ok(denied)
}

fn has_a_pod(rules: &Rules, subject: &Subject) -> bool {
    let version = subject.object["apiVersion"].as_str().unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    rules.is_about("HD-NET-01", group, subject.object["kind"].as_str().unwrap_or_default())
}

fn differs(answer: &Tried, denied: &[String]) -> Option<String> {
    match answer {
        Tried::Stored(..) if denied.is_empty() => None,
        Tried::Stored(..) => Some(format!("it is let through, and must not be: {denied:?}")),
        Tried::Refused(message) | Tried::Unmade(message)
            if denied.iter().any(|word| message.contains(word)) =>
        {
            None
        }
        Tried::Refused(message) | Tried::Unmade(message) => Some(format!("expected {denied:?}: {message}")),
    }
}

/// Where there is one NetworkPolicy in a namespace, and it carries the label, CEL says wholly whether it closes the pod off.
fn labelled(
    cluster: &Cluster,
    admin: &Client,
    corpus: &Corpus,
    compared: &[Option<Comparison>],
    accepted: impl Fn(usize) -> bool + Sync,
) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let text = rendered(cluster, "strict", &["--set", "backstop.labelledEgressPolicy=true"])?;
    assert_eq!(install(admin, &text, Action::AsWritten, |name| name == AGREED)?, 1);
    let closed = |index: usize| corpus.subjects.get(index).is_some_and(|one| is_closed(corpus, one));
    let wanted = |index: usize| closed(index) && accepted(index);
    let isolated = ("HD-NET-01".to_owned(), "isolated".to_owned());
    let open = |index: usize| {
        compared.get(index).and_then(Option::as_ref).is_some_and(|one| one.rego.contains(&isolated))
    };
    let few = |is_open: bool| {
        (0..corpus.subjects.len()).filter(move |index| wanted(*index) && open(*index) == is_open).take(20)
    };
    let few: BTreeSet<usize> = few(true).chain(few(false)).collect();
    until("the policy is asked", || {
        let answers = put(cluster, corpus, |index| few.contains(&index));
        let answers = answers.map_err(|problem| problem.to_string())?;
        let refused = answers.iter().flatten().filter(|answer| matches!(answer, Tried::Refused(_))).count();
        // Until the API server has listed NetworkPolicies it takes it that there are none.
        let all = answers.iter().flatten().count();
        if (1..all).contains(&refused) { Ok(()) } else { Err(format!("{refused} of {all} are refused")) }
    })?;
    let mut wrong = Vec::new();
    let mut found = [0, 0];
    for (index, answer) in put(cluster, corpus, wanted)?.iter().enumerate() {
        let (Some(answer), Some(subject)) = (answer, corpus.subjects.get(index)) else { continue };
        let refused = matches!(answer, Tried::Refused(_));
        found[usize::from(refused)] += 1;
        if refused != open(index) {
            wrong.push(format!("{}, labelled: {answer:?}", named(corpus, subject)));
        }
    }
    uninstall(admin)?;
    assert!(found[0] > 100 && found[1] > 20, "{found:?}: {wrong:?}");
    Ok(wrong)
}

/// A pod, or what makes some, where there is at most one policy that could close it off.
fn is_closed(corpus: &Corpus, subject: &Subject) -> bool {
    let home = subject.home.and_then(|home| corpus.surroundings.get(home));
    let workload =
        subject.object["spec"]["containers"].is_array() || !subject.object["spec"]["template"].is_null();
    workload && home.is_some_and(|home| home.has_health_data() && home.policies() < 2)
}

fn compare_page(page: &str) -> Outcome {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/backstop.md");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, page)?;
    } else if std::fs::read_to_string(&path)? != page {
        return Err("docs/backstop.md is stale: `just backstop-page` makes it anew".into());
    }
    Ok(())
}
