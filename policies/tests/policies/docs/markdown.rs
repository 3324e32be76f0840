//! Pieces of a page.

/// The line that keeps people from editing a page that is made.
pub(super) const MADE: &str = "<!-- Made by `just docs`. Edit what it is made from. -->\n";

/// A table; cells hold one line each.
pub(super) fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    text.push_str(&line(vec!["---".to_owned(); N]));
    for row in rows {
        text.push_str(&line(row.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect()));
    }
    text
}

/// One paragraph.
pub(super) fn paragraph(text: &str) -> String {
    format!("{}\n\n", text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `[id](page#anchor)` of a control.
pub(super) fn control(id: &str, label: &str) -> String {
    format!("[{label}](../controls.md#{id})")
}
