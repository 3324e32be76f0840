use std::time::Duration;

use serde_json::json;

use crate::running::{Running, pod, request, review, verdict};

const MEBIBYTE: usize = 1024 * 1024;

#[test]
fn nothing_that_is_sent_takes_the_server_down() {
    let server = Running::start(|_| {});
    let whole = pod(&json!({"owner": "a"}));
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies: [&[u8]; 7] = [
        b"",
        b"null",
        b"{}",
        &whole[..whole.len() / 2],
        deep.as_bytes(),
        b"\xff\xfe\x00",
        br#"{"kind": "Pod"}"#,
    ];
    for path in ["/v1/admit", "/v1/mutate"] {
        for body in bodies {
            let response = server.admission().post(path, body);
            assert_eq!(response.status, 400, "{}", response.text());
            assert_eq!(response.json()["code"], 400);
        }
        let response = server.admission().send("POST", path, &[("content-type", "text/plain")], &whole);
        assert_eq!((response.status, &response.json()["code"]), (415, &json!(415)));
        assert_eq!(server.admission().get(path).status, 405);
    }
    for garbage in [
        b"\x16\x03\x01\x00\x00".as_slice(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"GET\r\n\r\n",
    ] {
        let mut connection = server.admission();
        connection.write(garbage);
        connection.stop_sending();
        let response = connection.response();
        assert!(response.is_none_or(|response| (400..500).contains(&response.status)));
    }
    server.is_well();
}

#[test]
fn a_body_of_nine_mebibytes_is_refused_and_one_of_seven_is_not() {
    let server = Running::start(|_| {});
    let padded = |size: usize| {
        let object = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": {"owner": "a", "contact": "b"},
            "annotations": {"padding": "x".repeat(size)}}});
        review(&request("CREATE", &object, &serde_json::Value::Null))
    };
    let response = server.admission().post("/v1/admit", &padded(9 * MEBIBYTE));
    assert_eq!((response.status, &response.json()["code"]), (413, &json!(413)));
    assert_eq!(verdict(&server.admission().post("/v1/admit", &padded(7 * MEBIBYTE))), (true, 200));
    // Far more is not even read to its end, so the answer may be lost in the reset.
    let mut endless = server.admission();
    endless.write_head("POST", "/v1/admit", &[("content-type", "application/json")], 1024 * MEBIBYTE);
    let sent = (0..1024).take_while(|_| endless.can_write(&vec![b' '; MEBIBYTE])).count();
    assert!(sent < 64, "{sent} MiB were taken");
    assert!(endless.response().is_none_or(|response| response.status == 413));
    server.is_well();
}

#[test]
fn a_body_that_ends_in_the_middle_is_no_decision() {
    let server = Running::start(|_| {});
    let whole = pod(&json!({"owner": "a"}));
    let mut cut = server.decision();
    cut.write_head("POST", "/v1/data/edgeward/access/decision", &[], 1000);
    cut.write(br#"{"input": {"action": "query""#);
    cut.stop_sending();
    assert!(cut.response().is_none_or(|response| response.status == 400));
    let mut cut = server.admission();
    cut.write_head("POST", "/v1/admit", &[("content-type", "application/json")], whole.len());
    cut.write(&whole[..whole.len() - 1]);
    cut.stop_sending();
    assert!(cut.response().is_none_or(|response| response.status == 400));
    server.is_well();
}

#[test]
fn a_body_that_does_not_come_is_answered_408() {
    let server = Running::start(|config| config.body_timeout = Duration::from_millis(200));
    let mut slow = server.admission();
    slow.write_head("POST", "/v1/admit", &[("content-type", "application/json")], 1000);
    let response = slow.response().expect("a response");
    assert_eq!(response.status, 408);
    assert!(slow.is_closed());
    server.is_well();
}

#[test]
fn what_nobody_judges_is_denied_over_the_wire() {
    let server = Running::start(|_| {});
    let options =
        json!({"apiVersion": "v1", "kind": "PodExecOptions", "metadata": {"name": "a"}, "command": ["sh"]});
    let thing = json!({"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}});
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {}});
    let null = serde_json::Value::Null;
    let mut connection = server.admission();
    let mut ask =
        |request: &serde_json::Value| verdict(&connection.post("/v1/admit?timeout=10s", &review(request)));
    assert_eq!(ask(&request("CONNECT", &options, &null)), (false, 403));
    assert_eq!(ask(&request("CREATE", &thing, &null)), (false, 403));
    assert_eq!(ask(&request("EXPLODE", &pod, &null)), (false, 400));
    assert_eq!(ask(&request("DELETE", &null, &pod)), (true, 200));
}

#[test]
fn evaluations_that_never_end_are_denied_and_others_go_on() {
    let server = Running::start(|_| {});
    let slow = pod(&json!({"owner": "a", "slow": "yes"}));
    let (code, others) = std::thread::scope(|scope| {
        let slow = scope.spawn(|| verdict(&server.admission().post("/v1/admit", &slow)));
        let others: Vec<bool> = (0..20)
            .map(|_| verdict(&server.admission().post("/v1/admit", &pod(&json!({"owner": "a"})))).0)
            .collect();
        (slow.join().expect("no panic"), others)
    });
    assert_eq!(code, (false, 500));
    assert!(others.iter().all(|allowed| *allowed));
    server.counts(r#"edgeward_faults_total{rule="T-03",kind="limit"} 1"#);
    let late =
        server.admission().post("/v1/admit?timeout=100ms", &pod(&json!({"owner": "a", "slow": "yes"})));
    let (allowed, code) = verdict(&late);
    assert!(!allowed && [500, 504].contains(&code), "{}", late.text());
}

#[test]
fn whoever_does_not_read_the_answers_is_closed() {
    let server = Running::start(|config| config.body_timeout = Duration::from_millis(300));
    let mut deaf = server.health();
    let asked = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(100);
    let began = std::time::Instant::now();
    while deaf.can_write(&asked) {
        assert!(began.elapsed() < Duration::from_secs(60), "it is still listened to");
    }
    server.counts(r#"edgeward_connections_open{port="health"} 1"#);
    server.is_well();
}
