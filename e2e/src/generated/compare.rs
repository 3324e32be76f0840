//! One program and its inputs, put to both sides.

use serde_json::{Value, json};

use super::inputs::data;
use super::spelling;
use crate::failure::Failure;
use crate::judgement::{Judgement, Wanted};
use crate::oracle::server::Server;
use crate::outcome::Outcome;
use crate::subject::{Input, Language, On, Program, load};

/// A server that holds the data of generated programs, and one of them at a time.
pub(crate) struct Bench {
    server: Server,
    /// Holds the same documents as rules: in base documents OPA takes the string "1" for the index 1.
    by_rules: Server,
}

/// What came of one program.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) refused_by_opa: Option<String>,
    /// The construct that Edgeward refused it for.
    pub(crate) refused: Option<String>,
    /// Answers that were compared.
    pub(crate) answers: usize,
    /// Whether byte code was among the machines.
    pub(crate) byte_code: bool,
    pub(crate) difference: Option<Difference>,
}

/// Another answer than OPA's.
#[derive(Debug, Clone)]
pub(crate) struct Difference {
    pub(crate) module: String,
    pub(crate) input: Option<Value>,
    /// The path of the rule, as `data.g.p`.
    pub(crate) query: String,
    pub(crate) on: On,
    pub(crate) wanted: Wanted,
    pub(crate) got: Outcome,
}

impl Difference {
    /// Whether both answers are of the same sort as those of another difference: what is made smaller must not turn
    /// into something else on the way.
    pub(crate) fn is_like(&self, other: &Difference) -> bool {
        let wanted = |difference: &Difference| match &difference.wanted {
            Wanted::Value(_) => "a value".to_owned(),
            Wanted::Undefined => "undefined".to_owned(),
            Wanted::Error(code) => code.clone(),
        };
        let got = |difference: &Difference| match &difference.got {
            Outcome::Rows(rows) if rows.is_empty() => "undefined".to_owned(),
            Outcome::Error { code, .. } => format!("error {code}"),
            _ => "a value".to_owned(),
        };
        self.on == other.on && wanted(self) == wanted(other) && got(self) == got(other)
    }
}

impl Bench {
    pub(crate) fn new(server: Server) -> Result<Bench, Failure> {
        server.put_data("d", &data())?;
        let by_rules = Server::start(&[])?;
        let _ = by_rules.put_policy("d", &rules_of(&data()))?;
        Ok(Bench { server, by_rules })
    }

    /// Compares every rule of a module for every input, up to the first difference.
    pub(crate) fn compare(&self, module: &str, inputs: &[Option<Value>]) -> Result<Compared, Failure> {
        let mut compared = self.compare_all(module, inputs)?;
        if let Some(difference) = &compared.difference
            && self.is_of_index(difference)?
        {
            compared.difference = None;
        }
        Ok(compared)
    }

    /// Whether OPA answers as Edgeward does where the base documents are rules.
    fn is_of_index(&self, difference: &Difference) -> Result<bool, Failure> {
        if !difference.module.contains("data.d")
            || self.by_rules.put_policy("g", &difference.module)?.is_err()
        {
            return Ok(false);
        }
        let path = difference.query.trim_start_matches("data.").replace('.', "/");
        let wanted = self.by_rules.ask(&path, difference.input.as_ref())?;
        Ok(!matches!(Judgement::of(&difference.got, &wanted), Judgement::Different))
    }

    fn compare_all(&self, module: &str, inputs: &[Option<Value>]) -> Result<Compared, Failure> {
        let mut compared = Compared::default();
        let program = |query: String| Program {
            modules: vec![("case.rego".to_owned(), module.to_owned())],
            data: json!({"d": data()}),
            query,
            language: Language::V1,
            strict: false,
        };
        let whole = load(&program("data.g".to_owned()), On::Interpreter);
        if let Err(code) = self.server.put_policy("g", module)? {
            // OPA infers more about types than literals and the declarations of built-ins prove: docs/engine.md.
            if whole.is_ok() && code != "rego_type_error" && !is_of_template(module, &code) {
                compared.difference = Some(Difference {
                    module: module.to_owned(),
                    input: inputs.first().cloned().flatten(),
                    query: "data.g".to_owned(),
                    on: On::Interpreter,
                    wanted: Wanted::Error(code.clone()),
                    got: Outcome::Rows(Vec::new()),
                });
            }
            compared.refused_by_opa = Some(code);
            return Ok(compared);
        }
        let whole = match whole {
            Ok(whole) => whole,
            Err(Outcome::Refused { construct, .. }) => {
                compared.refused = Some(construct);
                return Ok(compared);
            }
            Err(got) => {
                compared.difference =
                    self.difference(module, inputs.first(), "data.g", On::Interpreter, &got)?;
                return Ok(compared);
            }
        };
        let names = names(module);
        let single: Vec<_> = names
            .iter()
            .map(|name| {
                let loaded = load(&program(format!("data.g.{name}")), On::ByteCode);
                (name, loaded)
            })
            .collect();
        compared.byte_code = single.iter().any(|(_, loaded)| loaded.is_ok());
        for input in inputs {
            let asked = input.clone().map_or(Input::Undefined, Input::Json);
            let wanted = self.server.ask("g", input.as_ref())?;
            let got = whole.ask(&asked);
            compared.answers += 1;
            if let Some(difference) = differs(module, input, "data.g", On::Interpreter, &wanted, &got) {
                compared.difference = Some(difference);
                return Ok(compared);
            }
            for (name, loaded) in &single {
                let Ok(loaded) = loaded else { continue };
                let wanted = match &wanted {
                    Wanted::Value(document) => {
                        document.get(name.as_str()).cloned().map_or(Wanted::Undefined, Wanted::Value)
                    }
                    // Which rule of the package it was has to be asked.
                    _ => self.server.ask(&format!("g/{name}"), input.as_ref())?,
                };
                let got = loaded.ask(&asked);
                compared.answers += 1;
                let query = format!("data.g.{name}");
                if let Some(difference) = differs(module, input, &query, On::ByteCode, &wanted, &got) {
                    compared.difference = Some(difference);
                    return Ok(compared);
                }
            }
        }
        Ok(compared)
    }

    fn difference(
        &self,
        module: &str,
        input: Option<&Option<Value>>,
        query: &str,
        on: On,
        got: &Outcome,
    ) -> Result<Option<Difference>, Failure> {
        let input = input.cloned().flatten();
        let path = query.trim_start_matches("data.").replace('.', "/");
        let wanted = self.server.ask(&path, input.as_ref())?;
        Ok(differs(module, &input, query, on, &wanted, got))
    }
}

/// To OPA a statement whose modifier has a wildcard or a function declares nothing that a template string may name.
fn is_of_template(module: &str, code: &str) -> bool {
    code == "rego_compile_error" && module.contains("$\"") && module.contains(" with ")
}

/// Whether one side came upon a conflict of values before the other had to look at it.
fn is_order(got: &Outcome, wanted: &Wanted, on: On) -> bool {
    const CONFLICT: &str = "eval_conflict_error";
    // Which field OPA keeps of two with the same key is an accident of names: that is an error here.
    if matches!(got, Outcome::Error { message, .. } if message.contains("two keys of an object are the same"))
    {
        return true;
    }
    match (got, wanted) {
        (Outcome::Error { code, .. }, Wanted::Value(_) | Wanted::Undefined) => code == CONFLICT,
        // Either way the evaluation fails.
        (Outcome::Error { code, .. }, Wanted::Error(wanted)) => wanted == CONFLICT && code != "panic",
        (Outcome::Rows(_), Wanted::Error(code)) => code == CONFLICT && on == On::Interpreter,
        _ => false,
    }
}

fn differs(
    module: &str,
    input: &Option<Value>,
    query: &str,
    on: On,
    wanted: &Wanted,
    got: &Outcome,
) -> Option<Difference> {
    match Judgement::of(got, wanted) {
        // Which of an undefined expression and a conflict is come upon first is not the same; docs/engine.md names it.
        // On byte code only the error may be ours.
        Judgement::Different if is_order(got, wanted, on) => None,
        // OPA itself says that it failed.
        _ if matches!(wanted, Wanted::Error(code) if code == "eval_internal_error") => None,
        // OPA calculates with more digits than a double has, and shows them in keys and texts.
        Judgement::Different if spelling::is_rounding(got, wanted) => None,
        Judgement::Different => Some(Difference {
            module: module.to_owned(),
            input: input.clone(),
            query: query.to_owned(),
            on,
            wanted: wanted.clone(),
            got: got.clone(),
        }),
        _ => None,
    }
}

/// A package `d` whose rules are the fields of a document, of types that OPA does not know.
fn rules_of(data: &Value) -> String {
    let fields = data.as_object().into_iter().flatten();
    let rules = fields.map(|(name, value)| {
        let text = Value::String(value.to_string());
        format!("{name} := json.unmarshal({text})\n")
    });
    std::iter::once("package d\n\n".to_owned()).chain(rules).collect()
}

/// The rules of a drawn module that are documents: all but the functions.
fn names(module: &str) -> Vec<String> {
    let mut names: Vec<String> = module
        .lines()
        .filter_map(|line| {
            let line = line.strip_prefix("default ").unwrap_or(line);
            let name: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
            let drawn = name.starts_with(['p', 's', 'o']) && name.chars().skip(1).all(|c| c.is_ascii_digit());
            (drawn && name.len() > 1).then_some(name)
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn functions_and_the_package_are_no_documents() {
        let module = "package g\n\ndefault p0 := 1\np0 := 2 if {\n\ts1\n}\n\ns1 contains 1 if {\n\ttrue\n}\nf2(a0) if {\n\to3\n}";
        assert_eq!(names(module), ["p0", "s1"]);
    }
}
