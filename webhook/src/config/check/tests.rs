use std::fs;
use std::time::Duration;

use super::*;
use crate::config::TlsFiles;
use crate::test_policies::policies;

fn config(state_dir: &Path) -> Config {
    Config { state_dir: state_dir.to_owned(), ..Config::default() }
}

fn problems(config: &Config) -> Vec<String> {
    let problems = check_config(config, &policies()).err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn the_server_without_arguments_is_well_configured_and_checking_leaves_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    assert_eq!(problems(&config(&dir.path().join("not/there/yet"))), Vec::<String>::new());
    assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 0);
}

#[test]
fn all_problems_come_at_once() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(dir.path().join("file"), "").expect("writable");
    let config = Config {
        health_addr: ([127, 0, 0, 1], 8443).into(),
        profile: "none-such".to_owned(),
        state_dir: dir.path().join("file/state"),
        tls_names: vec!["edgeward.health.svc".to_owned(), "no name".to_owned()],
        decision_socket: Some(dir.path().join("file")),
        header_timeout: Duration::ZERO,
        data_body_limit: 0,
        ..Config::default()
    };
    let file = dir.path().join("file").display().to_string();
    assert_eq!(
        problems(&config),
        [
            "admission and health cannot both listen on 127.0.0.1:8443".to_owned(),
            "a header time-out of zero would refuse every request".to_owned(),
            "a limit of a data request's size of zero would refuse every request".to_owned(),
            "there is no profile `none-such`; this bundle has `baseline`".to_owned(),
            "`no name` is neither a DNS name nor an IP address, so no certificate can carry it".to_owned(),
            format!("the state directory {file}/state cannot be written: {file} is no directory"),
            format!("the socket {file} cannot be made: there is a file that is no socket"),
        ]
    );
}

#[test]
fn certificates_that_cannot_be_renewed_in_time_are_refused() {
    let secret = |lifetime, authority_lifetime| Config {
        tls_secret: Some(TlsSecret {
            access: crate::ClusterAccess::InCluster,
            namespace: "a".to_owned(),
            name: "b".to_owned(),
            webhooks: Vec::new(),
            lifetime: Duration::from_secs(lifetime),
            authority_lifetime: Duration::from_secs(authority_lifetime),
        }),
        // Nothing is kept there.
        state_dir: "/proc/none".into(),
        ..Config::default()
    };
    assert_eq!(problems(&secret(60, 120)), Vec::<String>::new());
    assert_eq!(
        problems(&secret(59, 117)),
        [
            "a certificate that lives less than 60 seconds ends before it can be renewed",
            "a CA has to live at least twice as long as the certificates that it signs",
        ]
    );
}

#[test]
fn port_zero_collides_with_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let any = ([127, 0, 0, 1], 0).into();
    let config =
        Config { admission_addr: any, decision_addr: Some(any), health_addr: any, ..config(dir.path()) };
    assert_eq!(problems(&config), Vec::<String>::new());
}

#[test]
fn certificate_files_are_read_and_the_state_directory_is_then_of_no_matter() {
    let dir = tempfile::tempdir().expect("a directory");
    let files = TlsFiles { certificate: dir.path().join("tls.crt"), key: dir.path().join("tls.key") };
    fs::write(&files.certificate, "no PEM").expect("writable");
    let config =
        Config { tls_files: Some(files.clone()), state_dir: "/proc/none".into(), ..Config::default() };
    let place = files.certificate.display();
    assert_eq!(problems(&config), [format!("{place}: no certificate in PEM form is in this file")]);
}
