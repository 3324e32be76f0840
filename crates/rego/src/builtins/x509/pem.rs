//! PEM, found in a text as OPA finds it: blocks stand on lines of their own, what is between them is skipped.

use super::super::bytes::from_base64;

/// A block's label and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) label: String,
    pub(crate) bytes: Vec<u8>,
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "\n-----END ";
const DASHES: &str = "-----";

/// The first block, and the text after it. `None` where there is none.
pub(crate) fn next_block(text: &str) -> Option<(Block, &str)> {
    let mut rest = text;
    loop {
        // The first end, then the last beginning before it: beginnings without an end are skipped.
        let end = rest.find(END)?;
        let (before, from_end) = rest.split_at_checked(end)?;
        let after_end = from_end.strip_prefix(END)?;
        if let Some(found) = block(before, after_end) {
            return Some(found);
        }
        rest = after_end;
    }
}

fn block<'a>(before: &str, after_end: &'a str) -> Option<(Block, &'a str)> {
    let begin = before.rfind(BEGIN)?;
    let (outside, from_begin) = before.split_at_checked(begin)?;
    if !outside.is_empty() && !outside.ends_with('\n') {
        return None;
    }
    // The line end of an empty block belongs to the end already.
    let (label, mut body) = line(from_begin.strip_prefix(BEGIN)?);
    let label = label.strip_suffix(DASHES)?;
    let mut headers = false;
    while let (header, Some(rest)) = line(body.unwrap_or_default()) {
        if !header.contains(':') {
            break;
        }
        headers = true;
        body = Some(rest);
    }
    if line(body.unwrap_or_default()).0.contains(':') {
        // Headers up to the very end leave no room for a body.
        return None;
    }
    let trailer = after_end.strip_prefix(label)?.strip_prefix(DASHES)?;
    let (end_of_line, rest) = line(trailer);
    if !end_of_line.is_empty() || (headers && body.is_none()) {
        return None;
    }
    let body: String = body.unwrap_or_default().chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let bytes = from_base64(&body).ok()?;
    Some((Block { label: label.to_owned(), bytes }, rest.unwrap_or_default()))
}

/// The first line without blanks at its end, and what follows its line end.
fn line(text: &str) -> (&str, Option<&str>) {
    let (line, rest) = match text.split_once('\n') {
        Some((line, rest)) => (line.strip_suffix('\r').unwrap_or(line), Some(rest)),
        None => (text, None),
    };
    (line.trim_end_matches([' ', '\t']), rest)
}
