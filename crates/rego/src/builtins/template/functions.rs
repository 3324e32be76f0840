//! The functions that a template can call.

use std::cmp::Ordering;

use super::escape;
use super::eval::Known;
use super::malformed;
use crate::builtins::Failure;
use crate::builtins::argument::beyond;
use crate::builtins::sprintf::{Operand, print, printf};

const KNOWN: &[&str] = &[
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print",
    "printf", "println", "slice", "urlquery",
];

pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(&name)
}

pub(super) fn call(name: &str, arguments: Vec<Known>) -> Result<Known, Failure> {
    let text = |text: String| Ok(Known::Value(Operand::Text(text, "string")));
    let truth = |truth: bool| Ok(Known::Value(Operand::Bool(truth)));
    match name {
        "and" | "or" => arguments.into_iter().next_back().ok_or_else(|| too_few(name)),
        "not" => truth(!one(name, arguments)?.is_true()),
        "len" => length(one(name, arguments)?),
        "index" => index(arguments),
        "slice" => slice(arguments),
        "eq" => truth(any_equal(arguments)?),
        "ne" => truth(!equal(two(name, arguments)?)?),
        "lt" => truth(compared(two(name, arguments)?)?.is_lt()),
        "ge" => truth(!compared(two(name, arguments)?)?.is_lt()),
        "le" => truth(compared(two(name, arguments)?)?.is_le()),
        "gt" => truth(compared(two(name, arguments)?)?.is_gt()),
        "print" => text(joined(&operands(arguments))?),
        "println" => {
            let shown: Vec<String> = operands(arguments).iter().map(print).collect::<Result<_, _>>()?;
            text(format!("{}\n", shown.join(" ")))
        }
        "printf" => {
            let mut arguments = arguments.into_iter();
            match arguments.next() {
                Some(Known::Value(Operand::Text(format, "string"))) => {
                    text(printf(&format, &operands(arguments.collect()))?)
                }
                _ => Err(malformed("printf: the format has to be a string")),
            }
        }
        "html" => text(escape::html(&shown(arguments)?)),
        "js" => text(escape::js(&shown(arguments)?)),
        "urlquery" => text(escape::query(&shown(arguments)?)),
        _ => Err(malformed(format!("error calling {name}: no function in the data"))),
    }
}

fn too_few(name: &str) -> Failure {
    malformed(format!("wrong number of args for {name}"))
}

fn one(name: &str, arguments: Vec<Known>) -> Result<Known, Failure> {
    <[Known; 1]>::try_from(arguments).map(|[one]| one).map_err(|_| too_few(name))
}

fn two(name: &str, arguments: Vec<Known>) -> Result<[Known; 2], Failure> {
    let arguments = <[Known; 2]>::try_from(arguments).map_err(|_| too_few(name))?;
    Ok(arguments.map(Known::unwrapped))
}

fn operands(arguments: Vec<Known>) -> Vec<Operand> {
    arguments.into_iter().map(Known::operand).collect()
}

/// As Go's `Sprint`: space stands between two values neither of which is text.
fn joined(operands: &[Operand]) -> Result<String, Failure> {
    let mut out = String::new();
    let mut after_text = true;
    for operand in operands {
        let is_text = matches!(operand, Operand::Text(..));
        if !is_text && !after_text {
            out.push(' ');
        }
        out.push_str(&print(operand)?);
        after_text = is_text;
    }
    Ok(out)
}

/// What an escaping function escapes.
fn shown(arguments: Vec<Known>) -> Result<String, Failure> {
    let visible = operands(arguments).into_iter().map(|operand| match operand {
        Operand::Nil => Operand::Text("<no value>".to_owned(), "string"),
        other => other,
    });
    joined(&visible.collect::<Vec<_>>())
}

fn length(value: Known) -> Result<Known, Failure> {
    let length = match value {
        Known::Value(Operand::Text(text, _)) => text.len(),
        Known::Value(Operand::List(elements)) => elements.len(),
        Known::Value(Operand::Map(entries)) => entries.len(),
        _ => return Err(malformed("error calling len: it has no length")),
    };
    Ok(Known::Value(Operand::Integer(i64::try_from(length).unwrap_or(i64::MAX), "int")))
}

fn index(arguments: Vec<Known>) -> Result<Known, Failure> {
    let out_of_range = || malformed("error calling index: index out of range");
    let mut arguments = arguments.into_iter().map(Known::unwrapped);
    let mut item = arguments.next().ok_or_else(|| too_few("index"))?;
    if item == Known::Missing {
        return Err(malformed("error calling index: index of untyped nil"));
    }
    for index in arguments {
        item = match (item, index) {
            (Known::Value(Operand::List(elements)), Known::Value(Operand::Integer(index, _))) => {
                let at = usize::try_from(index).map_err(|_| out_of_range())?;
                Known::Value(elements.into_iter().nth(at).ok_or_else(out_of_range)?)
            }
            (Known::Value(Operand::Text(text, _)), Known::Value(Operand::Integer(index, _))) => {
                if usize::try_from(index).is_ok_and(|at| at < text.len()) {
                    return Err(beyond("a template takes a byte out of a string"));
                }
                return Err(out_of_range());
            }
            (Known::Value(Operand::Map(entries)), Known::Value(Operand::Text(key, "string"))) => {
                let found = entries.into_iter().find(|(known, _)| *known == key);
                Known::Value(found.map_or(Operand::Nil, |(_, value)| value))
            }
            _ => return Err(malformed("error calling index: wrong type of item or index")),
        };
    }
    Ok(item)
}

fn slice(arguments: Vec<Known>) -> Result<Known, Failure> {
    let out_of_range = || malformed("error calling slice: index out of range");
    let mut arguments = arguments.into_iter().map(Known::unwrapped);
    let item = arguments.next().ok_or_else(|| too_few("slice"))?;
    let mut indexes = Vec::new();
    for index in arguments {
        match index {
            Known::Value(Operand::Integer(index, _)) => {
                indexes.push(usize::try_from(index).map_err(|_| out_of_range())?);
            }
            _ => return Err(malformed("error calling slice: an index is no integer")),
        }
    }
    let length = match &item {
        Known::Value(Operand::Text(..)) if indexes.len() == 3 => {
            return Err(malformed("error calling slice: cannot 3-index slice a string"));
        }
        Known::Value(Operand::Text(text, _)) => text.len(),
        Known::Value(Operand::List(elements)) => elements.len(),
        _ => return Err(malformed("error calling slice: can't slice item")),
    };
    if indexes.len() > 3 {
        return Err(malformed("error calling slice: too many slice indexes"));
    }
    let is_list = matches!(item, Known::Value(Operand::List(_)));
    if indexes.iter().any(|index| *index > length) {
        // Go looks behind the end of a list, as far as memory was set aside for it.
        return Err(if is_list {
            beyond("a template slices behind the end of a list")
        } else {
            out_of_range()
        });
    }
    let start = indexes.first().copied().unwrap_or(0);
    let end = indexes.get(1).copied().unwrap_or(length);
    if start > end || indexes.get(2).is_some_and(|limit| end > *limit) {
        return Err(malformed("error calling slice: invalid slice index"));
    }
    match item {
        Known::Value(Operand::Text(text, name)) => match text.get(start..end) {
            Some(part) => Ok(Known::Value(Operand::Text(part.to_owned(), name))),
            None => Err(beyond("a template slices inside of a character")),
        },
        Known::Value(Operand::List(elements)) => {
            let part = elements.into_iter().skip(start).take(end.saturating_sub(start)).collect();
            Ok(Known::Value(Operand::List(part)))
        }
        _ => Err(out_of_range()),
    }
}

fn any_equal(arguments: Vec<Known>) -> Result<bool, Failure> {
    let mut arguments = arguments.into_iter().map(Known::unwrapped);
    let first = arguments.next().ok_or_else(|| too_few("eq"))?;
    let others: Vec<Known> = arguments.collect();
    if others.is_empty() {
        return Err(malformed("error calling eq: missing argument for comparison"));
    }
    for other in others {
        if equal([first.clone(), other])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn incompatible() -> Failure {
    malformed("incompatible types for comparison")
}

fn equal(pair: [Known; 2]) -> Result<bool, Failure> {
    use Operand::{Bool, Float, Integer, Text};
    match pair {
        [Known::Missing, Known::Missing] => Ok(true),
        [Known::Missing, _] | [_, Known::Missing] => Ok(false),
        [Known::Value(one), Known::Value(other)] => match (one, other) {
            (Bool(one), Bool(other)) => Ok(one == other),
            (Integer(one, _), Integer(other, _)) => Ok(one == other),
            (Float(one), Float(other)) => Ok(one == other),
            (Text(one, _), Text(other, _)) => Ok(one == other),
            _ => Err(incompatible()),
        },
    }
}

fn compared(pair: [Known; 2]) -> Result<Ordering, Failure> {
    use Operand::{Float, Integer, Text};
    match pair {
        [Known::Value(Integer(one, _)), Known::Value(Integer(other, _))] => Ok(one.cmp(&other)),
        [Known::Value(Float(one)), Known::Value(Float(other))] => Ok(one.total_cmp(&other)),
        [Known::Value(Text(one, _)), Known::Value(Text(other, _))] => Ok(one.cmp(&other)),
        _ => Err(incompatible()),
    }
}
