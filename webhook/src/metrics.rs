//! What the server counts, for Prometheus. Labels take their values from closed lists and from the loaded
//! policies, never from a request: whoever sends requests must not choose how many series there are.

mod audit;
mod certificate;
mod inventory;
mod labels;

pub(crate) use audit::AuditOutcome;
pub(crate) use labels::{Endpoint, Outcome, Port};

use std::time::Duration;

use audit::Audit;
use certificate::Certificate;
use edgeward_decision::{Decision, Fault, PolicyId};
use inventory::Inventory;
use labels::{FaultLabels, LeaseLabels, PolicyLabels, PortLabels, RequestLabels, ViolationLabels};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// Upper bounds of duration buckets, in seconds: 100 µs, doubled up to 13 s. A decision takes a fraction of a
/// millisecond, and the API server waits 10 s.
fn duration_buckets() -> Histogram {
    Histogram::new(exponential_buckets(0.000_1, 2.0, 18))
}

/// All counters, and the registry that prints them.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RequestLabels, Histogram, fn() -> Histogram>,
    violations: Family<ViolationLabels, Counter>,
    faults: Family<FaultLabels, Counter>,
    open: Family<PortLabels, Gauge>,
    rejected: Family<PortLabels, Counter>,
    handshakes: Counter,
    certificate: Certificate,
    leases: Family<LeaseLabels, Gauge>,
    inventory: Inventory,
    audit: Audit,
}

impl Metrics {
    pub(crate) fn new(policy: &PolicyId, profile: &str) -> Metrics {
        let mut registry = Registry::with_prefix("edgeward");
        let requests = Family::default();
        let durations = Family::new_with_constructor(duration_buckets as fn() -> Histogram);
        let violations = Family::default();
        let faults = Family::default();
        let open = Family::default();
        let rejected = Family::default();
        let handshakes = Counter::default();
        let certificate = Certificate::register(&mut registry);
        let leases = Family::default();
        let inventory = Inventory::register(&mut registry);
        let audit = Audit::register(&mut registry);
        registry.register("requests", "Requests answered, by endpoint and outcome", requests.clone());
        registry.register(
            "request_duration_seconds",
            "From the end of the request's head to the answer",
            durations.clone(),
        );
        registry.register("violations", "Violations found, by rule and what they do", violations.clone());
        registry.register("faults", "Evaluations without an answer, each of which denied", faults.clone());
        registry.register("connections_open", "Connections open now", open.clone());
        registry.register(
            "connections_rejected",
            "Connections closed because too many were open",
            rejected.clone(),
        );
        registry.register(
            "tls_handshake_failures",
            "TLS handshakes that failed or timed out",
            handshakes.clone(),
        );
        registry.register("lease_held", "1 where this replica leads, by what is led", leases.clone());
        let policy = PolicyLabels {
            revision: policy.revision.clone(),
            digest: policy.digest.clone(),
            profile: profile.to_owned(),
        };
        registry.register("policy", "The policies that decide", Info::new(policy));
        let metrics = Metrics {
            registry,
            requests,
            durations,
            violations,
            faults,
            open,
            rejected,
            handshakes,
            certificate,
            leases,
            inventory,
            audit,
        };
        metrics.begin();
        metrics
    }

    /// Counters whose labels are known are there from the start: of one that appears with its first event, Prometheus
    /// does not see that it rose.
    fn begin(&self) {
        for endpoint in Endpoint::ALL {
            for outcome in Outcome::ALL {
                drop(self.requests.get_or_create(&RequestLabels { endpoint, outcome }));
            }
        }
        for port in Port::ALL {
            drop(self.rejected.get_or_create(&PortLabels { port }));
        }
        let allowed = RequestLabels { endpoint: Endpoint::Admit, outcome: Outcome::Allow };
        drop(self.durations.get_or_create(&allowed));
    }

    /// A request was answered.
    pub(crate) fn answered(&self, endpoint: Endpoint, outcome: Outcome, took: Duration) {
        let labels = RequestLabels { endpoint, outcome };
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// Whether this replica leads, of those that a Lease chooses from.
    pub(crate) fn leads(&self, lease: &'static str, is_leading: bool) {
        self.leases.get_or_create(&LeaseLabels { lease }).set(i64::from(is_leading));
    }

    /// What a decision found.
    pub(crate) fn decided(&self, decision: &Decision) {
        let lists = [&decision.violations, &decision.warnings, &decision.dryrun];
        for violation in lists.into_iter().flatten() {
            let labels = ViolationLabels { rule: violation.rule.clone(), action: violation.action.as_str() };
            self.violations.get_or_create(&labels).inc();
        }
        for waived in &decision.waived {
            let labels = ViolationLabels { rule: waived.violation.rule.clone(), action: "waived" };
            self.violations.get_or_create(&labels).inc();
        }
        decision.faults.iter().for_each(|fault| self.failed(fault));
    }

    /// An evaluation gave no answer.
    pub(crate) fn failed(&self, fault: &Fault) {
        let labels = FaultLabels { rule: fault.rule.clone(), kind: fault.kind.as_str() };
        self.faults.get_or_create(&labels).inc();
    }

    /// A connection was accepted; it counts as open until the returned value is dropped.
    pub(crate) fn connected(&self, port: Port) -> OpenConnection {
        let gauge = self.open.get_or_create_owned(&PortLabels { port });
        gauge.inc();
        OpenConnection(gauge)
    }

    /// A connection was closed unserved.
    pub(crate) fn rejected(&self, port: Port) {
        self.rejected.get_or_create(&PortLabels { port }).inc();
    }

    /// A TLS handshake came to nothing.
    pub(crate) fn handshake_failed(&self) {
        self.handshakes.inc();
    }

    /// The OpenMetrics text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail, and every label is plain text.
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }
}

/// Counts one connection while it lives.
#[derive(Debug)]
pub(crate) struct OpenConnection(Gauge);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}
