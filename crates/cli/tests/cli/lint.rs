use crate::{Folder, Ran, edgeward};

const POLICY: &str = "\
package admission.team

violation contains {\"msg\": msg, \"details\": {}} if {
\tlabels := input.review.object.metadata.labels
\tnot startswith(labels.team, \"team-\")
\tmsg := \"the team is not called team-…\"
}

unused := \"é\"
";

/// `edgeward lint` on one policy file; the folder's random name is cut.
fn linted(arguments: &[&str], path: &str, text: &str) -> Ran {
    let folder = Folder::new();
    folder.file(path, text);
    let ran = edgeward(&[&["lint", &folder.shown()], arguments].concat());
    Ran { out: folder.relative(&ran.out), err: folder.relative(&ran.err), ..ran }
}

#[test]
fn our_own_policies_are_clean() {
    let ran = edgeward(&["lint", "policies"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.starts_with("clean: ") && ran.out.ends_with("0 errors, 0 warnings\n"), "{ran:?}");
}

#[test]
fn findings_are_shown_with_their_line_and_where_to_read_more() {
    assert_eq!(
        linted(&[], "admission/teams/teams.rego", POLICY),
        Ran {
            code: 1,
            out: "\
admission/teams/teams.rego:1:1 error metadata-complete
    package admission.team
    the package has none; put a comment block that starts with `# METADATA` right above it
    more: edgeward explain metadata-complete

admission/teams/teams.rego:1:1 error package-folder
    package admission.team
    the package is `admission.team`; by its folder it is to be `admission.teams`
    more: edgeward explain package-folder

admission/teams/teams.rego:1:1 error test-twin
    package admission.team
    there is no teams_test.rego
    more: edgeward explain test-twin

admission/teams/teams.rego:5:2 warning negated-call
    not startswith(labels.team, \"team-\")
    where `labels.team` is missing the whole body is undefined, not the negation true; give it a
    value before the negation, or negate a helper that takes the whole object
    more: edgeward explain negated-call

admission/teams/teams.rego:9:1 warning unused-rule
    unused := \"é\"
    nothing asks for `admission.team.unused`
    more: edgeward explain unused-rule

found: 1 file; 3 errors, 2 warnings
"
            .to_owned(),
            err: String::new(),
        }
    );
}

#[test]
fn json_is_one_versioned_document() {
    let ran = linted(&["-o", "json"], "a/a.rego", "package a\n\nx := 1\n");
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.json(),
        serde_json::json!({
            "apiVersion": "edgeward.io/v1",
            "kind": "LintResult",
            "summary": {"files": 1, "errors": 1, "warnings": 0},
            "findings": [{
                "lint": "test-twin",
                "level": "error",
                "file": "a/a.rego",
                "line": 1,
                "column": 1,
                "message": "there is no a_test.rego",
                "text": "package a",
            }],
        })
    );
}

/// The parts of SARIF 2.1.0 that its schema requires, and that code scanners stumble over.
#[test]
fn sarif_is_whole() {
    let sarif = linted(&["-o", "sarif"], "admission/teams/teams.rego", POLICY).json();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(sarif["runs"].as_array().map(Vec::len), Some(1));
    assert_eq!(run["tool"]["driver"]["name"], "edgeward lint");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let ids: std::collections::BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids.len(), rules.len());
    for rule in rules {
        assert!(!rule["shortDescription"]["text"].as_str().expect("a description").is_empty());
        assert!(
            ["error", "warning"].contains(&rule["defaultConfiguration"]["level"].as_str().expect("a level"))
        );
    }
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 5);
    for result in results {
        let index =
            result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
        assert_eq!(result["ruleId"], rules[index]["id"]);
        assert_eq!(result["level"], rules[index]["defaultConfiguration"]["level"]);
        assert!(!result["message"]["text"].as_str().expect("a message").is_empty());
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(uri.ends_with("admission/teams/teams.rego"), "{uri}");
        assert!(location["region"]["startLine"].as_u64() >= Some(1));
        assert!(location["region"]["startColumn"].as_u64() >= Some(1));
    }
}

#[test]
fn a_path_is_shown_as_it_was_given() {
    let ran = edgeward(&["lint", "./policies/lib/", "-o", "json"]);
    let files: Vec<String> = ran.json()["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["file"].as_str().expect("a file").to_owned())
        .collect();
    assert!(files.iter().all(|file| file.starts_with("policies/lib/")), "{files:?}");
    assert!(!files.is_empty(), "a package below lib is called lib.…, which is not its folder here");
}

#[test]
fn a_file_that_is_no_rego_is_a_finding_at_its_place() {
    let ran = linted(&[], "a/a.rego", "package a\n\nx := {\n");
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("a/a.rego:4:1 error loads\n    rego_parse_error: "), "{ran:?}");
}

#[test]
fn what_cannot_be_linted_is_told_apart_from_what_is_clean() {
    let folder = Folder::new();
    folder.file("readme.txt", "");
    let ran = edgeward(&["lint", &folder.shown()]);
    let message = format!("error: {} holds no policy: no file ends in .rego\n", folder.shown());
    assert_eq!(ran, Ran { code: 3, out: String::new(), err: message });
    let gone = folder.path("gone").display().to_string();
    let ran = edgeward(&["lint", &gone]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("error: cannot read "), "{ran:?}");
    folder.file("a/a.rego", "package a\n");
    folder.file("a/data.json", "{");
    assert_eq!(edgeward(&["lint", &folder.shown()]).code, 2);
}

#[test]
fn a_lint_is_explained_by_its_page() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/lints/unused-rule.md"));
    assert_eq!(
        edgeward(&["explain", "unused-rule"]),
        Ran { code: 0, out: page.expect("a page"), err: String::new() }
    );
}
