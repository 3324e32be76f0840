//! One of several replicas, chosen by a Lease object: who writes its name there and keeps renewing it leads.
//!
//! No clock of another machine is trusted. A lease has run out when *this* process saw no change of it for as long as
//! its holder asked for, and a holder stops acting well before the others can have waited that long: what it could not
//! renew for [`Terms::deadline`] it does not lead any more, whether it hears of that or not.
//!
//! What is done while leading may still overlap with the next leader by a request that was on its way, so what both
//! write is written against a version.

mod leading;
mod record;
#[cfg(test)]
mod tests;

pub(crate) use leading::{Leadership, Leading};

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use k8s_openapi::api::coordination::v1::Lease as Object;
use kube::api::{Api, Patch, PatchParams, PostParams};
use kube::{Client, Error};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::failure::Failure;
use record::{Record, Seen};

/// How long things take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    /// How long others leave a holder alone of which they hear nothing. Whole seconds.
    pub(crate) duration: Duration,
    /// How long a holder that cannot renew it goes on; less than `duration`, for what is then still on its way.
    pub(crate) deadline: Duration,
    /// How often it is renewed, or looked at.
    pub(crate) every: Duration,
}

impl Default for Terms {
    /// Those of Kubernetes' own controllers.
    fn default() -> Self {
        Terms {
            duration: Duration::from_secs(15),
            deadline: Duration::from_secs(10),
            every: Duration::from_secs(2),
        }
    }
}

/// A Lease object, and who we are in it.
#[derive(Clone)]
pub(crate) struct Lease {
    objects: Api<Object>,
    /// `NAMESPACE/NAME`, for the log.
    place: String,
    name: String,
    identity: String,
    terms: Terms,
}

/// A name that no other process has: a replica that was started anew is somebody else.
pub(crate) fn identity() -> String {
    let host = std::env::var("HOSTNAME").ok().filter(|name| !name.is_empty());
    let host = host.or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok());
    let host = host.as_deref().map_or("edgeward", str::trim);
    format!("{host}_{:016x}", RandomState::new().hash_one(std::process::id()))
}

impl Lease {
    pub(crate) fn new(client: Client, namespace: &str, name: &str, identity: &str) -> Lease {
        Lease {
            objects: Api::namespaced(client, namespace),
            place: format!("{namespace}/{name}"),
            name: name.to_owned(),
            identity: identity.to_owned(),
            terms: Terms::default(),
        }
    }

    /// The same with other times.
    #[cfg(test)]
    fn with_terms(self, terms: Terms) -> Lease {
        Lease { terms, ..self }
    }

    /// Tries to hold it from now on, in a task of its own, until the answer is released or dropped.
    pub(crate) fn hold(self) -> Leadership {
        let (until, leading) = watch::channel(None);
        let (stop, stopped) = watch::channel(());
        let task = tokio::spawn(self.contend(until, stopped));
        Leadership::new(Leading::new(leading), stop, task)
    }

    async fn contend(self, until: watch::Sender<Option<Instant>>, mut stopped: watch::Receiver<()>) {
        let mut seen = Seen::default();
        let mut is_failing = false;
        loop {
            // Before it is asked for: others count from a moment after this one.
            let began = Instant::now();
            let attempt = tokio::select! {
                attempt = timeout(self.terms.deadline / 3, self.attempt(&mut seen)) => attempt,
                // Nothing is ever sent: the other end is gone.
                _ = stopped.changed() => break,
            };
            let failure = match attempt {
                Ok(Ok(is_ours)) => {
                    let before = until.send_replace(is_ours.then(|| began + self.terms.deadline));
                    if is_ours && before.is_none() {
                        tracing::info!(lease = self.place, identity = self.identity, "leads");
                    } else if !is_ours && before.is_some() {
                        tracing::warn!(lease = self.place, "somebody else leads now");
                    }
                    None
                }
                // What was led until a certain moment is still led until then.
                Ok(Err(error)) => Some(self.explained(&error)),
                Err(_) => Some(Failure::late("an answer").into_text()),
            };
            if let Some(failure) = &failure
                && !is_failing
            {
                tracing::warn!(
                    lease = self.place,
                    failure,
                    "the lease cannot be had or renewed; tried again"
                );
            }
            is_failing = failure.is_some();
            tokio::select! {
                () = sleep(self.terms.every) => {}
                _ = stopped.changed() => break,
            }
        }
        // First stop acting, then let others.
        if until.send_replace(None).is_some() {
            let released = timeout(self.terms.deadline / 3, self.release()).await;
            tracing::info!(lease = self.place, released = matches!(released, Ok(Ok(()))), "leads no more");
        }
    }

    /// Takes it, or renews it, where that is possible; says whether it is ours now.
    async fn attempt(&self, seen: &mut Seen) -> Result<bool, Error> {
        let Some(object) = self.objects.get_opt(&self.name).await? else {
            let made = Record::default().renewed(&self.identity, self.terms.duration).object(&self.name);
            return ours(self.objects.create(&PostParams::default(), &made).await);
        };
        let record = Record::of(&object);
        seen.look(&record, Instant::now());
        if !seen.is_free_for(&self.identity, Instant::now()) {
            return Ok(false);
        }
        ours(self.write(&object, &record.renewed(&self.identity, self.terms.duration)).await)
    }

    /// Gives it back, so that nobody has to wait until it has run out.
    async fn release(&self) -> Result<(), Error> {
        let Some(object) = self.objects.get_opt(&self.name).await? else { return Ok(()) };
        let record = Record::of(&object);
        if record.is_held_by(&self.identity) {
            self.write(&object, &record.released()).await?;
        }
        Ok(())
    }

    /// Writes a record over the one that was read, and over no other.
    async fn write(&self, read: &Object, record: &Record) -> Result<Object, Error> {
        let change = record.change(read.metadata.resource_version.as_deref());
        self.objects.patch(&self.name, &PatchParams::default(), &Patch::Merge(change)).await
    }

    fn explained(&self, error: &Error) -> String {
        let text = Failure::of(error).into_text();
        match error {
            Error::Api(status) if status.code == 403 => format!(
                "{text}; the chart makes this Lease and the Role that lets the server read and patch it, so upgrade the \
                 release"
            ),
            _ => text,
        }
    }
}

/// Whether what was written is there. A conflict is an answer: somebody was faster.
fn ours(written: Result<Object, Error>) -> Result<bool, Error> {
    match written {
        Ok(_) => Ok(true),
        Err(Error::Api(status)) if status.code == 409 => Ok(false),
        Err(error) => Err(error),
    }
}
