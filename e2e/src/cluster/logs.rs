//! What the processes of a cluster said last.

use std::path::Path;

/// What fits on a screen for each of five processes, and usually holds the reason.
const LINES: usize = 25;

/// The ends of all logs in a folder, each under its name.
pub fn tails(folder: &Path) -> String {
    let Ok(entries) = std::fs::read_dir(folder) else { return String::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "log"));
    paths.sort();
    let mut text = String::new();
    for path in paths {
        let log = std::fs::read(&path).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default();
        text.push_str(&format!("\n--- {}: last {} of {} lines\n", path.display(), last.len(), lines.len()));
        text.extend(last.iter().flat_map(|line| [line, "\n"]));
    }
    text
}
