//! What of a lowered text the engine cannot read: it must not reach it at all.

/// Brackets that may stand in each other. The engine's parser stops at 32 expressions in each other, and finds that
/// out anew for every bracket on the way back.
const MOST_BRACKETS: u32 = 30;

/// Width of a line. The engine cannot point beyond column 65,535. Lines are broken between terms, so only a single
/// string is so long.
const MOST_COLUMNS: u32 = 65_000;

/// What is out of bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beyond {
    Depth,
    Width,
}

/// What is out of bounds first, with line and column from 1. Strings in the text are quoted as in JSON.
pub(crate) fn beyond(text: &str) -> Option<(Beyond, u32, u32)> {
    let (mut line, mut column, mut depth) = (1u32, 0u32, 0u32);
    let (mut in_string, mut escaped) = (false, false);
    for character in text.chars() {
        column = column.saturating_add(1);
        match character {
            '\n' => (line, column) = (line.saturating_add(1), 0),
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '[' | '{' | '(' if !in_string => depth = depth.saturating_add(1),
            ']' | '}' | ')' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_BRACKETS {
            return Some((Beyond::Depth, line, column));
        }
        if column > MOST_COLUMNS {
            return Some((Beyond::Width, line, column));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_nest() {
        let deep = "[".repeat(31);
        assert_eq!(beyond(&format!("x\n  {deep}")), Some((Beyond::Depth, 2, 33)));
        assert_eq!(beyond(&format!("\"{deep}\\\"{deep}\"")), None);
        assert_eq!(beyond(&"[] {} () ".repeat(50)), None);
    }

    #[test]
    fn a_line_may_be_65_000_characters_wide() {
        assert_eq!(beyond(&format!("{0}\n{0}", "ä".repeat(65_000))), None);
        assert_eq!(beyond(&format!("x\n{}", "ä".repeat(65_001))), Some((Beyond::Width, 2, 65_001)));
    }
}
