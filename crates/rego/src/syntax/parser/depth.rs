//! How deep a text may nest.
//!
//! Everything that walks a tree, dropping it included, needs stack for its height, so the height is
//! limited, not only the parser's own recursion: `a + b + c + …` nests to the left without any bracket.

use super::Parser;

/// Of the parser's recursion, and of a tree. OPA stops at 100,000 calls of its own parser, which is about
/// 11,000 brackets.
pub(in super::super) const MAX_DEPTH: u32 = 256;

impl Parser<'_> {
    /// Reads something that nests.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            return self.too_deep();
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Puts a node on top of others, the tallest of which is `below` high. Whoever reads a node leaves its
    /// height in the parser; who puts nodes together takes the tallest of them.
    pub(super) fn on_top_of(&mut self, below: u32) -> Option<()> {
        if below >= MAX_DEPTH {
            return self.too_deep();
        }
        self.height = below + 1;
        Some(())
    }

    fn too_deep<T>(&mut self) -> Option<T> {
        let at = self.token().span;
        self.error(at, "max parsing recursion depth exceeded");
        None
    }
}
