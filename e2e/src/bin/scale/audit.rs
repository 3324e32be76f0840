//! A whole audit of the cluster, as somebody starts it.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use edgeward_e2e::cluster::Edgeward;
use serde_json::Value;

use super::process::memory;

pub(super) struct Audit {
    pub(super) took: Duration,
    /// At most, in MiB.
    pub(super) memory: f64,
    pub(super) objects: u64,
}

/// Short beside an audit.
const PAUSE: Duration = Duration::from_millis(5);

impl Audit {
    pub(super) fn run(kubeconfig: &Path, folder: &Path) -> Result<Audit, Box<dyn Error>> {
        let result = folder.join("audit.json");
        let began = Instant::now();
        let mut child = Command::new(Edgeward::build()?)
            .args([
                "audit",
                "--profile",
                "strict",
                "--evaluation-timeout",
                "8s",
                "-o",
                "json",
                "--kubeconfig",
            ])
            .arg(kubeconfig)
            .stdout(std::fs::File::create(&result)?)
            .stderr(Stdio::inherit())
            .spawn()?;
        let mut most: f64 = 0.0;
        let status = loop {
            // Of one that is ending there is nothing to read.
            most = most.max(memory(child.id(), "VmHWM").unwrap_or_default());
            match child.try_wait()? {
                Some(status) => break status,
                None => std::thread::sleep(PAUSE),
            }
        };
        let took = began.elapsed();
        let result: Value = serde_json::from_str(&std::fs::read_to_string(&result)?)?;
        match (status.code(), result["summary"]["objects"].as_u64()) {
            (Some(0 | 1), Some(objects)) => Ok(Audit { took, memory: most, objects }),
            (code, _) => Err(format!("the audit ended with {code:?}: {}", result["gaps"]).into()),
        }
    }
}
