//! The values in a serialised program, looked at before the engine reads them.
//!
//! Reading recurses, and builds every digit of a number: a value that nests too deep or a number that is too large
//! must not get there. Their lengths stand at the beginning of a program, and the encoding is that of `postcard`.

use crate::syntax::number;

/// The encoding that is understood here.
const VERSION: [u8; 4] = 6u32.to_le_bytes();

/// Where the lengths of the sections begin, and where the first section.
const LENGTHS: usize = 8;
const SECTIONS: usize = 25;

/// Levels of a value: more than a policy text can have.
const MOST_LEVELS: usize = 256;

/// Characters of a number.
const MOST_DIGITS: usize = 100_000;

/// Why the program must not be read. One of another encoding is left to the engine, which does not read it.
pub(super) fn fault(bytes: &[u8]) -> Option<&'static str> {
    if bytes.get(4..8) != Some(&VERSION) {
        return None;
    }
    let faulty = || -> Result<(), &'static str> {
        let lengths = bytes.get(LENGTHS..).ok_or(CUT_OFF)?;
        let mut sections = Reader(bytes.get(SECTIONS..).ok_or(CUT_OFF)?);
        let mut next = |index: usize| {
            let length =
                lengths.chunks(4).nth(index).and_then(|length| length.try_into().ok()).ok_or(CUT_OFF)?;
            let length = usize::try_from(u32::from_le_bytes(length)).map_err(|_| CUT_OFF)?;
            sections.take(length).map(Reader)
        };
        let (_entry_points, _sources) = (next(0)?, next(1)?);
        let (mut literals, mut rule_tree) = (next(2)?, next(3)?);
        let count = literals.number()?;
        values(&mut literals, count)?;
        values(&mut rule_tree, 1)
    };
    faulty().err()
}

const CUT_OFF: &str = "it is cut off";
const UNKNOWN: &str = "it holds something that is no value";
const TOO_DEEP: &str = "it holds a value that nests too deep";
const TOO_LARGE: &str = "it holds a number that is too large";

/// Goes over so many values.
fn values(reader: &mut Reader<'_>, count: u64) -> Result<(), &'static str> {
    let mut open = vec![count];
    while let Some(left) = open.last_mut() {
        if *left == 0 {
            open.pop();
            continue;
        }
        *left -= 1;
        match reader.number()? {
            // null, undefined
            0 | 7 => {}
            // A boolean.
            1 => {
                reader.take(1)?;
            }
            // A number as text.
            2 => {
                let number = reader.text()?;
                let number = std::str::from_utf8(number).map_err(|_| UNKNOWN)?;
                if number.len() > MOST_DIGITS || number::fault(number).is_some() {
                    return Err(TOO_LARGE);
                }
            }
            3 => {
                reader.text()?;
            }
            array_or_set_or_object @ 4..=6 => {
                let count = reader.number()?;
                let count = if array_or_set_or_object == 6 { count.saturating_mul(2) } else { count };
                open.push(count);
                if open.len() > MOST_LEVELS {
                    return Err(TOO_DEEP);
                }
            }
            // Integers, signed and unsigned.
            8 | 9 => {
                reader.number()?;
            }
            // A float.
            10 => {
                reader.take(8)?;
            }
            _ => return Err(UNKNOWN),
        }
    }
    Ok(())
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], &'static str> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(CUT_OFF)?;
        self.0 = rest;
        Ok(taken)
    }

    /// Seven bits a byte, the lowest first; the highest bit of a byte says that another follows.
    fn number(&mut self) -> Result<u64, &'static str> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?.first().copied().ok_or(CUT_OFF)?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(UNKNOWN)
    }

    fn text(&mut self) -> Result<&'a [u8], &'static str> {
        let length = usize::try_from(self.number()?).map_err(|_| CUT_OFF)?;
        self.take(length)
    }
}

#[cfg(test)]
mod tests;
