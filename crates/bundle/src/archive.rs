use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use edgeward_rego::{CompiledRule, Module, Source, Value};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::error::BundleError;
use crate::manifest::{Manifest, package_path};
use crate::{Bundle, digest, folder};

/// Index of the entry points, and the folder of their programs. OPA reads only `.rego`, `data.json`,
/// `data.yaml`, `policy.wasm` and dot files, and passes over the rest.
const INDEX: &str = "programs/index.json";
const PROGRAMS: &str = "programs/";

/// In an archive that is not compressed only: the digest of its text and data, as it was when the program that carries
/// it was built. Whoever could change it could change that program's code.
const DIGEST: &str = "digest";

/// A bundle of 45 rules is some 200 kB; these bounds stop a decompression bomb and leave room.
const MOST_BYTES: u64 = 64 << 20;
const MOST_ENTRIES: usize = 10_000;

/// Whether an archive is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// As OPA reads it.
    Gzip,
    /// Read in a tenth of the time.
    Plain,
}

pub(crate) fn write(bundle: &Bundle, packing: Packing) -> Result<Vec<u8>, BundleError> {
    let mut files: Vec<(String, Vec<u8>)> = vec![
        (".manifest".to_owned(), json(&bundle.manifest)?),
        ("data.json".to_owned(), bundle.data.to_json().into_bytes()),
    ];
    files.extend(bundle.sources.iter().map(|source| (source.path.clone(), source.text.clone().into_bytes())));
    if !bundle.compiled.is_empty() {
        files.push((INDEX.to_owned(), json(&bundle.compiled)?));
        let programs = bundle.compiled.iter();
        files.extend(programs.filter_map(|rule| Some((program_path(rule), rule.program.as_ref()?.to_vec()))));
    }
    if packing == Packing::Plain {
        files.push((DIGEST.to_owned(), bundle.digest.clone().into_bytes()));
    }
    let packed = match packing {
        Packing::Plain => tar(Vec::new(), &files),
        Packing::Gzip => {
            tar(GzEncoder::new(Vec::new(), Compression::default()), &files).and_then(GzEncoder::finish)
        }
    };
    packed.map_err(BundleError::Archive)
}

fn tar<W: std::io::Write>(into: W, files: &[(String, Vec<u8>)]) -> std::io::Result<W> {
    let mut tar = tar::Builder::new(into);
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        tar.append_data(&mut header, path, content.as_slice())?;
    }
    tar.into_inner()
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, BundleError> {
    serde_json::to_vec(value).map_err(|error| BundleError::Archive(error.into()))
}

fn program_path(rule: &CompiledRule) -> String {
    format!("{PROGRAMS}{}.{}.bin", rule.package, rule.name)
}

/// Reads a tar archive. What came compressed came from outside, and its digest is counted anew.
pub(crate) fn read(archive: &[u8], packing: Packing) -> Result<Bundle, BundleError> {
    let mut recorded = None;
    let mut programs: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    let mut manifest = Manifest { revision: String::new(), roots: vec![String::new()], rego_version: None };
    let mut sources = Vec::new();
    let mut data = Value::object::<&str>([]);
    let mut compiled: Vec<CompiledRule> = Vec::new();
    for (path, content) in files(archive)? {
        let malformed = |message: String| BundleError::Malformed { path: path.clone(), message };
        let text = || std::str::from_utf8(content).map_err(|error| malformed(error.to_string()));
        match path.rsplit('/').next().unwrap_or_default() {
            ".manifest" if path == ".manifest" => {
                manifest = serde_json::from_slice(content).map_err(|error| malformed(error.to_string()))?;
            }
            "data.json" | "data.yaml" | "data.yml" => {
                data = folder::merged(&data, &path, folder::parse(&path, text()?)?)?;
            }
            name if name.ends_with(".rego") => {
                let text = text()?.to_owned();
                sources.push(Source { path, text });
            }
            _ if path == DIGEST && packing == Packing::Plain => recorded = Some(text()?.to_owned()),
            _ if path == INDEX => {
                compiled = serde_json::from_slice(content).map_err(|error| malformed(error.to_string()))?;
            }
            _ if path.starts_with(PROGRAMS) => {
                programs.insert(path, content.into());
            }
            _ => {}
        }
    }
    for rule in &mut compiled {
        rule.program = programs.remove(&program_path(rule));
    }
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    check_roots(&manifest, &sources, &data, !compiled.is_empty())?;
    let digest = recorded.unwrap_or_else(|| digest::of(&sources, &data));
    Ok(Bundle { manifest, sources, data, compiled, digest })
}

/// Unpacks gzip, within bounds.
pub(crate) fn decompressed(archive: &[u8]) -> Result<Vec<u8>, BundleError> {
    let mut tar = Vec::new();
    GzDecoder::new(archive).take(MOST_BYTES + 1).read_to_end(&mut tar).map_err(BundleError::Archive)?;
    if tar.len() as u64 > MOST_BYTES {
        return Err(BundleError::TooLarge(format!("it unpacks to more than {MOST_BYTES} bytes")));
    }
    Ok(tar)
}

/// The files of a tar archive, where they stand in it.
fn files(archive: &[u8]) -> Result<Vec<(String, &[u8])>, BundleError> {
    let mut files = Vec::new();
    let mut tar = tar::Archive::new(archive);
    for entry in tar.entries().map_err(BundleError::Archive)? {
        let entry = entry.map_err(BundleError::Archive)?;
        let path = entry.path().map_err(BundleError::Archive)?.to_string_lossy().into_owned();
        let path = path.trim_start_matches("./").trim_start_matches('/').to_owned();
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            continue;
        }
        let refused = |reason: &str| BundleError::Refused { path: path.clone(), reason: reason.to_owned() };
        if !kind.is_file() {
            return Err(refused("a bundle holds plain files and folders only"));
        }
        if path.split('/').any(|part| part == "..") {
            return Err(refused("it leads out of the archive"));
        }
        if files.len() >= MOST_ENTRIES {
            return Err(BundleError::TooLarge(format!("it has more than {MOST_ENTRIES} files")));
        }
        let content = content(archive, entry.raw_file_position(), entry.size());
        let content = content.ok_or_else(|| refused("the archive ends before it does"))?;
        files.push((path, content));
    }
    if files.is_empty() {
        let error = std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "it holds no file");
        return Err(BundleError::Archive(error));
    }
    Ok(files)
}

fn content(archive: &[u8], begin: u64, size: u64) -> Option<&[u8]> {
    let (begin, size) = (usize::try_from(begin).ok()?, usize::try_from(size).ok()?);
    archive.get(begin..begin.checked_add(size)?)
}

/// A bundle that writes outside its roots would take over documents of another. A bundle with programs was
/// checked when it was built, and parsing is what its programs are there to save.
fn check_roots(
    manifest: &Manifest,
    sources: &[Source],
    data: &Value,
    built_here: bool,
) -> Result<(), BundleError> {
    let refused = |path: &str| BundleError::Refused {
        path: path.to_owned(),
        reason: format!("it lies outside the manifest's roots {:?}", manifest.roots),
    };
    if let Some((key, _)) = data.entries().into_iter().find(|(key, _)| {
        !manifest.owns(key) && !manifest.roots.iter().any(|root| root.starts_with(&format!("{key}/")))
    }) {
        return Err(refused(&key));
    }
    if built_here {
        return Ok(());
    }
    let mut failures = Vec::new();
    for source in sources {
        match Module::parse(source.clone()) {
            Ok(module) if !manifest.owns(&package_path(&module)) => return Err(refused(&source.path)),
            Ok(_) => {}
            Err(failure) => failures.push(failure),
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(BundleError::Load(failures)) }
}
