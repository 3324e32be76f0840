//! A CA of our own and what it signed, as they lie in a Secret, and what of them is made anew when.
//!
//! The CA lives long and its key stays in the Secret, so that a serving certificate can be renewed without changing what
//! API servers trust. It is worth no more than the serving key beside it: both speak for this one webhook, to those who
//! find the CA in its configuration.
//!
//! A CA is followed by another in two steps. First the new one is put beside the old, and its key takes the old key's
//! place: from here on nobody can sign with the old one. Only when the webhook configurations have carried both for a
//! while is a certificate of the new one served. The old one stays among those to be trusted until it ends by itself,
//! because nobody can know that no replica serves a certificate of it any more.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::TlsError;
use super::make::{CLOCK_SKEW, Signer, all_names};
use super::pem::pem;
use super::provider::provider;
use super::read;
use super::verify::verify;

/// What is kept, by the names of the Secret's entries.
pub(crate) type Entries = BTreeMap<String, Vec<u8>>;

/// All CAs that are to be trusted, the one that signs first.
const AUTHORITIES: &str = "ca.crt";
/// The key of the first.
const AUTHORITY_KEY: &str = "ca.key";
/// What is served. The names are those of Secrets for TLS, for whoever wants to mount it.
const CERTIFICATE: &str = "tls.crt";
const KEY: &str = "tls.key";

/// How long what is made lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lives {
    pub(crate) serving: Duration,
    pub(crate) authority: Duration,
}

/// What is in the Secret, as far as it can be used.
#[derive(Debug, Default)]
pub(crate) struct Own {
    authorities: Vec<CertificateDer<'static>>,
    authority_key: Option<String>,
    serving: Option<CertifiedKey>,
    kept: Entries,
}

/// What has to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// A CA and a certificate: there is nothing that can be gone on with.
    Everything,
    /// A CA beside the one that is there.
    Authority,
    /// A certificate.
    Certificate,
}

impl Own {
    /// Reads what is kept. What cannot be read is not there.
    pub(crate) fn read(kept: Entries) -> Own {
        let entry = |name: &str| kept.get(name).map(Vec::as_slice).unwrap_or_default();
        let chain = |name: &str| -> Vec<CertificateDer<'static>> {
            CertificateDer::pem_slice_iter(entry(name)).collect::<Result<_, _>>().unwrap_or_default()
        };
        let authorities = chain(AUTHORITIES);
        let authority_key = String::from_utf8(entry(AUTHORITY_KEY).to_vec()).ok();
        let serving = PrivateKeyDer::from_pem_slice(entry(KEY))
            .ok()
            .filter(|_| !chain(CERTIFICATE).is_empty())
            .and_then(|key| CertifiedKey::from_der(chain(CERTIFICATE), key, &provider()).ok());
        Own { authorities, authority_key, serving, kept }
    }

    /// What is to be served.
    pub(crate) fn serving(&self) -> Option<&CertifiedKey> {
        self.serving.as_ref()
    }

    /// The CAs that are to be trusted, as PEM; nothing where there is none.
    pub(crate) fn bundle(&self) -> Option<String> {
        (!self.authorities.is_empty()).then(|| pem(&self.authorities))
    }

    /// What is to be made now. `is_trusted` says that API servers have trusted all of the bundle for a while.
    pub(crate) fn due(
        &self,
        lives: Lives,
        names: &[String],
        is_trusted: bool,
        now: SystemTime,
    ) -> Option<Made> {
        let left = |certificate| read::end(certificate).and_then(|end| end.duration_since(now).ok());
        let (Some((authority, _)), Some(for_authority)) =
            (self.signer(now), self.authorities.first().and_then(left))
        else {
            return Some(Made::Everything);
        };
        if for_authority < (lives.authority / 3).max(lives.serving)
            || for_authority > lives.authority + CLOCK_SKEW
        {
            return Some(Made::Authority);
        }
        let Some(certificate) = self.serving.as_ref().and_then(|key| key.cert.first()) else {
            return Some(Made::Certificate);
        };
        let names = all_names(names);
        if verify(&self.authorities, certificate, &names, &[now]).is_err() {
            return Some(Made::Certificate);
        }
        let is_of_the_first = verify(std::slice::from_ref(authority), certificate, &names, &[now]).is_ok();
        let for_certificate = left(certificate).unwrap_or_default();
        let is_old = for_certificate < lives.serving / 3 || for_certificate > lives.serving + CLOCK_SKEW;
        // A certificate that is good waits for its successor's CA to be trusted.
        let is_due = if is_of_the_first { is_old } else { is_trusted };
        is_due.then_some(Made::Certificate)
    }

    /// What is to be kept instead.
    ///
    /// # Errors
    /// Cryptography fails.
    pub(crate) fn make(
        &self,
        what: Made,
        lives: Lives,
        names: &[String],
        now: SystemTime,
    ) -> Result<Own, TlsError> {
        let mut kept = self.kept.clone();
        let signer = match (what, self.signer(now)) {
            (Made::Certificate, Some((authority, key))) => Signer::read(authority, key)?,
            _ => {
                // Its name tells it from the one before: both may be among those that are trusted.
                let second = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
                let signer = Signer::make(&format!("Edgeward CA {second}"), now, now + lives.authority)?;
                kept.insert(AUTHORITY_KEY.to_owned(), signer.key().into_bytes());
                signer
            }
        };
        let mut authorities = signer.certificate.clone();
        if what != Made::Everything {
            let is_other = |authority: &&CertificateDer<'_>| {
                read::is_valid_at(authority, now)
                    && pem(std::slice::from_ref(*authority)) != signer.certificate
            };
            let others: Vec<_> = self.authorities.iter().filter(is_other).cloned().collect();
            authorities.push_str(&pem(&others));
        }
        kept.insert(AUTHORITIES.to_owned(), authorities.into_bytes());
        if what != Made::Authority {
            // It must not outlive whoever vouches for it.
            let end = self.end_of(&signer).unwrap_or(now + lives.serving).min(now + lives.serving);
            let pair = signer.sign(&all_names(names), now, end)?;
            kept.insert(CERTIFICATE.to_owned(), pair.certificate.into_bytes());
            kept.insert(KEY.to_owned(), pair.key.into_bytes());
        }
        Ok(Own::read(kept))
    }

    /// What has to be written so that the Secret holds this.
    pub(crate) fn entries(&self) -> &Entries {
        &self.kept
    }

    fn end_of(&self, signer: &Signer) -> Option<SystemTime> {
        let certificate = CertificateDer::from_pem_slice(signer.certificate.as_bytes()).ok()?;
        read::end(&certificate)
    }

    /// The CA that signs, where it is there, good and has its key.
    fn signer(&self, now: SystemTime) -> Option<(&CertificateDer<'static>, &str)> {
        let authority = self.authorities.first().filter(|authority| read::is_valid_at(authority, now))?;
        let key = self.authority_key.as_deref()?;
        Signer::read(authority, key).ok()?.is_of(authority).then_some((authority, key))
    }
}

#[cfg(test)]
mod tests;
