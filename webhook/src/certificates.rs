//! Certificates of our own: the Secret, what the webhook configurations trust, and what is served, kept in step.
//!
//! ```text
//! leader: read configurations ─▶ read Secret ─▶ write caBundle ─▶ make what is due ─▶ write Secret
//! every replica:                 read Secret ─▶ serve what it holds
//! ```
//!
//! The order holds in each turn. A leader that was too slow, and is none any more, writes over nothing that its
//! successor wrote: the configurations were read before the Secret, so where the Secret has been renewed since, they are
//! another version too once they carry what is new.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::cluster::lease::Leading;
use crate::cluster::{Asked, Held, Secret, Webhooks};
use crate::http::App;
use crate::tls::{Lives, Own, Serving};

/// What the metrics call it.
const LEASE: &str = "certificates";

pub(crate) struct Certificates {
    pub(crate) secret: Secret,
    pub(crate) webhooks: Webhooks,
    pub(crate) leading: Leading,
    pub(crate) serving: Serving,
    pub(crate) lives: Lives,
    pub(crate) names: Vec<String>,
    pub(crate) app: Arc<App>,
}

/// Since when the webhook configurations have been seen to carry a bundle.
type Trusted = Option<(String, Instant)>;

/// Whether something was changed that the next turn goes on from.
type Changed = bool;

/// The shortest time between two looks at it all.
const LEAST_PAUSE: Duration = Duration::from_secs(1);

/// How often all is looked at: often enough in a short life, and no burden in a long one.
fn every(lives: Lives) -> Duration {
    (lives.serving / 60).clamp(LEAST_PAUSE, Duration::from_secs(10))
}

/// How long API servers may take to notice that a configuration changed. They watch, which takes milliseconds.
fn settling(lives: Lives) -> Duration {
    (lives.serving / 20).clamp(Duration::from_secs(3), Duration::from_secs(30))
}

impl Certificates {
    /// For ever.
    pub(crate) async fn keep(self) {
        let mut leading = self.leading.clone();
        let mut trusted = None;
        let mut is_failing = false;
        loop {
            let turn = if leading.is_now() {
                tokio::select! {
                    turn = self.lead(&mut trusted) => turn,
                    () = leading.ends() => Ok(true),
                }
            } else {
                trusted = None;
                self.follow().await
            };
            if let Err(error) = &turn {
                if !is_failing {
                    tracing::warn!(
                        error,
                        "certificates cannot be kept in step; tried again, what is served is served on"
                    );
                }
                self.app.metrics.renewal_failed();
            }
            is_failing = turn.is_err();
            self.app.metrics.leads(LEASE, self.leading.is_now());
            self.app.certificate_is(self.serving.end());
            // Who has nothing to serve is waited for.
            let is_serving = self.serving.end().is_some();
            let pause = tokio::time::sleep(if is_serving { every(self.lives) } else { LEAST_PAUSE });
            match turn {
                Ok(true) => {}
                _ if leading.is_now() => pause.await,
                _ => tokio::select! { () = pause => {}, () = leading.begins() => {} },
            }
        }
    }

    async fn follow(&self) -> Result<Changed, String> {
        self.serve(&Own::read(self.secret.read().await?.entries));
        Ok(false)
    }

    async fn lead(&self, trusted: &mut Trusted) -> Result<Changed, String> {
        let asked = self.webhooks.read().await;
        let held = self.secret.read().await?;
        let own = Own::read(held.entries.clone());
        // A certificate must not end because the webhooks cannot be written.
        let trust = match (own.bundle(), asked) {
            (Some(bundle), Ok(asked)) => self.trust(&asked, bundle, trusted).await,
            (_, asked) => asked.map(drop),
        };
        if trust.is_err() {
            *trusted = None;
        }
        let changed = self.renew(&held, own, trusted.as_ref()).await?;
        trust.map(|()| changed)
    }

    async fn trust(&self, asked: &Asked, bundle: String, trusted: &mut Trusted) -> Result<(), String> {
        if !self.leading.is_now() {
            return Ok(());
        }
        let did = self.webhooks.trust(asked, &bundle).await?;
        let is_same = trusted.as_ref().is_some_and(|(before, _)| *before == bundle);
        if !(did && is_same) {
            *trusted = Some((bundle, Instant::now()));
        }
        Ok(())
    }

    async fn renew(
        &self,
        held: &Held,
        own: Own,
        trusted: Option<&(String, Instant)>,
    ) -> Result<Changed, String> {
        let now = SystemTime::now();
        let is_trusted = trusted.is_some_and(|(_, since)| since.elapsed() >= settling(self.lives));
        let Some(made) = own.due(self.lives, &self.names, is_trusted, now) else {
            self.serve(&own);
            return Ok(false);
        };
        let (lives, names) = (self.lives, self.names.clone());
        let made_anew = tokio::task::spawn_blocking(move || own.make(made, lives, &names, now)).await;
        let next = made_anew.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        if self.leading.is_now() && self.secret.write(held, next.entries()).await? {
            tracing::info!(?made, "certificates were made");
            self.serve(&next);
        }
        Ok(true)
    }

    fn serve(&self, own: &Own) {
        if own.serving().is_some_and(|key| self.serving.serve(key)) {
            tracing::info!(secret = self.secret.place(), "another certificate is served");
            self.app.metrics.certificate_renewed();
        }
    }
}
