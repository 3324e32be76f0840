//! What the parser takes and OPA's YAML library does not, which is seen on the lines of a text.

use super::Refused;

/// Looks at what is not inside of a node; `inside` has where nodes begin and end, in characters.
pub(super) fn check(text: &str, inside: &[(usize, usize)]) -> Result<(), Refused> {
    let is_inside = |at: usize| inside.iter().any(|(start, end)| (*start..*end).contains(&at));
    let mut at = 0_usize;
    for line in text.split('\n') {
        let is_directive = line.starts_with('%') && !line.starts_with("%YAML ") && !line.starts_with("%TAG ");
        if is_directive && !is_inside(at) {
            return Err(Refused::Failed("found unknown directive name".to_owned()));
        }
        if let Some(tab) = tab_before_token(line)
            && !is_inside(at.saturating_add(tab))
        {
            return Err(Refused::Failed("found character that cannot start any token".to_owned()));
        }
        at = at.saturating_add(line.chars().count()).saturating_add(1);
    }
    Ok(())
}

/// Where a tab stands before the first token of a line, or between it and the dash or question mark that begins an
/// entry.
fn tab_before_token(line: &str) -> Option<usize> {
    let mut chars = line.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            ' ' => {}
            '\t' => return Some(at),
            '-' | '?' if chars.peek().is_some_and(|(_, next)| matches!(next, ' ' | '\t')) => {}
            _ => return None,
        }
    }
    None
}
