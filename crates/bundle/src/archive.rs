use std::io::Read as _;

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

/// A bundle of 45 rules is some 200 kB; these bounds stop a decompression bomb and leave room.
const MOST_BYTES: u64 = 64 << 20;
const MOST_ENTRIES: usize = 10_000;

pub(crate) fn write(bundle: &Bundle) -> Result<Vec<u8>, BundleError> {
    let mut files: Vec<(String, Vec<u8>)> = vec![
        (".manifest".to_owned(), json(&bundle.manifest)?),
        ("data.json".to_owned(), bundle.data.to_json().into_bytes()),
    ];
    files.extend(bundle.sources.iter().map(|source| (source.path.clone(), source.text.clone().into_bytes())));
    if !bundle.compiled.is_empty() {
        files.push((INDEX.to_owned(), json(&bundle.compiled)?));
        let programs = bundle.compiled.iter();
        files.extend(programs.filter_map(|rule| Some((program_path(rule), rule.program.clone()?))));
    }
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        tar.append_data(&mut header, path, content.as_slice()).map_err(BundleError::Archive)?;
    }
    tar.into_inner().and_then(GzEncoder::finish).map_err(BundleError::Archive)
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, BundleError> {
    serde_json::to_vec(value).map_err(|error| BundleError::Archive(error.into()))
}

fn program_path(rule: &CompiledRule) -> String {
    format!("programs/{}.{}.bin", rule.package, rule.name)
}

pub(crate) fn read(archive: &[u8]) -> Result<Bundle, BundleError> {
    let files = unpack(archive)?;
    let mut manifest = Manifest { revision: String::new(), roots: vec![String::new()], rego_version: None };
    let mut sources = Vec::new();
    let mut data = Value::object::<&str>([]);
    let mut compiled: Vec<CompiledRule> = Vec::new();
    for (path, content) in &files {
        let malformed = |message: String| BundleError::Malformed { path: path.clone(), message };
        let text = || std::str::from_utf8(content).map_err(|error| malformed(error.to_string()));
        match path.rsplit('/').next().unwrap_or_default() {
            ".manifest" if path == ".manifest" => {
                manifest = serde_json::from_slice(content).map_err(|error| malformed(error.to_string()))?;
            }
            "data.json" | "data.yaml" | "data.yml" => {
                data = folder::merged(&data, path, folder::parse(path, text()?)?)?;
            }
            name if name.ends_with(".rego") => {
                sources.push(Source { path: path.clone(), text: text()?.to_owned() });
            }
            _ if path == INDEX => {
                compiled = serde_json::from_slice(content).map_err(|error| malformed(error.to_string()))?;
            }
            _ => {}
        }
    }
    for rule in &mut compiled {
        let path = program_path(rule);
        rule.program = files.iter().find(|(name, _)| *name == path).map(|(_, content)| content.clone());
    }
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    check_roots(&manifest, &sources, &data, !compiled.is_empty())?;
    let digest = digest::of(&sources, &data);
    Ok(Bundle { manifest, sources, data, compiled, digest })
}

fn unpack(archive: &[u8]) -> Result<Vec<(String, Vec<u8>)>, BundleError> {
    let mut files = Vec::new();
    let mut left = MOST_BYTES;
    let mut tar = tar::Archive::new(GzDecoder::new(archive));
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
        let mut content = Vec::new();
        entry.take(left + 1).read_to_end(&mut content).map_err(BundleError::Archive)?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or_else(|| BundleError::TooLarge(format!("it unpacks to more than {MOST_BYTES} bytes")))?;
        files.push((path, content));
    }
    Ok(files)
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
