//! Escapes that stand for one character.

use super::parser::malformed;
use super::reader::Reader;
use crate::builtins::Failure;

/// A code point as Go reads it: half of a surrogate pair is one there.
pub(super) type Code = u32;

/// Reads behind a backslash.
pub(super) fn escape(reader: &mut Reader<'_>) -> Result<Code, Failure> {
    let invalid = || malformed("invalid escape sequence");
    let Some(character) = reader.next() else {
        return Err(malformed("trailing backslash at end of expression"));
    };
    match character {
        '1'..='7' if !reader.peek().is_some_and(|c| c.is_digit(8)) => Err(invalid()),
        '0'..='7' => {
            let mut code = character.to_digit(8).unwrap_or(0);
            for _ in 0..2 {
                let Some(digit) = reader.peek().and_then(|c| c.to_digit(8)) else { break };
                reader.next();
                code = code.saturating_mul(8).saturating_add(digit);
            }
            Ok(code)
        }
        'x' if reader.take("{") => {
            let mut code: Option<Code> = None;
            loop {
                match reader.next() {
                    Some('}') => return code.ok_or_else(invalid),
                    Some(digit) => {
                        let digit = digit.to_digit(16).ok_or_else(invalid)?;
                        let next = code.unwrap_or(0).saturating_mul(16).saturating_add(digit);
                        code = Some(next).filter(|code| *code <= u32::from(char::MAX));
                        if code.is_none() {
                            return Err(invalid());
                        }
                    }
                    None => return Err(invalid()),
                }
            }
        }
        'x' => {
            let mut digit = || reader.next().and_then(|c| c.to_digit(16)).ok_or_else(invalid);
            Ok(digit()?.saturating_mul(16).saturating_add(digit()?))
        }
        'a' => Ok(0x7),
        'f' => Ok(0xc),
        'n' => Ok(0xa),
        'r' => Ok(0xd),
        't' => Ok(0x9),
        'v' => Ok(0xb),
        other if other.is_ascii() && !other.is_ascii_alphanumeric() => Ok(u32::from(other)),
        _ => Err(invalid()),
    }
}

/// A code point for the crate, inside a class or outside.
pub(super) fn write(out: &mut String, code: Code) {
    match char::from_u32(code) {
        Some(character) if character.is_ascii_alphanumeric() => out.push(character),
        _ => out.push_str(&format!("\\x{{{code:X}}}")),
    }
}
