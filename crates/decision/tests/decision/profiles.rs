use crate::policies::{NEEDS_GOOD, constraint, load, profile, source};

fn refused(constraints: &[String], mutations: &str) -> String {
    let sources = vec![source("admission.x", "X-1", NEEDS_GOOD)];
    load(sources, &profile(constraints, mutations)).expect_err("refused").to_string()
}

#[test]
fn what_a_profile_binds_must_exist() {
    let bound = |kind: &str, spec: &str| vec![constraint(kind, "x", spec)];
    let twice = vec![constraint("EdgewardX", "x", "{}"), constraint("EdgewardX", "x", "{}")];
    for (constraints, mutations, message) in [
        (bound("EdgewardY", "{}"), "[]", "profile `p`: constraint `x`: no rule has the kind `EdgewardY`"),
        (
            bound("EdgewardX", r#"{"parameters":{"checks":["three"]}}"#),
            "[]",
            "profile `p`: constraint `x`: X-1 has no check \"three\"",
        ),
        (
            bound("EdgewardX", r#"{"parameters":{"sise":1}}"#),
            "[]",
            "profile `p`: constraint `x`: X-1 has no parameter `sise`",
        ),
        (twice, "[]", "profile `p`: two constraints are called `x`"),
        (vec![], r#"[{"rule":"MU-9"}]"#, "profile `p`: no mutation rule has the id `MU-9`"),
    ] {
        assert_eq!(refused(&constraints, mutations), message);
    }
    let action = refused(&bound("EdgewardX", r#"{"enforcementAction":"allow"}"#), "[]");
    assert!(action.starts_with("profile `p`: constraint `x`: unknown variant `allow`"), "{action}");
}

#[test]
fn an_unknown_profile_is_an_error_that_lists_those_there_are() {
    let set = load(vec![source("admission.x", "X-1", NEEDS_GOOD)], &profile(&[], "[]")).expect("loads");
    let error = set.profile("strikt").expect_err("unknown").to_string();
    assert_eq!(error, "there is no profile `strikt`; this bundle has `p`");
}

#[test]
fn policies_without_profiles_get_one_in_which_every_rule_denies_on_its_kinds() {
    let set = load(vec![source("admission.x", "X-1", NEEDS_GOOD)], "{}").expect("loads");
    let profile = set.profile("baseline").expect("made");
    assert!(profile.covers_kind("", "Pod") && !profile.covers_kind("apps", "Deployment"));
}

#[test]
fn policies_that_cannot_be_used_are_an_error() {
    assert_eq!(
        load(vec![], "{}").expect_err("empty").to_string(),
        "no policy was found: none of the modules defines a rule `violation`"
    );
    let twins = vec![source("admission.x", "X-1", NEEDS_GOOD), source("admission.y", "X-1", NEEDS_GOOD)];
    let error = load(twins, "{}").expect_err("one id twice").to_string();
    assert_eq!(
        error,
        "two rules have the id `X-1`: data.admission.x.violation and data.admission.y.violation"
    );
    let mut bad = source("admission.x", "X-1", "violation contains {\"msg\": input.a} if http.send(input.b)");
    bad.text = bad.text.replace("#   limit: L\n", "");
    let errors = load(vec![bad], "{}").expect_err("two defects").to_string();
    assert_eq!(errors.lines().count(), 2, "{errors}");
}
