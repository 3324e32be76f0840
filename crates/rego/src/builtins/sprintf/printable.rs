//! Which characters Go prints as they are.

use std::sync::LazyLock;

/// The ranges above ASCII, of Unicode 15.0 as Go 1.26 has it, one a line in hexadecimal. Rust's own tables follow
/// another version of Unicode and would answer otherwise for new characters.
static RANGES: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let code = |text: &str| u32::from_str_radix(text, 16).unwrap_or(u32::MAX);
    include_str!("printable.txt")
        .lines()
        .map(|line| {
            let (first, last) = line.split_once('-').unwrap_or((line, line));
            (code(first), code(last))
        })
        .collect()
});

/// Letters, marks, numbers, punctuation, symbols, and the ASCII space.
pub(in crate::builtins) fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return (' '..='~').contains(&character);
    }
    let code = u32::from(character);
    RANGES
        .binary_search_by(|(first, last)| {
            if *last < code {
                std::cmp::Ordering::Less
            } else if *first > code {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
        .is_ok()
}
