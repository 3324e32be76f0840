use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};

use super::TlsError;

/// How long a self-signed certificate is good for.
pub(super) const LIFETIME: Duration = Duration::from_secs(365 * DAY);

/// From when on a certificate that is still good is made anew: a server that is restarted less often than this
/// has to be watched for it.
pub(super) const RENEWED_BEFORE: Duration = Duration::from_secs(30 * DAY);

const DAY: u64 = 24 * 60 * 60;

/// Clocks of edge nodes are off by minutes after a start without network.
const CLOCK_SKEW: Duration = Duration::from_secs(60 * 60);

/// A CA and the one certificate it signed.
pub(super) struct Made {
    pub(super) authority: String,
    pub(super) certificate: String,
    pub(super) key: String,
}

/// Makes a CA and a serving certificate for the names. The CA's key is dropped right here: whoever reads the
/// state directory later cannot sign anything with what lies there.
pub(super) fn make(names: &[String], now: SystemTime) -> Result<Made, TlsError> {
    let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let epoch = date_time_ymd(1970, 1, 1);
    let (not_before, not_after) =
        (epoch + since_epoch.saturating_sub(CLOCK_SKEW), epoch + since_epoch + LIFETIME);
    let named = |name: &str| {
        let mut distinguished = DistinguishedName::new();
        distinguished.push(DnType::CommonName, name);
        distinguished
    };

    let mut authority = CertificateParams::default();
    authority.distinguished_name = named("Edgeward self-signed CA");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    (authority.not_before, authority.not_after) = (not_before, not_after);
    let authority_key = KeyPair::generate()?;
    let authority_certificate = authority.self_signed(&authority_key)?;

    let mut server = CertificateParams::new(names)?;
    server.distinguished_name = named("Edgeward");
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    (server.not_before, server.not_after) = (not_before, not_after);
    let key = KeyPair::generate()?;
    let certificate = server.signed_by(&key, &Issuer::from_params(&authority, &authority_key))?;

    Ok(Made {
        authority: authority_certificate.pem(),
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    })
}
