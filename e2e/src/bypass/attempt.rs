//! Trying a way around.

use super::case::Case;
use super::found::Found;
use crate::cluster::{Cluster, Problem};

/// What becomes of the last step. That the others succeed is what makes it an attack.
pub fn attempt(cluster: &Cluster, case: &Case) -> Result<Found, Problem> {
    let user = case.user();
    let (client, kubectl) = (cluster.client(&user)?, cluster.kubectl(&user)?);
    let (last, others) = case
        .steps
        .split_last()
        .ok_or_else(|| Problem::Unexpected(format!("{}: nothing is done", case.name)))?;
    for (number, step) in others.iter().enumerate() {
        let found = step.take(&client, &kubectl, &case.namespace)?;
        if found.refused {
            return Err(Problem::Unexpected(format!("step {number} is {found}")));
        }
    }
    last.take(&client, &kubectl, &case.namespace)
}
