//! What becomes of a module's text. Each line but the package's is written as the author's line becomes.

use crate::compile::emit::dialect::Dialect;
use crate::lowered::{Lowered, Settings};
use crate::{LoadError, Module, Source};

fn compiled(text: &str) -> Result<Lowered, Vec<LoadError>> {
    let source = Source { path: "p.rego".to_owned(), text: format!("package p\n{text}\n") };
    let module = Module::parse(source).expect("parses");
    Lowered::of([&module].into_iter(), Settings::default())
}

/// The text that the engine gets for a module of package `p`.
fn lowered(text: &str) -> String {
    let texts = compiled(text).expect("compiles").texts(None, &Dialect::default());
    let all: Vec<&str> = texts.files.iter().map(|file| file.lowered.text.as_str()).collect();
    let all = all.join("---\n");
    all.strip_prefix("package p\n").expect("the package").trim().to_owned()
}

/// All errors of a module of package `p`, as they are shown.
fn refused(text: &str) -> Vec<String> {
    let errors = compiled(text).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn a_negation_covers_only_the_last_step() {
    assert_eq!(
        lowered("x if not count(input.a) > 1"),
        "x := true if { t2 := input.a; t1 := edgeward_count(t2); not (t1 > 1) }"
    );
}

#[test]
fn a_variable_that_is_called_as_a_built_in_gets_a_name_of_its_own() {
    assert_eq!(lowered("x if { any := input.a; any }"), "x := true if { any__2 := input.a; any__2 }");
}

#[test]
fn a_negated_reference_stays_whole() {
    assert_eq!(lowered("x if not input.a.b"), "x := true if { not input.a.b }");
}

#[test]
fn a_call_inside_a_call_comes_first() {
    assert_eq!(
        lowered("x if upper(lower(input.a)) == \"A\""),
        "x := true if { t3 := input.a; t1 := edgeward_lower(t3); t2 := edgeward_upper(t1); t2 == \"A\" }"
    );
}

#[test]
fn a_comprehension_is_lifted_with_its_own_body() {
    assert_eq!(
        lowered("x := [n | some i in input.l; n := i.n]"),
        "x := t2 if { t2 := [n | i := input.l[t1]; n := i.n] }"
    );
}

#[test]
fn a_literal_with_an_undefined_part_has_no_value() {
    assert_eq!(
        lowered("x := {\"a\": input.a, \"b\": [input.b]}"),
        "x := t1 if { t2 := input.a; t3 := input.b; t1 := {\"a\": t2, \"b\": [t3]} }"
    );
}

#[test]
fn an_element_of_a_set_is_bound_in_the_body_that_adds_it() {
    assert_eq!(
        lowered("x contains {\"n\": i.n} if some i in input.l"),
        "x contains t2 if { i := input.l[t1]; t3 := i.n; t2 := {\"n\": t3} }"
    );
}

#[test]
fn with_is_inherited_by_what_is_generated_but_not_by_its_own_value() {
    assert_eq!(
        lowered("x if startswith(lower(input.a), input.b) with input.b as upper(input.c)"),
        "x := true if { t3 := input.c; t1 := edgeward_upper(t3); t4 := input.a with input.b as t1; \
         t2 := edgeward_lower(t4) with input.b as t1; t5 := input.b with input.b as t1; \
         startswith(t2, t5) with input.b as t1 }"
    );
}

#[test]
fn what_binds_a_variable_comes_before_what_uses_it() {
    assert_eq!(lowered("x := y if { y := z; z = 1 }"), "x := y if { z := 1; y := z }");
    assert_eq!(lowered("x if { y > 1; y = input.a }"), "x := true if { y := input.a; (y > 1) }");
}

#[test]
fn a_closure_waits_for_what_is_bound_around_it() {
    assert_eq!(lowered("x := y if { y = [z | z = w]; w = 1 }"), "x := y if { w := 1; y := [z | z := w] }");
}

#[test]
fn statements_stay_on_their_lines() {
    assert_eq!(
        lowered("\nx := y if {\n\ty := count(input.a)\n\n\ty > 1\n}"),
        "x := y if { \nt2 := input.a; t1 := edgeward_count(t2); y := t1;\n\n(y > 1) }"
    );
}

#[test]
fn a_branch_without_a_value_of_its_own_binds_it_in_its_body() {
    assert_eq!(
        lowered("x := 1 if input.a else := input.b if input.c"),
        "x := 1 if { input.a } else := t1 if { input.c; t1 := input.b }"
    );
}

#[test]
fn an_argument_that_is_a_pattern_is_taken_apart_in_the_body() {
    assert_eq!(
        lowered("f([a, b], \"c\") := a if b"),
        "f(t1, t2) := a if { is_array(t1); count(t1) == 2; a := t1[0]; b := t1[1]; \"c\" == t2; b }"
    );
}

#[test]
fn an_argument_named_twice_is_compared() {
    assert_eq!(lowered("f(a, a) := a"), "f(a, t1) := a if { a == t1 }");
}

#[test]
fn a_local_that_hides_a_rule_gets_another_name() {
    assert_eq!(lowered("y := 5\nx := y if { y := 2 }"), "y := 5\nx := y_2 if { y_2 := 2 }");
    assert_eq!(lowered("y := 5\nx := [y | y := 2]"), "y := 5\nx := t1 if { t1 := [y_2 | y_2 := 2] }");
}

#[test]
fn a_rule_is_named_by_its_path() {
    assert_eq!(lowered("y := 5\nx := y"), "y := 5\nx := t1 if { t1 := data.p.y }");
}

#[test]
fn a_generated_name_keeps_off_the_names_of_the_policy() {
    assert_eq!(
        lowered("t1 := 5\nx := count(input.a)"),
        "t1 := 5\nx := t2 if { t3 := input.a; t2 := edgeward_count(t3) }"
    );
}

#[test]
fn every_has_its_domain_lifted_and_its_body_left() {
    assert_eq!(
        lowered("x if every k, v in input.a { v.b; k > 1 }"),
        "x := true if { t1 := input.a; every k, v in t1 { v.b; (k > 1) } }"
    );
}

#[test]
fn a_pattern_is_taken_apart() {
    assert_eq!(
        lowered("x if { [a, 1] = input.a; a }"),
        "x := true if { t1 := input.a; is_array(t1); count(t1) == 2; a := t1[0]; 1 == t1[1]; a }"
    );
    assert_eq!(
        lowered("x if { {\"k\": v} := input.o; v }"),
        "x := true if { t1 := input.o; is_object(t1); count(t1) == 1; v := t1.k; v }"
    );
    assert_eq!(
        lowered("x if { [a, b] := [1, input.b]; a == b }"),
        "x := true if { t1 := input.b; a := 1; b := t1; a == b }"
    );
}

#[test]
fn a_name_that_is_a_keyword_of_the_engine_stands_in_brackets() {
    assert_eq!(lowered("p.in := 1"), "p[\"in\"] := 1");
}

#[test]
fn a_template_is_a_call_with_sets_of_what_may_be_undefined() {
    assert_eq!(
        lowered("x := $\"a{input.b}\""),
        "x := t2 if { t3 := {t1 | t1 := input.b}; t2 := edgeward_internal_template_string([\"a\", t3]) }"
    );
}

#[test]
fn an_unsafe_variable_is_named_with_its_place() {
    assert_eq!(
        refused("x if {\n\tinput.a\n\ty > 1\n}"),
        ["p.rego:4:2: rego_unsafe_var_error: var y is unsafe"]
    );
}

#[test]
fn a_variable_below_not_is_bound_elsewhere() {
    assert_eq!(refused("x if not input.a[i] == 1"), ["p.rego:2:6: rego_unsafe_var_error: var i is unsafe"]);
}

#[test]
fn findings_come_in_the_order_of_the_text() {
    assert_eq!(
        refused("x if { y := 1; y := 2 }\nf(input) := 1\nz if { input := 1 }"),
        [
            "p.rego:2:16: rego_compile_error: var y assigned above",
            "p.rego:3:1: rego_compile_error: args must not shadow input (use a different variable name)",
            "p.rego:4:8: rego_compile_error: variables must not shadow input (use a different variable name)",
        ]
    );
}

#[test]
fn the_first_stage_that_finds_something_ends_the_compilation() {
    assert_eq!(
        refused("x if { y := 1; y := 2 }\nz if z"),
        ["p.rego:2:16: rego_compile_error: var y assigned above"]
    );
}

#[test]
fn what_is_declared_in_vain_is_shown_where_it_is_declared() {
    assert_eq!(
        refused("x if {\n\tinput.a\n\tsome y\n}"),
        ["p.rego:4:2: rego_compile_error: declared var y unused"]
    );
}

#[test]
fn a_name_of_lowered_text_is_no_policys() {
    let advice = "is of those that lowered policies need; choose one that does not begin with `edgeward_`";
    assert_eq!(
        refused("edgeward_count(x) := x"),
        [format!("p.rego:2:1: the name `edgeward_count` {advice}")]
    );
    assert_eq!(
        refused("x := data.edgeward_query.rows"),
        [format!("p.rego:2:6: the name `edgeward_query` {advice}")]
    );
}
