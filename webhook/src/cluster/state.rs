use std::time::{Duration, Instant};

use edgeward_decision::Gap;

/// How well a kind is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KindState {
    /// Never listed.
    Cold,
    /// Watched.
    Live,
    /// Nothing was heard for too long.
    Stale,
    /// Not served, so there are no objects of it.
    Absent,
}

impl KindState {
    pub(crate) const ALL: [KindState; 4] =
        [KindState::Cold, KindState::Live, KindState::Stale, KindState::Absent];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            KindState::Cold => "cold",
            KindState::Live => "live",
            KindState::Stale => "stale",
            KindState::Absent => "absent",
        }
    }

    pub(super) fn gap(self) -> Option<Gap> {
        match self {
            KindState::Cold => Some(Gap::Cold),
            KindState::Stale => Some(Gap::Stale),
            KindState::Live | KindState::Absent => None,
        }
    }
}

/// What was last heard of a kind, and when.
#[derive(Debug)]
pub(super) struct Known {
    /// Cold, live or absent.
    heard: KindState,
    at: Instant,
    pub(super) objects: i64,
    /// The last attempt failed.
    pub(super) is_failing: bool,
}

impl Known {
    pub(super) fn nothing(now: Instant) -> Known {
        Known { heard: KindState::Cold, at: now, objects: 0, is_failing: false }
    }

    pub(super) fn hear(&mut self, state: KindState, at: Instant) {
        (self.heard, self.at, self.is_failing) = (state, at, false);
    }

    /// Still as it was.
    pub(super) fn hear_again(&mut self, at: Instant) {
        (self.at, self.is_failing) = (at, false);
    }

    pub(super) fn state(&self, now: Instant, stale_after: Duration) -> KindState {
        let is_old = now.saturating_duration_since(self.at) > stale_after;
        if is_old && self.heard != KindState::Cold { KindState::Stale } else { self.heard }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_of_grows_stale_and_what_never_was_stays_cold() {
        let (start, limit) = (Instant::now(), Duration::from_secs(90));
        let mut known = Known::nothing(start);
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(known.state(at(1000), limit), KindState::Cold);
        for state in [KindState::Live, KindState::Absent] {
            known.hear(state, at(1000));
            assert_eq!(known.state(at(1090), limit), state);
            assert_eq!(known.state(at(1091), limit), KindState::Stale);
        }
        known.hear_again(at(2000));
        assert_eq!(known.state(at(2001), limit), KindState::Absent);
    }
}
