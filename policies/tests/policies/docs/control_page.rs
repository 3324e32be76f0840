//! The index by control.

use std::fmt::Write as _;

use edgeward_controls::{Class, Control, Force, Law, Part, Technical};

use super::markdown::{MADE, paragraph, table};
use crate::coverage::Coverage;

pub(super) fn page(coverage: &Coverage<'_>) -> String {
    let mut text = format!("# Controls\n\n{MADE}\n");
    text.push_str(&paragraph(
        "What laws ask for, in our own words, and which technical part of it Edgeward can evidence. No control \
         can be proven whole by a program: beside each stands what is not proven. Organisational \
         controls are listed and never counted as met. Nothing here is legal advice.",
    ));
    text.push_str(&table(
        ["Class", "Evidence comes from"],
        [
            ["admission".to_owned(), "judging Kubernetes objects".to_owned()],
            ["data access".to_owned(), "deciding about queries and exports".to_owned()],
            ["evidence".to_owned(), "the decision log, or a section of a report".to_owned()],
            ["organisational".to_owned(), "elsewhere: out of scope of this tool".to_owned()],
        ],
    ));
    text.push_str("\n## Overview\n\n");
    let head =
        ["Law", "Controls", "With a technical part", "With an admission rule", "Open", "Organisational"];
    text.push_str(&table(head, coverage.catalogue.laws().iter().map(|law| overview(coverage, law))));
    text.push_str(
        "\nOpen: something that evidences the control is planned and not built. The others wait for nothing.\n",
    );
    for law in coverage.catalogue.laws() {
        text.push_str(&law_section(coverage, law));
    }
    format!("{}\n", text.trim_end())
}

fn overview(coverage: &Coverage<'_>, law: &Law) -> [String; 6] {
    let count = |pick: &dyn Fn(&Control) -> bool| {
        law.controls.iter().filter(|control| pick(control)).count().to_string()
    };
    let title = if law.enabled { law.title.clone() } else { format!("{} (off)", law.title) };
    [
        format!("[{title}](#{})", law.id),
        count(&|_| true),
        count(&|control| control.technical().is_some()),
        count(&|control| !rules(coverage, control).is_empty()),
        count(&|control| !open(coverage, law, control).is_empty()),
        count(&|control| control.technical().is_none()),
    ]
}

fn law_section(coverage: &Coverage<'_>, law: &Law) -> String {
    let mut text = format!("\n<a id=\"{}\"></a>\n\n## {}\n\n", law.id, law.title);
    let force = match law.force {
        Force::Law => "in force",
        Force::Proposed => "proposed, off",
        Force::Voluntary => "voluntary, off",
    };
    text.push_str(&format!("{} ({force}). ", law.citation));
    text.push_str(&paragraph(&law.note));
    for control in &law.controls {
        if let Part::Technical(technical) = &control.part {
            text.push_str(&technical_control(coverage, law, control, technical));
        }
    }
    let organisational: Vec<[String; 3]> =
        law.controls.iter().filter_map(|control| row(coverage, control)).collect();
    if !organisational.is_empty() {
        let _ = writeln!(text, "### {}: organisational, out of scope\n", law.title);
        text.push_str(&table(["Control", "Asks", "Evidence is expected from"], organisational));
    }
    text
}

fn technical_control(coverage: &Coverage<'_>, law: &Law, control: &Control, technical: &Technical) -> String {
    let mut text = format!("<a id=\"{}\"></a>\n\n### {} {}\n\n", control.id, control.label, control.title);
    let classes: Vec<&str> = technical.classes.iter().map(|class| word(*class)).collect();
    let nist = match control.nist.as_slice() {
        [] => String::new(),
        nist => format!(", near NIST SP 800-53r5 {}", nist.join(", ")),
    };
    let _ = writeln!(
        text,
        "`{}`: {}, {}, {}{nist}.\n",
        control.id,
        control.kind.as_str(),
        control.severity.as_str(),
        classes.join(" and ")
    );
    text.push_str(&paragraph(&control.paraphrase));
    let _ = writeln!(text, "- Evidence: {}", technical.evidence);
    let rules = rules(coverage, control);
    if !rules.is_empty() {
        let _ = writeln!(text, "- Rules: {}", rules.join(", "));
    }
    let open = open(coverage, law, control);
    if !open.is_empty() {
        let _ = writeln!(text, "- Open: {}", open.join(", "));
    }
    let _ = writeln!(text, "- **Not proven:** {}\n", technical.not_proven);
    text
}

fn word(class: Class) -> &'static str {
    match class {
        Class::Admission => "admission",
        Class::DataAccess => "data access",
        Class::Evidence => "evidence",
    }
}

/// Links to the rules that name a control, or that it names, with the number of their cases about it.
fn rules(coverage: &Coverage<'_>, control: &Control) -> Vec<String> {
    let naming = coverage.rules(control).iter().map(|rule| rule.annotation.id.as_str());
    let known = |id: &&str| coverage.is_rule(id);
    let named =
        control.technical().into_iter().flat_map(|part| part.rules.iter().map(String::as_str)).filter(known);
    naming
        .chain(named)
        .map(|id| {
            let cases = coverage.cases(control).iter().filter(|(rule, _)| rule == id).count();
            let cases = if cases == 0 { String::new() } else { format!(" ({cases} cases)") };
            format!("[{id}](rules/{id}.md){cases}")
        })
        .collect()
}

/// What the control waits for.
fn open(coverage: &Coverage<'_>, law: &Law, control: &Control) -> Vec<String> {
    let mut open = coverage.waits_for(control);
    if let Some(part) = control.technical() {
        let missing = part.rules.iter().filter(|id| !coverage.is_rule(id)).cloned();
        open.extend(missing);
        let is_judged = part.classes.contains(&Class::Admission) && law.force == Force::Law;
        if is_judged && coverage.rules(control).is_empty() {
            open.push("an admission rule".to_owned());
        }
    }
    open
}

fn row(coverage: &Coverage<'_>, control: &Control) -> Option<[String; 3]> {
    let Part::Organisational { expected } = &control.part else {
        return None;
    };
    let rules = rules(coverage, control);
    let supported = match rules.as_slice() {
        [] => String::new(),
        rules => format!(" Rules beside it, which do not meet it: {}.", rules.join(", ")),
    };
    Some([
        format!("<a id=\"{}\"></a>{} {}", control.id, control.label, control.title),
        format!("{}{supported}", control.paraphrase),
        expected.clone(),
    ])
}
