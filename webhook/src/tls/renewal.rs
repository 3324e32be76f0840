use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwapOption;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::time::{MissedTickBehavior, interval};

use super::TlsError;
use super::files::read_files;
use super::read;
use crate::config::TlsFiles;
use crate::http::App;

/// The certificate that the next handshake is answered with.
#[derive(Debug, Clone)]
pub(crate) struct Serving(Arc<Current>);

#[derive(Debug)]
struct Current(ArcSwapOption<CertifiedKey>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.load_full()
    }
}

/// What came of looking at the files again.
#[derive(Debug)]
pub(crate) enum Renewal {
    /// They hold what is served.
    Same,
    /// Another certificate is served from now on.
    Renewed,
    /// They cannot be served with; what was served still is.
    Failed(TlsError),
}

impl Serving {
    /// Without a key every handshake fails until there is one.
    pub(super) fn new(key: Option<CertifiedKey>) -> Serving {
        Serving(Arc::new(Current(ArcSwapOption::new(key.map(Arc::new)))))
    }

    pub(super) fn resolver(&self) -> Arc<dyn ResolvesServerCert> {
        Arc::clone(&self.0) as Arc<dyn ResolvesServerCert>
    }

    /// Looks at the files. A certificate and a key of different ages, as one sees while they are being written, do not
    /// belong together and are refused.
    pub(crate) fn renew(&self, files: &TlsFiles) -> Renewal {
        match read_files(files) {
            Ok(key) if self.serve(&key) => Renewal::Renewed,
            Ok(_) => Renewal::Same,
            Err(error) => Renewal::Failed(error),
        }
    }

    /// Answers the next handshake with this; says whether it is another than before.
    pub(crate) fn serve(&self, key: &CertifiedKey) -> bool {
        let is_other = self.0.0.load().as_ref().is_none_or(|before| before.cert != key.cert);
        if is_other {
            self.0.0.store(Some(Arc::new(key.clone())));
        }
        is_other
    }

    /// When what is served ends; nothing where nothing is.
    pub(crate) fn end(&self) -> Option<SystemTime> {
        self.0.0.load().as_ref().and_then(|key| key.cert.first().and_then(read::end))
    }

    /// Looks at the files now and then, for ever. A mount of a Secret tells nobody that it changed.
    pub(crate) async fn follow(self, files: TlsFiles, every: Duration, app: Arc<App>) {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_failing = false;
        loop {
            ticks.tick().await;
            let (serving, read) = (self.clone(), files.clone());
            let Ok(renewal) = tokio::task::spawn_blocking(move || serving.renew(&read)).await else {
                continue;
            };
            let failed = matches!(renewal, Renewal::Failed(_));
            match renewal {
                Renewal::Same => {}
                Renewal::Renewed => {
                    app.metrics.certificate_renewed();
                    tracing::info!(file = %files.certificate.display(), "another certificate is served")
                }
                Renewal::Failed(error) => {
                    if !is_failing {
                        tracing::warn!(%error, "the certificate cannot be read anew; the one before is served on");
                    }
                    app.metrics.renewal_failed();
                }
            }
            is_failing = failed;
            app.certificate_is(self.end());
        }
    }
}
