//! The clock of the machine.

use std::time::SystemTime;

/// Seconds since 1970. A clock set before that year counts as its beginning: nothing is approved yet then, so no
/// exception is in force.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
