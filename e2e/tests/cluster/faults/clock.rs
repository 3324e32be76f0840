//! A clock that jumps. Days are counted by it, and nothing else is.

use std::path::{Path, PathBuf};
use std::process::Command;

use edgeward_e2e::cluster::{Answer, Client, Edgeward, Outcome, Sandbox, Seat, guard, until};
use serde_json::Value;

use super::scene::Scene;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/faults/clock.c");

const DAY: i64 = 86_400;

pub(crate) fn jumps(sandbox: &Sandbox) -> Outcome {
    let scene = Scene::make(sandbox)?;
    let Scene { cluster, admin, twin, .. } = &scene;
    let clock = Clock::make(sandbox.folder())?;
    // A kind that was not heard of for so long by that clock would be stale at once.
    let arguments = scene.arguments(&["--stale-after=60s"]);
    let environment = [("LD_PRELOAD", clock.library.as_path()), ("FAULTY_CLOCK", clock.offset.as_path())];
    let edgeward = Edgeward::serve_in(cluster, Seat::at("127.0.0.1:18443")?, &environment, &arguments)?;
    guard(admin, &edgeward)?;
    let deployment = twin.deployment();
    until("it is let in", || let_in(admin, &deployment))?;
    let lists = lists(&edgeward)?;

    for (days, why) in
        [(100, ", which is longer ago; it must be past"), (-2, ", which is still to come; it must be past")]
    {
        clock.set(days * DAY)?;
        let answer = make(admin, &deployment)?;
        assert_eq!(answer.status, 403, "{days}: {}", answer.text());
        assert!(answer.text().contains(why), "{days}: {}", answer.text());
        edgeward.readiness()?;
        clock.set(0)?;
        let_in(admin, &deployment)?;
    }
    assert_eq!(self::lists(&edgeward)?, lists, "nothing was listed anew");
    edgeward.readiness()?;
    Ok(())
}

/// The clock of a process.
struct Clock {
    library: PathBuf,
    offset: PathBuf,
}

impl Clock {
    fn make(folder: &Path) -> Result<Clock, Box<dyn std::error::Error>> {
        let clock = Clock { library: folder.join("clock.so"), offset: folder.join("clock.offset") };
        let built =
            Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&clock.library).arg(SOURCE).status()?;
        assert!(built.success());
        clock.set(0)?;
        Ok(clock)
    }

    fn set(&self, seconds: i64) -> Result<(), std::io::Error> {
        // In one step: a file that is being written is empty for a moment.
        let next = self.offset.with_extension("next");
        std::fs::write(&next, seconds.to_string())?;
        std::fs::rename(next, &self.offset)
    }
}

fn make(admin: &Client, object: &Value) -> Result<Answer, String> {
    let path = admin.collection(object).map_err(|problem| problem.to_string())?;
    admin.post(&format!("{path}?dryRun=All"), object).map_err(|problem| problem.to_string())
}

fn let_in(admin: &Client, object: &Value) -> Result<(), String> {
    let answer = make(admin, object)?;
    if answer.is_success() { Ok(()) } else { Err(answer.text()) }
}

fn lists(edgeward: &Edgeward) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let text = edgeward.metrics()?;
    let lines = text.lines().filter(|line| line.starts_with("edgeward_inventory_lists_total"));
    Ok(lines.map(str::to_owned).collect())
}
