//! Globs, as `github.com/gobwas/glob` reads them, matched by way of a regular expression of the same meaning.

use regorus::Value;

use super::argument::{beyond, failed, string, text, wrong};
use super::regex::build;
use super::regex::cache::Cache;
use super::{Answer, Builtin, Failure};

mod pattern;

pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin { name: "glob.match", run: matches }, Builtin { name: "glob.quote_meta", run: quote_meta }];

static COMPILED: Cache<::regex::Regex> = Cache::new();

fn matches(args: &[Value]) -> Answer {
    let pattern = text(args, 0)?;
    let delimiters = delimiters(args.get(1))?;
    let subject = text(args, 2)?;
    let key = format!("{}\u{0}{pattern}", delimiters.iter().collect::<String>());
    let compiled = COMPILED.get(&key, || build(&pattern::translate(pattern, &delimiters)?))?;
    Ok(Some(Value::Bool(compiled.is_match(subject))))
}

/// The characters that `*` and `?` stop at: none, the given ones, or a dot where none are given.
fn delimiters(value: Option<&Value>) -> Result<Vec<char>, Failure> {
    match value {
        Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(array)) if array.is_empty() => Ok(vec!['.']),
        Some(Value::Array(array)) => array
            .iter()
            .map(|element| {
                let Value::String(text) = element else {
                    return Err(wrong(1, "array of strings", Some(element)));
                };
                let mut characters = text.chars();
                match (characters.next(), characters.next()) {
                    (Some(one), None) => Ok(one),
                    _ => Err(wrong(1, "array of runes", Some(element))),
                }
            })
            .collect(),
        other => Err(wrong(1, "one of {array, null}", other)),
    }
}

fn quote_meta(args: &[Value]) -> Answer {
    let mut out = String::new();
    for character in text(args, 0)?.chars() {
        if matches!(character, '*' | '?' | '\\' | '[' | ']' | '{' | '}') {
            out.push('\\');
        }
        out.push(character);
    }
    string(out)
}

/// A glob that OPA refuses.
fn malformed(what: &str) -> Failure {
    failed(format!("glob: syntax error: {what}"))
}

/// A glob that OPA takes and this program does not.
fn too_deep() -> Failure {
    beyond("glob: alternatives are nested too deep")
}
