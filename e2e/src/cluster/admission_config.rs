//! What the API server shows to webhooks: the files that docs/install.md has K3s started with, for other places.

use std::path::{Path, PathBuf};

use super::Problem;
use super::authority::Authority;

const PAGE: &str = include_str!("../../../docs/install.md");

/// Where the page has files, and a server that is reached by URL.
const FOLDER: &str = "/var/lib/rancher/k3s/server/edgeward";
const HOST: &str = "127.0.0.1:8443";

/// Writes them, with a certificate beside them.
pub(crate) fn write(folder: &Path, authority: &Authority, host: &str) -> Result<PathBuf, Problem> {
    let folder = folder.join("admission");
    std::fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
    let pair = authority.user("kube-apiserver", &[])?;
    let place = folder.to_string_lossy();
    let block = |with: &str| -> Result<String, Problem> {
        let mut blocks = PAGE.split("```yaml\n").filter_map(|rest| rest.split_once("```"));
        let found = blocks.find(|(block, _)| block.contains(with));
        let missing = || Problem::Unexpected(format!("docs/install.md has no block with `{with}`"));
        Ok(found.ok_or_else(missing)?.0.replace(FOLDER, &place).replace(HOST, host))
    };
    let configuration = folder.join("admission.yaml");
    for (path, text) in [
        (folder.join("client.crt"), pair.certificate),
        (folder.join("client.key"), pair.key),
        (folder.join("webhooks.kubeconfig"), block("kind: Config\n")?),
        (configuration.clone(), block("kind: AdmissionConfiguration\n")?),
    ] {
        std::fs::write(&path, text).map_err(Problem::file(&path))?;
    }
    Ok(configuration)
}
