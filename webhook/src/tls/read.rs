//! What a certificate says of itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::pki_types::CertificateDer;
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;

/// When it ends; nothing where it cannot be read.
pub(super) fn end(certificate: &CertificateDer<'_>) -> Option<SystemTime> {
    let (_, read) = parse_x509_certificate(certificate).ok()?;
    let seconds = u64::try_from(read.validity().not_after.timestamp()).ok()?;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// Whether it has begun and not ended.
pub(super) fn is_valid_at(certificate: &CertificateDer<'_>, moment: SystemTime) -> bool {
    let Ok((_, read)) = parse_x509_certificate(certificate) else { return false };
    let seconds = moment.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let Ok(seconds) = i64::try_from(seconds) else { return false };
    let (begin, end) = (read.validity().not_before.timestamp(), read.validity().not_after.timestamp());
    begin <= seconds && seconds < end
}

/// Who it is of: common names and DNS names.
pub(super) fn names(certificate: &CertificateDer<'_>) -> Vec<String> {
    let Ok((_, read)) = parse_x509_certificate(certificate) else { return Vec::new() };
    let common = read.subject().iter_common_name().filter_map(|name| name.as_str().ok());
    let mut names: Vec<String> = common.map(str::to_owned).collect();
    if let Ok(Some(alternative)) = read.subject_alternative_name() {
        names.extend(alternative.value.general_names.iter().filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            _ => None,
        }));
    }
    names
}

/// Its public key, with what kind of key it is, as DER.
pub(super) fn public_key(certificate: &CertificateDer<'_>) -> Option<Vec<u8>> {
    let (_, read) = parse_x509_certificate(certificate).ok()?;
    Some(read.public_key().raw.to_vec())
}
