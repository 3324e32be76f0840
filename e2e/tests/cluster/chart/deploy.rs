//! What is laid beside K3s.

use std::path::Path;

use edgeward_e2e::cluster::{Cluster, Outcome, Sandbox, User};

use super::examples::{bring_definitions, check_configuration};
use super::rendered::{CHART, NAMESPACE, objects, of_kind, template};

const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy");

pub(crate) fn fits(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let kubectl = cluster.kubectl(&User::admin())?;
    bring_definitions(&cluster, &kubectl)?;
    let manifest = Path::new(DEPLOY).join("k3s/edgeward.yaml");
    let text = std::fs::read_to_string(&manifest)?;
    let said = kubectl.with_input(&["apply", "--dry-run=server", "-f", "-"], &text)?;
    assert!(said.success && said.stderr.is_empty(), "{}", said.stderr);

    let objects = objects(&text)?;
    let chart = of_kind(&objects, "HelmChart")[0];
    assert_eq!(chart["spec"]["targetNamespace"], NAMESPACE);
    let packed = cluster.helm(&User::admin())?;
    let folder = sandbox.folder().to_string_lossy();
    packed.run(&["package", CHART, "--destination", &folder])?.good()?;
    let address = chart["spec"]["chart"].as_str().unwrap_or_default();
    let file = address.rsplit('/').next().unwrap_or_default();
    assert!(sandbox.folder().join(file).exists(), "helm packs no {file}");

    let values = sandbox.folder().join("values.yaml");
    std::fs::write(&values, chart["spec"]["valuesContent"].as_str().unwrap_or_default())?;
    let values = values.to_string_lossy();
    template(&packed, &["--values", &values])?.good()?;

    let unit = std::fs::read_to_string(Path::new(DEPLOY).join("systemd/edgeward.service"))?;
    let start = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/edgeward "));
    let state = format!("--state-dir={}", sandbox.folder().join("state").display());
    let arguments = start.unwrap_or_default().replace("--state-dir=/var/lib/edgeward", &state);
    check_configuration(&arguments.split(' ').map(str::to_owned).collect::<Vec<_>>())
}
