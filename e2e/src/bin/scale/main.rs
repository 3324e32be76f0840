//! How Edgeward grows with a cluster: `just scale 20 200 1000`. For each number of nodes a cluster of its own, ten times as
//! many health pods made by Deployments, and what they cost.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person")]
#![expect(clippy::indexing_slicing, reason = "what a document lacks is null, and the documents are our own")]

mod audit;
mod client;
mod figures;
mod histogram;
mod load;
mod process;

use std::process::ExitCode;

use edgeward_e2e::cluster::{Cluster, Edgeward, Outcome, Sandbox, Walls, tails};

use figures::Figures;

/// Those of the mission, where nobody says otherwise.
const NODES: usize = 200;

fn main() -> ExitCode {
    let run = match Sandbox::entered() {
        Some(sandbox) => inside(&sandbox),
        None => outside(),
    };
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Builds what is needed and starts this program again, in a sandbox for each size.
fn outside() -> Outcome {
    let mut sizes = sizes()?;
    if sizes.is_empty() {
        sizes.push(NODES);
    }
    Cluster::build()?;
    let edgeward = Edgeward::build()?;
    println!("{}", Figures::head());
    for size in sizes {
        let sandbox = Sandbox::new()?;
        let mut command = sandbox.command(Walls::ProcessesAndNetwork, std::env::current_exe()?.as_os_str());
        Edgeward::name_to(&mut command, &edgeward);
        let status = command.arg(size.to_string()).status()?;
        if !status.success() {
            return Err(format!("{}\n{size} nodes: {status}", tails(sandbox.folder())).into());
        }
        sandbox.remove();
    }
    Ok(())
}

fn sizes() -> Result<Vec<usize>, String> {
    let number = |word: String| match word.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("{word:?} is no number of nodes")),
    };
    std::env::args().skip(1).map(number).collect()
}

fn inside(sandbox: &Sandbox) -> Outcome {
    let nodes = sizes()?.first().copied().unwrap_or(NODES);
    let figures = load::run(sandbox, nodes)?;
    println!("{figures}");
    Ok(())
}
