use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PublicKeyData, date_time_ymd,
};
use rustls::pki_types::CertificateDer;

use super::TlsError;
use super::pem::pem;

pub(super) const DAY: u64 = 24 * 60 * 60;

/// Clocks of edge nodes are off by minutes after a start without network.
pub(super) const CLOCK_SKEW: Duration = Duration::from_secs(60 * 60);

/// Names that every certificate made here carries.
const ALWAYS: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The names of a certificate, given those that somebody asked for.
pub(super) fn all_names(more: &[String]) -> Vec<String> {
    ALWAYS.iter().copied().map(str::to_owned).chain(more.iter().cloned()).collect()
}

/// A CA that can sign.
pub(super) struct Signer {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, as PEM.
    pub(super) certificate: String,
}

/// A certificate and its key, as PEM.
pub(super) struct Pair {
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Signer {
    /// A new CA.
    pub(super) fn make(name: &str, now: SystemTime, end: SystemTime) -> Result<Signer, TlsError> {
        let mut authority = CertificateParams::default();
        authority.distinguished_name = named(name);
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        limit(&mut authority, now, end);
        let key = KeyPair::generate()?;
        let certificate = authority.self_signed(&key)?.pem();
        Ok(Signer { issuer: Issuer::new(authority, key), certificate })
    }

    /// One that was made before.
    pub(super) fn read(certificate: &CertificateDer<'_>, key: &str) -> Result<Signer, TlsError> {
        let pem = pem(std::slice::from_ref(certificate));
        Ok(Signer {
            issuer: Issuer::from_ca_cert_der(certificate, KeyPair::from_pem(key)?)?,
            certificate: pem,
        })
    }

    /// Whether its key is the certificate's.
    pub(super) fn is_of(&self, certificate: &CertificateDer<'_>) -> bool {
        super::read::public_key(certificate)
            .is_some_and(|key| key == self.issuer.key().subject_public_key_info())
    }

    /// Its key, as PEM.
    pub(super) fn key(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// A serving certificate for the names.
    pub(super) fn sign(&self, names: &[String], now: SystemTime, end: SystemTime) -> Result<Pair, TlsError> {
        let mut server = CertificateParams::new(names)?;
        server.distinguished_name = named("Edgeward");
        server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        server.use_authority_key_identifier_extension = true;
        limit(&mut server, now, end);
        let key = KeyPair::generate()?;
        let certificate = server.signed_by(&key, &self.issuer)?;
        Ok(Pair { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

/// Good from a while before now, for a client whose clock is behind, to the end.
fn limit(parameters: &mut CertificateParams, now: SystemTime, end: SystemTime) {
    let epoch = date_time_ymd(1970, 1, 1);
    let since = |moment: SystemTime| moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    parameters.not_before = epoch + since(now).saturating_sub(CLOCK_SKEW);
    parameters.not_after = epoch + since(end);
}
