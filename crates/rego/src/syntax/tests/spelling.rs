//! Lines, columns, comments and spellings.

use super::super::tree::{HeadKind, Span, TermKind, Version};
use super::super::{line_column, module, query};

fn value(spelling: &str) -> TermKind {
    let text = format!("package a\np := {spelling}");
    let mut module = module(&text, Version::V1).expect(spelling);
    let rule = module.rules.remove(0);
    match rule.head.kind {
        HeadKind::Value(Some(value)) => value.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_column_counts_characters_and_a_tab_is_one() {
    let text = "é\tx\n\n日y";
    let places: Vec<_> =
        (0..=u32::try_from(text.len()).expect("short")).map(|at| line_column(text, at)).collect();
    let expected = [(1, 1), (1, 1), (1, 2), (1, 3), (2, 0), (3, 0), (3, 1), (3, 1), (3, 1), (3, 2), (3, 2)];
    assert_eq!(places, expected);
    assert_eq!(line_column("", 0), (1, 0));
    assert_eq!(line_column("a\n", 2), (2, 0));
    assert_eq!(line_column("a", 100), (1, 1));
}

#[test]
fn a_number_keeps_its_spelling() {
    for spelling in ["1", "1.0", "1e3", "-1.50E+2", ".5", "0e0", "1e30000", "123456789012345678901234567890"]
    {
        assert_eq!(value(spelling), TermKind::Number(spelling.to_owned()));
    }
    assert_eq!(value("- .5"), TermKind::Number("-.5".to_owned()));
}

#[test]
fn a_string_is_what_its_escapes_mean() {
    for (spelling, meaning) in [
        (r#""a\"b\\\/\b\f\n\r\t""#, "a\"b\\/\u{8}\u{c}\n\r\t"),
        (r#""\ud834\udd1e""#, "\u{1d11e}"),
        (r#""\ud834\ud834\udd1e""#, "\u{fffd}\u{1d11e}"),
        (r#""\udd1e""#, "\u{fffd}"),
        (r#""\ud834x""#, "\u{fffd}x"),
        ("\"tab\t\"", "tab\t"),
        (r"`a\n`", r"a\n"),
    ] {
        assert_eq!(value(spelling), TermKind::String(meaning.to_owned()), "{spelling}");
    }
}

#[test]
fn a_comment_ends_before_the_newline_and_its_carriage_return() {
    let text = "# one\r\npackage a # two\n#three";
    let module = module(text, Version::V1).expect("a module");
    let comments: Vec<_> =
        module.comments.iter().map(|c| (c.span.start, c.span.end, c.text.as_str())).collect();
    assert_eq!(comments, [(0, 5, " one"), (17, 22, " two"), (23, 29, "three")]);
}

#[test]
fn parentheses_are_no_part_of_a_span_but_of_the_term_around_them() {
    let body = query("((a + b)) * c.d[0]", Version::V1).expect("a query");
    let TermKind::Call { args, .. } = query_term(&body) else { panic!("{body:?}") };
    let spans: Vec<_> = args.iter().map(|arg| arg.span).collect();
    assert_eq!(spans, [Span { start: 2, end: 7 }, Span { start: 12, end: 18 }]);
    assert_eq!(body.span, Span { start: 0, end: 18 });
}

fn query_term(body: &super::super::tree::Body) -> &TermKind {
    match &body.statements[0].kind {
        super::super::tree::StatementKind::Expr(term) => &term.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_import_of_version_1_or_2_raises_the_version_of_a_module() {
    for (import, version) in [
        ("rego.v1", Version::V1),
        ("rego.v2", Version::V1),
        ("future.keywords", Version::V0),
        ("data.x", Version::V0),
    ] {
        let text = format!("package a\nimport {import}\n");
        assert_eq!(module(&text, Version::V0).expect("a module").version, version, "{import}");
    }
}
