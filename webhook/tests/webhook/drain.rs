use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::running::{Running, pod, verdict};

#[test]
fn a_request_in_flight_is_answered_while_the_server_drains() {
    let mut server = Running::start(|config| {
        config.drain_delay = Duration::from_millis(1000);
        // Still running when the delay is over, also on a machine that is busy.
        config.evaluation_limits.time = Duration::from_millis(2500);
    });
    let mut resting = server.admission();
    assert!(verdict(&resting.post("/v1/admit", &pod(&json!({"owner": "a"})))).0);
    let mut busy = server.admission();
    let body = pod(&json!({"owner": "a", "slow": "yes"}));
    busy.write_head("POST", "/v1/admit", &[("content-type", "application/json")], body.len());
    busy.write(&body);
    std::thread::sleep(Duration::from_millis(50));

    let stopped = server.stop();
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(server.health().get("/readyz").status, 503, "at once");
    assert_eq!(server.health().get("/healthz").status, 200);
    server.is_well();

    let response = busy.response().expect("an answer");
    assert_eq!(verdict(&response), (false, 500));
    assert_eq!(response.header("connection"), Some("close"));
    assert!(resting.is_closed(), "an idle connection goes");
    assert_eq!(server.wait(stopped), 0, "nobody was cut off");
    assert!(TcpStream::connect(server.started.admission).is_err());
    assert!(TcpStream::connect(server.started.health).is_err());
}

#[test]
fn whoever_keeps_a_connection_is_sent_away_with_an_answer_before_it_is_closed() {
    let mut server = Running::start(|config| config.drain_delay = Duration::from_secs(3));
    let body = pod(&json!({"owner": "a"}));
    let mut kept = server.admission();
    assert_eq!(kept.post("/v1/admit", &body).header("connection"), None);
    let stopped = server.stop();
    while server.health().get("/readyz").status == 200 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let last = kept.post("/v1/admit", &body);
    assert!(verdict(&last).0, "it is still judged");
    assert_eq!(last.header("connection"), Some("close"));
    assert!(kept.is_closed());
    // Whoever has not heard of the end yet is judged too.
    let late = server.admission().post("/v1/admit", &body);
    assert_eq!((verdict(&late).0, late.header("connection")), (true, Some("close")));
    assert_eq!(server.wait(stopped), 0, "nobody was cut off");
}

#[test]
fn a_connection_that_does_not_finish_is_cut_off() {
    let mut server = Running::start(|config| config.drain_timeout = Duration::from_millis(300));
    let mut stuck = server.admission();
    stuck.write_head("POST", "/v1/admit", &[("content-type", "application/json")], 1000);
    std::thread::sleep(Duration::from_millis(50));
    let began = Instant::now();
    let stopped = server.stop();
    assert_eq!(server.wait(stopped), 1);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(stuck.is_closed());
}

#[test]
fn a_taken_address_is_an_error_that_names_it() {
    let server = Running::start(|_| {});
    let dir = tempfile::tempdir().expect("a directory");
    let any = ([127, 0, 0, 1], 0).into();
    let config = edgeward_webhook::Config {
        admission_addr: server.started.admission,
        decision_addr: None,
        health_addr: any,
        state_dir: dir.path().join("state"),
        ..Default::default()
    };
    let policies = std::sync::Arc::new(crate::policies::policies());
    let error = edgeward_webhook::run(config, policies, &Default::default(), |_| panic!("it must not start"));
    let expected = format!("cannot listen for admission on {}", server.started.admission);
    assert_eq!(error.expect_err("taken").to_string(), expected);
}

#[test]
fn connections_that_never_asked_do_not_hold_up_the_end() {
    let mut server = Running::start(|_| {});
    let mut new = server.admission();
    new.write(b"");
    let _unencrypted = crate::client::Connection::plain(server.started.admission);
    let _data = server.decision();
    std::thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    let stopped = server.stop();
    server.wait(stopped);
    assert!(began.elapsed() < Duration::from_secs(3), "a new connection has 5 s for its first request");
}

#[test]
fn sigterm_ends_it_without_an_error() {
    let dir = tempfile::tempdir().expect("a directory");
    let any = ([127, 0, 0, 1], 0).into();
    let config = edgeward_webhook::Config {
        admission_addr: any,
        decision_addr: Some(any),
        health_addr: any,
        state_dir: dir.path().join("state"),
        ..Default::default()
    };
    let policies = std::sync::Arc::new(crate::policies::policies());
    let (tell, told) = std::sync::mpsc::channel();
    let running = std::thread::spawn(move || {
        edgeward_webhook::run(config, policies, &Default::default(), |started| {
            tell.send(started.clone()).expect("heard")
        })
    });
    let started = told.recv().expect("it starts");
    assert_eq!(crate::client::Connection::plain(started.health).get("/readyz").status, 200);
    // The server's handler catches it for the whole process, so the test runner lives on.
    let kill = std::process::Command::new("kill").args(["-TERM", &std::process::id().to_string()]).status();
    assert!(kill.expect("kill is there").success());
    running.join().expect("no panic").expect("no error");
    assert!(TcpStream::connect(started.admission).is_err());
}
