use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How long to wait before the API server is asked again: twice as long after each failure.
#[derive(Debug)]
pub(super) struct Pause(Duration);

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

impl Default for Pause {
    fn default() -> Self {
        Pause(FIRST)
    }
}

impl Pause {
    /// The next pause: between half of it and all of it, so that replicas do not ask at one moment.
    pub(super) fn next(&mut self) -> Duration {
        let whole = self.0;
        self.0 = (whole * 2).min(LONGEST);
        let share = RandomState::new().hash_one(0_u8) % 512;
        let share = u32::try_from(share).unwrap_or_default();
        whole / 2 + whole * share / 1024
    }

    pub(super) fn reset(&mut self) {
        *self = Pause::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_begin_anew() {
        let mut pause = Pause::default();
        assert!(pause.next() <= FIRST);
        for _ in 0..20 {
            assert!(pause.next() <= LONGEST);
        }
        assert!(pause.next() >= LONGEST / 2);
        pause.reset();
        assert!(pause.next() <= FIRST);
    }
}
