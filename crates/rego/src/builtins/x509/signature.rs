//! The algorithms with which certificates are signed.

use super::super::Failure;
use super::super::bytes::unanswerable;
use super::public_key;

/// An algorithm, or none that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Unknown,
    Md5Rsa,
    Sha1Rsa,
    Sha256Rsa,
    Sha384Rsa,
    Sha512Rsa,
    DsaSha1,
    DsaSha256,
    EcdsaSha1,
    EcdsaSha256,
    EcdsaSha384,
    EcdsaSha512,
    Ed25519,
}

impl Algorithm {
    pub(super) fn of(written: &public_key::Algorithm) -> Result<Algorithm, Failure> {
        Ok(match written.oid.as_slice() {
            [1, 2, 840, 113_549, 1, 1, 4] => Algorithm::Md5Rsa,
            [1, 2, 840, 113_549, 1, 1, 5] | [1, 3, 14, 3, 2, 29] => Algorithm::Sha1Rsa,
            [1, 2, 840, 113_549, 1, 1, 10] => {
                return Err(unanswerable("certificates signed with RSA-PSS are not supported"));
            }
            [1, 2, 840, 113_549, 1, 1, 11] => Algorithm::Sha256Rsa,
            [1, 2, 840, 113_549, 1, 1, 12] => Algorithm::Sha384Rsa,
            [1, 2, 840, 113_549, 1, 1, 13] => Algorithm::Sha512Rsa,
            [1, 2, 840, 10_040, 4, 3] => Algorithm::DsaSha1,
            [2, 16, 840, 1, 101, 3, 4, 3, 2] => Algorithm::DsaSha256,
            [1, 2, 840, 10_045, 4, 1] => Algorithm::EcdsaSha1,
            [1, 2, 840, 10_045, 4, 3, 2] => Algorithm::EcdsaSha256,
            [1, 2, 840, 10_045, 4, 3, 3] => Algorithm::EcdsaSha384,
            [1, 2, 840, 10_045, 4, 3, 4] => Algorithm::EcdsaSha512,
            [1, 3, 101, 112] if written.parameters.is_empty() => Algorithm::Ed25519,
            _ => Algorithm::Unknown,
        })
    }

    /// The number under which OPA prints it.
    pub(super) fn number(self) -> i64 {
        match self {
            Algorithm::Unknown => 0,
            Algorithm::Md5Rsa => 2,
            Algorithm::Sha1Rsa => 3,
            Algorithm::Sha256Rsa => 4,
            Algorithm::Sha384Rsa => 5,
            Algorithm::Sha512Rsa => 6,
            Algorithm::DsaSha1 => 7,
            Algorithm::DsaSha256 => 8,
            Algorithm::EcdsaSha1 => 9,
            Algorithm::EcdsaSha256 => 10,
            Algorithm::EcdsaSha384 => 11,
            Algorithm::EcdsaSha512 => 12,
            Algorithm::Ed25519 => 16,
        }
    }
}
