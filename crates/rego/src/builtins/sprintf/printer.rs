//! Puts a format and its arguments together.

use super::directive::{Directive, Reader};
use super::flags::Flags;
use super::operand::Operand;
use super::{big, float, integer, words};
use crate::builtins::argument::beyond;
use crate::builtins::{Failure, size};

/// Go's `fmt.Sprintf`.
pub(in crate::builtins) fn printf(format: &str, operands: &[Operand]) -> Result<String, Failure> {
    let mut out = String::new();
    let mut reader = Reader::new(format, operands);
    loop {
        out.push_str(reader.literal());
        if reader.ended() {
            break;
        }
        let directive = reader.directive();
        out.push_str(&reader.complaint);
        match directive {
            Directive::Percent => out.push('%'),
            Directive::NoVerb => out.push_str("%!(NOVERB)"),
            Directive::BadIndex(verb) => complain(&mut out, verb, "(BADINDEX)"),
            Directive::Missing(verb) => complain(&mut out, verb, "(MISSING)"),
            Directive::Verb(verb, flags) => {
                if let Some(operand) = operands.get(reader.next) {
                    one(&mut out, &flags, operand, verb)?;
                }
                reader.next = reader.next.saturating_add(1);
            }
        }
        size::text(out.len())?;
    }
    let rest = operands.get(reader.next..).unwrap_or(&[]);
    if !reader.reordered && !rest.is_empty() {
        out.push_str("%!(EXTRA ");
        for (at, operand) in rest.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            out.push_str(operand.type_name());
            if !matches!(operand, Operand::Nil) {
                out.push('=');
                one(&mut out, &Flags::default(), operand, 'v')?;
            }
        }
        out.push(')');
    }
    Ok(out)
}

fn complain(out: &mut String, verb: char, what: &str) {
    out.push_str("%!");
    out.push(verb);
    out.push_str(what);
}

/// A value as `%v` has it.
pub(in crate::builtins) fn print(operand: &Operand) -> Result<String, Failure> {
    let mut out = String::new();
    one(&mut out, &Flags::default(), operand, 'v')?;
    Ok(out)
}

/// One argument under one verb.
fn one(out: &mut String, flags: &Flags, operand: &Operand, verb: char) -> Result<(), Failure> {
    match (operand, verb) {
        (Operand::Nil, 'T' | 'v') => flags.pad(out, "<nil>"),
        (_, 'T') => words::plain(out, flags, operand.type_name()),
        (Operand::Big(_) | Operand::List(_) | Operand::Map(_), 'p') | (Operand::Big(_), 'w') => {
            return Err(beyond(format!("%{verb} of a {} shows memory", operand.type_name())));
        }
        _ => value(out, flags, operand, verb, false),
    }
    Ok(())
}

/// A value, by itself or in a list or a map.
fn value(out: &mut String, flags: &Flags, operand: &Operand, verb: char, inside: bool) {
    match (operand, verb) {
        (Operand::Nil, _) if inside => {
            out.push_str(if flags.sharp_v { "interface {}(nil)" } else { "<nil>" })
        }
        (Operand::Bool(truth), 't' | 'v') => flags.pad(out, if *truth { "true" } else { "false" }),
        (Operand::Integer(number, _), 'b' | 'd' | 'o' | 'O' | 'x' | 'X' | 'v') => {
            integer::based(out, flags, *number, verb);
        }
        (Operand::Integer(number, _), 'c') => integer::as_character(out, flags, *number),
        (Operand::Integer(number, _), 'q') => integer::as_quoted_character(out, flags, *number),
        (Operand::Integer(number, _), 'U') => integer::as_code_point(out, flags, *number),
        (Operand::Big(decimal), _) => big::formatted(out, flags, decimal, verb),
        (Operand::Float(number), 'v') => float::formatted(out, flags, *number, 'g'),
        (Operand::Float(number), 'F') => float::formatted(out, flags, *number, 'f'),
        (Operand::Float(number), 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'e' | 'E') => {
            float::formatted(out, flags, *number, verb);
        }
        (Operand::Text(text, _), 'v') if flags.sharp_v => words::quoted(out, flags, text, flags.sharp),
        (Operand::Text(text, _), 's' | 'v') => words::plain(out, flags, text),
        (Operand::Text(text, _), 'x') => words::hexadecimal(out, flags, text, false),
        (Operand::Text(text, _), 'X') => words::hexadecimal(out, flags, text, true),
        (Operand::Text(text, _), 'q') => words::quoted(out, flags, text, flags.sharp),
        (Operand::List(elements), _) => {
            out.push_str(if flags.sharp_v { "[]interface {}{" } else { "[" });
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push_str(if flags.sharp_v { ", " } else { " " });
                }
                value(out, flags, element, verb, true);
            }
            out.push(if flags.sharp_v { '}' } else { ']' });
        }
        (Operand::Map(entries), _) => {
            out.push_str(if flags.sharp_v { "map[string]interface {}{" } else { "map[" });
            for (at, (key, element)) in entries.iter().enumerate() {
                if at > 0 {
                    out.push_str(if flags.sharp_v { ", " } else { " " });
                }
                value(out, flags, &Operand::Text(key.clone(), "string"), verb, true);
                out.push(':');
                value(out, flags, element, verb, true);
            }
            out.push(if flags.sharp_v { '}' } else { ']' });
        }
        _ => bad_verb(out, flags, operand, verb),
    }
}

/// A verb that the value does not know: the value is shown with its type, under the flags that are set.
fn bad_verb(out: &mut String, flags: &Flags, operand: &Operand, verb: char) {
    out.push_str("%!");
    out.push(verb);
    out.push('(');
    if matches!(operand, Operand::Nil) {
        out.push_str("<nil>");
    } else {
        out.push_str(operand.type_name());
        out.push('=');
        value(out, flags, operand, 'v', false);
    }
    out.push(')');
}
