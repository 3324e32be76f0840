//! What the judges say: details as they come, and one line each at the end.

use std::io::Write as _;

/// Collects what the judges found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lines: Vec<(bool, String)>,
}

impl Report {
    /// One finding, said at once.
    pub(crate) fn detail(&self, text: &str) {
        say(text);
    }

    /// The line that a judge ends with, and whether it is content.
    pub(crate) fn summary(&mut self, holds: bool, text: &str) {
        self.lines.push((holds, text.to_owned()));
    }

    /// Says all lines; whether everything holds.
    pub(crate) fn end(&self) -> bool {
        for (holds, text) in &self.lines {
            say(&format!("{} {text}", if *holds { "ok    " } else { "FAILED" }));
        }
        self.lines.iter().all(|(holds, _)| *holds)
    }
}

/// A line to the standard output. A closed one is nobody's loss.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
