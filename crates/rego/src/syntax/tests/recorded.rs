//! Texts that OPA 1.22.2 was asked about: what it accepts, as which tree, and with which words it refuses.

use serde::Deserialize;

use super::super::tree::Version;
use super::super::{line_column, module, query};
use super::written;

#[derive(Debug, Deserialize)]
pub(super) struct Case {
    pub(super) text: String,
    pub(super) version: String,
    #[serde(default)]
    pub(super) query: bool,
    pub(super) opa: Answer,
}

#[derive(Debug, Deserialize, PartialEq)]
pub(super) struct Answer {
    pub(super) tree: Option<String>,
    pub(super) error: Option<Fault>,
}

#[derive(Debug, Deserialize, PartialEq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) row: u32,
    pub(super) col: u32,
}

pub(super) fn answer(case: &Case) -> Answer {
    let version = if case.version == "v0" { Version::V0 } else { Version::V1 };
    let text = &case.text;
    let read = if case.query {
        query(text, version).map(|body| written::body(&body))
    } else {
        module(text, version)
            .map(|module| written::module(&module))
            .map_err(|errors| errors.into_iter().next().expect("a refusal has a reason"))
    };
    match read {
        Ok(tree) => Answer { tree: Some(tree), error: None },
        Err(error) => {
            let (row, col) = line_column(text, error.at.start);
            Answer { tree: None, error: Some(Fault { message: error.message, row, col }) }
        }
    }
}

fn cases() -> Vec<Case> {
    include_str!("../../../../../testdata/rego/syntax/cases.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a case in a line"))
        .collect()
}

/// OPA gives these faults to the token before, or no place at all.
fn has_own_place(fault: &Fault) -> bool {
    fault.row > 0 && !matches!(fault.message.as_str(), "illegal byte-order mark" | "illegal null character")
}

#[test]
fn every_text_is_read_or_refused_as_opa_does() {
    let mut seen = 0;
    for case in cases() {
        let mut got = answer(&case);
        if let (Some(opa), Some(ours)) = (&case.opa.error, &mut got.error)
            && !has_own_place(opa)
        {
            (ours.row, ours.col) = (opa.row, opa.col);
        }
        assert_eq!(got, case.opa, "{} query: {}\n{}", case.version, case.query, case.text);
        seen += 1;
    }
    assert!(seen > 1_500, "{seen} cases");
}

/// Every term of every case without imports, read again from its span alone, is the same term.
#[test]
fn a_span_holds_its_term_and_nothing_else() {
    let mut seen = 0;
    for case in cases().iter().filter(|case| !case.query && !case.text.contains("import ")) {
        let version = if case.version == "v0" { Version::V0 } else { Version::V1 };
        let Ok(module) = module(&case.text, version) else { continue };
        for term in super::terms::of(&module) {
            let (start, end) = (term.span.start as usize, term.span.end as usize);
            let spelling = case.text.get(start..end).expect("a span on characters");
            let again = query(spelling, version).unwrap_or_else(|error| {
                panic!("{error}: `{spelling}` of\n{}", case.text);
            });
            assert_eq!(
                written::body(&again),
                format!("<{}>", written::term(term)),
                "`{spelling}` of\n{}",
                case.text
            );
            seen += 1;
        }
    }
    assert!(seen > 1_000, "{seen} terms");
}
