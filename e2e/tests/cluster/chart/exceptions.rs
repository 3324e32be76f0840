//! The definition of Exception says what one looks like; whether it is good says the rule.

use std::path::Path;

use edgeward_e2e::cluster::{Cluster, Outcome, Sandbox, User, until};
use serde_json::json;

use super::rendered::{NAMESPACE, objects, template};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/golden/HD-EXC-01");

/// What the API server refuses by itself; all other cases reach the rule.
const SHAPELESS: [&str; 5] = [
    "boundary-time-without-zone",
    "bypass-break-glass-text",
    "missing-measure",
    "missing-spec",
    "missing-ticket-and-approver",
];

pub(crate) fn shape(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let admin = cluster.client(&User::admin())?;
    let helm = cluster.helm(&User::admin())?;
    let text = template(&helm, &["--show-only", "templates/exceptions.yaml"])?.good()?;
    for definition in objects(&text)? {
        assert_eq!(admin.create(&definition)?.status, 201);
    }
    let definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/exceptions.edgeward.io";
    until("exceptions are served", || {
        let found = admin.get(definition).map_err(|error| error.to_string())?.body;
        let conditions = found["status"]["conditions"].to_string();
        // NonStructuralSchema would be one of them.
        let good = conditions.contains("\"Established\"") && !conditions.contains("Structural");
        let served = admin.get("/apis/edgeward.io/v1alpha1").map_err(|error| error.to_string())?;
        if good && served.is_success() { Ok(()) } else { Err(conditions) }
    })?;
    for namespace in [NAMESPACE, "clinic"] {
        let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}});
        assert_eq!(admin.create(&namespace)?.status, 201);
    }

    let mut refused = Vec::new();
    for entry in std::fs::read_dir(CASES)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(Path::new(CASES).join(&name).join("input.yaml"))?;
        for exception in objects(&text)?.iter().filter(|object| object["kind"] == "Exception") {
            let path = admin.path(exception)?;
            let answer = admin.create(exception)?;
            assert!(answer.is_success() || answer.status == 422, "{name}: {}", answer.text());
            if answer.is_success() {
                // Nothing that the rule reads is pruned.
                assert_eq!(answer.body["spec"], exception["spec"], "{name}");
                admin.delete(&path)?;
            } else {
                refused.push(name.clone());
            }
        }
    }
    refused.sort();
    assert_eq!(refused, SHAPELESS);
    Ok(())
}
