//! What the text between two quotes means.

/// The meaning of the inside of a quoted string; None when JSON has no meaning for it. A string without
/// any backslash means itself, whatever characters it has.
pub(super) fn unescape(inner: &str) -> Option<String> {
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let mut meaning = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(character) = rest.next() {
        if character < ' ' || character == '"' {
            return None;
        }
        if character != '\\' {
            meaning.push(character);
            continue;
        }
        meaning.push(match rest.next()? {
            quoted @ ('"' | '\\' | '/') => quoted,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => code_point(&mut rest)?,
            _ => return None,
        });
    }
    Some(meaning)
}

/// After `\u`: a character, or the two halves of one. Half a character alone becomes U+FFFD.
fn code_point(rest: &mut std::str::Chars<'_>) -> Option<char> {
    let first = four_digits(rest)?;
    if let 0xD800..0xDC00 = first {
        let mut ahead = rest.clone();
        if ahead.next() == Some('\\')
            && ahead.next() == Some('u')
            && let Some(second @ 0xDC00..0xE000) = four_digits(&mut ahead)
        {
            *rest = ahead;
            return char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00));
        }
    }
    Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn four_digits(rest: &mut std::str::Chars<'_>) -> Option<u32> {
    let mut number = 0;
    for _ in 0..4 {
        number = number * 16 + rest.next()?.to_digit(16)?;
    }
    Some(number)
}

/// The text of a template string with `\{` read as `{`; the backslashes of other escapes stay. In a raw
/// template every `\{` counts, in a quoted one not that of `\\{`.
pub(super) fn unescape_braces(inner: &str, raw: bool) -> String {
    let mut meaning = String::with_capacity(inner.len());
    let mut rest = inner.chars().peekable();
    while let Some(character) = rest.next() {
        if character == '\\' && rest.peek() == Some(&'{') {
            continue;
        }
        meaning.push(character);
        if character == '\\' && !raw {
            meaning.extend(rest.next());
        }
    }
    meaning
}
