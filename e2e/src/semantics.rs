//! Recorded answers of the real OPA: `testdata/semantics`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::exception;
use crate::failure::Failure;
use crate::judgement::{Judgement, Wanted};
use crate::outcome::Outcome;
use crate::parallel;
use crate::place::{entries, read, repository};
use crate::report::Report;
use crate::subject::{Input, Language, On, Program, evaluate};

/// How many of the cases in `cases.json` may be refused at most; those found later count only if they differ.
const REFUSED_AT_MOST: usize = 19;

#[derive(Deserialize)]
struct File {
    input: Value,
    query: String,
    cases: Vec<Case>,
}

/// A recorded case; what it leaves out is that of its file.
#[derive(Deserialize)]
struct Case {
    name: String,
    module: String,
    /// Null stands for an input that is undefined.
    #[serde(default, deserialize_with = "given")]
    input: Option<Value>,
    #[serde(default)]
    query: Option<String>,
    #[serde(default)]
    data: Option<Value>,
    opa_1_22_2: Answer,
}

/// A field that is there, be it null.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Value {
        value: Value,
    },
    #[expect(dead_code, reason = "that it is there says all")]
    Undefined {
        undefined: bool,
    },
    Error {
        error: String,
    },
}

impl Answer {
    fn wanted(&self) -> Wanted {
        match self {
            Answer::Value { value } => Wanted::Value(value.clone()),
            Answer::Undefined { .. } => Wanted::Undefined,
            Answer::Error { error } => Wanted::Error(error.clone()),
        }
    }
}

struct Asked {
    name: String,
    /// Whether it was found by a generated program.
    found: bool,
    program: Program,
    input: Input,
    wanted: Wanted,
}

fn load() -> Result<Vec<Asked>, Failure> {
    let mut paths = vec![repository("testdata/semantics/cases.json")];
    paths.extend(
        entries(&repository("testdata/semantics/found"))?
            .into_iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "json")),
    );
    let mut asked = Vec::new();
    for path in paths {
        let file: File = serde_json::from_str(&read(&path)?).map_err(|error| Failure::file(&path, &error))?;
        asked.extend(file.cases.into_iter().map(|case| Asked {
            wanted: case.opa_1_22_2.wanted(),
            found: path.parent().is_some_and(|folder| folder.ends_with("found")),
            input: match case.input.unwrap_or_else(|| file.input.clone()) {
                Value::Null => Input::Undefined,
                input => Input::Json(input),
            },
            program: Program {
                modules: vec![("case.rego".to_owned(), case.module)],
                data: case.data.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
                query: case.query.unwrap_or_else(|| file.query.clone()),
                language: Language::V1,
                strict: false,
            },
            name: case.name,
        }));
    }
    Ok(asked)
}

/// Puts every recorded case to both machines.
pub(crate) fn judge(report: &mut Report) -> Result<(), Failure> {
    let cases = load()?;
    for on in [On::Interpreter, On::ByteCode] {
        let answers = parallel::map(&cases, |_, case| evaluate(&case.program, &case.input, on));
        let (mut equal, mut elsewhere, mut excepted, mut different, mut counted) = (0, 0, 0, 0, 0);
        let mut refused: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (case, answer) in cases.iter().zip(&answers) {
            match Judgement::of(answer, &case.wanted) {
                Judgement::Equal => equal += 1,
                Judgement::Elsewhere => elsewhere += 1,
                Judgement::Refused(construct) => {
                    counted += usize::from(!case.found);
                    refused.entry(construct).or_default().push(case.name.clone());
                }
                Judgement::Different if exception::of(&case.name).is_some() => excepted += 1,
                Judgement::Different => {
                    different += 1;
                    report.detail(&format!(
                        "{on}: {}: OPA {}, Edgeward {}",
                        case.name,
                        case.wanted,
                        shown(answer)
                    ));
                }
            }
        }
        if on == On::Interpreter {
            for (construct, names) in &refused {
                report.detail(&format!("refused: {construct}: {}", names.join(", ")));
            }
        }
        let refused: usize = refused.values().map(Vec::len).sum();
        report.summary(
            different == 0 && counted <= REFUSED_AT_MOST,
            &format!(
                "recorded cases, {on}: {} cases, {equal} equal, {refused} refused, {elsewhere} sent to the \
                 interpreter, {excepted} by a named exception, {different} different",
                cases.len()
            ),
        );
    }
    Ok(())
}

fn shown(outcome: &Outcome) -> String {
    const ENOUGH: usize = 300;
    outcome.to_string().chars().take(ENOUGH).collect()
}
