//! The expectations were recorded from sigs.k8s.io/yaml 1.4.0, which kubectl reads manifests with.

use edgeward_rego::Value;

use super::{ScalarTag, key, value};

fn plain(text: &str) -> String {
    value(text, true, ScalarTag::Absent, || "/x".to_owned())
        .map_or_else(|problem| problem.to_string(), |value| value.to_json())
}

fn tagged(tag: ScalarTag, text: &str) -> String {
    value(text, true, tag, || "/x".to_owned())
        .map_or_else(|problem| problem.to_string(), |value| value.to_json())
}

#[test]
fn a_plain_scalar_means_what_it_means_to_kubectl() {
    for (text, json) in [
        ("yes", "true"),
        ("y", "true"),
        ("on", "true"),
        ("On", "true"),
        ("TRUE", "true"),
        ("n", "false"),
        ("Off", "false"),
        ("yEs", r#""yEs""#),
        ("oN", r#""oN""#),
        ("tRUE", r#""tRUE""#),
        ("~", "null"),
        ("", "null"),
        ("NULL", "null"),
        ("nULL", r#""nULL""#),
        ("0755", "493"),
        ("0_7", "7"),
        ("08", "8"),
        ("00", "0"),
        ("0o17", "15"),
        ("0o8", r#""0o8""#),
        ("0x1F", "31"),
        ("-0x1f", "-31"),
        ("0x", r#""0x""#),
        ("0b11", "3"),
        ("-0b1_1", "-3"),
        ("0b", r#""0b""#),
        ("1_000", "1000"),
        ("1__0", "10"),
        ("1_", "1"),
        ("_1", r#""_1""#),
        ("+5", "5"),
        ("++1", r#""++1""#),
        ("-0", "0"),
        ("1e3", "1000"),
        ("1E5", "100000"),
        ("12e03", "12000"),
        ("1.0", "1"),
        ("1.", "1"),
        ("1.5_5", "1.55"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("+.5", "0.5"),
        (".5e1", "5"),
        (".1_0", "0.1"),
        ("._5", r#""._5""#),
        (".E1", r#"".E1""#),
        (".1.1", r#"".1.1""#),
        ("0.5e", r#""0.5e""#),
        ("1e400", r#""1e400""#),
        ("0.1", "0.1"),
        ("9007199254740993.0", "9007199254740992"),
        ("1:30", r#""1:30""#),
        ("2001-01-01", r#""2001-01-01""#),
        ("2001-12-14t21:59:43.10-05:00", r#""2001-12-14t21:59:43.10-05:00""#),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("100m", r#""100m""#),
        ("1Gi", r#""1Gi""#),
        ("=", r#""=""#),
    ] {
        assert_eq!(plain(text), json, "{text}");
    }
}

#[test]
fn an_integer_that_policies_cannot_compute_with_is_refused_by_field() {
    for text in [
        "9223372036854775808",
        "-9223372036854775809",
        "1e19",
        "18446744073709551616",
        "1e25",
        "0777777777777777777777777",
    ] {
        assert_eq!(plain(text), format!("field `/x` holds the integer {text}, beyond 2^63"), "{text}");
    }
}

#[test]
fn a_number_that_json_lacks_is_refused() {
    for text in [".nan", ".inf", "-.INF"] {
        assert_eq!(plain(text), format!("`{text}` is a number that JSON does not have"));
    }
}

#[test]
fn a_tag_decides_over_the_text() {
    for (tag, text, json) in [
        (ScalarTag::Str, "12", r#""12""#),
        (ScalarTag::Str, "yes", r#""yes""#),
        (ScalarTag::Str, "", r#""""#),
        (ScalarTag::Int, "12", "12"),
        (ScalarTag::Int, "0x1F", "31"),
        (ScalarTag::Float, "3", "3"),
        (ScalarTag::Bool, "yes", "true"),
        (ScalarTag::Null, "~", "null"),
        (ScalarTag::Timestamp, "2001-01-01", r#""2001-01-01""#),
        (ScalarTag::Foreign, "12", r#""12""#),
        (ScalarTag::Foreign, "yes", r#""yes""#),
        (ScalarTag::Int, "abc", "`abc` is tagged !!int and is none"),
        (ScalarTag::Int, "", "`` is tagged !!int and is none"),
        (ScalarTag::Bool, "1", "`1` is tagged !!bool and is none"),
        (ScalarTag::Float, "x", "`x` is tagged !!float and is none"),
        (ScalarTag::Null, "x", "`x` is tagged !!null and is none"),
        (ScalarTag::Binary, "aGk=", "`!!binary` values are not read"),
    ] {
        assert_eq!(tagged(tag, text), json, "{tag:?} {text}");
    }
}

#[test]
fn quotes_make_text_and_only_an_explicit_tag_looks_through_them() {
    assert_eq!(value("yes", false, ScalarTag::Absent, String::new), Ok(Value::from("yes")));
    assert_eq!(value("12", false, ScalarTag::Int, String::new), Ok(Value::from(12)));
}

#[test]
fn a_key_is_named_as_kubectl_names_it() {
    for (text, name) in [
        ("on", "true"),
        ("No", "false"),
        ("12", "12"),
        ("0x10", "16"),
        ("1e3", "1000"),
        ("1.0", "1"),
        ("1.5", "1.5"),
        ("yEs", "yEs"),
        ("2001-01-02", "2001-01-02"),
        ("~", "null cannot be the name of a field"),
        ("1e30", "the field name `1e30` is a number"),
    ] {
        let found = key(text, true, ScalarTag::Absent).unwrap_or_else(|problem| problem.to_string());
        assert_eq!(found, name, "{text}");
    }
}
