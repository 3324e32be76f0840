//! One program and its inputs, put to both sides.

use serde_json::{Value, json};

use super::inputs::data;
use super::tolerance::{self, Tolerance};
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
    /// Why differences were let pass, and the first of each kind.
    pub(crate) tolerated: Vec<(Tolerance, Difference)>,
}

impl Compared {
    /// Of a program that OPA was busy with for too long.
    pub(super) fn without_answer() -> Compared {
        Compared { refused_by_opa: Some("no answer".to_owned()), ..Compared::default() }
    }

    /// Whether there is a difference that nothing lets pass.
    fn add(&mut self, difference: Option<Difference>) -> bool {
        let Some(difference) = difference else { return false };
        match tolerance::of(&difference.got, &difference.wanted, difference.on) {
            Some(tolerance) => self.tolerate(tolerance, difference),
            None => self.difference = Some(difference),
        }
        self.difference.is_some()
    }

    fn tolerate(&mut self, tolerance: Tolerance, difference: Difference) {
        if self.tolerated.iter().all(|(other, _)| *other != tolerance) {
            self.tolerated.push((tolerance, difference));
        }
    }
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
        if let Some(difference) = compared.difference.take() {
            match self.is_of_index(&difference)? {
                true => compared.tolerate(Tolerance::Index, difference),
                false => compared.difference = Some(difference),
            }
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
            if whole.is_ok() {
                let difference = Difference {
                    module: module.to_owned(),
                    input: inputs.first().cloned().flatten(),
                    query: "data.g".to_owned(),
                    on: On::Interpreter,
                    wanted: Wanted::Error(code.clone()),
                    got: Outcome::Rows(Vec::new()),
                };
                // OPA infers more about types than literals and the declarations of built-ins prove: docs/engine.md.
                match code.as_str() {
                    "rego_type_error" => compared.tolerate(Tolerance::InferredType, difference),
                    _ => compared.difference = Some(difference),
                }
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
                let difference = self.difference(module, inputs.first(), "data.g", On::Interpreter, &got)?;
                compared.add(difference);
                return Ok(compared);
            }
        };
        let names = names(module);
        let single: Vec<_> =
            names.iter().map(|name| (name, load(&program(format!("data.g.{name}")), On::ByteCode))).collect();
        // What the interpreter takes byte code has to take, or to leave to the interpreter.
        for (name, loaded) in &single {
            if let Err(got @ (Outcome::Refused { .. } | Outcome::Error { .. })) = loaded {
                let query = format!("data.g.{name}");
                let difference = self.difference(module, inputs.first(), &query, On::ByteCode, got)?;
                compared.difference = difference;
                return Ok(compared);
            }
        }
        compared.byte_code = single.iter().any(|(_, loaded)| loaded.is_ok());
        for input in inputs {
            let asked = input.clone().map_or(Input::Undefined, Input::Json);
            let wanted = self.server.ask("g", input.as_ref())?;
            let got = whole.ask(&asked);
            compared.answers += 1;
            // Which of its rules makes a package fail is the order of the rules; each is asked by itself below.
            let both_fail =
                matches!((&wanted, &got), (Wanted::Error(_), Outcome::Error { code, .. }) if code != "panic");
            let whole_differs = differs(module, input, "data.g", On::Interpreter, &wanted, &got);
            if !both_fail && compared.add(whole_differs) {
                return Ok(compared);
            }
            let fails = matches!(wanted, Wanted::Error(_)) || matches!(got, Outcome::Error { .. });
            for (name, byte_code) in &single {
                let query = format!("data.g.{name}");
                if !fails && byte_code.is_err() {
                    continue;
                }
                let wanted = match &wanted {
                    Wanted::Value(document) => {
                        document.get(name.as_str()).cloned().map_or(Wanted::Undefined, Wanted::Value)
                    }
                    // Which rule of the package it was has to be asked.
                    _ => self.server.ask(&format!("g/{name}"), input.as_ref())?,
                };
                let alone = fails.then(|| load(&program(query.clone()), On::Interpreter));
                let machines =
                    [(On::Interpreter, alone.as_ref()), (On::ByteCode, Some(byte_code))].into_iter();
                for (on, loaded) in machines {
                    let Some(Ok(loaded)) = loaded else { continue };
                    let got = loaded.ask(&asked);
                    compared.answers += 1;
                    if compared.add(differs(module, input, &query, on, &wanted, &got)) {
                        return Ok(compared);
                    }
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

fn differs(
    module: &str,
    input: &Option<Value>,
    query: &str,
    on: On,
    wanted: &Wanted,
    got: &Outcome,
) -> Option<Difference> {
    matches!(Judgement::of(got, wanted), Judgement::Different | Judgement::Refused(_)).then(|| Difference {
        module: module.to_owned(),
        input: input.clone(),
        query: query.to_owned(),
        on,
        wanted: wanted.clone(),
        got: got.clone(),
    })
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
