//! Files that are looked at again and again: this works on every file system, mounted ones too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// Time of the last change and size of each file.
pub(super) type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// A look at a thousand files costs some milliseconds.
const PAUSE: Duration = Duration::from_millis(300);

/// All files below the paths.
pub(super) fn files(paths: &[String]) -> Seen {
    let mut seen = Seen::new();
    paths.iter().for_each(|path| collect(Path::new(path), &mut seen));
    seen
}

/// Comes back when the files are others than those seen.
pub(super) fn wait_for_change(paths: &[String], seen: &Seen) {
    loop {
        sleep(PAUSE);
        if files(paths) != *seen {
            return;
        }
    }
}

fn collect(path: &Path, seen: &mut Seen) {
    let Ok(metadata) = std::fs::metadata(path) else {
        return;
    };
    if metadata.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| collect(&entry.path(), seen));
    } else {
        seen.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
    }
}
