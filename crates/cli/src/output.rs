//! The only way to standard output and standard error.

use std::io::{self, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use crate::shown::plain;

/// Data goes to one stream, talk to the other; colour is stripped where nobody would see it.
pub struct Output {
    data: Box<dyn Write>,
    talk: Box<dyn Write>,
    width: usize,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").field("width", &self.width).finish_non_exhaustive()
    }
}

/// Text that is not on a terminal gets the same lines everywhere.
const WIDTH_WITHOUT_TERMINAL: usize = 100;

impl Output {
    /// The process's own streams.
    pub fn standard() -> Output {
        // Beyond this, lines are hard to follow.
        const WIDEST: usize = 120;
        let width = terminal_size::terminal_size_of(io::stdout())
            .map_or(WIDTH_WITHOUT_TERMINAL, |(width, _)| usize::from(width.0).clamp(60, WIDEST));
        Output {
            data: Box::new(AutoStream::auto(io::stdout())),
            talk: Box::new(AutoStream::auto(io::stderr())),
            width,
        }
    }

    /// Columns to fill.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Writes a part of the result. That nobody reads any further (`| head`) is no failure.
    pub(crate) fn data(&mut self, text: &str) -> io::Result<()> {
        match self.data.write_all(text.as_bytes()).and_then(|()| self.data.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// Says something that the user may want to know.
    pub(crate) fn note(&mut self, text: &str) {
        self.say(Paint::Note, "note", text);
    }

    /// Says what went wrong, a line each.
    pub(crate) fn error(&mut self, text: &str) {
        for line in text.lines() {
            self.say(Paint::Deny, "error", line);
        }
    }

    /// Repeats a line that somebody else says.
    pub(crate) fn line(&mut self, text: &str) {
        let _ = writeln!(self.talk, "{}", plain(text));
    }

    fn say(&mut self, paint: Paint, word: &str, text: &str) {
        // Without standard error there is nobody left to tell.
        let _ = writeln!(self.talk, "{}: {}", paint.on(word), plain(text));
    }
}

/// What a word means, and so how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Deny,
    Warn,
    Allow,
    Note,
    Strong,
    Faint,
}

impl Paint {
    /// The text in this colour.
    pub(crate) fn on(self, text: &str) -> String {
        let style = match self {
            Paint::Deny => AnsiColor::Red.on_default().bold(),
            Paint::Warn => AnsiColor::Yellow.on_default().bold(),
            Paint::Allow => AnsiColor::Green.on_default().bold(),
            Paint::Note => AnsiColor::Cyan.on_default(),
            Paint::Strong => Style::new().bold(),
            Paint::Faint => Style::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }
}
