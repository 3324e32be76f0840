use std::process::{Command, Stdio};

use crate::{PATIENCE, edgeward};

#[test]
fn the_version_is_the_crates() {
    let ran = edgeward(&["--version"]);
    assert_eq!((ran.code, ran.out), (0, format!("edgeward {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn wrong_usage_is_exit_2() {
    for arguments in [&["check"][..], &["chekc"], &["check", "-f", "x", "-o", "xml"], &["eval"], &[]] {
        let ran = edgeward(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn a_moment_that_cannot_be_read_is_wrong_usage_and_one_that_can_is_said() {
    for command in ["check", "mutate"] {
        let seed = [command, "-f", "testdata/seed/deployment.yaml", "--at"];
        let ran = edgeward(&[&seed[..], &["yesterday"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains("write a date, a time and a zone, such as 2026-06-01T00:00:00Z"), "{ran:?}");
        let ran = edgeward(&[&seed[..], &["2026-06-01T02:00:00+02:00"]].concat());
        assert!(ran.err.contains("note: judged as of 2026-06-01T02:00:00+02:00, not as of now\n"), "{ran:?}");
    }
}

#[test]
fn help_shows_examples_and_exit_codes() {
    let help = edgeward(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("3  nothing was evaluated"), "{}", help.out);
    for command in ["check", "explain", "mutate", "eval", "serve"] {
        let ran = edgeward(&[command, "--help"]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains(&format!("Examples:\n  edgeward {command}")), "{}", ran.out);
    }
}

#[test]
fn colour_is_for_terminals_or_on_request() {
    let seed = ["check", "-f", "testdata/seed/deployment.yaml"];
    assert!(!edgeward(&seed).out.contains('\u{1b}'));
    assert!(edgeward(&[&seed[..], &["--color", "always"]].concat()).out.contains("\u{1b}["));
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_edgeward"))
        .args(["check", "-f", "testdata/seed/twin.yaml"])
        .env(PATIENCE.0, PATIENCE.1)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
