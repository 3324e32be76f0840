use crate::policies::house;
use crate::{Ran, edgeward};

fn explain(arguments: &[&str]) -> Ran {
    let folder = house();
    let policies = folder.path("policies").display().to_string();
    edgeward(&[&["explain", "--policies", &policies], arguments].concat())
}

#[test]
fn a_rule_is_explained_with_what_each_profile_does() {
    assert_eq!(
        explain(&["t-01"]),
        Ran {
            code: 0,
            out: "\
T-01  A team is named (high)

What it looks at
  Every Deployment names the team that is called at night.

Kinds
  Deployment (apps), ConfigMap

Checks
  present  the label team is there
           baseline deny, strict deny
  known    the label team is on the list
           baseline warn, strict deny

Looks up
  Nothing besides the object itself.

Parameters
  teams
    The known teams
    default [\"red\",\"blue\"]

Fix
  Write `team` with one of the known teams under metadata.labels.

Controls
  house-1, house-2

What it does not prove
  It does not prove that the team picks up the phone.
"
            .to_owned(),
            err: String::new(),
        }
    );
}

#[test]
fn without_an_id_all_rules_are_listed() {
    let ran = explain(&[]);
    assert!(
        ran.out.starts_with("ID    SEVERITY  TITLE\nT-01  high      A team is named\n\npolicy 0.0.0+"),
        "{ran:?}"
    );
}

#[test]
fn an_unknown_id_is_an_error_with_a_suggestion() {
    for (id, suggestion) in [("T-02", ", did you mean `T-01`?"), ("zzz", "")] {
        assert_eq!(
            explain(&[id]),
            Ran {
                code: 2,
                out: String::new(),
                err: format!("error: there is no rule `{id}`{suggestion}; `edgeward explain` lists all\n"),
            }
        );
    }
}

#[test]
fn a_control_is_explained_with_what_is_not_proven() {
    assert_eq!(
        edgeward(&["explain", "hipaa-164.308.a.2"]).out,
        "\
hipaa-164.308.a.2  45 CFR 164.308(a)(2) Assigned security responsibility (info)

Where it stands
  standard of the HIPAA Security Rule, 45 CFR Part 164, Subpart C (in force)

What it asks, in our words
  One official is responsible for the security policies and procedures.

Evidence
  It is organisational: out of scope here, and never counted as met. Evidence is expected from the
  letter that appoints the security official.

Near in NIST SP 800-53r5
  PM-2
"
    );
    let ran = edgeward(&["explain", "hipaa-164.308.a.7.i"]).out;
    assert!(ran.contains("\n\nRules beside it, which do not meet it\n"), "{ran}");
    let ran = edgeward(&["explain", "nprm-segmentation"]).out;
    for shown in [
        "(proposed, not law)",
        "\n\nRules\n  HD-NET-01   Default-deny egress exists\n",
        "\n\nWhat is not proven\n",
    ] {
        assert!(ran.contains(shown), "{ran}");
    }
    let ran = edgeward(&["explain", "hipaa-164.312.b"]).out;
    assert!(
        ran.contains("\n\nOther evidence, as far as it is there\n  DA-01, DA-08, LOG-01, report section"),
        "{ran}"
    );
}

#[test]
fn a_rule_s_controls_are_named_as_the_law_names_them() {
    let ran = edgeward(&["explain", "HD-AUD-01"]).out;
    assert!(ran.contains("\n  hipaa-164.312.b         45 CFR 164.312(b) Audit controls\n"), "{ran}");
}

#[test]
fn every_built_in_rule_is_explained() {
    let table = edgeward(&["explain"]);
    let ids: Vec<&str> = table
        .out
        .lines()
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(ids.contains(&"HD-RT-01"), "{table:?}");
    for id in ids {
        let ran = edgeward(&["explain", id]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{id}");
        assert!(ran.out.starts_with(id), "{ran:?}");
    }
}
