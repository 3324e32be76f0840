//! Where a cluster runs: a folder, and processes and a network that nobody else sees.
//!
//! A process enters by being started again under `unshare`. There it is in namespaces of its own: when their first
//! process ends, by whatever cause, the kernel kills all others. That chain begins with `setpriv`, so SIGKILL of
//! whoever started it ends it too. All of it works without root where user namespaces are allowed.

use std::ffi::OsStr;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Problem;

/// The folder of the sandbox that a process was started in.
const ENTERED: &str = "EDGEWARD_SANDBOX";

/// The first process. A shell, because signals that the first process of a namespace has not asked for are not
/// delivered to it: Ctrl-C reaches the test, whose end the shell then sees.
const FIRST: &str = r#""$@"; exit $?"#;
const FIRST_WITH_NETWORK: &str = r#"ip link set lo up && "$@"; exit $?"#;

/// What a sandbox keeps to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walls {
    /// Processes. The network is the machine's, so that a person can reach the cluster.
    Processes,
    /// Processes and network: any address can be used, any port is free, and nothing leaves the machine.
    ProcessesAndNetwork,
}

/// A folder for one cluster and whatever else a test starts.
#[derive(Debug)]
pub struct Sandbox {
    folder: PathBuf,
}

impl Sandbox {
    /// A sandbox to start something in, after those of processes that are gone have been removed.
    pub fn new() -> Result<Sandbox, Problem> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        // Each user's own: the temporary folder is everybody's.
        let home = std::env::temp_dir().join(format!("edgeward-cluster-{}", user()));
        remove_orphans(&home);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = home.join(format!("{}-{count}", std::process::id()));
        // Somebody may have had this number before.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
        Ok(Sandbox { folder })
    }

    /// The sandbox that this process runs in, if it does.
    pub fn entered() -> Option<Sandbox> {
        std::env::var_os(ENTERED).map(|folder| Sandbox { folder: PathBuf::from(folder) })
    }

    /// A sandbox inside this one: its processes can be seen from here, not the other way round.
    pub fn nested(&self, name: &str) -> Result<Sandbox, Problem> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
        Ok(Sandbox { folder })
    }

    /// Where everything that the test writes goes.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A command that runs a program inside.
    pub fn command(&self, walls: Walls, program: &OsStr) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]);
        if user() != 0 {
            command.arg("--map-root-user");
        }
        let first = match walls {
            Walls::Processes => FIRST,
            Walls::ProcessesAndNetwork => {
                command.arg("--net");
                FIRST_WITH_NETWORK
            }
        };
        command.args(["bash", "-c", first, "sandbox"]).arg(program).env(ENTERED, &self.folder);
        command
    }

    /// Removes the folder and all that was written to it.
    pub fn remove(self) {
        // What is left is removed with the orphans.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The number of the user that this process belongs to.
fn user() -> u32 {
    std::fs::metadata("/proc/self").map_or(u32::MAX, |process| process.uid())
}

/// Removes folders named after processes that are gone: whoever was killed could not do it, and what a failed test
/// left to be read is kept until the next run.
fn remove_orphans(home: &Path) {
    let Ok(entries) = std::fs::read_dir(home) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((process, _)) = name.split_once('-') else { continue };
        if !Path::new("/proc").join(process).exists() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
