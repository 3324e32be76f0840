//! `{2,5}`.

use super::reader::Reader;

/// The most that Go repeats.
pub(super) const MOST: u32 = 1000;

/// How often something repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) least: u32,
    /// `None` for no end.
    pub(super) most: Option<u32>,
}

impl Count {
    /// Whether Go takes the numbers.
    pub(super) fn is_valid(self) -> bool {
        self.least <= MOST && self.most.is_none_or(|most| most <= MOST && most >= self.least)
    }
}

/// Reads behind `{`; `None` where no repetition stands, and the brace is a character.
pub(super) fn count(reader: &mut Reader<'_>) -> Option<Count> {
    let mut ahead = *reader;
    let least = number(&mut ahead)?;
    let most = if ahead.take(",") {
        if ahead.rest.starts_with('}') { None } else { Some(number(&mut ahead)?) }
    } else {
        Some(least)
    };
    if !ahead.take("}") {
        return None;
    }
    *reader = ahead;
    Some(Count { least, most })
}

/// Decimal digits without a zero before others.
fn number(reader: &mut Reader<'_>) -> Option<u32> {
    let digits = reader.rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = reader.rest.split_at_checked(digits)?;
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    reader.rest = rest;
    Some(digits.parse().unwrap_or(u32::MAX))
}
