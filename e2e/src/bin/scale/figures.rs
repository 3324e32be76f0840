//! A row of the table in docs/scale.md.

use std::fmt;
use std::time::Duration;

use super::audit::Audit;

/// What one size costs. Times in milliseconds, memory in MiB.
pub(super) struct Figures {
    pub(super) nodes: usize,
    pub(super) pods: usize,
    pub(super) running_after: Duration,
    pub(super) reviews: f64,
    /// Of the API server's calls, those below 5, 25 and 100 ms.
    pub(super) shares: [f64; 3],
    /// P50, P99 and P999 of the server's own answers.
    pub(super) within: [f64; 3],
    /// The same of a client that makes pods, without and with the webhooks.
    pub(super) unguarded: [f64; 3],
    pub(super) guarded: [f64; 3],
    /// Processor time of a review.
    pub(super) processor: f64,
    pub(super) memory_empty: f64,
    pub(super) memory: f64,
    pub(super) memory_most: f64,
    pub(super) audit: Audit,
}

impl Figures {
    pub(super) fn head() -> &'static str {
        "\
| nodes | pods | all running after | reviews | calls below 5, 25, 100 ms | answer P50, P99, P999 (ms) | client without, P50, P99, P999 (ms) | client with (ms) | CPU a review (ms) | memory empty, now, most (MiB) | audit: objects, seconds, MiB |
|---|---|---|---|---|---|---|---|---|---|---|"
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let three = |values: [f64; 3]| values.map(|value| format!("{value:.1}")).join(", ");
        let shares = self.shares.map(|share| format!("{:.2} %", share * 100.0)).join(", ");
        write!(
            f,
            "| {} | {} | {:.0} s | {:.0} | {shares} | {} | {} | {} | {:.2} | {} | {}, {:.1}, {:.0} |",
            self.nodes,
            self.pods,
            self.running_after.as_secs_f64(),
            self.reviews,
            three(self.within),
            three(self.unguarded),
            three(self.guarded),
            self.processor,
            three([self.memory_empty, self.memory, self.memory_most]),
            self.audit.objects,
            self.audit.took.as_secs_f64(),
            self.audit.memory,
        )
    }
}
