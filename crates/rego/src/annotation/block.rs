//! Comment blocks that begin with `# METADATA`.

use crate::syntax::tree::{Comment, Span};

/// A block: the comments below a `# METADATA` that starts its line, line by line, up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// The comment that says METADATA.
    pub(crate) span: Span,
    /// What the comments below it say, a line each.
    pub(crate) yaml: String,
}

impl Block {
    /// How many comments stand below the first.
    pub(crate) fn lines(&self) -> usize {
        self.yaml.bytes().filter(|byte| *byte == b'\n').count()
    }
}

/// All blocks of a text, in its order.
pub(crate) fn blocks(text: &str, comments: &[Comment]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // Where the last comment of the block ends that may go on.
    let mut open: Option<usize> = None;
    for comment in comments {
        let (start, end) = (comment.span.start as usize, comment.span.end as usize);
        let starts_line = starts_line(text, start);
        if starts_line && comment.text.trim().starts_with("METADATA") {
            blocks.push(Block { span: comment.span, yaml: String::new() });
            open = Some(end);
            continue;
        }
        let goes_on = starts_line && open.is_some_and(|last| is_one_break(text, last, start));
        match blocks.last_mut() {
            Some(block) if goes_on => {
                block.yaml.push_str(comment.text.strip_prefix(' ').unwrap_or(&comment.text));
                block.yaml.push('\n');
                open = Some(end);
            }
            _ => open = None,
        }
    }
    blocks
}

fn starts_line(text: &str, offset: usize) -> bool {
    offset.checked_sub(1).is_none_or(|before| text.as_bytes().get(before) == Some(&b'\n'))
}

/// Whether nothing but the end of a line lies between two places.
fn is_one_break(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|between| between.trim_start_matches('\r') == "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tree::Version;

    fn found(text: &str) -> Vec<(u32, String)> {
        let module = crate::syntax::module(text, Version::V1).expect("parses");
        blocks(text, &module.comments).into_iter().map(|block| (block.span.start, block.yaml)).collect()
    }

    fn block(start: u32, yaml: &str) -> (u32, String) {
        (start, yaml.to_owned())
    }

    #[test]
    fn a_block_ends_where_a_line_is_no_comment_or_another_block_begins() {
        assert_eq!(
            found("# METADATA\n# a: 1\n#b: 2\n\n# c: 3\n#METADATA\n#  d: 4\n# METADATA\npackage a\n"),
            [block(0, "a: 1\nb: 2\n"), block(32, " d: 4\n"), block(50, "")]
        );
    }

    #[test]
    fn what_does_not_start_its_line_is_of_no_block() {
        assert_eq!(found("package a # METADATA\n# a: 1\n # METADATA\nx := 1\n"), []);
        assert_eq!(found("package a\n# METADATA\n# a: 1\n # b: 1\n# c: 1\nx := 1\n"), [block(10, "a: 1\n")]);
    }

    #[test]
    fn lines_may_end_in_a_carriage_return_too() {
        assert_eq!(found("# METADATA\r\n# a: 1\r\n# b: 1\r\npackage a\r\n"), [block(0, "a: 1\nb: 1\n")]);
    }
}
