//! `edgeward serve`: the admission webhook and the decision point.

mod args;

use std::io::Read;
use std::sync::Arc;

use edgeward_decision::Inventory;
use edgeward_manifest::{Input, read};
use edgeward_webhook::{ServeError, Started, check_config, log};

pub(crate) use args::ServeArgs;

use crate::exit::Exit;
use crate::failure::{Failure, chain};
use crate::output::Output;
use crate::subject;

pub(crate) fn run(args: ServeArgs, stdin: &mut dyn Read, output: &mut Output) -> Result<Exit, Failure> {
    let plan = args.plan();
    let policies = Arc::new(plan.policies.load()?);
    let inventory = inventory(&plan.inventory, stdin)?;
    if plan.check_only {
        check_config(&plan.config, &policies).map_err(|problems| {
            Failure::Serve(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        })?;
        output.note("the configuration can be served");
        return Ok(Exit::Clean);
    }
    log::init(plan.log_format, &plan.log_filter).map_err(|error| Failure::Serve(error.to_string()))?;
    if plan.config.cluster.is_none() {
        output.note("a namespace that --inventory does not describe is taken as health data");
    }
    let mut told = Ok(());
    edgeward_webhook::run(plan.config, policies, &inventory, |started| told = output.data(&welcome(started)))
        .map_err(|error| Failure::Serve(explained(&error)))?;
    told?;
    Ok(Exit::Clean)
}

/// All that rules may look up.
fn inventory(inputs: &[Input], stdin: &mut dyn Read) -> Result<Inventory, Failure> {
    if inputs.is_empty() {
        return Ok(Inventory::default());
    }
    Ok(subject::inventory(&subject::subjects(read(inputs, stdin)?)?))
}

/// What somebody needs to use the server that just started.
fn welcome(started: &Started) -> String {
    let mut text = format!("admission  https://{}/v1/admit and /v1/mutate\n", started.admission);
    if let Some(address) = started.decision {
        text.push_str(&format!("decisions  http://{address}/v1/data\n"));
    }
    if let Some(path) = &started.decision_socket {
        text.push_str(&format!("decisions  unix:{}\n", path.display()));
    }
    text.push_str(&format!("health     http://{}/healthz, /readyz and /metrics\n", started.health));
    text.push_str(&format!("policy     {}, profile {}\n", started.policy.revision, started.profile));
    if let Some(authority) = &started.authority {
        text.push_str(&format!("CA         {}\n", authority.path.display()));
        text.push_str(&format!("           SHA-256 {}\n", authority.fingerprint));
    }
    text
}

/// Why it does not start, and what to do where that is known.
fn explained(error: &ServeError) -> String {
    let mut text = chain(error);
    if let ServeError::Listen { purpose, .. } = error {
        let flag = match *purpose {
            "admission" => "--admission-addr",
            "health" => "--health-addr",
            _ => "--decision-addr or --decision-socket",
        };
        text.push_str(&format!("; stop what listens there, or choose another with {flag}"));
    }
    text
}
