//! `docs/backstop.md`: what was compared, what was not and why, and what CEL cannot say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use edgeward_backstop::Reach;

use super::comparison::Comparison;
use super::corpus::{Corpus, Judged};
use super::rules::{Finding, Rules};
use super::subject::Subject;
use super::tried::Tried;

const HEAD: &str = include_str!("page.md");

/// The page.
pub fn page(
    corpus: &Corpus,
    rules: &Rules,
    alone: &[Option<Tried>],
    compared: &[Option<Comparison>],
) -> String {
    let mut page = HEAD.to_owned();
    let left = left(corpus, rules, alone);
    counts(&mut page, corpus, &left, compared);
    reached(&mut page, rules, compared);
    unreached(&mut page, rules);
    page.push_str("\n## Cases that were not compared\n\n| Case | Why |\n| --- | --- |\n");
    for (case, why) in &left {
        let _ = writeln!(page, "| `{case}` | {}: {} |", why.0, cell(&why.1));
    }
    page
}

/// The cases that say nothing about the backstop: a heading, and the reason.
fn left(corpus: &Corpus, rules: &Rules, alone: &[Option<Tried>]) -> BTreeMap<String, (&'static str, String)> {
    let mut left = BTreeMap::new();
    for golden in &corpus.goldens {
        let reason = golden.judged.iter().find_map(|judged| match judged {
            Judged::Left(reason) => Some(("not to be put", reason.clone())),
            Judged::Put(index) => match alone.get(*index) {
                Some(Some(Tried::Refused(message))) => Some(("the API server refuses it", refusal(message))),
                Some(Some(Tried::Unmade(message))) => {
                    Some(("the API server refuses what was there before", refusal(message)))
                }
                _ => None,
            },
        });
        let reason = match reason {
            _ if !rules.is_spoken(&golden.rule) => {
                Some(("CEL says nothing of the rule", "see above".to_owned()))
            }
            None if golden.judged.is_empty() => {
                Some(("nothing to judge", "the rule is about nothing in it".to_owned()))
            }
            reason => reason,
        };
        if let Some(reason) = reason {
            left.insert(format!("{}/{}", golden.rule, golden.name), reason);
        }
    }
    left
}

/// A refusal without what changes from run to run or fills a page.
fn refusal(message: &str) -> String {
    let message = message.split_once(" is invalid: ").map_or(message, |(_, rest)| rest);
    let message = message.split_once("json: cannot unmarshal ").map_or(message.to_owned(), |(_, rest)| {
        format!("cannot be decoded: {}", rest.replace("Go struct field ", ""))
    });
    let end = [": Invalid value", ": Required value", ": Forbidden", ": Unsupported value", ", "]
        .iter()
        .filter_map(|word| message.find(word).map(|at| if *word == ", " { at } else { at + word.len() }))
        .min();
    let short: String = message.chars().take(end.unwrap_or(100).min(160)).collect();
    short.trim_start_matches('[').to_owned()
}

fn counts(
    page: &mut String,
    corpus: &Corpus,
    left: &BTreeMap<String, (&'static str, String)>,
    compared: &[Option<Comparison>],
) {
    let mut by_heading: BTreeMap<&str, usize> = BTreeMap::new();
    for (heading, _) in left.values() {
        *by_heading.entry(heading).or_default() += 1;
    }
    let all = corpus.goldens.len();
    let _ = writeln!(page, "\n| golden cases | |\n| --- | ---: |");
    let _ = writeln!(page, "| compared: CEL finds what the rule finds | {} |", all - left.len());
    for (heading, count) in by_heading {
        let _ = writeln!(page, "| {heading} | {count} |");
    }
    let _ = writeln!(page, "| all | {all} |");
    let requests = compared.iter().flatten().count();
    let of_change = |(one, subject): &(&Option<_>, &Subject)| one.is_some() && subject.change.is_some();
    let changes = compared.iter().zip(&corpus.subjects).filter(of_change).count();
    let findings: usize = compared.iter().flatten().map(|one| one.cel.len()).sum();
    let _ = writeln!(
        page,
        "\nEvery request of every case is held against every policy, not only against those of its rule: {requests} \
         distinct requests that the API server takes, {changes} of them to change or end what is there. In these CEL \
         finds {findings} times what the rules find."
    );
}

fn reached(page: &mut String, rules: &Rules, compared: &[Option<Comparison>]) {
    let mut found: BTreeMap<&Finding, usize> = BTreeMap::new();
    for finding in compared.iter().flatten().flat_map(|one| &one.cel) {
        *found.entry(finding).or_default() += 1;
    }
    let reaches = rules.reaches();
    let count = |reach: Reach| reaches.values().filter(|(one, _)| *one == reach).count();
    let _ = writeln!(
        page,
        "\n## What it judges\n\nOf {} checks CEL says {} wholly and {} in part; {} the API server settles itself by \
         what it takes at all, and {} are left to the server.\n\n| Rule | Checks, and in how many of the requests each \
         was found | In part |\n| --- | --- | --- |",
        reaches.len(),
        count(Reach::Whole),
        count(Reach::Part),
        count(Reach::Settled),
        count(Reach::Nothing),
    );
    let mut by_rule: BTreeMap<&str, [Vec<String>; 2]> = BTreeMap::new();
    for (finding, (reach, _)) in &reaches {
        let column = match reach {
            Reach::Whole => 0,
            Reach::Part => 1,
            Reach::Settled | Reach::Nothing => continue,
        };
        let times = found.get(finding).copied().unwrap_or_default();
        if let Some(cell) = by_rule.entry(&finding.0).or_default().get_mut(column) {
            cell.push(format!("{} {times}", finding.1));
        }
    }
    for (rule, [whole, part]) in by_rule {
        let _ = writeln!(page, "| [{rule}](rules/{rule}.md) | {} | {} |", whole.join(", "), part.join(", "));
    }
}

fn unreached(page: &mut String, rules: &Rules) {
    let reaches = rules.reaches();
    for (title, wanted) in [
        ("What it leaves to the server of the checks in part", Reach::Part),
        ("What it does not say", Reach::Nothing),
        ("What the API server settles itself", Reach::Settled),
    ] {
        let _ = writeln!(page, "\n## {title}\n\n| Rule | Checks | Why |\n| --- | --- | --- |");
        let mut rows: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for (finding, (_, reason)) in reaches.iter().filter(|(_, (reach, _))| *reach == wanted) {
            rows.entry((&finding.0, reason)).or_default().push(&finding.1);
        }
        for ((rule, reason), checks) in rows {
            let _ = writeln!(page, "| {rule} | {} | {} |", checks.join(", "), cell(reason));
        }
    }
}

fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn a_refusal_is_told_by_its_field() {
        for (message, short) in [
            (
                "Deployment.apps \"r\" is invalid: spec.x: Invalid value: core.C{A:(*core.B)(0xc00)}: no",
                "spec.x: Invalid value",
            ),
            (
                "D \"r\" is invalid: [spec.a: Required value, spec.b: Required value]",
                "spec.a: Required value",
            ),
            (
                "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field P.s",
                "cannot be decoded: string into P.s",
            ),
            ("namespaces \"kube-system\" already exists", "namespaces \"kube-system\" already exists"),
        ] {
            assert_eq!(refusal(message), short);
        }
    }
}
