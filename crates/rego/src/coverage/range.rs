//! Places in a file, from one to another.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::compile::emit::text::line_starts;
use crate::syntax::tree::Span;

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line.
    pub row: u32,
    /// The column, in bytes.
    pub col: u32,
}

/// From a place to the place after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Range {
    /// The first place.
    pub start: Position,
    /// The place after the last.
    pub end: Position,
}

impl Range {
    pub(super) fn contains(&self, other: &Range) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// The lines that ranges touch.
pub(super) fn rows(ranges: &[Range]) -> BTreeSet<u32> {
    ranges.iter().flat_map(|range| range.start.row..=range.end.row).collect()
}

/// Bytes to places.
pub(super) struct Ranges {
    starts: Vec<u32>,
}

impl Ranges {
    pub(super) fn new(text: &str) -> Ranges {
        Ranges { starts: line_starts(text) }
    }

    pub(super) fn of(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    fn position(&self, offset: u32) -> Position {
        let row = self.starts.partition_point(|start| *start <= offset);
        let start = row.checked_sub(1).and_then(|row| self.starts.get(row)).copied().unwrap_or_default();
        Position { row: u32::try_from(row).unwrap_or(u32::MAX), col: offset - start + 1 }
    }
}
