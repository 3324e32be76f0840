//! Trying a way around.

use std::thread::sleep;
use std::time::Duration;

use super::case::Case;
use super::found::Found;
use crate::cluster::{Cluster, Problem};

/// How often somebody tries again who is told to.
const TRIES: usize = 5;

/// How long the server may take to hear of a step: what it decides by is what it watches, a moment later.
const HEARD: Duration = Duration::from_millis(500);

/// What becomes of the last step. That the others succeed is what makes it an attack.
pub fn attempt(cluster: &Cluster, case: &Case) -> Result<Found, Problem> {
    let user = case.user();
    let (client, kubectl) = (cluster.client(&user)?, cluster.kubectl(&user)?);
    let (last, others) = case
        .steps
        .split_last()
        .ok_or_else(|| Problem::Unexpected(format!("{}: nothing is done", case.name)))?;
    for (number, step) in others.iter().enumerate() {
        let found = patient(|| step.take(&client, &kubectl, &case.namespace))?;
        if found.refused {
            return Err(Problem::Unexpected(format!("step {number} is {found}")));
        }
        sleep(HEARD);
    }
    patient(|| last.take(&client, &kubectl, &case.namespace))
}

/// On a machine that does other work the server may run out of time: it refuses and says to try again.
fn patient(take: impl Fn() -> Result<Found, Problem>) -> Result<Found, Problem> {
    let mut found = take()?;
    for _ in 0..TRIES {
        let late = ["try again", "context deadline exceeded"].iter().any(|end| found.message.ends_with(end));
        if !(found.refused && late) {
            break;
        }
        sleep(Duration::from_secs(1));
        found = take()?;
    }
    Ok(found)
}
