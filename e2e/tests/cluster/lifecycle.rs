//! Clusters leave nothing behind.

use std::collections::BTreeSet;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use edgeward_e2e::cluster::{Cluster, Outcome, Sandbox, Walls, until};

/// What a test is ended by, and what it does meanwhile.
const ENDS: [(&str, &str, Option<&str>); 5] = [
    ("its end", "a cluster, then the end", None),
    ("a panic", "a cluster, then a panic", None),
    ("Ctrl-C", "a cluster, then nothing", Some("-INT")),
    ("the end of a session", "a cluster, then nothing", Some("-TERM")),
    ("SIGKILL", "a cluster, then nothing", Some("-KILL")),
];

/// The kernel writes names of at most 15 letters.
const PARTS: [&str; 2] = ["kine", "kube-apiserver"];

pub(crate) fn no_process_is_left(sandbox: &Sandbox) -> Outcome {
    let before = processes()?;
    for (cause, test, signal) in ENDS {
        let inner = sandbox.nested(&cause.replace(' ', "-"))?;
        // A process group of its own, as a terminal gives to what runs in it.
        let mut child = starter(&inner, test)?.process_group(0).spawn()?;
        if let Some(signal) = signal {
            until("the cluster's processes are seen from here", || {
                let names = names().map_err(|error| error.to_string())?;
                let ready = inner.folder().join("ready").exists();
                let all = ready && PARTS.iter().all(|part| names.contains(*part));
                if all { Ok(()) } else { Err(format!("{names:?}")) }
            })?;
            // Ctrl-C goes to all of a terminal; the others only to the process that was started.
            let target = if signal == "-INT" { format!("-{}", child.id()) } else { child.id().to_string() };
            let sent = Command::new("kill").args([signal, "--", &target]).status()?;
            assert!(sent.success(), "{cause}");
        }
        until(&format!("nothing is left after {cause}"), || {
            // The one that was started is there until somebody asks how it ended.
            child.try_wait().map_err(|error| error.to_string())?;
            let left = processes().map_err(|error| error.to_string())?;
            if left == before { Ok(()) } else { Err(format!("{:?}", left.difference(&before))) }
        })?;
    }
    Ok(())
}

/// Starts a test in a sandbox as the test program does: a process that waits for it, and can be killed.
fn starter(sandbox: &Sandbox, test: &str) -> Result<Command, std::io::Error> {
    let inside = sandbox.command(Walls::ProcessesAndNetwork, std::env::current_exe()?.as_os_str());
    let mut starter = Command::new("bash");
    starter.args(["-c", r#""$@"; exit $?"#, "starter"]).arg(inside.get_program()).args(inside.get_args());
    starter.envs(inside.get_envs().filter_map(|(name, value)| Some((name, value?)))).arg(test);
    Ok(starter)
}

pub(crate) fn end(sandbox: &Sandbox) -> Outcome {
    let before = processes()?;
    drop(Cluster::start(sandbox, &[])?);
    assert_eq!(processes()?, before);
    Ok(())
}

pub(crate) fn panic(sandbox: &Sandbox) -> Outcome {
    let _cluster = Cluster::start(sandbox, &[])?;
    panic!("as intended");
}

pub(crate) fn wait(sandbox: &Sandbox) -> Outcome {
    let _cluster = Cluster::start(sandbox, &[])?;
    std::fs::write(sandbox.folder().join("ready"), "")?;
    std::thread::sleep(Duration::from_secs(600));
    Err("nobody ended it".into())
}

/// All processes that can be seen from here, as `ID NAME`.
fn processes() -> Result<BTreeSet<String>, std::io::Error> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let id = entry.file_name().to_string_lossy().into_owned();
        // It may have ended since.
        if let (Ok(_), Ok(name)) = (id.parse::<u32>(), std::fs::read_to_string(entry.path().join("comm"))) {
            found.insert(format!("{id} {}", name.trim()));
        }
    }
    Ok(found)
}

fn names() -> Result<BTreeSet<String>, std::io::Error> {
    let names = processes()?;
    Ok(names.iter().filter_map(|line| line.split_once(' ')).map(|(_, name)| name.to_owned()).collect())
}
