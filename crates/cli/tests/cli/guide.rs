//! What docs/writing-policies.md tells a newcomer to write and to run does what it shows.

use std::process::Command;

use crate::readme::without_revision;
use crate::{Folder, run};

/// A step of the guide.
#[derive(Debug, PartialEq)]
enum Step<'a> {
    /// A file to write.
    File(&'a str, &'a str),
    /// A command to run, and what it prints.
    Run(&'a str, &'a str),
}

/// The blocks of the guide: a file's has its path on the line before.
fn steps(guide: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut blocks = guide.split("```");
    let mut before = blocks.next().unwrap_or_default();
    while let (Some(block), Some(after)) = (blocks.next(), blocks.next()) {
        let (language, text) = block.split_once('\n').expect("a language");
        match language {
            "console" => {
                let (command, output) = text.split_once('\n').expect("a command and its output");
                steps.push(Step::Run(command.strip_prefix("$ ").expect("a prompt"), output));
            }
            _ => {
                let path = before.trim_end().lines().last().unwrap_or_default();
                let path = path.strip_prefix('`').and_then(|path| path.strip_suffix("`:"));
                steps.push(Step::File(path.expect("a path before the block"), text));
            }
        }
        before = after;
    }
    steps
}

#[test]
fn a_newcomer_who_follows_the_guide_sees_what_it_shows() {
    let guide =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/writing-policies.md"))
            .expect("the guide");
    let folder = Folder::new();
    let mut ran = 0;
    for step in steps(&guide) {
        let (command, shown) = match step {
            Step::File(path, text) => {
                folder.file(path, text);
                continue;
            }
            Step::Run(command, shown) => (command, shown),
        };
        let (command, last) = match command.split_once(" | tail -n ") {
            Some((command, lines)) => (command, lines.parse().expect("a number")),
            None => (command, usize::MAX),
        };
        let arguments = command.strip_prefix("edgeward ").expect("our own command");
        let mut program = Command::new(env!("CARGO_BIN_EXE_edgeward"));
        program.args(arguments.split(' ')).current_dir(folder.path(""));
        let done = run(program, b"");
        ran += 1;
        let lines: Vec<&str> = done.out.trim_end().lines().collect();
        let printed = lines.get(lines.len().saturating_sub(last)..).expect("lines").join("\n");
        assert_eq!(without_revision(&printed), without_revision(shown.trim_end()), "{command}: {done:?}");
    }
    assert_eq!(ran, 5);
}

#[test]
fn the_index_of_lints_lists_every_page() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/lints");
    let index = std::fs::read_to_string(format!("{folder}/README.md")).expect("an index");
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        let Some(id) = name.strip_suffix(".md").filter(|id| *id != "README") else {
            continue;
        };
        let page = std::fs::read_to_string(format!("{folder}/{name}")).expect("a page");
        let title =
            page.lines().next().and_then(|line| line.strip_prefix(&format!("# {id}: "))).expect("a title");
        assert!(index.contains(&format!("| [{id}]({name}) | {title} |")), "{id}");
    }
}
