//! Results as `opa eval -f pretty` draws them.

use edgeward_rego::{QueryRow, Value};

use super::format::go_json;
use crate::failure::Failure;

/// One value alone as JSON, anything else as a table.
pub(super) fn table(rows: &[QueryRow]) -> Result<String, Failure> {
    let Some(first) = rows.first() else {
        return Ok("undefined\n".to_owned());
    };
    let names: Vec<String> = first.bindings.entries().into_iter().map(|(name, _)| name).collect();
    if let ([_], [(_, value, _)], true) = (rows, first.expressions.as_slice(), names.is_empty()) {
        return go_json(value);
    }
    // An assignment shows in its variable; what is only `true` says nothing.
    let shown: Vec<usize> = (0..first.expressions.len())
        .filter(|at| names.is_empty() || !rows.iter().all(|row| is_true(row, *at)))
        .collect();
    let mut header: Vec<String> =
        shown.iter().filter_map(|at| first.expressions.get(*at)).map(|(text, _, _)| text.clone()).collect();
    header.extend(names.iter().cloned());
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let values =
                shown.iter().filter_map(|at| row.expressions.get(*at)).map(|(_, value, _)| value.to_json());
            let variables = names.iter().map(|name| row.bindings.get(name).unwrap_or(Value::NULL).to_json());
            values.chain(variables).collect()
        })
        .collect();
    Ok(draw(&header, &cells))
}

fn is_true(row: &QueryRow, at: usize) -> bool {
    row.expressions.get(at).is_some_and(|(_, value, _)| value.as_bool() == Some(true))
}

fn draw(header: &[String], rows: &[Vec<String>]) -> String {
    let length = |text: &String| text.chars().count();
    let widths: Vec<usize> = header
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(length);
            cells.chain([length(name)]).max().unwrap_or(0)
        })
        .collect();
    let rule = |left: &str, middle: &str, right: &str| {
        let bars: Vec<String> = widths.iter().map(|width| "─".repeat(width + 2)).collect();
        format!("{left}{}{right}\n", bars.join(middle))
    };
    let line = |cells: Vec<String>| format!("│{}│\n", cells.join("│"));
    let head = header.iter().zip(&widths).map(|(name, width)| format!(" {name:^width$} ")).collect();
    let body = rows
        .iter()
        .map(|row| line(row.iter().zip(&widths).map(|(cell, width)| format!(" {cell:<width$} ")).collect()));
    [rule("┌", "┬", "┐"), line(head), rule("├", "┼", "┤")]
        .into_iter()
        .chain(body)
        .chain([rule("└", "┴", "┘")])
        .collect()
}
