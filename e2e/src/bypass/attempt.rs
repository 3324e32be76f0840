//! Trying a way around.

use super::case::Case;
use super::found::Found;
use crate::cluster::{Cluster, Problem};

/// How often somebody tries again who is told to.
const TRIES: usize = 5;

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
    }
    patient(|| last.take(&client, &kubectl, &case.namespace))
}

/// On a machine that does other work the server may run out of time: it refuses and says to try again.
fn patient(take: impl Fn() -> Result<Found, Problem>) -> Result<Found, Problem> {
    let mut found = take()?;
    for _ in 0..TRIES {
        if !(found.refused && found.message.ends_with("try again")) {
            break;
        }
        found = take()?;
    }
    Ok(found)
}
