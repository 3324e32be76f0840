//! What somebody at the cluster waits for.

use std::error::Error;
use std::time::{Duration, Instant};

use edgeward_e2e::cluster::Client;
use edgeward_e2e::twin::NAMESPACE;
use serde_json::Value;

/// Pods that are made without staying, one after the other.
const PODS: usize = 2000;

/// Sorted times.
pub(super) struct Times(Vec<Duration>);

impl Times {
    pub(super) fn of_pods(client: &Client, pod: &Value) -> Result<Times, Box<dyn Error>> {
        let path = format!("/api/v1/namespaces/{}/pods?dryRun=All", NAMESPACE);
        let mut times = Vec::with_capacity(PODS);
        for _ in 0..PODS {
            let began = Instant::now();
            let answer = client.post(&path, pod)?;
            times.push(began.elapsed());
            if !answer.is_success() {
                return Err(answer.text().into());
            }
        }
        times.sort();
        Ok(Times(times))
    }

    /// In milliseconds.
    pub(super) fn quantile(&self, thousandths: usize) -> f64 {
        let index = (self.0.len() * thousandths / 1000).min(self.0.len().saturating_sub(1));
        self.0.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}
