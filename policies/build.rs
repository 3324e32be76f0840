//! Builds the default bundle from this folder: text, data, and a program for each rule.

use std::path::Path;
use std::process::ExitCode;

use edgeward_bundle::Bundle;

/// Everything below the crate that is policy.
const POLICY_FOLDERS: [&str; 5] = ["admission", "healthcare", "lib", "mutation", "profiles"];

fn main() -> ExitCode {
    for folder in POLICY_FOLDERS {
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error=policies/{line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let variable = |name: &str| std::env::var(name).map_err(|error| format!("{name}: {error}"));
    let out = variable("OUT_DIR")?;
    let bundle =
        Bundle::from_folder(Path::new(&variable("CARGO_MANIFEST_DIR")?), &variable("CARGO_PKG_VERSION")?)
            .and_then(Bundle::compile)
            .and_then(|bundle| bundle.write_plain())
            .map_err(|error| error.to_string())?;
    std::fs::write(Path::new(&out).join("bundle.tar"), bundle).map_err(|error| error.to_string())
}
