//! Clusters leave nothing behind.

use std::collections::BTreeSet;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use edgeward_e2e::cluster::{Cluster, Outcome, Sandbox, Walls, until};

/// How a test that has a cluster ends.
struct End {
    cause: &'static str,
    test: &'static str,
    by: By,
}

enum By {
    /// By itself, with this code.
    Itself(i32),
    /// By a signal to whoever started it.
    Signal(&'static str),
    /// By a signal to all that runs in the terminal.
    Terminal(&'static str),
}

const ENDS: [End; 5] = [
    End { cause: "its end", test: "a cluster, then the end", by: By::Itself(0) },
    End { cause: "a panic", test: "a cluster, then a panic", by: By::Itself(101) },
    End { cause: "Ctrl-C", test: "a cluster, then nothing", by: By::Terminal("-INT") },
    End { cause: "SIGTERM", test: "a cluster, then nothing", by: By::Signal("-TERM") },
    End { cause: "SIGKILL", test: "a cluster, then nothing", by: By::Signal("-KILL") },
];

/// The kernel writes names of at most 15 letters.
const PARTS: [&str; 2] = ["kine", "kube-apiserver"];

pub(crate) fn no_process_is_left(sandbox: &Sandbox) -> Outcome {
    let before = processes()?;
    for End { cause, test, by } in ENDS {
        let inner = sandbox.nested(&cause.replace(' ', "-"))?;
        // A process group of its own, as a terminal gives to what runs in it.
        let mut child = starter(&inner, test)?.process_group(0).spawn()?;
        let id = child.id();
        match by {
            By::Itself(code) => assert_eq!(child.wait()?.code(), Some(code), "{cause}"),
            By::Signal(signal) => send(signal, &id.to_string(), &inner)?,
            By::Terminal(signal) => send(signal, &format!("-{id}"), &inner)?,
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

/// Sends a signal once the cluster runs.
fn send(signal: &str, target: &str, sandbox: &Sandbox) -> Outcome {
    until("the cluster's processes are seen from here", || {
        let names = names().map_err(|error| error.to_string())?;
        let ready = sandbox.folder().join("ready").exists();
        let all = ready && PARTS.iter().all(|part| names.contains(*part));
        if all { Ok(()) } else { Err(format!("{names:?}")) }
    })?;
    let sent = Command::new("kill").args([signal, "--", target]).status()?;
    if sent.success() { Ok(()) } else { Err(format!("kill {signal} {target}: {sent}").into()) }
}

/// Starts a test in a sandbox as the test program does: a process that waits for it, and can be killed.
fn starter(sandbox: &Sandbox, test: &str) -> Result<Command, std::io::Error> {
    let inside = sandbox.command(Walls::ProcessesAndNetwork, std::env::current_exe()?.as_os_str());
    // Whoever runs tests in the background may have them ignore Ctrl-C, and so would all that they start.
    let mut starter = Command::new("env");
    starter
        .args(["--default-signal=INT", "bash", "-c", r#""$@"; exit $?"#, "starter"])
        .arg(inside.get_program())
        .args(inside.get_args());
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
