use super::{GroupKind, Severity};
use crate::module::{Module, Source};
use crate::{Annotation, LoadError};

const WHOLE: &str = "\
# METADATA
# title: A title
# description: >-
#   Two
#   lines.
# scope: package
# custom:
#   id: HD-X-01
#   severity: high
#   controls: [hipaa-164.312.b, gdpr-art32.1.d]
#   kinds:
#     - {group: \"\", kind: Pod}
#     - {group: apps, kind: Deployment}
#   checks:
#     second: looks there
#     first: looks here
#   remediation: Write it.
#   limit: Proves little.
#   parameters:
#     type: object
#     properties:
#       allowed: {type: array, default: [a]}
#       other: {type: string}
package admission.x
";

fn read(text: &str) -> Result<Annotation, LoadError> {
    let source = Source { path: "x.rego".to_owned(), text: text.to_owned() };
    Module::parse(source).expect("parses").annotation()
}

#[test]
fn an_annotation_is_read_into_types() {
    let annotation = read(WHOLE).expect("complete");
    assert_eq!(
        annotation.default_parameters(),
        serde_json::json!({"allowed": ["a"]}).as_object().cloned().expect("map")
    );
    assert_eq!(
        annotation,
        Annotation {
            title: "A title".to_owned(),
            description: "Two lines.".to_owned(),
            id: "HD-X-01".to_owned(),
            severity: Severity::High,
            controls: vec!["hipaa-164.312.b".to_owned(), "gdpr-art32.1.d".to_owned()],
            kinds: vec![
                GroupKind { group: String::new(), kind: "Pod".to_owned() },
                GroupKind { group: "apps".to_owned(), kind: "Deployment".to_owned() },
            ],
            checks: vec![
                ("second".to_owned(), "looks there".to_owned()),
                ("first".to_owned(), "looks here".to_owned()),
            ],
            remediation: "Write it.".to_owned(),
            limit: "Proves little.".to_owned(),
            parameters: serde_json::json!({
                "type": "object",
                "properties": {"allowed": {"type": "array", "default": ["a"]}, "other": {"type": "string"}},
            }),
        }
    );
}

#[test]
fn an_incomplete_annotation_is_an_error_with_its_line() {
    for (from, to, message) in [
        ("# title: A title\n", "", "x.rego:2:1: METADATA: `title` is missing or empty"),
        ("#   limit: Proves little.\n", "", "x.rego:7:1: METADATA: `custom.limit` is missing or empty"),
        (
            "#   limit: Proves little.\n",
            "#   limit: ' '\n",
            "x.rego:7:1: METADATA: `custom.limit` is missing or empty",
        ),
        (
            "controls: [hipaa-164.312.b, gdpr-art32.1.d]",
            "controls: []",
            "x.rego:7:1: METADATA: `custom.controls`",
        ),
        ("severity: high", "severity: awful", "x.rego:9:1: METADATA:"),
        ("#     type: object\n", "", "x.rego:19:1: METADATA: `custom.parameters` must be an OpenAPI schema"),
        ("scope: package", "scope: rule", "x.rego:6:1: METADATA: scope `rule` is not supported here"),
        ("# METADATA\n", "# METADATE\n", "x.rego:24:1: METADATA: the package has none"),
        ("#   id: HD-X-01\n", "#   idd: HD-X-01\n", "x.rego:8:1: METADATA:"),
    ] {
        let text = WHOLE.replace(from, to);
        assert_ne!(text, WHOLE);
        let error = read(&text).expect_err(from).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}
