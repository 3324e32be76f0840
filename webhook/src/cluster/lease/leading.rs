//! Whether we lead, as others in this process see it.

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// Whether this process leads. Cheap to copy.
#[derive(Debug, Clone)]
pub(crate) struct Leading(watch::Receiver<Option<Instant>>);

impl Leading {
    /// Leads until the moment that was sent last.
    pub(super) fn new(until: watch::Receiver<Option<Instant>>) -> Leading {
        Leading(until)
    }

    /// Whether it does right now, also after a process was stopped for a while and goes on.
    pub(crate) fn is_now(&self) -> bool {
        self.0.borrow().is_some_and(|until| Instant::now() < until)
    }

    /// Waits until it does. For ever, where nobody tries any more.
    pub(crate) async fn begins(&mut self) {
        while !self.is_now() {
            if self.0.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Waits until it does no more. What is done while leading is given up then.
    pub(crate) async fn ends(&mut self) {
        loop {
            let Some(until) = *self.0.borrow_and_update() else { return };
            tokio::select! {
                changed = self.0.changed() => if changed.is_err() { return },
                () = sleep_until(until) => return,
            }
        }
    }
}

/// A task that tries to lead.
#[derive(Debug)]
pub(crate) struct Leadership {
    leading: Leading,
    stop: watch::Sender<()>,
    task: JoinHandle<()>,
}

impl Leadership {
    pub(super) fn new(leading: Leading, stop: watch::Sender<()>, task: JoinHandle<()>) -> Leadership {
        Leadership { leading, stop, task }
    }

    /// For whoever acts only while leading.
    pub(crate) fn leading(&self) -> Leading {
        self.leading.clone()
    }

    /// Leads no more, and gives the lease back where it is ours. Dropping does the same, but nobody waits for it.
    pub(crate) async fn release(self) {
        drop(self.stop);
        // A panic there has ended it as well.
        let _ = self.task.await;
    }
}
