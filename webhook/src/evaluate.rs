//! Where evaluations run: off the async workers, so many at once, each with a deadline, each caught when it
//! panics. Whatever prevents an answer comes back as [`NoAnswer`], and whoever asked denies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::Semaphore;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// As many as may wait are waiting already.
    Shed,
    /// The deadline passed.
    Late,
    /// The evaluation panicked.
    Panicked,
}

/// A bounded number of evaluations at once, and a bounded number of waiting ones.
#[derive(Debug)]
pub(crate) struct Slots {
    running: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
}

impl Slots {
    pub(crate) fn new(slots: usize, queue: usize) -> Slots {
        Slots { running: Arc::new(Semaphore::new(slots)), waiting: AtomicUsize::new(0), queue }
    }

    /// Runs `work` on a blocking thread when a slot is free.
    ///
    /// A blocking thread cannot be stopped, so an evaluation that is late keeps its slot until it ends: what is
    /// given up on is still not more than the slots. The engine's own time limit ends it.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        deadline: Instant,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoAnswer> {
        let permit = match Arc::clone(&self.running).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                let _place = Place::take(&self.waiting, self.queue).ok_or(NoAnswer::Shed)?;
                tokio::time::timeout_at(deadline.into(), Arc::clone(&self.running).acquire_owned())
                    .await
                    .map_err(|_| NoAnswer::Late)?
                    // The semaphore is never closed.
                    .map_err(|_| NoAnswer::Shed)?
            }
        };
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        match tokio::time::timeout_at(deadline.into(), task).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(NoAnswer::Panicked),
            Err(_) => Err(NoAnswer::Late),
        }
    }
}

/// A place in the queue, given back when dropped: also when the caller hangs up while waiting.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, queue: usize) -> Option<Place<'a>> {
        waiting
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| (count < queue).then_some(count + 1))
            .ok()
            .map(|_| Place(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    fn in_(millis: u64) -> Instant {
        Instant::now() + Duration::from_millis(millis)
    }

    #[tokio::test]
    async fn a_panic_is_no_answer_and_frees_its_slot() {
        let slots = Slots::new(1, 0);
        assert_eq!(slots.run(in_(20_000), || -> u8 { panic!("on purpose") }).await, Err(NoAnswer::Panicked));
        assert_eq!(slots.run(in_(20_000), || 7).await, Ok(7));
    }

    #[tokio::test]
    async fn a_late_evaluation_keeps_its_slot_until_it_ends() {
        let slots = Slots::new(1, 0);
        let (finish, wait) = mpsc::channel::<()>();
        assert_eq!(slots.run(in_(20), move || wait.recv().is_ok()).await, Err(NoAnswer::Late));
        assert_eq!(slots.run(in_(20), || 7).await, Err(NoAnswer::Shed));
        finish.send(()).expect("it waits");
        while slots.run(in_(20), || 7).await.is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_waits_no_longer_than_the_deadline() {
        let slots = Arc::new(Slots::new(1, 1));
        let (finish, wait) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let slots = Arc::clone(&slots);
            async move { slots.run(in_(5000), move || wait.recv().is_ok()).await }
        });
        while slots.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let slots = Arc::clone(&slots);
            async move { slots.run(in_(30), || true).await }
        });
        while slots.waiting.load(Ordering::Acquire) == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(slots.run(in_(5000), || true).await, Err(NoAnswer::Shed), "one runs, one waits");
        assert_eq!(second.await.expect("no panic"), Err(NoAnswer::Late));
        assert_eq!(slots.waiting.load(Ordering::Acquire), 0, "the place is given back");
        finish.send(()).expect("it waits");
        assert_eq!(first.await.expect("no panic"), Ok(true));
    }
}
