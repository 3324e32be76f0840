//! Lines and columns of byte offsets, counted as OPA counts them.

/// The line (from 1) and the column of a byte. A column counts characters, from 1, and a tab is one.
///
/// As in OPA, the end of the text has the column of the character before it, and a newline is column 0 of
/// the line it begins.
pub fn line_column(text: &str, offset: u32) -> (u32, u32) {
    let before = |at: usize| u32::try_from(at).is_ok_and(|at| at < offset);
    let (mut line, mut column) = (1u32, 0u32);
    for (at, character) in text.char_indices() {
        let next = at + character.len_utf8();
        (line, column) = match character {
            '\n' => (line.saturating_add(1), 0),
            _ => (line, column.saturating_add(1)),
        };
        // The byte is one of this character's.
        if !before(next - 1) {
            return (line, column);
        }
    }
    (line, column)
}
