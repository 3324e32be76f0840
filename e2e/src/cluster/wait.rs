//! Waiting for what comes true by itself.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Problem;
use super::process::Process;

/// Parts of a cluster start within seconds; on a machine that does other work they take a while.
const PATIENCE: Duration = Duration::from_secs(120);

/// Short beside a start, long beside a request.
const PAUSE: Duration = Duration::from_millis(50);

/// Waits until a claim holds. The claim says what it saw instead.
pub fn until(what: &str, claim: impl FnMut() -> Result<(), String>) -> Result<(), Problem> {
    until_or_ended(what, &mut [], claim)
}

/// Waits until a claim holds, or one of the processes ends without which it never will.
pub(crate) fn until_or_ended(
    what: &str,
    processes: &mut [Process],
    mut claim: impl FnMut() -> Result<(), String>,
) -> Result<(), Problem> {
    let began = Instant::now();
    loop {
        let Err(last) = claim() else { return Ok(()) };
        for process in processes.iter_mut() {
            if let Some(status) = process.ended() {
                return Err(Problem::Ended {
                    process: process.name().to_owned(),
                    what: what.to_owned(),
                    status,
                });
            }
        }
        let waited = began.elapsed();
        if waited > PATIENCE {
            return Err(Problem::Late { what: what.to_owned(), waited, last });
        }
        sleep(PAUSE);
    }
}
