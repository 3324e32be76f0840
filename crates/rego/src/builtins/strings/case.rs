//! Upper case, lower case, and the order of characters.

use regorus::Value;

use crate::builtins::Answer;
use crate::builtins::argument::{string, text};

/// Characters whose pair came with a later version of Unicode than Go 1.26 has.
fn paired_later(character: char) -> bool {
    matches!(character,
        '\u{1c89}' | '\u{1c8a}' | '\u{a7cb}'..='\u{a7cf}' | '\u{a7d2}'..='\u{a7d5}' | '\u{a7da}'..='\u{a7dc}'
        | '\u{10d50}'..='\u{10d65}' | '\u{10d70}'..='\u{10d85}' | '\u{16ea0}'..='\u{16eb8}' | '\u{16ebb}'..='\u{16ed3}')
}

/// The mapping of one character to one, as Go has it: what has no single counterpart stays (`ß`).
fn to_upper(character: char) -> char {
    let code = u32::from(character);
    let titled = match character {
        '\u{19b}' | '\u{264}' => Some(0),
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => Some(8),
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => Some(9),
        _ if paired_later(character) => Some(0),
        _ => None,
    };
    match titled {
        Some(distance) => char::from_u32(code.saturating_add(distance)).unwrap_or(character),
        None => single(character, character.to_uppercase()),
    }
}

fn to_lower(character: char) -> char {
    match character {
        '\u{130}' => 'i',
        _ if paired_later(character) => character,
        _ => single(character, character.to_lowercase()),
    }
}

fn single(character: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

pub(super) fn upper(args: &[Value]) -> Answer {
    string(text(args, 0)?.chars().map(to_upper).collect::<String>())
}

pub(super) fn lower(args: &[Value]) -> Answer {
    string(text(args, 0)?.chars().map(to_lower).collect::<String>())
}

pub(super) fn reverse(args: &[Value]) -> Answer {
    string(text(args, 0)?.chars().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{to_lower, to_upper};

    /// The sums over all characters, with weights, as Go's `unicode` package gives them.
    #[test]
    fn every_character_maps_as_in_go() {
        let (mut up, mut down) = (0_u64, 0_u64);
        for character in '\0'..=char::MAX {
            let weight = u64::from(u32::from(character) % 8191 + 1);
            up = up.wrapping_add(weight * u64::from(u32::from(to_upper(character))));
            down = down.wrapping_add(weight * u64::from(u32::from(to_lower(character))));
        }
        assert_eq!((up, down), (UP, DOWN));
    }

    const UP: u64 = 2_546_852_715_923_056;
    const DOWN: u64 = 2_546_876_426_158_498;
}
