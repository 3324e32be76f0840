use super::{documents, values};

/// `kind name file:line:column` of each object, with the place of `metadata.name`.
fn objects(file: &str, text: &str) -> Vec<String> {
    match documents(file, text) {
        Ok(documents) => documents
            .iter()
            .map(|one| {
                let name = one.name().unwrap_or_default();
                format!("{} {} {name} {}", one.api_version(), one.kind(), one.place("/metadata/name"))
            })
            .collect(),
        Err(errors) => errors.to_string().lines().map(str::to_owned).collect(),
    }
}

#[test]
fn each_document_of_a_stream_keeps_its_place() {
    let text = "\u{feff}apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n";
    assert_eq!(objects("f.yaml", text), ["v1 Pod a f.yaml:4:3", "v1 Pod b f.yaml:8:12"]);
}

#[test]
fn a_list_is_taken_apart_and_its_items_keep_their_places() {
    let text = "\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: a
- apiVersion: apps/v1
  kind: DeploymentList
  items:
  - metadata: {name: b}
";
    assert_eq!(objects("f.yaml", text), ["v1 Pod a f.yaml:7:5", "apps/v1 Deployment b f.yaml:11:16"]);
}

#[test]
fn a_list_without_items_holds_nothing() {
    assert_eq!(objects("f.yaml", "apiVersion: v1\nkind: List\nitems: []\n"), Vec::<String>::new());
    assert_eq!(objects("f.yaml", "apiVersion: v1\nkind: List\nitems:\n"), Vec::<String>::new());
    assert_eq!(
        objects("f.yaml", "apiVersion: v1\nkind: List\nitems: 1\n"),
        [
            "f.yaml:3:1: a Kubernetes object is expected here, not number; write an object with `apiVersion` and `kind`"
        ]
    );
}

#[test]
fn json_documents_follow_each_other_with_places_of_their_own() {
    let text = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}\n{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Pod\",\n\t\"metadata\": {\n\t\t\"name\": \"b\"}}\n";
    for file in ["f.json", "<stdin>"] {
        assert_eq!(objects(file, text), [format!("v1 Pod  {file}:1:1"), format!("v1 Pod b {file}:6:3")]);
    }
}

#[test]
fn yaml_may_start_with_a_brace() {
    assert_eq!(
        objects("f.yaml", "{apiVersion: v1, kind: Pod}\n---\napiVersion: v1\nkind: Node\n"),
        ["v1 Pod  f.yaml:1:1", "v1 Node  f.yaml:3:1"]
    );
}

#[test]
fn what_is_wrong_with_json_is_said_by_field_and_place() {
    for (text, message) in [
        (
            "{\"apiVersion\":\"v1\",\n\"kind\":\"Pod\",\n\"kind\":\"Node\"}",
            "f.json:3:1: field `/kind` is given twice (first on line 2); keep one of the two",
        ),
        (
            "{\"a\":\n9223372036854775808}",
            "f.json:2:1: field `/a` holds the integer 9223372036854775808, beyond 2^63; write it as a string or make it smaller",
        ),
        (
            "{\"a\": nope}",
            "f.json:1:8: not JSON: expected ident; fix the syntax, or name the file .yaml if it is YAML",
        ),
    ] {
        assert_eq!(objects("f.json", text), [message]);
    }
    let nested = "[".repeat(10_000);
    assert_eq!(
        objects("f.json", &nested),
        ["f.json:1:128: nested deeper than 128 levels; flatten it: no Kubernetes object is nested that deep"]
    );
}

#[test]
fn what_is_no_kubernetes_object_is_refused_with_all_places() {
    let text = "- 1\n---\na: 1\n---\napiVersion: v1\n---\napiVersion: 1\nkind: Pod\n---\napiVersion: v1\nkind: ''\n---\njust text\n";
    assert_eq!(
        objects("f.yaml", text),
        [
            "f.yaml:1:1: a Kubernetes object is expected here, not array; write an object with `apiVersion` and `kind`",
            "f.yaml:3:1: `apiVersion` is missing; every Kubernetes object starts with `apiVersion` and `kind`; leave other files out of the input",
            "f.yaml:5:1: `kind` is missing; every Kubernetes object starts with `apiVersion` and `kind`; leave other files out of the input",
            "f.yaml:7:1: `apiVersion` must be a non-empty string, not number; quote it",
            "f.yaml:11:1: `kind` must be a non-empty string, not empty; quote it",
            "f.yaml:13:1: a Kubernetes object is expected here, not string; write an object with `apiVersion` and `kind`",
        ]
    );
}

#[test]
fn data_may_be_anything() {
    let json: Vec<_> =
        values("f.yaml", "- 1\n---\nx: yes\n").expect("YAML").iter().map(|value| value.to_json()).collect();
    assert_eq!(json, ["[1]", r#"{"x":true}"#]);
}
