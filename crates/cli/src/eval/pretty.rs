//! Results as `opa eval -f pretty` draws them.

use edgeward_rego::{QueryRow, Value};
use unicode_width::UnicodeWidthStr;

use super::format::{go_json, go_json_line};
use crate::failure::Failure;

/// One value alone as JSON, anything else as a table.
pub(super) fn result(rows: &[QueryRow]) -> Result<String, Failure> {
    let Some(first) = rows.first() else {
        return Ok("undefined\n".to_owned());
    };
    let is_bool = |value: &Value| value.as_bool().is_some();
    let names: Vec<String> = first.bindings.entries().into_iter().map(|(name, _)| name).collect();
    if let ([_], [(_, value, _), more @ ..], true) = (rows, first.expressions.as_slice(), names.is_empty())
        && (more.is_empty() || is_bool(value) && more.iter().all(|(_, value, _)| is_bool(value)))
    {
        return go_json(value);
    }
    // Beside variables, that something holds says nothing.
    let is_shown = |value: &Value| names.is_empty() || !is_bool(value);
    let shown: Vec<usize> = first
        .expressions
        .iter()
        .enumerate()
        .filter(|(_, (_, value, _))| is_shown(value))
        .map(|(at, _)| at)
        .collect();
    let mut header: Vec<String> =
        shown.iter().filter_map(|at| first.expressions.get(*at)).map(|(text, _, _)| text.clone()).collect();
    header.extend(names.iter().cloned());
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let values = shown
                .iter()
                .filter_map(|at| row.expressions.get(*at))
                .map(|(_, value, _)| go_json_line(value));
            let variables =
                names.iter().map(|name| go_json_line(&row.bindings.get(name).unwrap_or(Value::NULL)));
            values.chain(variables).collect()
        })
        .collect();
    Ok(draw(&header, &cells))
}

fn draw(header: &[String], rows: &[Vec<String>]) -> String {
    let width = |text: &String| text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let widths: Vec<usize> = header
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(width);
            cells.chain([width(name)]).max().unwrap_or(0)
        })
        .collect();
    let rule = |left: &str, middle: &str, right: &str| {
        let bars: Vec<String> = widths.iter().map(|width| "─".repeat(width + 2)).collect();
        format!("{left}{}{right}\n", bars.join(middle))
    };
    let line = |cells: &[&str], is_centred: bool| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| {
            let free = width.saturating_sub(cell.width());
            let before = if is_centred { free / 2 } else { 0 };
            format!(" {}{cell}{} ", " ".repeat(before), " ".repeat(free - before))
        });
        format!("│{}│\n", cells.collect::<Vec<_>>().join("│"))
    };
    // An expression may have been written over several lines.
    let height = header.iter().map(|name| name.lines().count()).max().unwrap_or(1).max(1);
    let head = (0..height).map(|at| {
        let cells: Vec<&str> = header.iter().map(|name| name.lines().nth(at).unwrap_or("")).collect();
        line(&cells, true)
    });
    let body = rows.iter().map(|row| line(&row.iter().map(String::as_str).collect::<Vec<_>>(), false));
    std::iter::once(rule("┌", "┬", "┐"))
        .chain(head)
        .chain([rule("├", "┼", "┤")])
        .chain(body)
        .chain([rule("└", "┴", "┘")])
        .collect()
}
