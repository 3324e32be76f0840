use crate::{edgeward, edgeward_reading};

const SEED: &str = "testdata/seed/deployment.yaml";

#[test]
fn a_diff_shows_only_what_is_added_and_stderr_says_by_which_rule() {
    let ran = edgeward(&["mutate", "-f", SEED, "--diff"]);
    assert_eq!(ran.code, 0);
    let body: Vec<&str> = ran.out.lines().skip(2).collect();
    assert!(body.iter().any(|line| line.starts_with('+')), "{ran:?}");
    assert!(!body.iter().any(|line| line.starts_with('-')), "{ran:?}");
    assert!(
        ran.err.lines().any(|line| line.starts_with("note: MU-") && line.contains(" adds /spec/")),
        "{ran:?}"
    );
}

#[test]
fn what_is_mutated_once_is_not_mutated_again() {
    let first = edgeward(&["mutate", "-f", SEED]);
    let second = edgeward_reading(&["mutate", "-f", "-"], first.out.as_bytes());
    assert_eq!((second.code, &second.out), (0, &first.out));
    assert!(second.err.ends_with("note: nothing is added: no rule has anything to fill in\n"), "{second:?}");
    let diff = edgeward_reading(&["mutate", "-f", "-", "--diff"], first.out.as_bytes());
    assert_eq!((diff.code, diff.out.as_str()), (0, ""));
}

#[test]
fn json_stays_json_and_many_objects_become_a_list() {
    let pod = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"on":"yes"}},"spec":{"containers":[]}}"#;
    let one = edgeward_reading(&["mutate", "-f", "-"], pod.as_bytes());
    assert_eq!(one.json()["metadata"]["labels"]["on"], "yes");
    let two = edgeward_reading(&["mutate", "-f", "-"], format!("{pod}{pod}").as_bytes());
    assert_eq!(
        (&two.json()["kind"], two.json()["items"].as_array().map(Vec::len)),
        (&"List".into(), Some(2))
    );
    let yaml = edgeward_reading(&["mutate", "-f", "-", "-o", "yaml"], pod.as_bytes());
    assert!(yaml.out.starts_with("apiVersion: v1\nkind: Pod\n"), "{yaml:?}");
}

#[test]
fn an_empty_list_is_exit_3() {
    let ran = edgeward_reading(&["mutate", "-f", "-"], b"apiVersion: v1\nkind: List\nitems: []\n");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (3, "error: nothing was evaluated: the input holds no object\n")
    );
}
