//! Results as JUnit XML: a suite for each package, a case for each test or case of a test.

use std::fmt::Write as _;
use std::time::Duration;

use edgeward_rego::test::Part;

use super::result::{Status, TestResult};
use crate::xml::escaped;

/// All tests.
pub(super) fn render(results: &[TestResult]) -> String {
    let mut suites: Vec<(&str, Vec<&TestResult>)> = Vec::new();
    for result in results {
        match suites.iter_mut().find(|(package, _)| *package == result.package) {
            Some((_, own)) => own.push(result),
            None => suites.push((&result.package, vec![result])),
        }
    }
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let all: Vec<&TestResult> = results.iter().collect();
    let _ = writeln!(text, "<testsuites name=\"edgeward test\"{}>", counts(&all));
    for (package, own) in suites {
        let _ = writeln!(text, "  <testsuite name=\"{}\"{}>", escaped(package), counts(&own));
        own.iter().for_each(|result| case(result, &mut text));
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn counts(results: &[&TestResult]) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for result in results {
        match result.status {
            Status::Error(_) => errors += 1,
            Status::Skipped => skipped += 1,
            Status::Passed | Status::Failed => {
                let (passing, failing) = result.leaves();
                tests += passing;
                failures += failing;
            }
        }
    }
    tests += failures + errors + skipped;
    let time = seconds(results.iter().map(|result| result.elapsed).sum());
    format!(
        " tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{time}\""
    )
}

fn seconds(elapsed: Duration) -> String {
    format!("{:.6}", elapsed.as_secs_f64())
}

fn case(result: &TestResult, text: &mut String) {
    let leaves: Vec<(Vec<&str>, bool)> = result.parts.iter().flat_map(Part::leaves).collect();
    if leaves.is_empty() || matches!(result.status, Status::Error(_) | Status::Skipped) {
        element(result, &result.name, &result.status, text);
        return;
    }
    for (names, fails) in leaves {
        let status = if fails { Status::Failed } else { Status::Passed };
        element(result, &format!("{}/{}", result.name, names.join("/")), &status, text);
    }
}

fn element(result: &TestResult, name: &str, status: &Status, text: &mut String) {
    let TestResult { place, package, elapsed, .. } = result;
    let _ = write!(
        text,
        "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\" time=\"{}\"",
        escaped(package),
        escaped(name),
        escaped(&place.file),
        place.line,
        seconds(*elapsed)
    );
    let inner = match status {
        Status::Passed => String::new(),
        Status::Skipped => "      <skipped/>\n".to_owned(),
        Status::Failed => {
            let why = escaped(&result.explanation);
            format!("      <failure message=\"{} failed\">{why}</failure>\n", escaped(name))
        }
        Status::Error(error) => {
            format!("      <error type=\"{}\" message=\"{}\"/>\n", error.code(), escaped(&error.to_string()))
        }
    };
    let printed = match result.printed.as_slice() {
        [] => String::new(),
        lines => format!("      <system-out>{}</system-out>\n", escaped(&lines.join("\n"))),
    };
    match (inner + &printed).as_str() {
        "" => text.push_str("/>\n"),
        inner => {
            let _ = writeln!(text, ">\n{inner}    </testcase>");
        }
    }
}
