//! Results for people, in the form of `opa test`.

use edgeward_rego::test::Part;

use super::result::{Status, TestResult};
use crate::output::Paint;
use crate::shown::plain;

/// Failing tests, all tests if `verbose`, and how many there are.
pub(super) fn render(results: &[&TestResult], verbose: bool) -> String {
    let mut text = String::new();
    let mut last_file = "";
    for result in results.iter().filter(|result| verbose || result.status != Status::Passed) {
        let file = result.place.file.as_str();
        if !last_file.is_empty() && last_file != file {
            text.push('\n');
        }
        last_file = file;
        text.push_str(&one(result, verbose));
    }
    if !text.is_empty() {
        text.push_str(&format!("{}\n", "-".repeat(80)));
    }
    text.push_str(&summary(results));
    text
}

fn one(result: &TestResult, verbose: bool) -> String {
    let TestResult { place, package, name, status, elapsed, .. } = result;
    let word = painted(status);
    let mut text = format!("{}:{}:\n{}: {word}", place.file, place.line, plain(&format!("{package}.{name}")));
    if *status != Status::Skipped {
        text.push_str(&format!(" ({elapsed:?})"));
    }
    text.push('\n');
    cases(&result.parts, 1, verbose, &mut text);
    if !result.printed.is_empty() {
        text.push_str(&format!("\n{}", indented(&result.printed.join("\n"))));
    }
    if let Status::Error(error) = status {
        text.push_str(&indented(&error.to_string()));
    }
    if !result.explanation.is_empty() {
        text.push_str(&format!("\n{}", indented(&result.explanation)));
    }
    if !result.printed.is_empty() || !result.explanation.is_empty() {
        text.push('\n');
    }
    text
}

fn cases(parts: &[Part], depth: usize, verbose: bool, text: &mut String) {
    for part in parts.iter().filter(|part| verbose || part.fails) {
        let word = painted(if part.fails { &Status::Failed } else { &Status::Passed });
        text.push_str(&format!("{}{}: {word}\n", "  ".repeat(depth), plain(&part.name)));
        cases(&part.parts, depth + 1, verbose, text);
    }
}

fn painted(status: &Status) -> String {
    let paint = match status {
        Status::Passed => Paint::Allow,
        Status::Failed | Status::Error(_) => Paint::Deny,
        Status::Skipped => Paint::Warn,
    };
    paint.on(status.word())
}

fn indented(text: &str) -> String {
    // Rego is indented with tabs, which are no more odd than they are wide.
    let line = |line: &str| format!("  {}\n", plain(&line.replace('\t', "    ")));
    text.trim_end().lines().map(line).collect()
}

fn summary(results: &[&TestResult]) -> String {
    let (mut passed, mut failed, mut skipped, mut errors) = (0, 0, 0, 0);
    for result in results {
        match result.status {
            Status::Skipped => skipped += 1,
            Status::Error(_) => errors += 1,
            Status::Passed | Status::Failed => {
                let (passing, failing) = result.leaves();
                passed += passing;
                failed += failing;
            }
        }
    }
    let all = passed + failed + skipped + errors;
    [("PASS", passed), ("FAIL", failed), ("SKIPPED", skipped), ("ERROR", errors)]
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(word, number)| format!("{word}: {number}/{all}\n"))
        .collect()
}
