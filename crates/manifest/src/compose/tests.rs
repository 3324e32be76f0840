use edgeward_rego::Value;
use proptest::prelude::*;

use super::compose;

/// Compact JSON of each document, or `line:column problem`.
fn read(text: &str) -> Vec<String> {
    compose(text)
        .into_iter()
        .map(|document| match document {
            Ok((value, _)) => value.to_json(),
            Err((mark, problem)) => format!("{}:{} {problem}", mark.line, mark.column),
        })
        .collect()
}

/// `line:column` of each pointer in the first document.
fn places(text: &str, pointers: &[&str]) -> Vec<String> {
    let (_, places) = compose(text).remove(0).expect("valid YAML");
    pointers
        .iter()
        .map(|pointer| places.find(pointer))
        .map(|at| format!("{}:{}", at.line, at.column))
        .collect()
}

#[test]
fn documents_without_content_are_left_out() {
    assert_eq!(read("# nothing\n---\n---\na: 1\n---\n# only this\n---\n~\n...\n"), [r#"{"a":1}"#]);
    assert_eq!(read(""), Vec::<String>::new());
}

#[test]
fn a_document_that_kubectl_would_not_apply_is_refused() {
    let after_end = "a document follows `...` without `---`: kubectl leaves it out in silence";
    let beside = "a document begins on the line of its `---`: kubectl refuses it";
    assert_eq!(
        read("a: 1\n...\nb: 2\n---\nc: 3\n"),
        [r#"{"a":1}"#.to_owned(), format!("3:1 {after_end}"), r#"{"c":3}"#.to_owned()]
    );
    assert_eq!(read("--- {a: 1}\n--- # comment\nb: 2\n"), [format!("1:5 {beside}"), r#"{"b":2}"#.to_owned()]);
    assert_eq!(read("a: 1\n...\n---\nb: 2\n...\n# end\n"), [r#"{"a":1}"#, r#"{"b":2}"#]);
}

#[test]
fn line_ends_of_windows_change_nothing() {
    assert_eq!(
        read("a: x\r\nb:\r\n- |\r\n  one\r\n  two\r\n---\r\nc: 1\r\n"),
        [r#"{"a":"x","b":["one\ntwo\n"]}"#, r#"{"c":1}"#]
    );
}

#[test]
fn a_tab_as_indent_is_an_error_with_its_place() {
    assert_eq!(
        read("a:\n\tb: 1\n"),
        ["2:2 not YAML: tabs disallowed within this context (block indentation)"]
    );
}

#[test]
fn a_key_given_twice_is_an_error_that_names_both_lines() {
    assert_eq!(read("a:\n  b: 1\n  b: 2\n"), ["3:3 field `/a/b` is given twice (first on line 2)"]);
    assert_eq!(
        read("a:\n- {on: 1, 'true': 2}\n"),
        ["2:11 field `/a/0/true` is given twice (first on line 2)"]
    );
}

#[test]
fn after_a_broken_document_the_next_one_is_read() {
    assert_eq!(
        read("a: [\n---\nb: 1\n---\nc: {c: 1, c: 1}\n---\nd: 1\n"),
        [
            "1:4 not YAML: unclosed bracket '['",
            r#"{"b":1}"#,
            "5:11 field `/c/c` is given twice (first on line 5)",
            r#"{"d":1}"#,
        ]
    );
}

#[test]
fn an_alias_stands_where_it_is_used_and_its_fields_where_they_were_written() {
    let text = "a: &a\n  p:\n  - 1\nb: *a\nc:\n- *a\n";
    assert_eq!(read(text), [r#"{"a":{"p":[1]},"b":{"p":[1]},"c":[{"p":[1]}]}"#]);
    assert_eq!(
        places(text, &["/b", "/b/p", "/b/p/0", "/c/0", "/c/0/p"]),
        ["4:1", "2:3", "3:5", "6:3", "2:3"]
    );
}

#[test]
fn an_alias_does_not_outlive_its_document() {
    assert_eq!(
        read("a: &a 1\n---\nb: *a\n"),
        [r#"{"a":1}"#, "3:4 not YAML: while parsing node, found unknown anchor"]
    );
}

#[test]
fn an_anchor_that_holds_itself_is_an_error() {
    assert_eq!(read("a: &a\n  b: *a\n"), ["2:6 not YAML: the anchor contains itself"]);
}

#[test]
fn a_merge_key_brings_in_what_is_not_written_below_it() {
    for (text, json) in [
        ("a: &x {p: 1, q: 1}\nc: {<<: *x, p: 2}", r#"{"a":{"p":1,"q":1},"c":{"p":2,"q":1}}"#),
        (
            "a: [&x {p: 1}, &z {p: 3, z: 1}]\nb: {<<: [*x, *z]}",
            r#"{"a":[{"p":1},{"p":3,"z":1}],"b":{"p":1,"z":1}}"#,
        ),
        ("d: {<<: {p: 1}}", r#"{"d":{"p":1}}"#),
        (r#"d: {"<<": {p: 1}}"#, r#"{"d":{"<<":{"p":1}}}"#),
        ("d: {!!merge <<: {p: 1}}", r#"{"d":{"p":1}}"#),
        ("d: {<<: 1}", "1:9 `<<` needs an object, or a list of objects"),
    ] {
        assert_eq!(read(text), [json], "{text}");
    }
    let text = "a: &x\n  p:\n    q: 1\nb:\n  <<: *x\n  r: 1\n";
    assert_eq!(places(text, &["/b/p", "/b/p/q", "/b/r"]), ["2:3", "3:5", "6:3"]);
}

#[test]
fn a_merge_key_over_a_written_key_is_refused_since_kubectl_and_the_specification_disagree() {
    assert_eq!(
        read("a: &x {p: true}\nb: {p: false, <<: *x}"),
        ["2:15 `<<` gives field `/b/p` again, which is written above it: tools disagree on which one counts"]
    );
}

#[test]
fn many_small_merges_are_no_attack() {
    let fields: String = (0..300).map(|at| format!("  k{at}: 1\n")).collect();
    let users: String = (0..100).map(|at| format!("u{at}: &u{at}\n  <<: *x\n")).collect();
    assert_eq!(compose(&format!("x: &x\n{fields}{users}v: *u99\n")).remove(0).map(|_| ()), Ok(()));
}

#[test]
fn a_billion_laughs_are_stopped_early() {
    let mut text = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    assert_eq!(read(&text), ["5:45 aliases unfold into more than 100000 values"]);
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), ["*a"; 100].join(", "));
    assert_eq!(read(&long), ["2:41 aliases unfold into more than 100000 values"]);
}

#[test]
fn nesting_ends_at_128_levels_with_and_without_aliases() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(read(&nested(128)).len(), 1);
    assert_eq!(read(&nested(130)), ["1:130 nested deeper than 128 levels"]);
    assert_eq!(read(&"[".repeat(10_000)), ["1:256 nested deeper than 128 levels"]);
    assert_eq!(read(&"- ".repeat(10_000)), ["1:259 nested deeper than 128 levels"]);
    let aliased = format!("a: &a {}\nb: {}*a{}\n", nested(100), "[".repeat(100), "]".repeat(100));
    assert_eq!(read(&aliased), ["2:104 nested deeper than 128 levels"]);
}

#[test]
fn a_place_is_that_of_the_key_or_of_the_innermost_field_around_it() {
    let text = "spec:\n  a/b: 1\n  list:\n  - x: {k: 1}\n    z: 2\n";
    assert_eq!(
        places(
            text,
            &["", "/spec", "/spec/a~1b", "/spec/list/0", "/spec/list/0/x/k", "/spec/list/0/no/such"]
        ),
        ["1:1", "1:1", "2:3", "4:5", "4:9", "4:5"]
    );
    assert_eq!(places(text, &["/spec/list/7/x", "/spec/list/x", "nonsense"]), ["3:3", "3:3", "1:1"]);
}

#[test]
fn only_text_names_a_field() {
    assert_eq!(read("? [a]\n: 1\n"), ["1:3 only text can be the name of a field"]);
    assert_eq!(read("~: 1\n"), ["1:1 null cannot be the name of a field"]);
    assert_eq!(read("a: &k name\n*k : 1\n"), [r#"{"a":"name","name":1}"#]);
}

#[test]
fn json_is_read_with_tabs_and_escapes() {
    assert_eq!(read("{\n\t\"a\\/b\": [1,\n\t\t\"\\u00e9\\ud83d\\ude00\"]\n}\n"), ["{\"a/b\":[1,\"é😀\"]}"]);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,300}") {
        let _ = read(&text);
    }

    #[test]
    fn no_yaml_like_text_makes_the_reader_panic(
        text in "([ \\n\\t:\\-\\[\\]{}&*!|>'\"#%,?~<]|a|b|0|e|\\.|<<|---|\\.\\.\\.|\u{feff}|\r){0,80}"
    ) {
        for (value, places) in compose(&text).into_iter().flatten() {
            let _ = (value.to_json(), places.find("/a/0/b"));
        }
    }

    #[test]
    fn what_json_can_say_means_the_same_in_yaml(json in json_value()) {
        let text = serde_json::to_string_pretty(&json).expect("JSON");
        let expected = if json.is_null() { Vec::new() } else { vec![Value::from(&json)] };
        let found: Vec<_> = compose(&text).into_iter().map(|document| document.expect("YAML").0).collect();
        prop_assert_eq!(found, expected);
    }
}

fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "[ -~é]{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map("[a-z0-9/~. :#]{1,8}", inner, 0..4)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}
