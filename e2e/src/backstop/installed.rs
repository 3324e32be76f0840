//! The chart's admission policies in a cluster.

use serde_json::{Value, json};

use super::at::at;
use crate::cluster::{Client, Problem};
use crate::yaml;

const ROOT: &str = "/apis/admissionregistration.k8s.io/v1";

/// What the bindings do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Deny, as the chart says.
    AsWritten,
    /// Only warn, and name constraint and check and nothing else: a denial names one finding, and the API server cuts long
    /// lists of warnings off. Policies that ask for a parameter to be there deny even so, and are left out.
    NameAll,
}

/// Makes those policies of a rendered chart whose names are wanted, and after them their bindings; says how many.
pub fn install(
    client: &Client,
    rendered: &str,
    action: Action,
    wanted: impl Fn(&str) -> bool,
) -> Result<usize, Problem> {
    let mut objects = yaml::read("rendered", rendered)?;
    objects.retain(|one| wanted(at(one, "/metadata/name").as_str().unwrap_or_default()));
    let of = |kind: &str| {
        let wanted = kind.to_owned();
        objects.iter().filter(move |one| at(one, "/kind") == wanted.as_str())
    };
    let mut made = 0;
    for policy in of("ValidatingAdmissionPolicy") {
        let mut policy = policy.clone();
        if action == Action::NameAll {
            for validation in
                policy.pointer_mut("/spec/validations").and_then(Value::as_array_mut).into_iter().flatten()
            {
                if let Some(Value::String(message)) = validation.pointer_mut("/message") {
                    *message = message.split(" must hold").next().unwrap_or_default().to_owned();
                }
            }
        }
        good(client.post(&format!("{ROOT}/validatingadmissionpolicies"), &policy)?)?;
        made += 1;
    }
    for binding in of("ValidatingAdmissionPolicyBinding") {
        let mut binding = binding.clone();
        if action == Action::NameAll {
            if at(&binding, "/spec/paramRef/parameterNotFoundAction") == "Deny" {
                continue;
            }
            if let Some(actions) = binding.pointer_mut("/spec/validationActions") {
                *actions = json!(["Warn"]);
            }
        }
        good(client.post(&format!("{ROOT}/validatingadmissionpolicybindings"), &binding)?)?;
    }
    Ok(made)
}

/// Takes all policies and bindings away.
pub fn uninstall(client: &Client) -> Result<(), Problem> {
    for kind in ["validatingadmissionpolicybindings", "validatingadmissionpolicies"] {
        good(client.delete(&format!("{ROOT}/{kind}"))?)?;
    }
    Ok(())
}

fn good(answer: crate::cluster::Answer) -> Result<(), Problem> {
    if answer.is_success() { Ok(()) } else { Err(Problem::Unexpected(answer.text())) }
}
