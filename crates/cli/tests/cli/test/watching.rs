use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::test::door;

#[test]
fn a_change_runs_the_tests_again() {
    let folder = door("test_wrong if 1 == 2");
    let mut watching = Command::new(env!("CARGO_BIN_EXE_edgeward"))
        .args(["test", "--watch", &format!("{}/policies", folder.shown())])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    let lines = BufReader::new(watching.stdout.take().expect("piped")).lines();
    let mut counts =
        lines.map_while(Result::ok).filter(|line| line.starts_with("FAIL:") || line.starts_with("PASS:"));
    assert_eq!(counts.next().as_deref(), Some("FAIL: 1/1"));
    folder.file("policies/door/door_test.rego", "package door_test\n\ntest_right if 1 == 1\n");
    assert_eq!(counts.next().as_deref(), Some("PASS: 1/1"));
    watching.kill().expect("it runs until it is stopped");
    watching.wait().expect("it ends");
}
