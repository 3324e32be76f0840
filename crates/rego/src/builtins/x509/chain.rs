//! Chains of certificates, from one to be verified up to a root.

use std::time::{SystemTime, UNIX_EPOCH};

use super::super::Failure;
use super::super::bytes::unanswerable;
use super::super::crypto::signature::{self as signatures, Digest, Salt, Scheme};
use super::certificate::Certificate;
use super::host;
use super::public_key::PublicKey;
use super::signature::Algorithm;

const ANY_PURPOSE: i64 = 0;
const SERVER_AUTHENTICATION: i64 = 1;
const SIGNS_CERTIFICATES: i64 = 1 << 5;
/// How many signatures may be checked in search of a chain.
const MOST_CHECKS: usize = 100;

/// What is asked of a chain.
#[derive(Debug, Default)]
pub(super) struct Options {
    pub(super) host: String,
    /// In nanoseconds since 1970; now, if none is given.
    pub(super) time: Option<i64>,
    pub(super) purposes: Vec<i64>,
}

struct Search<'a> {
    root: &'a Certificate,
    intermediates: &'a [Certificate],
    nanoseconds: i128,
    checks: usize,
    found: Vec<Vec<&'a Certificate>>,
}

/// The first chain from the last certificate to the first; `None` if there is no valid one.
pub(super) fn verify<'a>(
    certificates: &'a [Certificate],
    options: &Options,
) -> Result<Option<Vec<&'a Certificate>>, Failure> {
    let [root, intermediates @ .., leaf] = certificates else { return Ok(None) };
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    let nanoseconds = options.time.map_or_else(|| i128::try_from(now()).unwrap_or(i128::MAX), i128::from);
    let mut search = Search { root, intermediates, nanoseconds, checks: 0, found: Vec::new() };
    if !search.is_valid(leaf, &[], false) || !(options.host.is_empty() || host::covers(leaf, &options.host)) {
        return Ok(None);
    }
    if root.raw == leaf.raw {
        search.found.push(vec![leaf]);
    } else {
        search.extend(&[leaf])?;
    }
    let asked = if options.purposes.is_empty() { &[SERVER_AUTHENTICATION][..] } else { &options.purposes };
    Ok(search.found.into_iter().find(|chain| asked.contains(&ANY_PURPOSE) || serves(chain, asked)))
}

impl<'a> Search<'a> {
    /// Tries every parent of the last certificate, the root first.
    fn extend(&mut self, chain: &[&'a Certificate]) -> Result<(), Failure> {
        let Some(child) = chain.last() else { return Ok(()) };
        let mut parents: Vec<(&'a Certificate, bool)> = self
            .intermediates
            .iter()
            .enumerate()
            .filter(|(index, one)| !self.intermediates.iter().take(*index).any(|other| other.raw == one.raw))
            .map(|(_, one)| (one, false))
            .collect();
        parents.sort_by_key(|(parent, _)| key_id_distance(parent, child));
        parents.insert(0, (self.root, true));
        for (parent, is_root) in parents {
            if parent.subject != child.issuer {
                continue;
            }
            self.checks = self.checks.saturating_add(1);
            if self.checks > MOST_CHECKS {
                return Ok(());
            }
            if parent.key.is_none()
                || chain.iter().any(|other| same_holder(parent, other))
                || !signed_by(child, parent)?
                || !self.is_valid(parent, chain, !is_root)
            {
                continue;
            }
            let longer = [chain, &[parent]].concat();
            if is_root {
                self.found.push(longer);
            } else {
                self.extend(&longer)?;
            }
        }
        Ok(())
    }

    /// Whether a certificate may be the next in a chain.
    fn is_valid(&self, certificate: &Certificate, chain: &[&Certificate], intermediate: bool) -> bool {
        const SECOND: i128 = 1_000_000_000;
        let extensions = &certificate.extensions;
        let between = chain.len().saturating_sub(1);
        let short = extensions.most_intermediates.is_none_or(|most| {
            i64::try_from(between).is_ok_and(|between| chain.is_empty() || between <= most)
        });
        !extensions.unhandled
            && self.nanoseconds >= i128::from(certificate.not_before.unix()) * SECOND
            && self.nanoseconds <= i128::from(certificate.not_after.unix()) * SECOND
            && (!intermediate || extensions.authority == Some(true))
            && short
    }
}

/// Parents whose key identifier matches come first, then those where one is missing.
fn key_id_distance(parent: &Certificate, child: &Certificate) -> u8 {
    let (own, asked) = (&parent.extensions.subject_key_id, &child.extensions.authority_key_id);
    if own == asked {
        0
    } else if own.is_empty() != asked.is_empty() {
        1
    } else {
        2
    }
}

/// Whether two certificates are of the same subject, key and alternative names.
fn same_holder(one: &Certificate, other: &Certificate) -> bool {
    one.subject == other.subject
        && one.spki == other.spki
        && one.extensions.names_raw == other.extensions.names_raw
}

fn signed_by(child: &Certificate, parent: &Certificate) -> Result<bool, Failure> {
    let extensions = &parent.extensions;
    if extensions.authority == Some(false) || (parent.version == 3 && extensions.authority.is_none()) {
        return Ok(false);
    }
    if extensions.key_usage != 0 && extensions.key_usage & SIGNS_CERTIFICATES == 0 {
        return Ok(false);
    }
    let Some(key) = &parent.key else { return Ok(false) };
    let pkcs1 =
        |digest| signatures::holds(Scheme::Pkcs1(digest), Salt::AsDigest, key, &child.tbs, &child.signature);
    let ecdsa = |digest| match key {
        PublicKey::Ec { curve, point } => {
            signatures::ecdsa_holds(digest, *curve, point, &child.tbs, &child.signature)
        }
        _ => false,
    };
    match child.signature_algorithm {
        Algorithm::Sha256Rsa => pkcs1(Digest::Sha256),
        Algorithm::Sha384Rsa => pkcs1(Digest::Sha384),
        Algorithm::Sha512Rsa => pkcs1(Digest::Sha512),
        Algorithm::EcdsaSha256 => Ok(ecdsa(Digest::Sha256)),
        Algorithm::EcdsaSha384 => Ok(ecdsa(Digest::Sha384)),
        Algorithm::EcdsaSha512 => Ok(ecdsa(Digest::Sha512)),
        Algorithm::Ed25519 => {
            signatures::holds(Scheme::EdDsa, Salt::AsDigest, key, &child.tbs, &child.signature)
        }
        // Weak digests and DSA do not count.
        _ => Ok(false),
    }
}

/// Whether every certificate that names purposes leaves one of those asked for.
fn serves(chain: &[&Certificate], asked: &[i64]) -> bool {
    let mut left = asked.to_vec();
    for certificate in chain.iter().rev() {
        let extensions = &certificate.extensions;
        let purposes = &extensions.extended_usages;
        if (purposes.is_empty() && extensions.unknown_usages == 0) || purposes.contains(&ANY_PURPOSE) {
            continue;
        }
        left.retain(|purpose| purposes.contains(purpose));
        if left.is_empty() {
            return false;
        }
    }
    true
}

/// Reads the options of a verification.
pub(super) fn options(value: &regorus::Value) -> Result<Options, Failure> {
    use regorus::Value;
    let failed = |message: &str| Failure::Failed(message.to_owned());
    let Value::Object(fields) = value else {
        return Err(Failure::Operand("operand 2 must be object".to_owned()));
    };
    let mut options = Options::default();
    for (name, value) in fields.iter() {
        let Value::String(name) = name else { continue };
        match (&**name, value) {
            ("DNSName", Value::String(host)) => options.host = host.trim_matches('"').to_owned(),
            ("DNSName", _) => return Err(failed("'DNSName' should be a string")),
            ("CurrentTime", Value::Number(number)) => {
                let time =
                    number.as_i64().ok_or_else(|| failed("'CurrentTime' should be a valid int64 number"))?;
                options.time = Some(time);
            }
            ("CurrentTime", _) => return Err(failed("'CurrentTime' should be a number")),
            ("MaxConstraintComparisons", Value::Number(number)) if number.as_i64().is_some() => {}
            ("MaxConstraintComparisons", _) => {
                return Err(failed("'MaxConstraintComparisons' should be a valid number"));
            }
            ("KeyUsages", Value::Array(names)) => options.purposes = purposes(names.iter())?,
            ("KeyUsages", Value::Set(names)) => options.purposes = purposes(names.iter())?,
            ("KeyUsages", _) => return Err(failed("'KeyUsages' should be an Array or Set")),
            _ => return Err(failed("invalid key option")),
        }
    }
    if options.host.is_empty() || options.host.is_ascii() {
        Ok(options)
    } else {
        Err(unanswerable("host names that are not ASCII are not supported"))
    }
}

const PURPOSES: [&str; 14] = [
    "KeyUsageAny",
    "KeyUsageServerAuth",
    "KeyUsageClientAuth",
    "KeyUsageCodeSigning",
    "KeyUsageEmailProtection",
    "KeyUsageIPSECEndSystem",
    "KeyUsageIPSECTunnel",
    "KeyUsageIPSECUser",
    "KeyUsageTimeStamping",
    "KeyUsageOCSPSigning",
    "KeyUsageMicrosoftServerGatedCrypto",
    "KeyUsageNetscapeServerGatedCrypto",
    "KeyUsageMicrosoftCommercialCodeSigning",
    "KeyUsageMicrosoftKernelCodeSigning",
];

fn purposes<'a>(names: impl Iterator<Item = &'a regorus::Value>) -> Result<Vec<i64>, Failure> {
    let mut purposes = Vec::new();
    for name in names {
        let regorus::Value::String(name) = name else { continue };
        let name = name.trim_matches('"');
        let number = PURPOSES.iter().position(|known| *known == name).and_then(|at| i64::try_from(at).ok());
        let unknown = || Failure::Failed(format!("invalid entries for 'KeyUsages' found: {name}"));
        purposes.push(number.ok_or_else(unknown)?);
    }
    Ok(purposes)
}
