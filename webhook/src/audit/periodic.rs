//! The audit of a server: again and again, by one of its replicas.

use std::sync::Arc;
use std::time::{Duration, Instant};

use edgeward_decision::{Decision, Review, decide};
use tokio::time::sleep;

use super::reports::Reports;
use super::scan::{AuditNews, Judge, Scanned, scan};
use crate::cluster::Reader;
use crate::cluster::lease::Leading;
use crate::config::AuditSchedule;
use crate::http::App;
use crate::metrics::AuditOutcome;
use crate::moment::now;

/// How soon it is tried again when a pass failed, or when the cluster is not known well enough yet.
const SOON: Duration = Duration::from_secs(5);

/// An audit that goes on while the server does.
pub(crate) struct Periodic {
    pub(crate) app: Arc<App>,
    pub(crate) reader: Reader,
    pub(crate) schedule: AuditSchedule,
    pub(crate) leading: Leading,
}

impl Periodic {
    /// For ever: audits while this replica leads.
    pub(crate) async fn follow(mut self) {
        self.app.metrics.audits(false);
        loop {
            self.leading.begins().await;
            self.app.metrics.audits(true);
            let mut leading = self.leading.clone();
            tokio::select! {
                () = self.audit_on() => {}
                () = leading.ends() => {}
            }
            // Another replica knows it better from now on.
            self.app.metrics.audits(false);
        }
    }

    async fn audit_on(&self) {
        loop {
            if self.app.health.not_ready().is_some() {
                // Everything that looks up what is not known would be a fault.
                sleep(SOON).await;
                continue;
            }
            let pause = if self.pass().await { self.schedule.every } else { SOON.min(self.schedule.every) };
            sleep(pause).await;
        }
    }

    /// One pass. Whether it came to an end, with or without gaps.
    async fn pass(&self) -> bool {
        let began = Instant::now();
        let (metrics, judge) = (&self.app.metrics, &self.app.judge);
        let mut reports = if self.schedule.reports {
            match Reports::begin(&self.reader).await {
                Ok(None) => {
                    tracing::debug!("the cluster does not serve PolicyReport; none are written");
                    None
                }
                Ok(reports) => reports,
                Err(failure) => {
                    tracing::warn!(
                        failure = failure.into_text(),
                        "PolicyReports cannot be read; none are written"
                    );
                    None
                }
            }
        } else {
            None
        };
        let moment = now();
        let mut tell = |news: AuditNews<'_>| {
            if let (AuditNews::Object(review, audited), Some(reports)) = (news, &mut reports) {
                reports.add(&judge.policies, review, &audited, moment);
            }
        };
        let beside = Beside { app: Arc::clone(&self.app) };
        let scanned = scan(&self.reader, &judge.profile, &self.schedule.skip, &beside, &mut tell).await;
        let scanned = match scanned {
            Ok(scanned) => scanned,
            Err(failure) => {
                tracing::warn!(
                    failure = failure.into_text(),
                    "there is no audit: the cluster does not say what it serves"
                );
                metrics.audited(AuditOutcome::Failed);
                return false;
            }
        };
        let is_whole = scanned.gaps.is_empty() && scanned.tally.summary.faults == 0;
        if let Some(reports) = reports {
            let left_out = reports.left_out;
            let failures = reports.end(is_whole).await;
            if let Some(first) = failures.first() {
                tracing::warn!(failures = failures.len(), first, "PolicyReports cannot be written");
            }
            metrics.reports(left_out, failures.len());
        }
        metrics.audited(if is_whole { AuditOutcome::Complete } else { AuditOutcome::Incomplete });
        metrics.audit(&scanned, began.elapsed(), moment);
        said(&scanned, began.elapsed());
        true
    }
}

fn said(scanned: &Scanned, took: Duration) {
    let Scanned { tally, gaps, skipped, .. } = scanned;
    let summary = &tally.summary;
    tracing::info!(
        objects = summary.objects,
        evaluated = summary.evaluated,
        denied = summary.denied,
        violations = summary.violations,
        warnings = summary.warnings,
        waived = summary.waived,
        repeated = summary.repeated,
        faults = summary.faults,
        gaps = gaps.len(),
        skipped = skipped.len(),
        millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "audit"
    );
    for gap in gaps {
        tracing::warn!(kind = gap.kind, reason = gap.reason, "not assessed");
    }
}

/// On one thread, beside admission, which must not wait for it.
struct Beside {
    app: Arc<App>,
}

impl Judge for Beside {
    async fn judge(&self, reviews: Vec<Review>) -> Result<Vec<(Review, Decision)>, String> {
        let app = Arc::clone(&self.app);
        let decided = tokio::task::spawn_blocking(move || {
            let judge = &app.judge;
            let facts = judge.facts.load().at(now());
            let decision =
                |review: &Review| decide(&judge.policies, &judge.profile, review, &facts, &judge.limits);
            let judged = reviews.into_iter().map(|review| {
                let decision = decision(&review);
                (review, decision)
            });
            judged.collect()
        });
        decided.await.map_err(|_| "an evaluation broke off".to_owned())
    }
}
