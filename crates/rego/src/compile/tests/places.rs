//! Errors of evaluation point to what the author wrote: the places are those of OPA 1.22.2.

use crate::{Documents, EvalError, Limits, Module, Query, QueryOptions, Source, Value};

/// The code, line and column of the error of `data.p.x`, where every failing built-in is an error.
fn failure(text: &str) -> (String, u32, u32) {
    let text = format!("package p\n{text}");
    let module = Module::parse(Source { path: "p.rego".to_owned(), text }).expect("parses");
    let documents = Documents::new(vec![module], Value::object::<&str>([]));
    let options = QueryOptions { strict_builtin_errors: true, ..QueryOptions::default() };
    let query = Query::with(&documents, options).expect("compiles");
    match query.ask("data.p.x", None, &Limits::default()).expect_err("fails") {
        EvalError::Failed { code, place, .. } => {
            let place = place.expect("a place");
            (code.to_string(), place.line, place.column)
        }
        other => panic!("{other}"),
    }
}

fn builtin(line: u32, column: u32) -> (String, u32, u32) {
    ("eval_builtin_error".to_owned(), line, column)
}

#[test]
fn a_column_counts_characters_and_not_bytes() {
    let text = "x := n if {\n\t\"äö\" != \"b\"; y := 1; n := to_number(\"z\")\n\ty\n}";
    assert_eq!(failure(text), builtin(3, 28));
}

#[test]
fn a_comprehension_over_many_lines_fails_in_its_line() {
    let text = "x := [n |\n\tsome i in [\"1\", \"zz\"]\n\n\tn := to_number(i)\n]";
    assert_eq!(failure(text), builtin(5, 7));
}

#[test]
fn a_comprehension_inside_a_call_fails_in_its_line() {
    let text = "x := count([n |\n\tn := 1 / y\n]) if {\n\ty := 0\n}";
    assert_eq!(failure(text), builtin(3, 7));
}

#[test]
fn a_negated_call_fails_behind_its_not() {
    assert_eq!(failure("x if {\n\tq := 0\n\tnot\t1 / q == 3\n}"), builtin(4, 6));
}

#[test]
fn the_body_of_every_fails_in_its_line() {
    let text = "x if {\n\tevery n in [1] {\n\t\tn == 1\n\t\tto_number(\"k\") == n\n\t}\n}";
    assert_eq!(failure(text), builtin(5, 3));
}

#[test]
fn a_function_fails_in_its_own_body() {
    assert_eq!(failure("f(n) := y if {\n\n\ty := 1 / n\n}\nx := f(0)"), builtin(4, 7));
}

#[test]
fn the_value_of_a_with_fails_where_it_stands() {
    assert_eq!(failure("x if {\n\tn := 1\n\t\tn == 1 with input as 1 / 0\n}"), builtin(4, 24));
}

#[test]
fn a_branch_fails_in_its_line() {
    assert_eq!(failure("x if {\n\tfalse\n} else := 3 if {\n\tn := 1 / 0\n\tn\n}"), builtin(5, 7));
}

#[test]
fn lines_may_end_as_on_windows() {
    assert_eq!(failure("x if {\r\n\tn := 1 / 0\r\n\tn\r\n}\r\n"), builtin(3, 7));
}

#[test]
fn a_conflict_is_shown_at_the_definition_that_came_second() {
    let text = "x := 1\n\nq := 2\n\nx := 2 if {\n\tq == 2\n}";
    assert_eq!(failure(text), ("eval_conflict_error".to_owned(), 6, 1));
}
