use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{Connection, handshake, tls_config};
use crate::running::{Running, pod, verdict};

const SHORT: Duration = Duration::from_millis(300);

#[test]
fn the_certificate_is_good_for_every_name_and_no_other() {
    let server = Running::start(|config| {
        config.tls_names = vec!["edgeward.health.svc".to_owned(), "10.1.2.3".to_owned()]
    });
    let config = tls_config(&server.ca(), &["http/1.1"]);
    for name in ["localhost", "127.0.0.1", "::1", "edgeward.health.svc", "10.1.2.3"] {
        let agreed = handshake(server.started.admission, name, config.clone()).expect("a handshake");
        assert_eq!(agreed.as_deref(), Some(b"http/1.1".as_slice()), "{name}");
    }
    assert!(handshake(server.started.admission, "edgeward.other.svc", config).is_err());
    let other = Running::start(|_| {});
    assert!(handshake(server.started.admission, "localhost", tls_config(&other.ca(), &[])).is_err());
}

#[test]
fn http_2_is_not_spoken_on_the_admission_port() {
    let server = Running::start(|_| {});
    let both = tls_config(&server.ca(), &["h2", "http/1.1"]);
    let agreed = handshake(server.started.admission, "localhost", both).expect("a handshake");
    assert_eq!(agreed.as_deref(), Some(b"http/1.1".as_slice()));
    assert!(handshake(server.started.admission, "localhost", tls_config(&server.ca(), &["h2"])).is_err());
}

#[test]
fn a_handshake_that_does_not_come_is_closed() {
    let server = Running::start(|config| config.handshake_timeout = SHORT);
    let began = Instant::now();
    let mut silent = Connection::plain(server.started.admission);
    let mut plain = Connection::plain(server.started.admission);
    plain.write(b"GET /v1/admit HTTP/1.1\r\n\r\n");
    server.is_well();
    assert!(silent.is_closed());
    assert!(began.elapsed() >= SHORT);
    server.counts("edgeward_tls_handshake_failures_total 2");
}

#[test]
fn a_slow_head_is_closed_on_a_new_and_on_a_kept_connection() {
    let server = Running::start(|config| config.header_timeout = SHORT);
    let mut silent = server.admission();
    silent.write(b"");
    assert!(silent.is_closed(), "whoever connects has something to say");
    let mut new = server.admission();
    new.write(b"POST /v1/admit HTTP/1.1\r\nhost: local");
    assert!(new.is_closed());
    let mut kept = server.admission();
    assert!(verdict(&kept.post("/v1/admit", &pod(&json!({"owner": "a"})))).0);
    kept.write(b"POST /v1/admit HTTP/1.1\r\nhost: local");
    let began = Instant::now();
    assert!(kept.is_closed());
    assert!(began.elapsed() >= SHORT / 2 && began.elapsed() < 20 * SHORT, "{:?}", began.elapsed());
    server.is_well();
}

#[test]
fn a_head_that_drips_is_closed_as_well() {
    let server = Running::start(|config| config.header_timeout = SHORT);
    let mut dripping = server.decision();
    let began = Instant::now();
    dripping.write(b"GET /v1/data HTTP/1.1\r\nx-long: ");
    while dripping.can_write(b"a") {
        assert!(began.elapsed() < 20 * SHORT, "each byte would start the time anew");
        std::thread::sleep(SHORT / 6);
    }
    assert!(dripping.is_closed());
}

#[test]
fn a_kept_connection_may_rest_longer_than_a_head_may_take_but_not_for_ever() {
    let server = Running::start(|config| {
        config.header_timeout = SHORT;
        config.idle_timeout = 10 * SHORT;
    });
    let mut kept = server.admission();
    for _ in 0..20 {
        assert!(verdict(&kept.post("/v1/admit", &pod(&json!({"owner": "a"})))).0);
    }
    std::thread::sleep(2 * SHORT);
    assert!(verdict(&kept.post("/v1/admit", &pod(&json!({"owner": "a"})))).0);
    let began = Instant::now();
    assert!(kept.is_closed());
    assert!(began.elapsed() >= 8 * SHORT, "{:?}", began.elapsed());
}

#[test]
fn connections_over_the_cap_are_closed_and_counted() {
    let server = Running::start(|config| config.max_connections = NonZeroUsize::new(2).expect("two"));
    let mut first = server.admission();
    let mut second = server.admission();
    for held in [&mut first, &mut second] {
        assert!(verdict(&held.post("/v1/admit", &pod(&json!({"owner": "a"})))).0);
    }
    let mut third = Connection::plain(server.started.admission);
    assert!(third.is_closed());
    server.counts(r#"edgeward_connections_rejected_total{port="admission"} 1"#);
    server.counts(r#"edgeward_connections_open{port="admission"} 2"#);
    assert!(
        verdict(&first.post("/v1/admit", &pod(&json!({"owner": "a"})))).0,
        "the others are not disturbed"
    );
    drop(second);
    server.counts(r#"edgeward_connections_open{port="admission"} 1"#);
    server.is_well();
}

#[test]
fn the_decision_point_answers_on_a_socket_too() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("edgeward.sock");
    let answer = |path: &std::path::Path| {
        Connection::unix(path).post("/v1/data/healthcare/healthdata/allow", br#"{"input": {}}"#).text()
    };
    {
        let server = Running::start(|config| config.decision_socket = Some(path.clone()));
        assert_eq!(answer(&path), "{\"result\":false}\n");
        let over_tcp = server.decision().post("/v1/data/healthcare/healthdata/allow", br#"{"input": {}}"#);
        assert_eq!(over_tcp.text(), "{\"result\":false}\n");
    }
    assert!(!path.exists(), "it is removed at the end");
    // One that a crash left behind is replaced.
    drop(std::os::unix::net::UnixListener::bind(&path).expect("a socket"));
    let _server = Running::start(|config| config.decision_socket = Some(path.clone()));
    assert_eq!(answer(&path), "{\"result\":false}\n");
}

#[test]
fn a_second_server_on_the_same_state_serves_the_same_certificate() {
    let first = Running::start(|_| {});
    let state = first.dir.path().join("state");
    let second = Running::start(|config| config.state_dir = state);
    assert_eq!(first.started.authority, second.started.authority);
    let config = tls_config(&first.ca(), &[]);
    handshake(second.started.admission, "localhost", config).expect("a handshake");
}

#[test]
fn a_certificate_that_is_written_anew_is_served_without_a_failed_handshake() {
    let pairs = [Running::start(|_| {}), Running::start(|_| {})];
    let folder = tempfile::tempdir().expect("a folder");
    let (certificate, key) = (folder.path().join("tls.crt"), folder.path().join("tls.key"));
    let state = |pair: &Running| pair.dir.path().join("state");
    let copy = |pair: &Running, name: &str| {
        // As a mount does it: the file is whole at every moment.
        let beside = folder.path().join("new");
        std::fs::copy(state(pair).join(name), &beside).expect("it can be written");
        std::fs::rename(&beside, folder.path().join(name)).expect("it can be renamed");
    };
    for name in ["tls.crt", "tls.key"] {
        copy(&pairs[0], name);
    }
    let server = Running::start(|config| {
        config.tls_files = Some(edgeward_webhook::TlsFiles { certificate, key });
        config.tls_files_every = std::time::Duration::from_millis(5);
    });
    let shakes = |pair: &Running| {
        handshake(server.started.admission, "localhost", tls_config(&pair.ca(), &[])).is_ok()
    };
    assert_eq!(pairs.each_ref().map(shakes), [true, false]);
    for turn in 0..10 {
        let [old, new] = [&pairs[turn % 2], &pairs[(turn + 1) % 2]];
        copy(new, "tls.crt");
        // A key that is not its certificate's: the old pair is served on.
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert_eq!([shakes(old), shakes(new)], [true, false]);
        copy(new, "tls.key");
        let begun = std::time::Instant::now();
        while !shakes(new) {
            // Until the new one is served the old one is: at no moment is there none.
            assert!(shakes(old) || shakes(new));
            assert!(begun.elapsed().as_secs() < 30, "the new certificate is never served");
        }
    }
    assert!(!server.metrics().contains("edgeward_tls_renewal_failures_total 0\n"));
    std::fs::remove_file(folder.path().join("tls.key")).expect("it is there");
    assert_eq!(pairs.each_ref().map(shakes), [true, false]);
}

#[test]
fn certificates_from_files_are_served() {
    let first = Running::start(|_| {});
    let state = first.dir.path().join("state");
    let server = Running::start(|config| {
        let (certificate, key) = (state.join("tls.crt"), state.join("tls.key"));
        config.tls_files = Some(edgeward_webhook::TlsFiles { certificate, key });
    });
    assert_eq!(server.started.authority, None);
    handshake(server.started.admission, "localhost", tls_config(&first.ca(), &[])).expect("a handshake");
}
