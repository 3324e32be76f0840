//! Logs: one line an event on stderr, as JSON or text. No object bodies, no values of objects, no users.

use std::borrow::Cow;
use std::fmt::Write;
use std::io::IsTerminal;

use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter is not one.
    #[error("log filter: {0}")]
    Filter(#[from] ParseError),
    /// The process logs already.
    #[error(transparent)]
    Installed(#[from] TryInitError),
}

/// Starts logging to stderr for the whole process, panics included.
///
/// `filter` is in the form of `RUST_LOG`: `info`, or `warn,edgeward_webhook=debug`.
///
/// # Errors
/// The filter cannot be read, or something logs already.
pub fn init(format: Format, filter: &str) -> Result<(), LogError> {
    let filter = EnvFilter::try_new(filter)?;
    let is_coloured =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(is_coloured);
    let layer = match format {
        Format::Text => lines.boxed(),
        Format::Json => {
            lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed()
        }
    };
    tracing_subscriber::registry().with(layer).with(filter).try_init()?;
    std::panic::set_hook(Box::new(|panic| {
        // The panic's own words may quote what was being judged; the place is enough to find the cause.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
    Ok(())
}

/// Longest text that is taken over from a request, in characters: Kubernetes names end at 253.
const LONGEST: usize = 253;

/// Text from a request as it may stand on a terminal and in a log: control characters escaped, cut at 253
/// characters. Escape sequences in a name must not paint over other lines.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let clean = text.chars().take(LONGEST + 1).enumerate().all(|(at, c)| at < LONGEST && !is_odd(c));
    if clean {
        return Cow::Borrowed(text);
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let mut shown = escaped(&cut).into_owned();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    Cow::Owned(shown)
}

/// The text with control characters escaped, at any length.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_odd(c) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "{}", c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, and those that turn the reading direction or end a line.
fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_reach_the_log() {
        assert_eq!(plain("health-data"), "health-data");
        assert_eq!(plain("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(plain("a\u{202e}b"), "a\\u{202e}b");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(plain(&"x".repeat(253)), "x".repeat(253));
        assert_eq!(plain(&"é".repeat(254)), format!("{}…", "é".repeat(253)));
    }
}
