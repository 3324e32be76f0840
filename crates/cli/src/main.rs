//! The `edgeward` command.

use edgeward_cli::{Cli, Exit, Output};

fn main() -> Exit {
    let cli = Cli::read();
    cli.run(&mut std::io::stdin().lock(), &mut Output::standard())
}
