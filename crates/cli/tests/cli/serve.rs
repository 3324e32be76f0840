use crate::running::Running;
use crate::{Folder, edgeward, edgeward_reading};

#[test]
fn a_configuration_is_checked_without_serving() {
    let folder = Folder::new();
    let state = folder.path("state").display().to_string();
    let ran = edgeward(&["serve", "--check-config", "--state-dir", &state]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (0, "", "note: the configuration can be served\n")
    );
    let ran = edgeward(&["serve", "--check-config", "--state-dir", &state, "--profile", "lax"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: ") && ran.err.contains("`lax`"), "{ran:?}");
}

#[test]
fn an_address_that_is_taken_is_an_error_that_names_the_flag() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let folder = Folder::new();
    let state = folder.path("state").display().to_string();
    let ran = edgeward(&[
        "serve",
        "--log-filter",
        "off",
        "--state-dir",
        &state,
        "--admission-addr",
        &address,
        "--health-addr",
        "127.0.0.1:0",
        "--decision-addr",
        "off",
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(&format!("cannot listen for admission on {address}: ")), "{ran:?}");
    assert!(ran.err.ends_with("or choose another with --admission-addr\n"), "{ran:?}");
}

#[test]
fn flags_that_cannot_be_read_are_usage_errors() {
    for arguments in [
        ["--drain-delay", "5"],
        ["--admission-body-limit", "8M"],
        ["--decision-addr", "here"],
        ["--tls-cert", "c.pem"],
        ["--max-connections", "0"],
    ] {
        let ran = edgeward(&[&["serve", "--check-config"], &arguments[..]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(arguments[0]), "{ran:?}");
    }
}

#[test]
fn an_inventory_that_cannot_be_read_stops_the_start() {
    let ran = edgeward(&["serve", "--inventory", "gone.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: gone.yaml: no such file or folder"), "{ran:?}");
    let ran = edgeward_reading(&["serve", "--inventory", "-"], b"a: [");
    assert_eq!(ran.code, 2);
    let ran = edgeward_reading(&["serve", "--inventory", "-"], b"apiVersion: v1\nkind: NetworkPolicy\n");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: <stdin>:2:1: `v1 NetworkPolicy` is no kind that Kubernetes serves; did you mean `NetworkPolicy` of `networking.k8s.io`?\n"
        )
    );
}

/// The AdmissionReview that the API server would send for the last object of a seed file.
fn review_of(file: &str) -> serde_json::Value {
    let mutated = edgeward(&["mutate", "-f", &format!("testdata/seed/{file}"), "-o", "json"]);
    assert_eq!(mutated.code, 0);
    let json = mutated.json();
    let object = match json["items"].as_array() {
        Some(items) => items.iter().find(|item| item["kind"] == "Deployment").expect("a Deployment").clone(),
        None => json,
    };
    serde_json::json!({
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": "1", "operation": "CREATE",
            "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
            "resource": {"group": "apps", "version": "v1", "resource": "deployments"},
            "name": object["metadata"]["name"],
            "namespace": object["metadata"]["namespace"].as_str().unwrap_or("default"),
            "userInfo": {},
            "object": object,
        },
    })
}

#[test]
fn the_server_answers_reviews_and_data_requests_and_stops_when_told() {
    let server = Running::start(&["--inventory", "testdata/seed/twin.yaml"]);
    assert_eq!(server.health("/healthz").0, 200);
    assert_eq!(server.health("/readyz").0, 200);
    assert_eq!(server.health("/metrics").0, 200);

    let denied = &server.review("/v1/admit?timeout=10s", &review_of("deployment.yaml"))["response"];
    assert_eq!(
        (&denied["uid"], &denied["allowed"], &denied["status"]["code"]),
        (&"1".into(), &false.into(), &403.into())
    );
    let allowed = &server.review("/v1/admit?timeout=10s", &review_of("twin.yaml"))["response"];
    assert_eq!((&allowed["uid"], &allowed["allowed"]), (&"1".into(), &true.into()), "{allowed}");

    let input = r#"{"input": {"action": "query", "user": {"role": "authorized_medical_staff"}, "patient": {"consent": true}, "data_stays_local": true, "audit": {"enabled": true}}}"#;
    let (status, body) = server.decision("/v1/data/healthcare/healthdata/allow", input);
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((status, &body["result"]), (200, &true.into()));

    assert_eq!(server.terminate().code(), Some(0));
}

#[test]
fn the_server_and_check_deny_for_the_same_rules() {
    let server = Running::start(&["--profile", "strict"]);
    let review = review_of("deployment.yaml");
    let checked = edgeward_reading(
        &["check", "-f", "-", "--profile", "strict", "-o", "json"],
        review.to_string().as_bytes(),
    );
    let served = server.review("/v1/admit", &review);
    let message = served["response"]["status"]["message"].as_str().expect("a message");
    let json = checked.json();
    let findings = json["objects"][0]["findings"].as_array().expect("findings");
    let mut lines: Vec<String> = findings
        .iter()
        .filter(|finding| finding["action"] == "deny")
        .map(|finding| {
            let text = |field: &str| finding[field].as_str().expect("text").to_owned();
            format!("[{}] {}", text("constraint"), text("message"))
        })
        .collect();
    lines.sort();
    let mut said: Vec<&str> = message.lines().collect();
    said.sort_unstable();
    assert_eq!(said, lines);
}
