//! What the server says of itself to probes.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether requests should be sent here. Policies, facts and certificate are there before anything listens, so
/// only two things take readiness away: being told to stop, and a program of the bundle that cannot be read.
#[derive(Debug, Default)]
pub(crate) struct Health {
    draining: AtomicBool,
    unfit: AtomicBool,
}

/// Why no requests should be sent here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotReady {
    /// It was told to stop.
    Draining,
    /// Some rules have no program: what they would judge is denied.
    Unfit,
}

impl NotReady {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            NotReady::Draining => "draining: this server was told to stop",
            NotReady::Unfit => {
                "policies: a rule cannot be run, and what it would judge is denied; see the log"
            }
        }
    }
}

impl Health {
    /// From now on `/readyz` says 503.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// A rule cannot be run: others should be asked.
    pub(crate) fn declare_unfit(&self) {
        self.unfit.store(true, Ordering::Release);
    }

    /// Why `/readyz` says 503, if it does.
    pub(crate) fn not_ready(&self) -> Option<NotReady> {
        if self.draining.load(Ordering::Acquire) {
            return Some(NotReady::Draining);
        }
        self.unfit.load(Ordering::Acquire).then_some(NotReady::Unfit)
    }
}
