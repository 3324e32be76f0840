//! `docs/bypass.md`: what was tried, and what became of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::bypass::{Case, Expected, Unserved, cases, unserved};

/// Set to write the page instead of comparing it.
const WRITE: &str = "EDGEWARD_WRITE_DOCS";

const INTRODUCTION: &str = "\
# Ways around

<!-- Made by `just bypass-page`. Edit the cases in e2e/bypass. -->

What somebody may try who wants to get past the rules, tried by `just e2e` against a real kube-apiserver 1.30.4 that asks
`edgeward serve` as [webhooks.yaml](../e2e/bypass/webhooks.yaml) says. Who tries may do everything that RBAC can allow,
so whatever is refused is refused by admission. Each case is a file in `e2e/bypass/cases`; the test fails where a profile
does anything else than stands here.

The server watches the cluster with no other objects than what is tried, and between two steps there is half a second. Who
is faster than its watch (it gathers changes for 20 ms, after the API server has sent them) is judged by what it knew
before: a pod made in the same moment in which the NetworkPolicy of an empty namespace is deleted (`4/race`) is admitted,
and found by nobody until an audit.
";

#[test]
fn the_page_says_what_the_cases_say() -> Result<(), Box<dyn std::error::Error>> {
    let page = page(&cases()?, &unserved()?);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/bypass.md");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, page)?;
    } else {
        assert!(
            std::fs::read_to_string(&path)? == page,
            "docs/bypass.md is stale: `just bypass-page` makes it anew"
        );
    }
    Ok(())
}

#[test]
fn no_two_cases_share_a_namespace() -> Result<(), Box<dyn std::error::Error>> {
    let mut seen = BTreeMap::new();
    for case in cases()? {
        assert!(case.namespace.len() < 60, "{} is too long", case.namespace);
        assert_eq!(seen.insert(case.namespace, case.name.clone()), None, "{}", case.name);
    }
    Ok(())
}

fn page(cases: &[Case], unserved: &[Unserved]) -> String {
    let mut page = INTRODUCTION.to_owned();
    counts(&mut page, cases, unserved);
    page.push_str(
        "\n## Tried\n\n| Row | Somebody | `strict` | `baseline` | Case |\n| --- | --- | --- | --- | --- |\n",
    );
    for case in cases {
        let Case { name, row, attack, strict, baseline, .. } = case;
        let file = name.split('/').take(2).collect::<Vec<_>>().join("/");
        let _ = writeln!(
            page,
            "| {row} | {} | {} | {} | [`{name}`](../e2e/bypass/cases/{file}.yaml) |",
            cell(attack),
            verdict(strict),
            verdict(baseline),
        );
    }
    notes(&mut page, cases);
    page.push_str("\n## Not tried\n\n| Row | Somebody would write or do | Why not |\n| --- | --- | --- |\n");
    for Unserved { row, attack, reason, .. } in unserved {
        let _ = writeln!(page, "| {row} | {} | {} |", cell(attack), cell(reason));
    }
    page
}

fn counts(page: &mut String, cases: &[Case], unserved: &[Unserved]) {
    page.push_str("\n| | `strict` | `baseline` |\n| --- | ---: | ---: |\n");
    for (word, is) in [
        ("refused by a rule", (|one| matches!(one, Expected::Deny(_))) as fn(&Expected) -> bool),
        ("refused by the API server, or because it could not be judged", |one| {
            matches!(one, Expected::Refused(_))
        }),
        ("admitted with a warning", |one| matches!(one, Expected::Warn(_))),
        ("admitted, and no way around", |one| matches!(one, Expected::Passes(_))),
        ("admitted, and open", |one| matches!(one, Expected::Open(_))),
    ] {
        let strict = cases.iter().filter(|case| is(&case.strict)).count();
        let baseline = cases.iter().filter(|case| is(&case.baseline)).count();
        let _ = writeln!(page, "| {word} | {strict} | {baseline} |");
    }
    let tried = cases.len();
    let not = unserved.len();
    let _ = writeln!(page, "| all that is tried | {tried} | {tried} |");
    let _ = writeln!(page, "| not tried, with the reason | {not} | {not} |");
}

fn verdict(expected: &Expected) -> String {
    let links = |rules: &[String]| {
        rules.iter().map(|rule| format!("[{rule}](rules/{rule}.md)")).collect::<Vec<_>>().join(", ")
    };
    match expected {
        Expected::Deny(rules) => format!("refused: {}", links(rules)),
        Expected::Warn(rules) => format!("warned: {}", links(rules)),
        Expected::Refused(words) => format!("refused: {}", cell(words)),
        Expected::Passes(_) => "admitted, see below".to_owned(),
        Expected::Open(_) => "**open**, see below".to_owned(),
    }
}

fn notes(page: &mut String, cases: &[Case]) {
    page.push_str("\n## Admitted in `strict`\n\n| Case | Why |\n| --- | --- |\n");
    for case in cases {
        match &case.strict {
            Expected::Passes(why) => {
                page.push_str(&format!("| `{}` | No way around: {} |\n", case.name, cell(why)))
            }
            Expected::Open(why) => drop(writeln!(page, "| `{}` | **Open.** {} |", case.name, cell(why))),
            _ => {}
        }
    }
}

fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|").replace('<', "&lt;")
}
