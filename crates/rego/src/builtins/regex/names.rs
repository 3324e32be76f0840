//! Names of Unicode categories and scripts, as Go's parser knows them.

/// The names that Go 1.26 finds, in its canonical spelling, and the crate's name where it is another. Scripts with
/// two words in their name are not among them: Go does not find those.
const NAMES: &str = include_str!("names.txt");

/// A class of the crate for a name in a pattern; `None` where Go has none.
pub(super) fn class(name: &str, negated: bool) -> Option<String> {
    let mut canonical = String::new();
    for character in name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')) {
        canonical.push(if canonical.is_empty() {
            character.to_ascii_uppercase()
        } else {
            character.to_ascii_lowercase()
        });
    }
    let spelled = match canonical.as_str() {
        "Any" => return Some(braced("\\x{0}-\\x{10FFFF}", negated)),
        "Ascii" => return Some(braced("\\x{0}-\\x{7F}", negated)),
        "Assigned" => return Some(format!("\\{}{{Cn}}", if negated { 'p' } else { 'P' })),
        // Halves of surrogate pairs, which are in no text.
        "Cs" | "Surrogate" => return Some(braced("\\x{0}-\\x{10FFFF}", !negated)),
        other => NAMES.lines().find_map(|line| {
            let (known, spelled) = line.split_once(' ').unwrap_or((line, line));
            (known == other).then_some(spelled)
        })?,
    };
    Some(format!("\\{}{{{spelled}}}", if negated { 'P' } else { 'p' }))
}

fn braced(ranges: &str, negated: bool) -> String {
    format!("[{}{ranges}]", if negated { "^" } else { "" })
}
