//! What is counted of audits. Only the replica that audits has values.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::Metrics;
use super::labels::ViolationLabels;
use crate::audit::Scanned;

/// How a pass ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuditOutcome {
    /// Everything was judged.
    Complete,
    /// Some kinds could not be read, or some rules gave no answer.
    Incomplete,
    /// The cluster could not be asked.
    Failed,
}

impl AuditOutcome {
    const ALL: [AuditOutcome; 3] = [AuditOutcome::Complete, AuditOutcome::Incomplete, AuditOutcome::Failed];

    fn as_str(self) -> &'static str {
        match self {
            AuditOutcome::Complete => "complete",
            AuditOutcome::Incomplete => "incomplete",
            AuditOutcome::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct WhatLabels {
    what: &'static str,
}

/// A family, because what stands alone cannot be taken away again.
type NoLabels = [(&'static str, &'static str); 0];

#[derive(Debug)]
pub(super) struct Audit {
    runs: Family<OutcomeLabels, Counter>,
    /// Of the last pass: objects, denied objects, kinds that were not read and the like.
    last: Family<WhatLabels, Gauge>,
    findings: Family<ViolationLabels, Gauge>,
    at: Family<NoLabels, Gauge>,
    seconds: Family<NoLabels, Gauge<f64, std::sync::atomic::AtomicU64>>,
}

impl Audit {
    pub(super) fn register(registry: &mut Registry) -> Audit {
        let audit = Audit {
            runs: Family::default(),
            last: Family::default(),
            findings: Family::default(),
            at: Family::default(),
            seconds: Family::default(),
        };
        registry.register("audit_runs", "Audits, by how they ended", audit.runs.clone());
        registry.register(
            "audit_last",
            "What the last audit counted: objects, evaluated, denied, repeated, waived, faults, unread and skipped \
             kinds, reports that were left out or failed",
            audit.last.clone(),
        );
        registry.register(
            "audit_findings",
            "What the last audit found, by rule and what it does; each finding once",
            audit.findings.clone(),
        );
        registry.register(
            "audit_last_timestamp_seconds",
            "When the last audit began, in seconds since 1970",
            audit.at.clone(),
        );
        registry.register("audit_duration_seconds", "How long the last audit took", audit.seconds.clone());
        audit
    }
}

impl Metrics {
    /// Whether this replica, one of those that may, audits. One that no longer does says nothing of what it found.
    pub(crate) fn audits(&self, leads: bool) {
        self.leads("audit", leads);
        // From the start: of a counter that appears with its first event, Prometheus does not see that it rose.
        for outcome in AuditOutcome::ALL {
            drop(self.audit.runs.get_or_create(&OutcomeLabels { outcome: outcome.as_str() }));
        }
        if !leads {
            self.audit.last.clear();
            self.audit.findings.clear();
            self.audit.at.clear();
            self.audit.seconds.clear();
        }
    }

    /// A pass ended.
    pub(crate) fn audited(&self, outcome: AuditOutcome) {
        self.audit.runs.get_or_create(&OutcomeLabels { outcome: outcome.as_str() }).inc();
    }

    /// PolicyReports that were not written: too many, or refused.
    pub(crate) fn reports(&self, left_out: usize, failed: usize) {
        self.last("reports_left_out", left_out);
        self.last("reports_failed", failed);
    }

    /// What a pass counted.
    pub(crate) fn audit(&self, scanned: &Scanned, took: Duration, began: i64) {
        let summary = &scanned.tally.summary;
        for (what, number) in [
            ("objects", summary.objects),
            ("evaluated", summary.evaluated),
            ("denied", summary.denied),
            ("repeated", summary.repeated),
            ("waived", summary.waived),
            ("faults", summary.faults),
            ("unread_kinds", scanned.gaps.len()),
            ("skipped_kinds", scanned.skipped.len()),
        ] {
            self.last(what, number);
        }
        self.audit.findings.clear();
        for ((rule, action), number) in &scanned.tally.by_rule {
            let labels = ViolationLabels { rule: rule.clone(), action: action.as_str() };
            self.audit.findings.get_or_create(&labels).set(i64::try_from(*number).unwrap_or(i64::MAX));
        }
        self.audit.at.get_or_create(&[]).set(began);
        self.audit.seconds.get_or_create(&[]).set(took.as_secs_f64());
    }

    fn last(&self, what: &'static str, number: usize) {
        self.audit.last.get_or_create(&WhatLabels { what }).set(i64::try_from(number).unwrap_or(i64::MAX));
    }
}
