//! What a Lease says, and whether it can be taken.

use std::time::Duration;

use k8s_openapi::api::coordination::v1::{Lease as Object, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta};
use k8s_openapi::jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;

/// Who holds it, and since when.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record(LeaseSpec);

impl Record {
    pub(super) fn of(object: &Object) -> Record {
        Record(object.spec.clone().unwrap_or_default())
    }

    /// The same, held by this one from now on.
    pub(super) fn renewed(&self, identity: &str, duration: Duration) -> Record {
        let now = MicroTime(Timestamp::now());
        let is_new = !self.is_held_by(identity);
        let transitions = self.0.lease_transitions.unwrap_or_default();
        let seconds = i32::try_from(duration.as_secs()).unwrap_or(i32::MAX).max(1);
        Record(LeaseSpec {
            holder_identity: Some(identity.to_owned()),
            lease_duration_seconds: Some(seconds),
            acquire_time: if is_new { Some(now.clone()) } else { self.0.acquire_time.clone() },
            renew_time: Some(now),
            lease_transitions: Some(transitions.saturating_add(i32::from(is_new))),
            ..LeaseSpec::default()
        })
    }

    /// The same, held by nobody.
    pub(super) fn released(&self) -> Record {
        Record(LeaseSpec { holder_identity: None, ..self.0.clone() })
    }

    pub(super) fn is_held_by(&self, identity: &str) -> bool {
        self.0.holder_identity.as_deref() == Some(identity)
    }

    fn is_held(&self) -> bool {
        self.0.holder_identity.as_deref().is_some_and(|holder| !holder.is_empty())
    }

    /// How long others have to leave it alone.
    fn duration(&self) -> Duration {
        let seconds = self.0.lease_duration_seconds.unwrap_or_default();
        Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
    }

    pub(super) fn object(self, name: &str) -> Object {
        Object {
            metadata: ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() },
            spec: Some(self.0),
        }
    }

    /// A merge patch that makes this of the version that was read. Without a holder the field has to be taken away.
    pub(super) fn change(&self, version: Option<&str>) -> Value {
        json!({
            "metadata": {"resourceVersion": version},
            "spec": {
                "holderIdentity": self.0.holder_identity,
                "leaseDurationSeconds": self.0.lease_duration_seconds,
                "acquireTime": self.0.acquire_time,
                "renewTime": self.0.renew_time,
                "leaseTransitions": self.0.lease_transitions,
            },
        })
    }
}

/// The record as it was last seen to change, by the clock of this process.
#[derive(Debug, Default)]
pub(super) struct Seen(Option<(Record, Instant)>);

impl Seen {
    pub(super) fn look(&mut self, record: &Record, now: Instant) {
        if self.0.as_ref().is_none_or(|(before, _)| before != record) {
            self.0 = Some((record.clone(), now));
        }
    }

    /// Whether this one may write its name there.
    pub(super) fn is_free_for(&self, identity: &str, now: Instant) -> bool {
        let Some((record, changed)) = &self.0 else { return false };
        !record.is_held() || record.is_held_by(identity) || now >= *changed + record.duration()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DURATION: Duration = Duration::from_secs(15);

    fn held_by(identity: &str) -> Record {
        Record::default().renewed(identity, DURATION)
    }

    #[test]
    fn a_lease_of_nobody_and_ones_own_can_be_had_at_once() {
        let now = Instant::now();
        for record in [Record::default(), held_by("a"), held_by("a").released(), held_by("b").released()] {
            let mut seen = Seen::default();
            assert!(!seen.is_free_for("a", now), "what was never looked at is nobody's to take");
            seen.look(&record, now);
            assert!(seen.is_free_for("a", now), "{record:?}");
        }
    }

    #[test]
    fn a_lease_has_run_out_when_it_was_seen_not_to_change_for_its_duration() {
        let began = Instant::now();
        let mut seen = Seen::default();
        seen.look(&held_by("b"), began);
        assert!(!seen.is_free_for("a", began));
        // Renewed in the meantime: the time counts from when that was seen.
        let renewed =
            Record(LeaseSpec { renew_time: Some(MicroTime(Timestamp::UNIX_EPOCH)), ..held_by("b").0 });
        seen.look(&renewed, began + DURATION / 2);
        seen.look(&renewed, began + DURATION);
        assert!(!seen.is_free_for("a", began + DURATION));
        assert!(seen.is_free_for("a", began + DURATION / 2 + DURATION));
    }

    #[test]
    fn the_clock_of_the_holder_does_not_matter() {
        let now = Instant::now();
        for time in [Timestamp::MIN, Timestamp::MAX] {
            let mut seen = Seen::default();
            seen.look(&Record(LeaseSpec { renew_time: Some(MicroTime(time)), ..held_by("b").0 }), now);
            assert!(!seen.is_free_for("a", now + DURATION - Duration::from_millis(1)));
            assert!(seen.is_free_for("a", now + DURATION));
        }
    }

    #[test]
    fn transitions_count_holders_and_not_renewals() {
        let first = held_by("a");
        let again = first.renewed("a", DURATION);
        let other = again.released().renewed("b", DURATION);
        let transitions = [&first, &again, &other].map(|record| record.0.lease_transitions);
        assert_eq!(transitions, [Some(1), Some(1), Some(2)]);
        assert_eq!(again.0.acquire_time, first.0.acquire_time);
        assert_eq!(again.released().change(Some("7"))["spec"]["holderIdentity"], Value::Null);
    }
}
