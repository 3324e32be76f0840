use super::*;

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn criteria(json: serde_json::Value) -> Match {
    serde_json::from_value(json).expect("match criteria")
}

fn pod<'a>(own: &'a Labels, namespace: Option<&'a Labels>) -> Subject<'a> {
    Subject {
        group: "",
        kind: "Pod",
        name: "storage-0",
        generate_name: "storage-",
        labels: own,
        residence: Residence::Namespace { name: "health", labels: namespace },
    }
}

#[test]
fn an_empty_match_is_about_everything() {
    let none = Labels::new();
    assert_eq!(Match::default().matches(&pod(&none, None)), Ok(true));
}

#[test]
fn criteria_are_all_to_hold() {
    let own = labels(&[("app", "storage")]);
    let namespace = labels(&[("edgeward.io/health-data", "true")]);
    let subject = pod(&own, Some(&namespace));
    for (json, expected) in [
        (serde_json::json!({"kinds": [{"apiGroups": [""], "kinds": ["Pod"]}]}), true),
        (serde_json::json!({"kinds": [{"apiGroups": ["apps"], "kinds": ["*"]}]}), false),
        (serde_json::json!({"kinds": [{"apiGroups": ["*"], "kinds": ["Pod"]}]}), true),
        (serde_json::json!({"kinds": [{"apiGroups": ["apps"]}, {"kinds": ["Pod"]}]}), true),
        (serde_json::json!({"scope": "Cluster"}), false),
        (serde_json::json!({"scope": "Namespaced"}), true),
        (serde_json::json!({"namespaces": ["hea*"]}), true),
        (serde_json::json!({"namespaces": ["hea*"], "excludedNamespaces": ["*lth"]}), false),
        (serde_json::json!({"labelSelector": {"matchLabels": {"app": "storage"}}}), true),
        (serde_json::json!({"labelSelector": {"matchLabels": {"app": "other"}}}), false),
        (
            serde_json::json!({"namespaceSelector": {"matchLabels": {"edgeward.io/health-data": "true"}}}),
            true,
        ),
        (
            serde_json::json!({"namespaceSelector": {"matchLabels": {"edgeward.io/health-data": "false"}}}),
            false,
        ),
        (serde_json::json!({"name": "storage-*"}), true),
        (serde_json::json!({"name": "cache-*"}), false),
    ] {
        assert_eq!(criteria(json.clone()).matches(&subject), Ok(expected), "{json}");
    }
}

#[test]
fn an_unknown_namespace_is_an_error_and_not_a_miss() {
    let none = Labels::new();
    let selector = criteria(serde_json::json!({"namespaceSelector": {"matchLabels": {"a": "b"}}}));
    assert_eq!(selector.matches(&pod(&none, None)), Err(MatchError::UnknownNamespace("health".to_owned())));
    let other_kind =
        criteria(serde_json::json!({"kinds": [{"kinds": ["Service"]}], "namespaceSelector": {}}));
    assert_eq!(other_kind.matches(&pod(&none, None)), Ok(false));
}

#[test]
fn a_namespace_is_judged_by_its_own_name_and_labels() {
    let own = labels(&[("edgeward.io/health-data", "true")]);
    let subject = Subject {
        group: "",
        kind: "Namespace",
        name: "health",
        generate_name: "",
        labels: &own,
        residence: Residence::Cluster,
    };
    let selector =
        serde_json::json!({"namespaceSelector": {"matchLabels": {"edgeward.io/health-data": "true"}}});
    assert_eq!(criteria(selector).matches(&subject), Ok(true));
    assert_eq!(criteria(serde_json::json!({"namespaces": ["other"]})).matches(&subject), Ok(false));
    assert_eq!(criteria(serde_json::json!({"scope": "Cluster"})).matches(&subject), Ok(true));
}

#[test]
fn an_unknown_criterion_is_refused() {
    assert!(serde_json::from_value::<Match>(serde_json::json!({"namespace": ["health"]})).is_err());
}
