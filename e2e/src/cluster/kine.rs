//! kine: the datastore that K3s has by default, SQLite behind etcd's interface.

use std::path::Path;

use super::Problem;
use super::process::Process;
use super::programs::Programs;

/// Starts it at this address.
pub(crate) fn start(programs: &Programs, folder: &Path, address: &str) -> Result<Process, Problem> {
    let database = folder.join("kine.db");
    // As K3s itself asks for it.
    let endpoint = format!("sqlite://{}?_journal=WAL&cache=shared&_busy_timeout=30000", database.display());
    Process::start("kine", &programs.kine(), folder, |kine| {
        kine.args(["--endpoint", &endpoint, "--listen-address", address])
            .args(["--metrics-bind-address", "0"]);
    })
}
