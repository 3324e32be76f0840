use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};

use super::TlsError;
use super::files::{read_chain, read_files};
use super::make::{DAY, Signer, all_names};
use super::verify::verify;
use crate::config::TlsFiles;
use crate::serve::Authority;

/// How long a self-signed certificate is good for.
const LIFETIME: Duration = Duration::from_secs(365 * DAY);

/// From when on a certificate that is still good is made anew: a server that is restarted less often than this
/// has to be watched for it.
const RENEWED_BEFORE: Duration = Duration::from_secs(30 * DAY);

/// The certificate in the state directory if it will do, else one made now.
///
/// Whether it will do is asked of the verifier that clients use: signed by the CA beside it, good for each
/// name, today and a while from now. So a half-written or mixed set of files is simply made anew.
pub(crate) fn reuse_or_make(
    state_dir: &Path,
    more_names: &[String],
    now: SystemTime,
) -> Result<(CertifiedKey, Authority), TlsError> {
    let names = all_names(more_names);
    let kept = Kept::new(state_dir);
    if let Ok(key) = kept.load(&names, now) {
        return Ok((key, kept.authority()?));
    }
    create_private_dir(state_dir)?;
    // The CA's key is dropped right here: whoever reads the state directory later cannot sign anything with what lies
    // there.
    let authority = Signer::make("Edgeward self-signed CA", now, now + LIFETIME)?;
    let made = authority.sign(&names, now, now + LIFETIME)?;
    // The key last: without it the set is not taken for whole.
    write(&kept.authority, authority.certificate.as_bytes(), Mode::Public)?;
    write(&kept.files.certificate, made.certificate.as_bytes(), Mode::Public)?;
    write(&kept.files.key, made.key.as_bytes(), Mode::Private)?;
    Ok((kept.load(&names, now)?, kept.authority()?))
}

struct Kept {
    authority: PathBuf,
    files: TlsFiles,
}

impl Kept {
    fn new(state_dir: &Path) -> Kept {
        let file = |name: &str| state_dir.join(name);
        Kept {
            authority: file("ca.crt"),
            files: TlsFiles { certificate: file("tls.crt"), key: file("tls.key") },
        }
    }

    fn authority(&self) -> Result<Authority, TlsError> {
        let certificate = first(&self.authority)?;
        let digest = Sha256::digest(&certificate);
        let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
        Ok(Authority { path: self.authority.clone(), fingerprint: pairs.join(":") })
    }

    fn load(&self, names: &[String], now: SystemTime) -> Result<CertifiedKey, TlsError> {
        let key = read_files(&self.files)?;
        let certificate = first(&self.files.certificate)?;
        verify(&[first(&self.authority)?], &certificate, names, &[now, now + RENEWED_BEFORE])?;
        Ok(key)
    }
}

fn first(path: &Path) -> Result<CertificateDer<'static>, TlsError> {
    let empty = || TlsError::Content { path: path.to_owned(), reason: "it holds no certificate".to_owned() };
    read_chain(path)?.into_iter().next().ok_or_else(empty)
}

fn create_private_dir(path: &Path) -> Result<(), TlsError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|reason| TlsError::File {
        action: "create",
        path: path.to_owned(),
        reason,
    })
}

#[derive(Clone, Copy)]
enum Mode {
    Public,
    Private,
}

/// Writes beside and renames, so that a reader sees the old file or the new one.
fn write(path: &Path, content: &[u8], mode: Mode) -> Result<(), TlsError> {
    let beside = path.with_extension("new");
    let bits = match mode {
        Mode::Public => 0o644,
        Mode::Private => 0o600,
    };
    let written = (|| {
        // One that a crash left behind may have another mode, which opening would keep.
        if beside.exists() {
            fs::remove_file(&beside)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(bits).open(&beside)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    })();
    written.map_err(|reason| TlsError::File { action: "write", path: path.to_owned(), reason })
}

#[cfg(test)]
mod tests;
