//! Lines of a given width.

use crate::shown::plain;

/// Breaks text at spaces; a word longer than a line stands alone. Line breaks in the text stay.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&plain(word));
        }
        lines.push(line);
    }
    lines
}

/// `label` in a column of its own, the text wrapped beside it.
pub(crate) fn labelled(indent: usize, label: &str, column: usize, text: &str, width: usize) -> String {
    let start = indent + column;
    let mut lines = String::new();
    for (index, line) in wrap(text, width.saturating_sub(start).max(20)).iter().enumerate() {
        let label = if index == 0 { label } else { "" };
        lines.push_str(format!("{:indent$}{label:<column$}{line}", "").trim_end());
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_before_the_width_and_long_words_stand_alone() {
        assert_eq!(wrap("aa bb cc\n\na-very-long-word x", 5), ["aa bb", "cc", "", "a-very-long-word", "x"]);
    }

    #[test]
    fn a_label_is_written_once() {
        assert_eq!(
            labelled(2, "fix", 5, "one two three four five six", 27),
            "  fix  one two three four\n       five six\n"
        );
    }
}
