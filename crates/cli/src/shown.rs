//! Values and objects in words.

use edgeward_decision::Review;
use edgeward_rego::Value;

/// Text from a manifest as it may stand on a terminal: what would move the cursor, colour other lines or turn
/// the reading direction is written out.
pub(crate) fn plain(text: &str) -> String {
    const DIRECTIONS: [std::ops::RangeInclusive<char>; 3] =
        ['\u{200e}'..='\u{200f}', '\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}'];
    let is_odd = |c: char| c.is_control() || DIRECTIONS.iter().any(|range| range.contains(&c));
    text.chars().fold(String::with_capacity(text.len()), |mut shown, c| {
        if is_odd(c) {
            shown.extend(c.escape_unicode())
        } else {
            shown.push(c)
        }
        shown
    })
}

/// A value on one line, cut where nobody reads on. Text is quoted so that `"true"` and `true` differ.
pub(crate) fn value(value: &Value) -> String {
    const LONGEST: usize = 160;
    if value.is_null() {
        return "nothing".to_owned();
    }
    let json = plain(&value.to_json());
    if json.chars().count() <= LONGEST {
        return json;
    }
    json.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// `Deployment shop/web`, or `Node edge-1`.
pub(crate) fn object(review: &Review) -> String {
    let generated = review.object.get("metadata").and_then(|metadata| metadata.get_str("generateName"));
    let name = match (review.name.as_str(), generated) {
        ("", Some(prefix)) => format!("{prefix}*"),
        ("", None) => "(no name)".to_owned(),
        (name, _) => name.to_owned(),
    };
    plain(&match &review.namespace {
        Some(namespace) => format!("{} {namespace}/{name}", review.kind.kind),
        None => format!("{} {name}", review.kind.kind),
    })
}

/// `1 object`, `2 objects`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
