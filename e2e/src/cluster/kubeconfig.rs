//! A user's kubeconfig: what kubectl, Helm and the parts themselves are given.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::authority::Authority;
use super::credentials::Credentials;
use super::{Problem, User};

/// Writes it, with all it needs beside it. It is JSON, which is YAML.
pub(crate) fn write(
    folder: &Path,
    address: &str,
    authority: &Authority,
    user: &User,
) -> Result<PathBuf, Problem> {
    let folder = folder.join("users");
    let path = folder.join(format!("{}.kubeconfig", user.stem()));
    let key_path = folder.join(format!("{}.key", user.stem()));
    let certificate_path = folder.join(format!("{}.crt", user.stem()));
    std::fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
    let shown = match Credentials::of(user, authority, address)? {
        Credentials::Certificate(pair) => {
            std::fs::write(&key_path, pair.key).map_err(Problem::file(&key_path))?;
            std::fs::write(&certificate_path, pair.certificate).map_err(Problem::file(&certificate_path))?;
            json!({"client-certificate": certificate_path, "client-key": key_path})
        }
        Credentials::Token(token) => json!({"token": token}),
    };
    let text = config(address, &authority.certificate_file(), &user.name(), &shown).to_string();
    std::fs::write(&path, text).map_err(Problem::file(&path))?;
    Ok(path)
}

fn config(address: &str, authority: &Path, user: &str, shown: &Value) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "edgeward",
        "clusters": [{"name": "edgeward", "cluster": {"server": address, "certificate-authority": authority}}],
        "users": [{"name": user, "user": shown}],
        "contexts": [{"name": "edgeward", "context": {"cluster": "edgeward", "user": user}}],
    })
}
