//! `regex.*`: RE2's syntax as Go has it, matched by the `regex` crate.
//!
//! A pattern is read by a parser of Go's rules, which refuses what Go refuses, and written anew for the crate, every
//! atom with its flags spelled out, so that no difference between the two syntaxes shows.

use std::sync::Arc;

use regorus::Value;

use super::argument::{array, integer, string, text};
use super::{Answer, Builtin, Failure, size};

pub(super) mod cache;
mod class;
mod compiled;
mod escape;
mod expand;
mod flags;
mod intersection;
mod names;
mod parser;
mod reader;
mod repeat;
mod template;

use cache::Cache;
use compiled::Compiled;
pub(super) use compiled::build;

pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "re_match", run: matches },
    Builtin { name: "regex.find_all_string_submatch_n", run: find_all_string_submatch_n },
    Builtin { name: "regex.find_n", run: find_n },
    Builtin { name: "regex.globs_match", run: intersection::globs_match },
    Builtin { name: "regex.is_valid", run: is_valid },
    Builtin { name: "regex.match", run: matches },
    Builtin { name: "regex.replace", run: replace },
    Builtin { name: "regex.split", run: split },
    Builtin { name: "regex.template_match", run: template::template_match },
];

static COMPILED: Cache<Compiled> = Cache::new();

fn compiled(pattern: &str) -> Result<Arc<Compiled>, Failure> {
    COMPILED.get(pattern, || Compiled::new(pattern))
}

fn is_valid(args: &[Value]) -> Answer {
    match args.first() {
        Some(Value::String(pattern)) => match parser::parse(pattern) {
            Ok(_) => Ok(Some(Value::Bool(true))),
            Err(Failure::Failed(_)) => Ok(Some(Value::Bool(false))),
            Err(beyond) => Err(beyond),
        },
        _ => Ok(Some(Value::Bool(false))),
    }
}

fn matches(args: &[Value]) -> Answer {
    let (pattern, subject) = (text(args, 0)?, text(args, 1)?);
    Ok(Some(Value::Bool(compiled(pattern)?.regex.is_match(subject))))
}

/// How many matches are asked for: all, where the number is negative.
fn limit(args: &[Value], at: usize) -> Result<usize, Failure> {
    Ok(usize::try_from(integer(args, at)?).unwrap_or(usize::MAX))
}

fn find_n(args: &[Value]) -> Answer {
    let (pattern, subject, limit) = (text(args, 0)?, text(args, 1)?, limit(args, 2)?);
    let compiled = compiled(pattern)?;
    array(compiled.regex.find_iter(subject).take(limit).map(|found| Value::from(found.as_str())).collect())
}

fn find_all_string_submatch_n(args: &[Value]) -> Answer {
    let (pattern, subject, limit) = (text(args, 0)?, text(args, 1)?, limit(args, 2)?);
    let compiled = compiled(pattern)?;
    let groups = |captures: ::regex::Captures<'_>| {
        let groups: Vec<Value> =
            captures.iter().map(|group| Value::from(group.map_or("", |group| group.as_str()))).collect();
        Value::from(groups)
    };
    array(compiled.regex.captures_iter(subject).take(limit).map(groups).collect())
}

fn split(args: &[Value]) -> Answer {
    let (pattern, subject) = (text(args, 0)?, text(args, 1)?);
    let compiled = compiled(pattern)?;
    if !pattern.is_empty() && subject.is_empty() {
        return array(vec![Value::from("")]);
    }
    let mut parts = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for found in compiled.regex.find_iter(subject) {
        end = found.start();
        if found.end() != 0 {
            parts.push(Value::from(subject.get(begin..end).unwrap_or("")));
        }
        begin = found.end();
    }
    if end != subject.len() {
        parts.push(Value::from(subject.get(begin..).unwrap_or("")));
    }
    array(parts)
}

fn replace(args: &[Value]) -> Answer {
    let (subject, pattern, replacement) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    let compiled = compiled(pattern)?;
    let mut out = String::new();
    let mut last = 0;
    for captures in compiled.regex.captures_iter(subject) {
        let Some(whole) = captures.get(0) else { continue };
        out.push_str(subject.get(last..whole.start()).unwrap_or(""));
        expand::expand(&mut out, replacement, &captures, &compiled.names)?;
        size::text(out.len())?;
        last = whole.end();
    }
    out.push_str(subject.get(last..).unwrap_or(""));
    string(out)
}

#[cfg(test)]
mod tests;
