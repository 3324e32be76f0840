//! What the server says of itself to probes.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether requests should be sent here. Policies, facts and certificate are there before anything listens, so
/// the only thing that takes readiness away is being told to stop.
#[derive(Debug, Default)]
pub(crate) struct Health {
    draining: AtomicBool,
}

impl Health {
    /// From now on `/readyz` says 503.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Whether `/readyz` says 200.
    pub(crate) fn is_ready(&self) -> bool {
        !self.draining.load(Ordering::Acquire)
    }
}
