//! Certificates that the API server must not believe.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edgeward_e2e::cluster::{Client, Edgeward, Outcome, Problem, Sandbox, Seat, guard, guard_by, until};
use edgeward_e2e::twin::Twin;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use serde_json::json;

use super::clients::{ask, bad};
use super::scene::Scene;

pub(crate) fn refused(sandbox: &Sandbox) -> Outcome {
    let scene = Scene::make(sandbox)?;
    let Scene { cluster, admin, twin, .. } = &scene;
    let (authority, files) = ended(sandbox.folder())?;
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let seat = Seat::at("127.0.0.1:18443")?;
    let ended = Edgeward::start_at(cluster, seat, &scene.arguments(&files))?;
    until("it says itself that it is not to be asked", || match ended.readiness() {
        Err(said) if said.contains("certificate") => Ok(()),
        other => Err(format!("{other:?}")),
    })?;
    let good = Edgeward::serve(cluster, &scene.arguments(&[]))?;

    trusting(admin, &ended, &authority)?;
    let why = "tls: failed to verify certificate: x509: certificate has expired or is not yet valid";
    until("the API server knows its webhooks, and refuses", || kept_out(admin, twin, why))?;
    // The certificate of the one that is good, of another CA than this. From now on there is a guard at each moment.
    trusting(admin, &good, &authority)?;
    let why = "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    until("the API server asks the other, and refuses", || {
        for pod in [twin.pod(), bad(twin)] {
            let answer = ask(admin, &pod).map_err(|problem| problem.to_string())?;
            assert!(!answer.is_success(), "nobody judged it");
        }
        kept_out(admin, twin, why)
    })?;
    guard(admin, &good)?;
    scene.judged()
}

fn trusting(admin: &Client, edgeward: &Edgeward, authority: &str) -> Result<(), Problem> {
    guard_by(admin, |path| json!({"url": edgeward.url(path), "caBundle": STANDARD.encode(authority)}))
}

/// Whether good and bad pods are refused, and so explained.
fn kept_out(admin: &Client, twin: &Twin, why: &str) -> Result<(), String> {
    for pod in [twin.pod(), bad(twin)] {
        let answer = ask(admin, &pod).map_err(|problem| problem.to_string())?;
        let text = answer.text();
        if answer.is_success() || !text.contains("failed calling webhook") || !text.contains(why) {
            return Err(format!("{} {text}", answer.status));
        }
    }
    Ok(())
}

/// A CA that is good, and arguments with a certificate of it that has ended.
fn ended(folder: &Path) -> Result<(String, [String; 4]), Box<dyn std::error::Error>> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let key = KeyPair::generate()?;
    let text = authority.self_signed(&key)?.pem();
    let issuer = Issuer::new(authority, key);
    let mut serving = CertificateParams::new(vec!["127.0.0.1".to_owned()])?;
    serving.not_before = date_time_ymd(2025, 1, 1);
    serving.not_after = date_time_ymd(2025, 12, 31);
    let key = KeyPair::generate()?;
    let certificate = serving.signed_by(&key, &issuer)?.pem();
    let files = ["ended.crt", "ended.key"].map(|name| folder.join(name));
    std::fs::write(&files[0], certificate)?;
    std::fs::write(&files[1], key.serialize_pem())?;
    let [certificate, key] = files.map(|file| file.to_string_lossy().into_owned());
    Ok((text, ["--tls-cert".to_owned(), certificate, "--tls-key".to_owned(), key]))
}
