//! What the README shows is what the program prints.

use crate::edgeward;

/// Commands and outputs of all console blocks that run `edgeward`.
fn examples() -> Vec<(String, String)> {
    let path = format!("{}/../../README.md", env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(path).expect("a README");
    readme
        .split("```console\n$ edgeward ")
        .skip(1)
        .map(|rest| {
            let (block, _) = rest.split_once("```").expect("the block ends");
            let (command, output) = block.split_once('\n').expect("a command and its output");
            (command.to_owned(), output.to_owned())
        })
        .collect()
}

/// The revision changes with every edit of a policy; the README need not.
pub(crate) fn without_revision(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix("policy ") {
        Some(rest) => format!("policy …, {}", rest.split(", ").nth(1).unwrap_or_default()),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_example_of_the_readme_prints_what_it_shows() {
    let examples = examples();
    assert_eq!(examples.len(), 4);
    for (command, shown) in examples {
        let (command, part) = command.split_once(" | ").unwrap_or((&command, ""));
        let ran = edgeward(&command.split(' ').collect::<Vec<_>>());
        let lines: Vec<&str> = ran.out.trim_end().lines().collect();
        let number =
            |text: &str| text.parse().map(|number: usize| number.min(lines.len())).expect("a number");
        let lines = match part.split_once(" -n ") {
            None => lines.get(..),
            Some(("head", first)) => lines.get(..number(first)),
            Some(("tail", last)) => lines.get(lines.len() - number(last)..),
            Some(_) => panic!("{part} is not head or tail"),
        };
        let printed = lines.expect("lines").join("\n");
        assert_eq!(without_revision(&printed), without_revision(shown.trim_end()), "{command}: {}", ran.err);
    }
}

#[test]
fn the_readme_has_exactly_two_commands_to_run_and_to_test() {
    let path = format!("{}/../../README.md", env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(path).expect("a README");
    let commands: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("$ cargo ")).collect();
    assert_eq!(commands, ["run -- serve", "test"]);
}
