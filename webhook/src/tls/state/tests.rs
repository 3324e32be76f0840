use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn names() -> Vec<String> {
    vec!["edgeward.health.svc".to_owned()]
}

fn files(dir: &Path) -> [Vec<u8>; 3] {
    ["ca.crt", "tls.crt", "tls.key"].map(|name| fs::read(dir.join(name)).expect("written"))
}

#[test]
fn a_certificate_is_made_once_and_then_reused() {
    let dir = tempfile::tempdir().expect("a directory");
    let state = dir.path().join("state");
    let now = SystemTime::now();
    let (_, first) = reuse_or_make(&state, &names(), now).expect("made");
    let made = files(&state);
    let (_, second) = reuse_or_make(&state, &names(), now + 300 * DAY).expect("reused");
    assert_eq!(first, second);
    assert_eq!(files(&state), made);
}

#[test]
fn only_the_owner_reads_the_key() {
    let dir = tempfile::tempdir().expect("a directory");
    let state = dir.path().join("state");
    reuse_or_make(&state, &names(), SystemTime::now()).expect("made");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&state), 0o700);
    assert_eq!(mode(&state.join("tls.key")), 0o600);
    let mut left: Vec<_> =
        fs::read_dir(&state).expect("readable").map(|entry| entry.expect("entry").file_name()).collect();
    left.sort();
    assert_eq!(left, ["ca.crt", "tls.crt", "tls.key"], "neither a key of the CA nor a temporary file stays");
}

#[test]
fn an_expiring_certificate_another_name_or_a_mixed_set_is_made_anew() {
    let dir = tempfile::tempdir().expect("a directory");
    let state = dir.path().join("state");
    let now = SystemTime::now();
    let (_, first) = reuse_or_make(&state, &names(), now).expect("made");
    let old = files(&state);

    let (_, expiring) = reuse_or_make(&state, &names(), now + 340 * DAY).expect("made");
    assert_ne!(first.fingerprint, expiring.fingerprint);

    let (_, renamed) = reuse_or_make(&state, &["other.svc".to_owned()], now).expect("made");
    assert_ne!(expiring.fingerprint, renamed.fingerprint);

    fs::write(state.join("tls.key"), &old[2]).expect("writable");
    let (_, mixed) = reuse_or_make(&state, &["other.svc".to_owned()], now).expect("made");
    assert_ne!(renamed.fingerprint, mixed.fingerprint);

    fs::write(state.join("ca.crt"), &old[0]).expect("writable");
    let (_, foreign) = reuse_or_make(&state, &["other.svc".to_owned()], now).expect("made");
    assert_ne!(mixed.fingerprint, foreign.fingerprint);
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let (one, other) = (dir.path().join("one"), dir.path().join("other"));
    reuse_or_make(&one, &names(), SystemTime::now()).expect("made");
    reuse_or_make(&other, &names(), SystemTime::now()).expect("made");
    let mixed = TlsFiles { certificate: one.join("tls.crt"), key: other.join("tls.key") };
    let error = read_files(&mixed).expect_err("they do not match");
    assert!(matches!(error, TlsError::Mismatch { .. }), "{error}");
}

#[test]
fn a_fingerprint_reads_as_openssl_prints_it() {
    let dir = tempfile::tempdir().expect("a directory");
    let (_, authority) = reuse_or_make(dir.path(), &names(), SystemTime::now()).expect("made");
    let pairs: Vec<&str> = authority.fingerprint.split(':').collect();
    assert_eq!(pairs.len(), 32);
    assert!(pairs.iter().all(|pair| pair.len() == 2 && pair.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())));
}
