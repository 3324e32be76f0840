//! OPA's own conformance cases, and the page that says how they go.

mod case;
mod page;
mod verdict;

use crate::exception;
use crate::failure::Failure;
use crate::oracle;
use crate::parallel;
use crate::place::{read, repository};
use crate::report::Report;
use crate::subject::{Language, On, evaluate};
use case::Case;
use verdict::Verdict;

/// A case with how it went on the interpreter and as byte code.
pub(crate) struct Judged {
    pub(crate) family: String,
    pub(crate) interpreter: Verdict,
    pub(crate) byte_code: Verdict,
}

fn cases(language: Language) -> Result<Vec<Case>, Failure> {
    let name = match language {
        Language::V0 => "v0.jsonl",
        Language::V1 => "v1.jsonl",
    };
    let path = oracle::part("cases")?.join(name);
    let text = read(&path)?;
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|error| Failure::file(&path, &error)))
        .collect()
}

/// Runs all cases, and writes the page or compares it with what is written.
pub(crate) fn judge(report: &mut Report, check: bool) -> Result<(), Failure> {
    let mut sections = Vec::new();
    for (title, language) in [("v1", Language::V1), ("v0", Language::V0)] {
        let cases = cases(language)?;
        let judged = parallel::map(&cases, |_, case| {
            let program = case.program(language);
            let judge =
                |on| match (case.judge(&evaluate(&program, &case.input(), on)), exception::of(&case.note)) {
                    (Verdict::Different(_), Some(reason)) => Verdict::Excepted(case.note.clone(), reason),
                    (verdict, _) => verdict,
                };
            Judged {
                family: case.family(),
                interpreter: judge(On::Interpreter),
                byte_code: judge(On::ByteCode),
            }
        });
        for (case, judged) in cases.iter().zip(&judged) {
            for (on, verdict) in [(On::Interpreter, &judged.interpreter), (On::ByteCode, &judged.byte_code)] {
                if let Verdict::Different(how) = verdict {
                    report.detail(&format!("{title} {on}: {}: {how}", case.note));
                }
            }
        }
        let count =
            |verdicts: &dyn Fn(&Judged) -> bool| judged.iter().filter(|judged| verdicts(judged)).count();
        let different = count(&|judged| judged.interpreter.is_different())
            + count(&|judged| judged.byte_code.is_different());
        report.summary(
            different == 0,
            &format!(
                "conformance {title}: {} cases; interpreter {} pass, {} refused, {} different; byte code {} equal, \
                 {} sent to the interpreter, {} different",
                judged.len(),
                count(&|judged| judged.interpreter.is_pass()),
                count(&|judged| judged.interpreter.is_refused()),
                count(&|judged| judged.interpreter.is_different()),
                count(&|judged| judged.byte_code.is_pass()),
                count(&|judged| judged.byte_code.is_elsewhere()),
                count(&|judged| judged.byte_code.is_different()),
            ),
        );
        sections.push((title, judged));
    }
    let text = page::page(&sections);
    let path = repository("docs/conformance.md");
    if check {
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        report.summary(written == text, "docs/conformance.md is what `just conformance` writes");
    } else {
        std::fs::write(&path, text).map_err(|error| Failure::file(&path, &error))?;
    }
    Ok(())
}
