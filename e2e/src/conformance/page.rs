//! `docs/conformance.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Judged;
use super::verdict::Verdict;

const INTRODUCTION: &str = "\
# OPA's conformance cases

Written by `just conformance`; CI fails where a run would write anything else. The cases are those that OPA 1.22.2
publishes for other implementations, in both versions of the language.

- *pass*: the same rows, or an error under OPA's own name.
- *refused*: the text is not accepted when it is loaded, and the message says why.
- *different*: another answer. There may be none.
- *byte code*: what the faster machine answers as OPA does, and what is left to the interpreter because it may not.
";

/// The whole page: both versions of the language.
pub(crate) fn page(sections: &[(&str, Vec<Judged>)]) -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n| | cases | pass | refused | different | byte code equal | to interpreter | byte code different |\n");
    page.push_str("|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (title, judged) in sections {
        let judged: Vec<&Judged> = judged.iter().collect();
        line(&mut page, title, &judged);
    }
    exceptions(&mut page, sections);
    for (title, judged) in sections {
        families(&mut page, title, judged);
        constructs(&mut page, title, judged);
    }
    page
}

fn line(page: &mut String, name: &str, judged: &[&Judged]) {
    let interpreter =
        |is: fn(&Verdict) -> bool| judged.iter().filter(|judged| is(&judged.interpreter)).count();
    let byte_code = |is: fn(&Verdict) -> bool| judged.iter().filter(|judged| is(&judged.byte_code)).count();
    let _ = writeln!(
        page,
        "| {name} | {} | {} | {} | {} | {} | {} | {} |",
        judged.len(),
        interpreter(Verdict::is_pass),
        interpreter(Verdict::is_refused),
        interpreter(Verdict::is_different),
        byte_code(Verdict::is_pass),
        byte_code(Verdict::is_elsewhere),
        byte_code(Verdict::is_different),
    );
}

fn exceptions(page: &mut String, sections: &[(&str, Vec<Judged>)]) {
    page.push_str("\n## Answers that differ by a named exception\n\n");
    for (title, judged) in sections {
        for judged in judged {
            if let Verdict::Excepted(case, reason) = &judged.interpreter {
                let _ = writeln!(page, "- {title}: `{case}`: {reason}");
            }
        }
    }
}

fn families(page: &mut String, title: &str, judged: &[Judged]) {
    let mut families: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for judged in judged {
        families.entry(&judged.family).or_default().push(judged);
    }
    let _ = writeln!(page, "\n## {title} by family\n");
    page.push_str("| family | cases | pass | refused | different | byte code equal | to interpreter | byte code different |\n");
    page.push_str("|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (family, judged) in families {
        line(page, &family.replace('|', "\\|"), &judged);
    }
}

fn constructs(page: &mut String, title: &str, judged: &[Judged]) {
    let mut constructs: BTreeMap<&str, (usize, BTreeMap<&str, usize>)> = BTreeMap::new();
    for judged in judged {
        if let Verdict::Refused(construct) = &judged.interpreter {
            let (count, families) = constructs.entry(construct).or_default();
            *count += 1;
            *families.entry(&judged.family).or_default() += 1;
        }
    }
    let _ = writeln!(page, "\n## {title}: what is refused\n");
    if constructs.is_empty() {
        page.push_str("Nothing.\n");
        return;
    }
    page.push_str("| construct | cases | families |\n|---|---:|---|\n");
    let mut constructs: Vec<_> = constructs.into_iter().collect();
    constructs.sort_by_key(|(name, (count, _))| (std::cmp::Reverse(*count), *name));
    for (construct, (count, families)) in constructs {
        const NAMED: usize = 6;
        let mut families: Vec<_> = families.into_iter().collect();
        families.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        let mut named: Vec<String> =
            families.iter().take(NAMED).map(|(name, count)| format!("{name} {count}")).collect();
        if families.len() > NAMED {
            named.push(format!("{} more", families.len() - NAMED));
        }
        let _ = writeln!(page, "| {} | {count} | {} |", construct.replace('|', "\\|"), named.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use super::{Judged, Verdict, page};

    #[test]
    fn a_page_counts_families_and_constructs() {
        let judged = |family: &str, interpreter, byte_code| Judged {
            family: family.to_owned(),
            interpreter,
            byte_code,
        };
        let refused = || Verdict::Refused("a | b".to_owned());
        let text = page(&[(
            "v1",
            vec![
                judged("one", Verdict::Pass, Verdict::Elsewhere),
                judged("one", refused(), refused()),
                judged("two", Verdict::Different(String::new()), Verdict::Pass),
            ],
        )]);
        let lines: Vec<&str> =
            text.lines().filter(|line| line.starts_with("| ") && !line.contains("cases")).collect();
        assert_eq!(
            lines,
            [
                "| v1 | 3 | 1 | 1 | 1 | 1 | 1 | 0 |",
                "| one | 2 | 1 | 1 | 0 | 0 | 1 | 0 |",
                "| two | 1 | 0 | 0 | 1 | 1 | 0 | 0 |",
                "| a \\| b | 1 | one 1 |",
            ]
        );
    }
}
