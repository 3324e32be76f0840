//! The examples of values that the chart brings.

use std::path::{Path, PathBuf};
use std::process::Command;

use edgeward_bundle::Bundle;
use edgeward_e2e::cluster::{Cluster, Edgeward, Kubectl, Outcome, Problem, Sandbox, User};
use serde_json::{Value, json};

use super::rendered::{CHART, NAMESPACE, examples, list, objects, of_kind, template, texts};

/// Where the container finds what is mounted.
const MOUNTS: &str = "/etc/edgeward/";

pub(crate) fn accepted(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &[])?;
    let kubectl = cluster.kubectl(&User::admin())?;
    let helm = cluster.helm(&User::admin())?;
    bring_definitions(&cluster, &kubectl)?;
    let admin = cluster.client(&User::admin())?;
    let restricted = "restricted";
    let labels = json!({
        "pod-security.kubernetes.io/enforce": restricted,
        "pod-security.kubernetes.io/warn": restricted,
    });
    let metadata = json!({"name": NAMESPACE, "labels": labels});
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata});
    assert_eq!(admin.create(&namespace)?.status, 201);
    let mounted = mounted(sandbox)?;

    helm.run(&["lint", "--strict", CHART, "--namespace", NAMESPACE])?.good()?;
    for example in examples()? {
        let values = example.to_string_lossy().into_owned();
        helm.run(&["lint", "--strict", CHART, "--namespace", NAMESPACE, "--values", &values])?.good()?;
        let text = template(&helm, &["--values", &values])?.good()?;
        let said = kubectl.with_input(&["apply", "--dry-run=server", "-f", "-"], &text)?;
        assert!(said.success && said.stderr.is_empty(), "{values}: {}", said.stderr);
        let objects = objects(&text)?;
        for deployment in of_kind(&objects, "Deployment") {
            configuration_is_good(deployment, &mounted)?;
        }
        policies_find_nothing(&objects, sandbox)?;
    }
    Ok(())
}

/// The definitions of the foreign kinds that the chart may render.
pub(crate) fn bring_definitions(cluster: &Cluster, kubectl: &Kubectl) -> Result<(), Problem> {
    let folder = cluster.definitions().to_string_lossy();
    kubectl.run(&["create", "-f", &folder])?.good()?;
    kubectl.run(&["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"])?.good()?;
    Ok(())
}

/// The real program takes the arguments, with files where the mounts would be.
fn configuration_is_good(deployment: &Value, mounted: &Path) -> Outcome {
    let container = &deployment["spec"]["template"]["spec"]["containers"][0];
    let mounts: Vec<String> =
        list(&container["volumeMounts"]).iter().map(|mount| format!("{}", mount["mountPath"])).collect();
    let arguments = texts(&container["args"]);
    for argument in &arguments {
        let Some((_, path)) = argument.split_once("=/") else { continue };
        let below =
            |mount: &String| format!("/{path}/").starts_with(&format!("{}/", mount.trim_matches('"')));
        assert!(mounts.iter().any(below), "{argument} is in no mount: {mounts:?}");
    }
    let here = format!("={}/", mounted.display());
    let arguments = arguments.iter().map(|argument| argument.replace(&format!("={MOUNTS}"), &here));
    check_configuration(&arguments.collect::<Vec<_>>())
}

/// `--check-config` of the real program.
pub(super) fn check_configuration(arguments: &[String]) -> Outcome {
    let output = Command::new(Edgeward::build()?).args(arguments).arg("--check-config").output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    Ok(())
}

/// A folder with everything that may be mounted.
pub(super) fn mounted(sandbox: &Sandbox) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let folder = sandbox.folder().join("mounted");
    for part in ["tls", "client-ca", "policies", "inventory"] {
        std::fs::create_dir_all(folder.join(part))?;
    }
    let pair = rcgen::generate_simple_self_signed(["edgeward.edgeward-system.svc".to_owned()])?;
    std::fs::write(folder.join("tls/tls.crt"), pair.cert.pem())?;
    std::fs::write(folder.join("client-ca/ca.crt"), pair.cert.pem())?;
    std::fs::write(folder.join("tls/tls.key"), pair.signing_key.serialize_pem())?;
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let bundle = Bundle::from_folder(&repository.join("policies"), "0")?;
    std::fs::write(folder.join("policies/bundle.tar.gz"), bundle.write()?)?;
    std::fs::copy(repository.join("testdata/seed/twin.yaml"), folder.join("inventory/twin.yaml"))?;
    Ok(folder)
}

/// The chart's webhook configurations are what our own policies ask of one that guards health data.
fn policies_find_nothing(objects: &[Value], sandbox: &Sandbox) -> Outcome {
    let configurations = of_kind(objects, "ValidatingWebhookConfiguration");
    let path = sandbox.folder().join("configurations.json");
    std::fs::write(&path, json!({"apiVersion": "v1", "kind": "List", "items": configurations}).to_string())?;
    let output = Command::new(Edgeward::build()?)
        .args(["check", "--profile", "strict", "--evaluation-timeout", "60s", "-f"])
        .arg(&path)
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("2 evaluated, 0 denied"), "{said}");
    Ok(())
}

pub(crate) fn slips(sandbox: &Sandbox) -> Outcome {
    let helm = Cluster::helm_alone(sandbox)?;
    for (values, message) in [
        ("server.replica=3", "server: Additional property replica is not allowed"),
        ("tls.mode=own", "tls.mode must be one of the following: \"self\", \"cert-manager\", \"provided\""),
        ("tls.self.lifetime=90w", "tls.self.lifetime: Does not match pattern"),
        ("webhook.validating.failurePolicy=fail", "must be one of the following: \"Fail\", \"Ignore\""),
        ("scope.exemptNamespaces={kube-system,clinic}", "scope.exemptNamespaces.1 must be one of"),
        ("scope.exemptNamespaces={gatekeeper-system}", "does not match: \"kube-system\""),
        ("runtimeClass.create=yes", "runtimeClass.create: Invalid type. Expected: boolean, given: string"),
        ("audit.retentionDays=30", "audit.retentionDays: Must be greater than or equal to 2192"),
        ("webhook.url=http://127.0.0.1:8443", "webhook.url: Does not match pattern"),
        ("webhook.url=https://127.0.0.1:8443/v1/admit", "webhook.url: Does not match pattern"),
        ("tls.mode=provided", "give the CA's certificate as PEM in tls.provided.caBundle"),
        ("server.enabled=false", "nothing in the cluster holds a certificate, so set tls.mode to provided"),
    ] {
        let said = template(&helm, &["--set", values])?;
        assert!(!said.success && said.stderr.contains(message), "{values}: {}", said.stderr);
    }
    let said = helm.run(&["template", "edgeward", CHART, "--namespace", "default"])?;
    assert!(said.stderr.contains("install Edgeward in namespace edgeward-system"), "{}", said.stderr);
    Ok(())
}
