//! Calls replaced by annotations: the text before and after, OPA's conformance cases, and what OPA 1.22.2 was asked.

use serde_json::json;

use crate::compile::emit::dialect::Dialect;
use crate::lowered::{Lowered, Settings};
use crate::{
    Documents, EvalError, Limits, LoadError, Machine, Module, Query, QueryOptions, Rule, RuleSource, Source,
    Value,
};

fn parsed(texts: &[&str]) -> Result<Vec<Module>, LoadError> {
    let source =
        |(index, text): (usize, &&str)| Source { path: format!("m{index}.rego"), text: (*text).to_owned() };
    texts.iter().enumerate().map(|one| Module::parse(source(one))).collect()
}

/// The texts for the engine, without their packages.
fn lowered(texts: &[&str]) -> Vec<String> {
    let modules = parsed(texts).expect("parses");
    let lowered = Lowered::of(modules.iter(), Settings::default()).expect("compiles");
    let files = lowered.texts(None, &Dialect::default()).files;
    files
        .iter()
        .map(|file| file.lowered.text.trim().lines().skip(1).collect::<Vec<_>>().join("\n").trim().to_owned())
        .collect()
}

/// The values of a query, or the code of the error.
fn answer(texts: &[&str], query: &str) -> Result<Vec<serde_json::Value>, String> {
    let code = |error: &LoadError| error.code().to_owned();
    let modules = parsed(texts).map_err(|error| code(&error))?;
    let documents = Documents::new(modules, Value::object::<&str>([]));
    let asked = Query::with(&documents, QueryOptions::default())
        .map_err(|errors| errors.first().map(code).unwrap_or_default())?;
    let rows = asked.ask(query, None, &Limits::default()).map_err(|error| match error {
        EvalError::Failed { code, .. } => code.to_string(),
        EvalError::Unreadable(error) => code(&error),
        other => other.to_string(),
    })?;
    Ok(rows.iter().map(|row| serde_json::to_value(&row.expressions[0].1).expect("JSON")).collect())
}

/// How a module of package `p` is refused.
fn refused(text: &str) -> String {
    let text = format!("package p\n{text}\n");
    let modules = parsed(&[&text]).expect("parses");
    let errors = Lowered::of(modules.iter(), Settings::default()).expect_err("refused");
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_call_becomes_the_annotation_of_its_rule() {
    assert_eq!(
        lowered(&["package p\n# METADATA\n# title: T\nx := rego.metadata.rule()\n"]),
        [r#"x := t1 if { t1 := {"scope": "rule", "title": "T"} }"#]
    );
}

#[test]
fn a_chain_goes_from_the_rule_outwards() {
    assert_eq!(
        lowered(&[
            "# METADATA\n# scope: subpackages\npackage a\n",
            "# METADATA\n# title: P\npackage a.b\n# METADATA\n# title: T\nx := c if c := rego.metadata.chain()\n",
        ]),
        [
            "",
            "x := c if { t1 := [\
             {\"annotations\": {\"scope\": \"rule\", \"title\": \"T\"}, \"path\": [\"a\", \"b\", \"x\"]}, \
             {\"annotations\": {\"scope\": \"package\", \"title\": \"P\"}, \"path\": [\"a\", \"b\"]}, \
             {\"annotations\": {\"scope\": \"subpackages\"}, \"path\": [\"a\"]}]; c := t1 }"
        ]
    );
}

#[test]
fn a_call_in_a_closure_is_replaced_there() {
    assert_eq!(
        lowered(&["package p\nx := {y | y := rego.metadata.rule()}\n"]),
        ["x := t2 if { t2 := {y | t1 := {}; y := t1} }"]
    );
}

#[test]
fn a_block_that_no_call_needs_is_not_read() {
    assert_eq!(lowered(&["package p\n# METADATA\n# title: [\nx := 1\n"]), ["x := 1"]);
}

#[test]
fn an_ill_formed_block_has_its_place() {
    let text = "x := rego.metadata.rule()\n# METADATA\n# scope: package\ny := 1";
    assert_eq!(
        refused(text),
        "m0.rego:3:1: rego_parse_error: annotation scope 'package' must be applied to a package"
    );
    let text = "# METADATA\n# custom: {since: 2020-01-01}\nx := rego.metadata.rule()";
    assert_eq!(refused(text), "m0.rego:2:1: the annotation has the date `2020-01-01`; put it in quotes");
}

#[test]
fn a_document_above_one_that_is_annotated_already_is_refused() {
    let text = "# METADATA\n# scope: document\nq.r := 1\n# METADATA\n# scope: document\nq[x] := 1 if x := \"b\"\n\
                x := rego.metadata.rule()";
    assert_eq!(
        refused(text),
        "m0.rego:5:1: an annotation of a document above another one that has its own; \
         put the one of the document above first"
    );
}

#[test]
fn values_too_deep_for_a_literal_are_refused() {
    let of = |depth: usize| {
        format!(
            "# METADATA\n# custom: {{a: {}{}}}\nx := rego.metadata.rule()",
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    assert_eq!(
        refused(&of(31)),
        "m0.rego:2:1: the annotation has values this deep in each other; give the inner ones fields above"
    );
    let text = format!("package p\n{}\n", of(30));
    let deepest = (1..30).fold(json!([]), |inner, _| json!([inner]));
    assert_eq!(answer(&[&text], "data.p.x"), Ok(vec![json!({"custom": {"a": deepest}, "scope": "rule"})]));
}

#[test]
fn a_query_has_no_annotations() {
    assert_eq!(answer(&["package p\nx := 1\n"], "rego.metadata.rule()"), Err("edgeward_refused".to_owned()));
}

#[test]
fn conformance_cases_hold() {
    let suite = "# METADATA\n# description: The Rego test suite\npackage testing\n\n";
    let first = "# title: Testing annotations\n# authors:\n# - The OPA contributors\n";
    let package = json!({"annotations": {"description": "The Rego test suite", "scope": "package"}, "path": ["testing"]});
    let own = |scope: &str| json!({"authors": [{"name": "The OPA contributors"}], "scope": scope, "title": "Testing annotations"});
    let another = json!({"scope": "rule", "title": "Another annotation"});
    let path = json!(["testing", "p"]);
    let simple =
        |call: &str| format!("{suite}# METADATA\n{first}p := x if {{\n\tx := rego.metadata.{call}()\n}}\n");
    let two = |scope: &str, call: &str| {
        format!(
            "{suite}# METADATA\n{scope}{first}p := \"foo\" if {{\n\tfalse\n}}\n\n# METADATA\n\
             # title: Another annotation\np := x if {{\n\tx := rego.metadata.{call}()\n}}\n"
        )
    };
    let spanning = "# METADATA\n# description: A set of package annotations seen across multiple modules\npackage testing\n";
    let cases = [
        (vec![simple("chain")], json!([{"annotations": own("rule"), "path": path}, package])),
        (
            vec![two("# scope: document\n", "chain")],
            json!([{"annotations": another, "path": path}, {"annotations": own("document"), "path": path}, package]),
        ),
        (
            vec![spanning.to_owned(), "package testing\n\np := rego.metadata.chain()\n".to_owned()],
            json!([{"path": path}, {
                "annotations": {
                    "description": "A set of package annotations seen across multiple modules",
                    "scope": "package",
                },
                "path": ["testing"],
            }]),
        ),
        (vec![simple("rule")], own("rule")),
        (vec![two("", "rule")], another.clone()),
    ];
    for (modules, wanted) in cases {
        let texts: Vec<&str> = modules.iter().map(String::as_str).collect();
        assert_eq!(answer(&texts, "data.testing.p"), Ok(vec![wanted]), "{modules:?}");
    }
}

#[derive(serde::Deserialize)]
struct Recorded {
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    module: String,
    #[serde(default)]
    query: Option<String>,
    opa_1_22_2: serde_json::Value,
}

/// What byte code answers; `None` where it is not for it.
fn on_byte_code(case: &Case) -> Option<Vec<serde_json::Value>> {
    let (package, name) = case.query.as_deref().unwrap_or("data.t.p").rsplit_once('.')?;
    let documents = Documents::new(parsed(&[&case.module]).ok()?, Value::object::<&str>([]));
    if !matches!(Rule::trap(&documents, package, name), Ok(None)) {
        return None;
    }
    let rule = Rule::load(package, name, RuleSource::On(&documents, Machine::ByteCode)).ok()?;
    let value = rule.evaluate_without_input(documents.data(), &Limits::default()).expect("an answer");
    Some(value.iter().map(|value| serde_json::to_value(value).expect("JSON")).collect())
}

#[test]
fn recorded_answers_are_given_or_refused_where_they_may_be_read_otherwise() {
    let text = include_str!("../../../../../testdata/semantics/found/metadata.json");
    let recorded: Recorded = serde_json::from_str(text).expect("cases");
    let (mut refused, mut on_both) = (Vec::new(), 0);
    for case in recorded.cases {
        let wanted = match (case.opa_1_22_2.get("value"), case.opa_1_22_2.get("error")) {
            (Some(value), _) => Ok(vec![value.clone()]),
            (None, Some(code)) => Err(code.as_str().unwrap_or_default().to_owned()),
            (None, None) => Ok(Vec::new()),
        };
        let answer = answer(&[&case.module], case.query.as_deref().unwrap_or("data.t.p"));
        if answer == Err("edgeward_refused".to_owned()) {
            refused.push(case.name);
            continue;
        }
        assert_eq!(answer, wanted, "{}", case.name);
        if let Some(answer) = on_byte_code(&case) {
            assert_eq!(Ok(answer), wanted, "{} as byte code", case.name);
            on_both += 1;
        }
    }
    let read_otherwise = [
        "metadata/related resource escaped",
        "metadata/schema without reference",
        "metadata/key of a number",
        "metadata/date",
        "metadata/alias",
        "metadata/title of a number",
        "metadata/entrypoint yes",
    ];
    assert_eq!(refused, read_otherwise);
    assert_eq!(on_both, 37, "cases run as byte code too");
}
