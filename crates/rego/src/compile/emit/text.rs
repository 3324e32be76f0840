//! The lowered text, each statement on the line where the author wrote it, and the way back from it.

use crate::syntax::tree::Span;

/// Lowered text of one module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Lowered {
    /// Without `data`.
    pub(crate) package: Vec<String>,
    pub(crate) text: String,
    /// Line and column in the text, both from 1, and what was written from there on; ascending.
    pub(crate) places: Vec<(u32, u32, Span)>,
}

impl Lowered {
    /// What of the author's text stands behind a place of the lowered text.
    pub(crate) fn origin(&self, line: u32, column: u32) -> Option<Span> {
        let after = self.places.partition_point(|(l, c, _)| (*l, *c) <= (line, column));
        let last = self.places.get(after.checked_sub(1)?)?;
        Some(last.2)
    }
}

/// Writes lowered text.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    /// Where each line of the author's text begins.
    starts: &'a [u32],
    lowered: Lowered,
    line: u32,
    column: u32,
}

/// Offsets at which the lines of a text begin.
pub(crate) fn line_starts(text: &str) -> Vec<u32> {
    let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let after = breaks.map(|(index, _)| u32::try_from(index + 1).unwrap_or(u32::MAX));
    std::iter::once(0).chain(after).collect()
}

impl<'a> Writer<'a> {
    pub(crate) fn new(starts: &'a [u32]) -> Writer<'a> {
        Writer { starts, lowered: Lowered::default(), line: 1, column: 1 }
    }

    pub(crate) fn finish(self) -> Lowered {
        self.lowered
    }

    fn author_line(&self, span: Span) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= span.start)).unwrap_or(u32::MAX)
    }

    /// Goes on to the author's line of `span`, or stays if it is behind; true where a line was begun.
    pub(crate) fn go_to(&mut self, span: Span) -> bool {
        let wanted = self.author_line(span);
        let begun = wanted > self.line;
        while self.line < wanted {
            self.put("\n");
        }
        begun
    }

    /// A blank, or a new line where this one has grown long. The engine writes the whole line into every message,
    /// also into those that it throws away, and cannot point beyond column 65,535.
    pub(crate) fn blank(&mut self) {
        const LONG: u32 = 500;
        self.put(if self.column > LONG { "\n" } else { " " });
    }

    /// Remembers that what follows was written as `span`.
    pub(crate) fn mark(&mut self, span: Span) {
        self.lowered.places.push((self.line, self.column, span));
    }

    pub(crate) fn put(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.lowered.text.push_str(text);
    }
}
