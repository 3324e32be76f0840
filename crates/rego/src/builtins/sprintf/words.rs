//! Strings under the verbs that take them.

use super::flags::Flags;
use super::quote::{fits_backquotes, quoted_text};

/// `%s`.
pub(super) fn plain(out: &mut String, flags: &Flags, text: &str) {
    flags.pad(out, flags.truncated(text));
}

/// `%q`.
pub(super) fn quoted(out: &mut String, flags: &Flags, text: &str, sharp: bool) {
    let text = flags.truncated(text);
    if sharp && fits_backquotes(text) {
        flags.pad(out, &format!("`{text}`"));
    } else {
        flags.pad(out, &quoted_text(text, flags.plus));
    }
}

/// `%x` and `%X`: the bytes; a precision counts bytes here.
pub(super) fn hexadecimal(out: &mut String, flags: &Flags, text: &str, upper: bool) {
    let bytes = text.as_bytes();
    let bytes = flags.precision.and_then(|length| bytes.get(..length)).unwrap_or(bytes);
    if bytes.is_empty() {
        flags.padding(out, flags.width.unwrap_or(0));
        return;
    }
    let prefix = match (flags.sharp, upper) {
        (false, _) => "",
        (true, false) => "0x",
        (true, true) => "0X",
    };
    let mut number = String::from(prefix);
    for (at, byte) in bytes.iter().enumerate() {
        if flags.space && at > 0 {
            number.push(' ');
            number.push_str(prefix);
        }
        number.push_str(&if upper { format!("{byte:02X}") } else { format!("{byte:02x}") });
    }
    flags.pad(out, &number);
}
