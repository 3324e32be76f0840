//! The lines that tests evaluated.

use edgeward_rego::coverage::Coverage;

use super::TestArgs;
use crate::emit;
use crate::failure::Failure;
use crate::output::Output;
use crate::shown;

/// Writes the report: the document of `opa test --coverage`, or a line a file that lacks something.
///
/// # Errors
/// The result cannot be written.
pub(super) fn write(coverage: &Coverage, as_json: bool, output: &mut Output) -> Result<(), Failure> {
    if as_json {
        output.data(&emit::json(coverage)?)?;
        return Ok(());
    }
    for (file, own) in &coverage.files {
        if own.not_covered.is_empty() {
            continue;
        }
        let lines: Vec<String> = own.missing().into_iter().map(span).collect();
        output.line(&format!("{file}: {:.2}%, not covered: {}", own.coverage, lines.join(", ")));
    }
    let all = coverage.covered_lines + coverage.not_covered_lines;
    output.line(&format!(
        "coverage: {:.2}% of {} in {}",
        coverage.coverage,
        shown::count(all, "line"),
        shown::count(coverage.files.len(), "file")
    ));
    Ok(())
}

fn span((first, last): (u32, u32)) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

/// Says so where there is less than was asked for.
pub(super) fn is_short(coverage: Option<&Coverage>, args: &TestArgs, output: &mut Output) -> bool {
    let (Some(coverage), Some(threshold)) = (coverage, args.threshold) else {
        return false;
    };
    let is_short = coverage.coverage < threshold;
    if is_short {
        output.error(&format!(
            "Code coverage threshold not met: got {:.2} instead of {threshold:.2}",
            coverage.coverage
        ));
    }
    is_short
}
