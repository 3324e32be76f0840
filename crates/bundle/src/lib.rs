//! OPA bundles: the only reader and writer of policy files.
//!
//! ```text
//! folder ──read──▶ Bundle ──compile──▶ Bundle with programs ──write──▶ tar.gz ──read──▶ Bundle
//! ```
//!
//! The archive is an OPA bundle: OPA loads its `.manifest`, `.rego` and `data.json`, and passes over the
//! programs. Programs are taken only from a bundle that the caller trusts to be its own.

mod archive;
mod digest;
mod error;
mod folder;
mod manifest;

pub use error::BundleError;
pub use manifest::Manifest;

use archive::Packing;
use edgeward_rego::{CompiledRule, Documents, Module, Source, Value};

/// Policies as text and data, and possibly the programs compiled from them.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    manifest: Manifest,
    sources: Vec<Source>,
    data: Value,
    compiled: Vec<CompiledRule>,
    digest: String,
}

impl Bundle {
    /// A bundle of the given content. Its revision is `version` and the first 12 digits of the digest.
    pub fn new(version: &str, mut sources: Vec<Source>, data: Value) -> Result<Bundle, BundleError> {
        sources.sort_by(|left, right| left.path.cmp(&right.path));
        let digest = digest::of(&sources, &data);
        let short: String = digest.chars().take(12).collect();
        let roots = manifest::roots_of(&sources, &data)?;
        let manifest = Manifest { revision: format!("{version}+{short}"), roots, rego_version: Some(1) };
        Ok(Bundle { manifest, sources, data, compiled: Vec::new(), digest })
    }

    /// Reads a folder with `.rego` files and `data.json` or `data.yaml`, laid out as `opa build` expects it.
    /// Tests (`_test.rego`) are left out.
    ///
    /// # Errors
    /// The folder cannot be read, holds no policy, or a data file is malformed.
    pub fn from_folder(folder: &std::path::Path, version: &str) -> Result<Bundle, BundleError> {
        let (sources, data) = folder::read(folder, folder::Tests::LeftOut)?;
        Bundle::new(version, sources, data)
    }

    /// The sources and data of a folder, tests included.
    ///
    /// # Errors
    /// As [`Bundle::from_folder`].
    pub fn folder_with_tests(folder: &std::path::Path) -> Result<(Vec<Source>, Value), BundleError> {
        folder::read(folder, folder::Tests::Included)
    }

    /// Reads a gzipped tar archive. Programs in it are read too, but see [`Bundle::compiled`].
    ///
    /// # Errors
    /// No gzipped tar, too large, an entry outside the roots, or a malformed file.
    pub fn read(archive: &[u8]) -> Result<Bundle, BundleError> {
        archive::read(&archive::decompressed(archive)?, Packing::Gzip)
    }

    /// Reads what [`Bundle::write_plain`] wrote. Its digest is taken as it was written: only for an archive that is
    /// part of the program.
    ///
    /// # Errors
    /// As [`Bundle::read`].
    pub fn read_plain(archive: &[u8]) -> Result<Bundle, BundleError> {
        archive::read(archive, Packing::Plain)
    }

    /// Writes a gzipped tar archive; equal bundles give equal bytes.
    ///
    /// # Errors
    /// The archive cannot be built.
    pub fn write(&self) -> Result<Vec<u8>, BundleError> {
        archive::write(self, Packing::Gzip)
    }

    /// The same archive without gzip and with its digest, for a program that carries it: OPA does not read it.
    ///
    /// # Errors
    /// The archive cannot be built.
    pub fn write_plain(&self) -> Result<Vec<u8>, BundleError> {
        archive::write(self, Packing::Plain)
    }

    /// The same bundle with a program for each entry point that may run as byte code.
    ///
    /// # Errors
    /// Everything that does not load.
    pub fn compile(mut self) -> Result<Bundle, BundleError> {
        let mut modules = Vec::new();
        let mut failures = Vec::new();
        for source in &self.sources {
            match Module::parse(source.clone()) {
                Ok(module) => modules.push(module),
                Err(failure) => failures.push(failure),
            }
        }
        if !failures.is_empty() {
            return Err(BundleError::Load(failures));
        }
        self.compiled =
            CompiledRule::all(&Documents::new(modules, self.data.clone())).map_err(BundleError::Load)?;
        Ok(self)
    }

    /// Revision: semantic version and shortened digest.
    pub fn revision(&self) -> &str {
        &self.manifest.revision
    }

    /// SHA-256 over text and data, in hex. Programs are not part of it: they follow from the text.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Policy files, by path.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The data document.
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// Entry points with their programs. Nothing proves that a program belongs to the text beside it, so use
    /// these only for a bundle that was built by whoever runs it.
    pub fn compiled(&self) -> &[CompiledRule] {
        &self.compiled
    }
}

#[cfg(test)]
mod tests;
