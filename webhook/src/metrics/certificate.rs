//! What is counted of the certificate that is served.

use std::time::{SystemTime, UNIX_EPOCH};

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::Metrics;

#[derive(Debug)]
pub(super) struct Certificate {
    end: Gauge,
    renewals: Counter,
    failures: Counter,
}

impl Certificate {
    pub(super) fn register(registry: &mut Registry) -> Certificate {
        let end = Gauge::default();
        let renewals = Counter::default();
        let failures = Counter::default();
        registry.register(
            "tls_certificate_expiry_timestamp_seconds",
            "When the certificate that is served ends; 0 where there is none",
            end.clone(),
        );
        registry.register("tls_renewals", "Times that another certificate was served", renewals.clone());
        registry.register(
            "tls_renewal_failures",
            "Times that certificates could not be read, made, kept or trusted, each tried again",
            failures.clone(),
        );
        Certificate { end, renewals, failures }
    }
}

impl Metrics {
    /// What is served ends then.
    pub(crate) fn certificate_ends(&self, end: Option<SystemTime>) {
        let seconds =
            end.and_then(|end| end.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_secs());
        self.certificate.end.set(i64::try_from(seconds).unwrap_or(i64::MAX));
    }

    /// Another certificate is served.
    pub(crate) fn certificate_renewed(&self) {
        self.certificate.renewals.inc();
    }

    /// A certificate could not be had.
    pub(crate) fn renewal_failed(&self) {
        self.certificate.failures.inc();
    }
}
