mod pages;

use edgeward_rego::{Source, Value};

use crate::lint;

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(path, text)| Source { path: (*path).to_owned(), text: (*text).to_owned() }).collect()
}

/// `file:line:column id: message` of each finding of the lints named; of all where none is.
fn found(files: &[(&str, &str)], ids: &[&str]) -> Vec<String> {
    let findings = lint(sources(files), Value::object::<&str>([]));
    let wanted = findings.iter().filter(|finding| ids.is_empty() || ids.contains(&finding.lint.id()));
    wanted.map(|finding| format!("{} {}: {}", finding.place, finding.lint.id(), finding.message)).collect()
}

/// The same for the statements of one rule.
fn in_body(body: &str, id: &str) -> Vec<String> {
    let text = format!(
        "package a\n\nviolation contains {{\"msg\": \"\", \"details\": {{}}}} if {{\n{body}\n}}\n\nok(x) if x == 1\n"
    );
    found(&[("a/a.rego", &text)], &[id])
}

#[test]
fn a_call_below_not_that_looks_up_a_field_is_found() {
    for statement in [
        "not ok(input.a.b)",
        "x := input.a; not ok(x.b)",
        "x := input.a; not startswith(x.b, \"y\")",
        "x := input.a; not x.b in [\"y\"]",
        "x := input.a; not x.b != \"y\"",
        "x := input.a; not x.b < 3",
        "x := input.a; not count(x.b) > 0",
        "x := input.a; not x.b == count(x.d)",
        "x := input.a; not ok(lower(x.b))",
        "x := input.a; not [x.b] == [1]",
        "x := input.a; not data.lib.table[x.b]",
        "not ok(data.inventory.cluster.v1)",
    ] {
        let found = in_body(statement, "negated-call");
        assert_eq!(found.len(), 1, "{statement}: {found:?}");
    }
}

/// What OPA holds for true where the field is missing, and what cannot be missing.
#[test]
fn a_negation_that_holds_where_the_field_is_missing_is_fine() {
    for statement in [
        "not input.a.b",
        "not input.a.b == \"y\"",
        "x := input.a; not x.b",
        "x := input.a; not x.b == x.d",
        "x := input.a; k := \"k\"; not x.b[k]",
        "x := input.a; not ok(x)",
        "x := input.a; not ok(object.get(x, \"b\", null))",
        "x := input.a; not ok(3)",
        "not data.zzz.yyy",
        "x := input.a; ok(x.b)",
    ] {
        assert_eq!(in_body(statement, "negated-call"), [""; 0], "{statement}");
    }
}

#[test]
fn a_field_that_a_helper_writes_is_not_missing() {
    let policy = |statements: &str| {
        let rules = "found(x) := {\"value\": x}\n\nall(xs) := [one | some x in xs; one := made(x)]\n\nmade(x) := {\"value\": x}\n\nwhole := made(1)\n\nok(x) if x == 1\n";
        format!(
            "package a\n\nviolation contains {{\"msg\": \"\", \"details\": {{}}}} if {{\n{statements}\n}}\n\n{rules}"
        )
    };
    for (statements, is_found) in [
        ("x := found(input.a); not ok(x.value)", false),
        ("some x in all(input.a); not ok(x.value)", false),
        ("xs := all(input.a); some x in xs; y := x; not ok(y.value)", false),
        ("x := {\"value\": 1}; not ok(x.value)", false),
        ("every x in all(input.a) { not ok(x.value) }", false),
        ("not ok(whole.value)", false),
        ("not ok(whole.other)", true),
        ("not ok(input.review)", false),
        ("x := found(input.a); not ok(x.other)", true),
        ("x := found(input.a); not ok(x.value.deeper)", true),
        ("some x in input.a; not ok(x.value)", true),
        ("y := input.a; x := y; not ok(x.value)", true),
        ("x := found(input.a); y := [z | some x in input.b; z := x]; not ok(x.value)", true),
    ] {
        let found = found(&[("a/a.rego", &policy(statements))], &["negated-call"]);
        assert_eq!(found.len(), usize::from(is_found), "{statements}: {found:?}");
    }
}

#[test]
fn a_finding_names_its_place_and_what_is_missing() {
    assert_eq!(
        in_body("\tx := input.a\n\tnot ok(x.b)", "negated-call"),
        [
            "a/a.rego:5:2 negated-call: where `x.b` is missing the whole body is undefined, not the negation true; \
             give it a value before the negation, or negate a helper that takes the whole object"
        ]
    );
}

#[test]
fn paths_and_images_compared_as_strings_are_found() {
    for (statement, is_found) in [
        ("startswith(input.path, \"xy\")", true),
        ("startswith(input.path, \"/\")", false),
        ("startswith(input.mountPath, \"xy\")", true),
        ("some p in input.paths; endswith(p, \"xy\")", false),
        ("contains(input.image, \"xy\")", true),
        ("some i; contains(input.images[i], \"xy\")", true),
        ("host_path := input.x; regex.match(\"^a\", host_path)", true),
        ("regex.match(`^a$`, input.path)", false),
        ("regex.match(`^/a/$`, input.x)", false),
        ("glob.match(\"a/*\", [\"/\"], input.path)", false),
        ("startswith(input.x, \"/var/lib\")", true),
        ("startswith(input.x, \"registry.example.com/\")", true),
        ("startswith(input.x, \"/\")", false),
        ("startswith(input.key, \"run.oci.\")", false),
        ("startswith(input.empathy, \"xy\")", false),
        ("split(input.path, \"/\")", false),
    ] {
        assert_eq!(in_body(statement, "prefix-compare").len(), usize::from(is_found), "{statement}");
    }
}

#[test]
fn an_unreachable_branch_is_found_where_it_stands() {
    for (text, expected) in [
        ("p if { false }", vec!["3:8"]),
        ("p if { \"a\" == \"b\"; input.x }", vec!["3:8"]),
        ("p if { not true }", vec!["3:8"]),
        ("p := 1 if { true } else := 2", vec!["3:20"]),
        ("p := 1 if { input.x } else := 2 if { true } else := 3", vec!["3:45"]),
        ("p := 1 if { input.x } else := 2 if { 1 == 1.0 } else := 3", vec![]),
        ("p := 1 if { input.x } else := 2", vec![]),
        ("p := false", vec![]),
    ] {
        let text = format!("package a\n\n{text}\n");
        let unreachable = found(&[("a/a.rego", &text)], &["unreachable-branch"]);
        let places: Vec<String> =
            expected.iter().map(|place| format!("a/a.rego:{place} unreachable-branch: ")).collect();
        assert_eq!(found(&[("a/a.rego", &text)], &["loads"]), [""; 0]);
        assert_eq!(unreachable.len(), places.len(), "{text}{unreachable:?}");
        let mut pairs = unreachable.iter().zip(&places);
        assert!(pairs.all(|(found, place)| found.starts_with(place)), "{unreachable:?}");
    }
}

#[test]
fn a_rule_is_used_through_imports_packages_and_helpers() {
    let policy = "package a\n\nimport data.lib.b as c\n\nviolation contains {\"msg\": x, \"details\": {}} if x := c.used\n\nown := 1\n\ntested := 2\n";
    let library =
        "package lib.b\n\nused := helper\n\nhelper := data.lib.whole\n\nleft_over := gone\n\ngone := 1\n";
    let whole = "package lib.whole\n\none := 1\n";
    let test = "package a_test\n\nimport data.a\n\ntest_it if a.tested == two\n\ntwo := 2\n\nthree := 3\n";
    assert_eq!(
        found(
            &[
                ("a/a.rego", policy),
                ("a/a_test.rego", test),
                ("lib/b/b.rego", library),
                ("lib/whole/whole.rego", whole)
            ],
            &["unused-rule"]
        ),
        [
            "a/a.rego:7:1 unused-rule: nothing asks for `a.own`",
            "a/a.rego:9:1 unused-rule: only tests ask for `a.tested`",
            "a/a_test.rego:9:1 unused-rule: nothing asks for `a_test.three`",
            "lib/b/b.rego:7:1 unused-rule: nothing asks for `lib.b.left_over`",
            "lib/b/b.rego:9:1 unused-rule: nothing asks for `lib.b.gone`",
        ]
    );
}

#[test]
fn a_library_alone_has_nothing_to_be_measured_by() {
    assert_eq!(found(&[("lib/b/b.rego", "package lib.b\n\nx := 1\n")], &["unused-rule"]), [""; 0]);
}

#[test]
fn an_allow_comment_counts_for_its_line_and_the_next() {
    let policy = |comment: &str, between: &str| {
        format!(
            "package a\n\nviolation contains {{\"msg\": \"\", \"details\": {{}}}} if {{\n\t{comment}\n{between}\tcontains(input.path, \"ab\")\n}}\n"
        )
    };
    let on = |text: &str| found(&[("a/a.rego", text)], &["prefix-compare", "allow-comment"]);
    let allow = "# edgeward-lint: allow(prefix-compare) only the ending counts";
    assert_eq!(on(&policy(allow, "")), [""; 0]);
    let behind = policy("", "").replace("\"ab\")", &format!("\"ab\") {allow}"));
    assert_eq!(on(&behind), [""; 0]);
    assert_eq!(on(&policy(allow, "\n")).len(), 2);
    for (comment, message) in [
        ("# edgeward-lint: allow(prefix-compare)", "it does not say why prefix-compare is switched off"),
        ("# edgeward-lint: allow(prefix) x", "there is no lint `prefix`"),
        (
            "# edgeward-lint: allow prefix-compare",
            "an allow comment is written `edgeward-lint: allow(id) reason`",
        ),
        ("# edgeward-lint: allow(allow-comment) x", "an allow comment cannot allow itself"),
        (
            "# edgeward-lint: allow(test-twin) x",
            "test-twin finds nothing on this line and the next; remove the comment",
        ),
    ] {
        let found = on(&policy(comment, ""));
        assert_eq!(
            found.first().map(String::as_str),
            Some(format!("a/a.rego:4:2 allow-comment: {message}").as_str())
        );
        assert_eq!(found.len(), 2, "{found:?}");
    }
}

#[test]
fn what_cannot_be_read_is_found_and_the_rest_still_linted() {
    let files = [("a/a.rego", "package a\n\nx := {\n"), ("b/b.rego", "package c\n")];
    let found = found(&files, &["loads", "package-folder"]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("a/a.rego:") && found[0].contains(" loads: rego_parse_error: "),
        "{found:?}"
    );
    assert_eq!(found[1], "b/b.rego:1:1 package-folder: the package is `c`; by its folder it is to be `b`");
}

#[test]
fn what_is_refused_only_in_a_test_is_found_too() {
    let files = [("a/a.rego", "package a\n\nx := 1\n"), ("a/a_test.rego", "package a_test\n\ntest_x if y\n")];
    let found = found(&files, &["loads"]);
    assert_eq!(found, ["a/a_test.rego:3:11 loads: rego_unsafe_var_error: var y is unsafe"]);
}

#[test]
fn deep_nesting_is_refused_by_the_parser_and_not_walked() {
    let text = format!("package a\n\nx := {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let found = found(&[("a/a.rego", &text)], &["loads"]);
    assert_eq!(found.len(), 1, "{found:?}");
}
