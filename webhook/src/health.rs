//! What the server says of itself to probes.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Whether requests should be sent here. Policies are there before anything listens, so four things take readiness away:
/// being told to stop, a program of the bundle that cannot be read, no certificate that is good now, and an inventory
/// that is watched and has gaps.
#[derive(Debug, Default)]
pub(crate) struct Health {
    draining: AtomicBool,
    unfit: AtomicBool,
    uncertified: AtomicBool,
    gaps: Mutex<Vec<String>>,
}

/// Why no requests should be sent here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotReady {
    /// It was told to stop.
    Draining,
    /// Some rules have no program: what they would judge is denied.
    Unfit,
    /// There is nothing to shake hands with, or it has ended.
    Uncertified,
    /// What some rules look up is not known: what they would judge is denied. A sentence for each kind.
    Inventory(Vec<String>),
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotReady::Draining => f.write_str("draining: this server was told to stop"),
            NotReady::Unfit => {
                f.write_str("policies: a rule cannot be run, and what it would judge is denied; see the log")
            }
            NotReady::Uncertified => {
                f.write_str("certificate: there is none yet, or it has ended; see the log")
            }
            NotReady::Inventory(gaps) => f.write_str(&gaps.join("\n")),
        }
    }
}

impl Health {
    /// From now on `/readyz` says 503.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Whether the server was told to stop.
    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    /// A rule cannot be run: others should be asked.
    pub(crate) fn declare_unfit(&self) {
        self.unfit.store(true, Ordering::Release);
    }

    /// Whether there is a certificate that is good now.
    pub(crate) fn certify(&self, is_certified: bool) {
        self.uncertified.store(!is_certified, Ordering::Release);
    }

    /// What is not known of the cluster now.
    pub(crate) fn lack(&self, gaps: Vec<String>) {
        *self.gaps.lock().unwrap_or_else(PoisonError::into_inner) = gaps;
    }

    /// Why `/readyz` says 503, if it does.
    pub(crate) fn not_ready(&self) -> Option<NotReady> {
        if self.is_draining() {
            return Some(NotReady::Draining);
        }
        if self.unfit.load(Ordering::Acquire) {
            return Some(NotReady::Unfit);
        }
        if self.uncertified.load(Ordering::Acquire) {
            return Some(NotReady::Uncertified);
        }
        let gaps = self.gaps.lock().unwrap_or_else(PoisonError::into_inner);
        (!gaps.is_empty()).then(|| NotReady::Inventory(gaps.clone()))
    }
}
