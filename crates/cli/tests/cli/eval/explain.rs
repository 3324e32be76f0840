//! `--explain fails`.

use crate::{Folder, Ran, edgeward};

const POLICY: &str = r#"package shop

default allow := false

allow if {
	user_ok
	input.amount < limit
}

user_ok if {
	some u in data.users
	u.name == input.user
	u.active
}

limit := 100

cheap if input.amount < 3

else := "almost" if input.amount < 4
"#;

fn eval(arguments: &[&str]) -> Ran {
    let folder = Folder::new();
    folder.file("p.rego", POLICY);
    folder.file(
        "data.json",
        r#"{"users": [{"name": "ann", "active": false}, {"name": "bo", "active": true}]}"#,
    );
    folder.file("in.json", r#"{"user": "ann", "amount": 5}"#);
    let path = |name: &str| folder.path(name).display().to_string();
    let (policy, data, input) = (path("p.rego"), path("data.json"), path("in.json"));
    let files = ["eval", "-d", &policy, "-d", &data, "-i", &input, "--explain", "fails"];
    let ran = edgeward(&[&files, arguments].concat());
    Ran { out: folder.relative(&ran.out), err: folder.relative(&ran.err), ..ran }
}

#[test]
fn a_rule_that_is_false_by_default_shows_what_failed_in_it_and_below() {
    let ran = eval(&["-f", "pretty", "data.shop.allow"]);
    let out = "\
p.rego:6:2: this did not hold
  |
6 | user_ok
  |
  = user_ok: undefined
p.rego:13:2: this did not hold
   |
13 | u.active
   |
   = u.active: false
false
";
    assert_eq!(ran, Ran { code: 0, out: out.to_owned(), err: String::new() });
}

#[test]
fn a_query_shows_its_own_failing_expression() {
    let ran = eval(&["-f", "pretty", "x := input.amount; y := 9; x > y"]);
    let out = "\
<query>:1:28: this did not hold
  |
1 | x > y
  |
  = x: 5
  = y: 9
undefined
";
    assert_eq!(ran, Ran { code: 0, out: out.to_owned(), err: String::new() });
}

#[test]
fn each_branch_of_a_rule_is_looked_at() {
    let ran = eval(&["-f", "raw", "data.shop.cheap"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    let places: Vec<&str> = ran.err.lines().filter(|line| line.ends_with("this did not hold")).collect();
    assert_eq!(
        places,
        [
            "<query>:1:1: this did not hold",
            "p.rego:18:10: this did not hold",
            "p.rego:20:21: this did not hold"
        ]
    );
}

#[test]
fn an_explanation_stays_out_of_what_programs_read() {
    let ran = eval(&["data.shop.user_ok"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "{}\n"));
    assert!(ran.err.contains("= u.active: false"), "{ran:?}");
}

#[test]
fn what_holds_needs_no_explanation() {
    assert_eq!(
        eval(&["-f", "raw", "data.shop.limit"]),
        Ran { code: 0, out: "100\n".to_owned(), err: String::new() }
    );
}

#[test]
fn other_modes_are_refused() {
    for mode in ["notes", "full", "debug"] {
        let ran = edgeward(&["eval", "--explain", mode, "1"]);
        let err = "error: --explain knows `fails` only: the engine does not trace its steps\n".to_owned();
        assert_eq!(ran, Ran { code: 2, out: String::new(), err });
    }
}
