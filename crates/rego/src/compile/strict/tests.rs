//! `testdata/strict.json` holds what `opa check` of OPA 1.22.2 reports, with and without `--strict`.

use serde::Deserialize;

use crate::document::Documents;
use crate::error::LoadError;
use crate::module::{Module, Source};
use crate::query::{Query, QueryOptions};
use crate::syntax::tree::Version;
use crate::value::Value;

#[derive(Deserialize)]
struct Case {
    version: String,
    module: String,
    strict: Vec<String>,
    lax: Vec<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../../testdata/strict.json")).expect("cases")
}

/// `row:col: code: message` of each finding, without the types that are listed below a message.
fn found(case: &Case, strict: bool) -> Vec<String> {
    let version = if case.version == "v0" { Version::V0 } else { Version::V1 };
    let source = Source { path: "p.rego".to_owned(), text: case.module.clone() };
    let prepared = Module::read(source, version).and_then(|module| {
        let documents = Documents::new(vec![module], Value::object::<&str>([]));
        Query::with(&documents, QueryOptions { strict, version, ..QueryOptions::default() })
    });
    let shown = |error: &LoadError| {
        let text = error.to_string();
        let first = text.lines().next().expect("a message");
        first.strip_prefix("p.rego:").expect("a place in the module").to_owned()
    };
    prepared.err().unwrap_or_default().iter().map(shown).collect()
}

#[test]
fn strict_mode_reports_what_opa_check_reports() {
    let mut differing = Vec::new();
    for case in cases() {
        for (strict, wanted) in [(true, &case.strict), (false, &case.lax)] {
            let (found, mut wanted) = (found(&case, strict), wanted.clone());
            wanted.dedup();
            if found != wanted {
                differing
                    .push(format!("strict: {strict}\n{}\nwanted {wanted:#?}\nfound {found:#?}", case.module));
            }
        }
    }
    assert!(differing.is_empty(), "{} differ\n{}", differing.len(), differing.join("\n\n"));
}
