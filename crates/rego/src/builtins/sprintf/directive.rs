//! Reads one directive of a format: flags, argument index, width, precision, verb.

use super::flags::Flags;
use super::operand::Operand;

/// Go refuses larger numbers for a width, a precision, or an index.
const LARGEST: usize = 1_000_000;

/// Where a reading stands in the format and among the arguments.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) format: &'a str,
    pub(super) at: usize,
    pub(super) operands: &'a [Operand],
    /// The argument that the next verb takes.
    pub(super) next: usize,
    /// Whether an explicit index was used anywhere.
    pub(super) reordered: bool,
    /// Whether the indexes of this directive are good.
    good: bool,
    /// What is said about a bad width or precision before the verb's own output.
    pub(super) complaint: String,
}

/// What a directive turned out to be.
#[derive(Debug)]
pub(super) enum Directive {
    /// `%%`.
    Percent,
    /// The format ends before the verb.
    NoVerb,
    /// An index that names no argument.
    BadIndex(char),
    /// No argument is left.
    Missing(char),
    /// The verb takes the next argument.
    Verb(char, Flags),
}

impl<'a> Reader<'a> {
    pub(super) fn new(format: &'a str, operands: &'a [Operand]) -> Self {
        Self { format, at: 0, operands, next: 0, reordered: false, good: true, complaint: String::new() }
    }

    fn byte(&self) -> Option<u8> {
        self.format.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// The text before the next directive; the reader then stands behind the percent sign, or at the end.
    pub(super) fn literal(&mut self) -> &'a str {
        let rest = self.format.get(self.at..).unwrap_or("");
        match rest.split_once('%') {
            Some((text, _)) => {
                self.at = self.at.saturating_add(text.len()).saturating_add(1);
                text
            }
            None => {
                self.at = self.format.len().saturating_add(1);
                rest
            }
        }
    }

    /// Whether the format is used up; a percent sign as the last character is a directive still.
    pub(super) fn ended(&self) -> bool {
        self.at > self.format.len()
    }

    pub(super) fn directive(&mut self) -> Directive {
        self.good = true;
        self.complaint.clear();
        let mut flags = self.flags();
        let mut indexed = self.index();
        if self.byte() == Some(b'*') {
            self.step();
            match self.number_argument() {
                Some(width) => {
                    flags.width = usize::try_from(width.unsigned_abs()).ok();
                    if width < 0 {
                        flags.minus = true;
                        flags.zero = false;
                    }
                }
                None => self.complaint.push_str("%!(BADWIDTH)"),
            }
            indexed = false;
        } else {
            flags.width = self.number(self.format.len());
            if indexed && flags.width.is_some() {
                self.good = false;
            }
        }
        if self.byte() == Some(b'.') && self.at.saturating_add(1) < self.format.len() {
            self.step();
            if indexed {
                self.good = false;
            }
            indexed = self.index();
            if self.byte() == Some(b'*') {
                self.step();
                flags.precision = self.number_argument().and_then(|number| usize::try_from(number).ok());
                if flags.precision.is_none() {
                    self.complaint.push_str("%!(BADPREC)");
                }
                indexed = false;
            } else {
                flags.precision = Some(self.number(self.format.len()).unwrap_or(0));
            }
        }
        if !indexed {
            self.index();
        }
        let Some(verb) = self.format.get(self.at..).and_then(|rest| rest.chars().next()) else {
            self.at = self.format.len().saturating_add(1);
            return Directive::NoVerb;
        };
        self.at = self.at.saturating_add(verb.len_utf8());
        match verb {
            '%' => Directive::Percent,
            _ if !self.good => Directive::BadIndex(verb),
            _ if self.next >= self.operands.len() => Directive::Missing(verb),
            'v' | 'w' => Directive::Verb(verb, flags.for_v()),
            _ => Directive::Verb(verb, flags),
        }
    }

    fn flags(&mut self) -> Flags {
        let mut flags = Flags::default();
        while let Some(byte) = self.byte() {
            match byte {
                b'#' => flags.sharp = true,
                b'0' => flags.zero = true,
                b'+' => flags.plus = true,
                b'-' => flags.minus = true,
                b' ' => flags.space = true,
                _ => break,
            }
            self.step();
        }
        flags
    }

    /// Decimal digits up to `end`. A number that is too large uses up everything.
    fn number(&mut self, end: usize) -> Option<usize> {
        let mut number = None;
        while self.at < end
            && let Some(digit) = self.byte().filter(u8::is_ascii_digit)
        {
            let sofar: usize = number.unwrap_or(0);
            if sofar > LARGEST {
                self.at = end;
                return None;
            }
            number = Some(sofar.saturating_mul(10).saturating_add(usize::from(digit.saturating_sub(b'0'))));
            self.step();
        }
        number
    }

    /// The value of `*`: the next argument, if it is an integer of a bearable size.
    fn number_argument(&mut self) -> Option<i64> {
        let operand = self.operands.get(self.next)?;
        self.next = self.next.saturating_add(1);
        match operand {
            Operand::Integer(number, _) if number.unsigned_abs() <= 1_000_000 => Some(*number),
            _ => None,
        }
    }

    /// `[3]`: the next argument is the third.
    fn index(&mut self) -> bool {
        if self.byte() != Some(b'[') {
            return false;
        }
        self.reordered = true;
        let start = self.at;
        let rest = self.format.get(start..).unwrap_or("");
        let close = if rest.len() < 3 { None } else { rest.find(']') };
        let Some(close) = close else {
            self.at = start.saturating_add(1);
            self.good = false;
            return false;
        };
        let close = start.saturating_add(close);
        self.at = start.saturating_add(1);
        let number = self.number(close);
        let read_whole = self.at == close && number.is_some();
        self.at = close.saturating_add(1);
        let index = number.filter(|_| read_whole);
        match index.map(|index| index.checked_sub(1)) {
            Some(Some(index)) if index < self.operands.len() => {
                self.next = index;
                true
            }
            other => {
                self.good = false;
                other.is_some()
            }
        }
    }
}
