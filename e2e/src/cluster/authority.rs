//! The cluster's certificate authority: it signs what the parts serve with and what users are known by.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose,
};

use super::Problem;

/// A CA, and the files that parts are started with.
#[derive(Debug)]
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
    folder: PathBuf,
}

/// A certificate and its key, as PEM.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Authority {
    /// Makes a CA, a serving certificate for 127.0.0.1, and the key pair of service account tokens.
    pub(crate) fn make(folder: &Path) -> Result<Authority, Problem> {
        let folder = folder.join("certificates");
        std::fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = named("Edgeward test cluster", &[])?;
        parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate()?;
        let certificate = parameters.self_signed(&key)?.pem();
        let authority = Authority { issuer: Issuer::new(parameters, key), certificate, folder };

        let names = ["127.0.0.1", "localhost", "kubernetes", "kubernetes.default.svc"];
        let mut serving = CertificateParams::new(names.map(str::to_owned))?;
        serving.distinguished_name = named("kubernetes", &[])?;
        serving.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let serving = authority.sign(serving)?;
        let tokens = KeyPair::generate()?;
        for (path, text) in [
            (authority.certificate_file(), &authority.certificate),
            (authority.serving_certificate_file(), &serving.certificate),
            (authority.serving_key_file(), &serving.key),
            (authority.token_key_file(), &tokens.serialize_pem()),
            (authority.token_public_key_file(), &tokens.public_key_pem()),
        ] {
            std::fs::write(&path, text).map_err(Problem::file(&path))?;
        }
        Ok(authority)
    }

    /// A certificate that the API server takes for a user of this name in these groups.
    pub(crate) fn user(&self, name: &str, groups: &[String]) -> Result<Pair, Problem> {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = named(name, groups)?;
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(parameters)
    }

    /// The CA's certificate.
    pub(crate) fn certificate(&self) -> &str {
        &self.certificate
    }

    pub(crate) fn certificate_file(&self) -> PathBuf {
        self.folder.join("ca.crt")
    }

    pub(crate) fn serving_certificate_file(&self) -> PathBuf {
        self.folder.join("serving.crt")
    }

    pub(crate) fn serving_key_file(&self) -> PathBuf {
        self.folder.join("serving.key")
    }

    pub(crate) fn token_key_file(&self) -> PathBuf {
        self.folder.join("service-account.key")
    }

    pub(crate) fn token_public_key_file(&self) -> PathBuf {
        self.folder.join("service-account.pub")
    }

    fn sign(&self, mut parameters: CertificateParams) -> Result<Pair, Problem> {
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        parameters.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = parameters.signed_by(&key, &self.issuer)?.pem();
        Ok(Pair { certificate, key: key.serialize_pem() })
    }
}

/// A user is the common name, its groups are the organizations. A distinguished name of `rcgen` has one value for each
/// type: the second organization is given by its number.
fn named(name: &str, groups: &[String]) -> Result<DistinguishedName, Problem> {
    let types = [DnType::OrganizationName, DnType::CustomDnType(vec![2, 5, 4, 10])];
    if groups.len() > types.len() {
        return Err(Problem::Unexpected(format!("{name}: a certificate carries two groups at most")));
    }
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    for (kind, group) in types.into_iter().zip(groups) {
        distinguished.push(kind, group.as_str());
    }
    Ok(distinguished)
}
