//! Texts that nest, in a debug build and on a thread's usual stack.

use super::super::parser::MAX_DEPTH;
use super::super::tree::Version;
use super::super::{module, query};

const TOO_DEEP: &str = "max parsing recursion depth exceeded";

fn refused(text: &str) -> String {
    query(text, Version::V1).expect_err("must be refused").message
}

#[test]
fn a_hundred_thousand_open_brackets_are_an_error_and_no_overflow() {
    for open in ["[", "{", "(", "[1, ", "{1: ", "f(", "a[", "[x | ", "{x | ", "{x: y | ", "1 + (", "$\"{"] {
        let message = refused(&open.repeat(100_000));
        assert!(message.starts_with(TOO_DEEP), "{open}: {message}");
    }
}

#[test]
fn a_chain_of_operators_has_the_depth_of_its_tree() {
    for (first, more) in [("x", " + x"), ("x", " in x"), ("x", " == x"), ("f(x)", ".f(x)")] {
        let fits = usize::try_from(MAX_DEPTH).expect("a small number") / 4;
        let short = format!("{first}{}", more.repeat(fits));
        assert!(query(&short, Version::V1).is_ok(), "{more}");
        let long = format!("{first}{}", more.repeat(100_000));
        assert_eq!(refused(&long), TOO_DEEP, "{more}");
    }
}

#[test]
fn logic_has_a_depth_too() {
    let imports = "package a\nimport future.keywords\n";
    for (open, rest) in [("(x or ", ""), ("not {", ""), ("{", ""), ("x", " or x"), ("x", " and x")] {
        let text = match rest {
            "" => format!("{imports}p if {}", open.repeat(100_000)),
            more => format!("{imports}p if {open}{}", more.repeat(100_000)),
        };
        let errors = module(&text, Version::V1).expect_err("must be refused");
        assert!(errors[0].message.starts_with(TOO_DEEP), "{open}{rest}: {}", errors[0].message);
    }
    // Too deep for statements; as a term, which is tried then, it is none.
    let text = format!("{imports}p if {}", "not (".repeat(100_000));
    assert_eq!(module(&text, Version::V1).expect_err("must be refused")[0].message, "unexpected not keyword");
}

#[test]
fn what_does_not_nest_may_be_long() {
    let fields = format!("a{}", ".b".repeat(100_000));
    assert!(query(&fields, Version::V1).is_ok());
    assert_eq!(refused(&"not ".repeat(100_000)), "unexpected not keyword");
    assert_eq!(refused(&"-".repeat(100_000)), "unexpected minus token: expected number");
    let otherwise = format!("package a\np := 1 if x{}", " else := 2 if y".repeat(10_000));
    assert_eq!(module(&otherwise, Version::V1).expect("it does not nest").rules[0].elses.len(), 10_000);
}

/// Each bar may begin the body of a comprehension, and each is found to be a union by a comma further on.
#[test]
fn nested_tries_do_not_double_the_work() {
    for (open, close) in
        [("[a | ", ", 1]"), ("{a | ", ", 1}"), ("{a: b | ", ", c: 1}"), ("[a | f(", ", 1), 1]")]
    {
        let text = format!("{}b{}", open.repeat(60), close.repeat(60));
        assert!(query(&text, Version::V1).is_ok(), "{text}");
    }
    let imports = "package a\nimport future.keywords\np if ";
    for (open, close) in [("{", "}"), ("({", "})"), ("not {", "}"), ("{x and {", "}}")] {
        let text = format!("{imports}{}b{}", open.repeat(60), close.repeat(60));
        let _ = module(&text, Version::V1);
        let _ = module(&format!("{text} )"), Version::V1);
    }
}
