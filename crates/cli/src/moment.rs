//! The moment for which a command decides.

use std::time::SystemTime;

use clap::Args;
use edgeward_rego::rfc3339_seconds;

use crate::output::Output;

/// When it is.
#[derive(Debug, Args)]
pub(crate) struct MomentArgs {
    /// Judge as of this moment instead of now, such as 2026-06-01T00:00:00Z (RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = instant)]
    at: Option<Instant>,
}

/// A moment, as it was written and in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Instant {
    written: String,
    seconds: i64,
}

impl MomentArgs {
    /// Seconds since 1970. Says so where it is not now: what was in force then need not be in force today.
    pub(crate) fn moment(&self, output: &mut Output) -> i64 {
        match &self.at {
            None => now(),
            Some(Instant { written, seconds }) => {
                output.note(&format!("judged as of {written}, not as of now"));
                *seconds
            }
        }
    }
}

fn instant(text: &str) -> Result<Instant, String> {
    match rfc3339_seconds(text) {
        Some(seconds) => Ok(Instant { written: text.to_owned(), seconds }),
        None => Err("write a date, a time and a zone, such as 2026-06-01T00:00:00Z".to_owned()),
    }
}

/// Seconds since 1970. A clock set before that year counts as its beginning: nothing is approved yet then, so no
/// exception is in force.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_a_date_a_time_and_a_zone() {
        let written = "2026-06-01T02:00:00+02:00";
        assert_eq!(instant(written), Ok(Instant { written: written.to_owned(), seconds: 1_780_272_000 }));
        for wrong in ["", "2026-06-01", "1780272000", "2026-06-01T00:00:00"] {
            assert!(instant(wrong).is_err(), "{wrong}");
        }
    }
}
