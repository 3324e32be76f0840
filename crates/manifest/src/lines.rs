//! Lines that tools read differently, so that a manifest would say one thing here and another to the API server.

use crate::error::Problem;
use crate::places::Mark;

/// Line breaks of YAML 1.1: the reader of kubectl ends a line, and so a comment, at them. YAML 1.2 does not.
const OTHER_BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// Everything in a YAML text that is ambiguous, before any of it is read.
pub(crate) fn ambiguous(text: &str) -> Vec<(Mark, Problem)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let at = |column: usize| Mark { line: index + 1, column: column + 1 };
        if let Some((column, c)) = line.chars().enumerate().find(|(_, c)| OTHER_BREAKS.contains(c)) {
            found.push((at(column), Problem::OtherLineBreak(u32::from(c))));
        }
        // kubectl cuts its input only where nothing but white space follows; what it does not cut it drops.
        let behind = line.strip_prefix("---").filter(|rest| rest.starts_with([' ', '\t']));
        if behind.is_some_and(|rest| rest.trim_start().starts_with('#')) {
            found.push((at(3), Problem::BesideSeparator));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_line_for_some_tools_only_is_refused() {
        for c in OTHER_BREAKS {
            let found = ambiguous(&format!("a: 1\nb: x # ok{c}  c: true\n"));
            assert_eq!(found, [(Mark { line: 2, column: 10 }, Problem::OtherLineBreak(u32::from(c)))]);
        }
    }

    #[test]
    fn a_separator_stands_alone() {
        assert_eq!(
            ambiguous("a: 1\n--- # next\nb: 2\n"),
            [(Mark { line: 2, column: 4 }, Problem::BesideSeparator)]
        );
        assert_eq!(ambiguous("---\na: 1\n---  \n# next\nb: |\n  --- # text\n---x: 1\n"), []);
    }
}
