//! kine: the datastore that K3s has by default, SQLite behind etcd's interface.

use std::path::Path;

use super::process::Process;
use super::programs::Programs;
use super::{Problem, port};

/// Starts it; says where it listens.
pub(crate) fn start(programs: &Programs, folder: &Path) -> Result<(Process, String), Problem> {
    let address = format!("127.0.0.1:{}", port::free()?);
    let database = folder.join("kine.db");
    // As K3s itself asks for it.
    let endpoint = format!("sqlite://{}?_journal=WAL&cache=shared&_busy_timeout=30000", database.display());
    let process = Process::start("kine", &programs.kine(), folder, |kine| {
        kine.args(["--endpoint", &endpoint, "--listen-address", &address])
            .args(["--metrics-bind-address", "0"]);
    })?;
    Ok((process, format!("http://{address}")))
}
