//! The date of today: attestations get old, and servers judge by the real clock.

use std::process::Command;

use crate::cluster::Problem;

/// The date of the attestations in manifests that are read from files.
const WRITTEN: &str = "2026-05-15";

/// As `2026-11-23`, in UTC.
pub(crate) fn date() -> Result<String, Problem> {
    let date = Command::new("date").args(["--utc", "+%F"]).output();
    let date =
        date.map_err(|error| Problem::Program { program: "date".to_owned(), problem: error.to_string() })?;
    Ok(String::from_utf8_lossy(&date.stdout).trim().to_owned())
}

/// A manifest as somebody would write it today.
pub fn as_of_today(manifest: &str) -> Result<String, Problem> {
    Ok(manifest.replace(WRITTEN, &date()?))
}
