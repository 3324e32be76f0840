//! The `edgeward` command.

use edgeward_cli::{Cli, Exit, Output};

/// A server that was busy gives memory back: with the C library's allocator it keeps what a rush took (docs/scale.md).
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> Exit {
    let cli = Cli::read();
    cli.run(&mut std::io::stdin().lock(), &mut Output::standard())
}
