//! No text makes the parser panic, and what it accepts has spans inside the text.

use proptest::prelude::*;

use super::super::tree::Version;
use super::super::{line_column, module, query};

const WORDS: &[&str] = &[
    "package",
    "import",
    "as",
    "default",
    "else",
    "not",
    "some",
    "with",
    "null",
    "true",
    "false",
    "in",
    "every",
    "contains",
    "if",
    "and",
    "or",
    "x",
    "y",
    "_",
    "input",
    "data",
    "future.keywords",
    "rego.v1",
    "rego.v2",
    "set()",
    "0",
    "1",
    "01",
    "2.5",
    "1e3",
    ".",
    "\"a\"",
    "\"\\u00e9\"",
    "`r`",
    "$\"a{",
    "}b\"",
    "$`a{",
    "}`",
    "\"",
    "`",
    "$",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    ",",
    ":",
    "+",
    "-",
    "*",
    "/",
    "%",
    "&",
    "|",
    "=",
    "==",
    ":=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    ";",
    "\n",
    "\r\n",
    "\t",
    " ",
    "# c\n",
    "\u{feff}",
    "\0",
    "\u{a0}",
    "\u{661}",
    "é",
    "\u{1d11e}",
];

fn read(text: &str) {
    for version in [Version::V0, Version::V1] {
        if let Err(errors) = module(text, version) {
            assert!(!errors.is_empty());
            for error in errors {
                let _ = line_column(text, error.at.start);
            }
        }
        if let Ok(body) = query(text, version) {
            for statement in body.statements {
                let (start, end) = (statement.span.start as usize, statement.span.end as usize);
                assert!(text.get(start..end).is_some_and(|spelling| !spelling.is_empty()), "{text:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_characters_make_it_panic(text in "\\PC{0,60}") {
        read(&text);
    }

    #[test]
    fn no_words_make_it_panic(words in prop::collection::vec(prop::sample::select(WORDS), 0..30), spaced: bool) {
        let text = words.join(if spaced { " " } else { "" });
        read(&text);
        read(&format!("package a\nimport rego.v2\n{text}"));
        read(&format!("package a\nimport future.keywords\np if {{ {text}"));
    }
}
