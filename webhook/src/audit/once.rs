//! An audit that somebody asks for and waits for.

use std::num::NonZeroUsize;

use edgeward_decision::{Decision, Facts, Inventory, PolicySet, Profile, Review, decide};
use edgeward_rego::Limits;

use super::scan::{AuditNews, Judge, Scanned, scan};
use crate::cluster::{ClusterAccess, ClusterError, Failure, Reader, Trim, connect};
use crate::tls::{self, TlsError};

/// What an audit is told.
#[derive(Debug, Clone)]
pub struct AuditConfig {
    /// How the cluster is reached.
    pub access: ClusterAccess,
    /// For which moment it is judged, in seconds since 1970.
    pub moment: i64,
    /// Limits of one evaluation of one rule.
    pub limits: Limits,
    /// Kinds that are not read, such as `Secret` or `Ingress (networking.k8s.io)`.
    pub skip: Vec<String>,
}

/// Why there is no audit. A kind that is judged and cannot be read is no error but a gap.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The cluster cannot be asked.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// There is no TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No runtime for the network.
    #[error("cannot start")]
    Runtime(#[source] std::io::Error),
    /// The API server does not say what it serves.
    #[error("the cluster does not say what it serves: {0}")]
    Discovery(String),
    /// Kinds that rules look up cannot be read, a line each.
    #[error("rules look these up, and they cannot be read; docs/watched.md lists what must be allowed\n{}", .0.join("\n"))]
    Inventory(Vec<String>),
}

/// Judges everything in a cluster that the profile is about, and says what it finds while it goes.
///
/// # Errors
/// The cluster cannot be asked, or what rules look up cannot be read.
pub fn audit(
    config: &AuditConfig,
    policies: &PolicySet,
    profile: &Profile,
    mut tell: impl FnMut(AuditNews<'_>),
) -> Result<Scanned, AuditError> {
    tls::install()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(AuditError::Runtime)?.block_on(async {
        let reader = Reader::new(connect(&config.access).await?);
        let inventory = inventory(&reader, policies, profile).await?;
        let facts = policies.facts(&inventory).at(config.moment);
        let judge = AllProcessors { policies, profile, facts, limits: config.limits };
        scan(&reader, profile, &config.skip, &judge, &mut tell)
            .await
            .map_err(|failure| AuditError::Discovery(failure.into_text()))
    })
}

/// What rules look up.
async fn inventory(
    reader: &Reader,
    policies: &PolicySet,
    profile: &Profile,
) -> Result<Inventory, AuditError> {
    let (mut inventory, mut missing) = (Inventory::default(), Vec::new());
    for (kind, fields) in &policies.needs(profile).fields {
        inventory.knows(kind);
        match reader.all(&mut Trim::new(kind.clone(), fields.clone())).await {
            Ok(None) => {}
            Ok(Some(listed)) => {
                for object in listed.objects {
                    inventory.put(kind, listed.served.scope, object);
                }
            }
            // Whoever does not answer one question need not be asked the others.
            Err(failure @ Failure::Broken(_)) => return Err(AuditError::Discovery(failure.into_text())),
            Err(failure) => missing.push(format!("{kind}: {}", failure.into_text())),
        }
    }
    if missing.is_empty() { Ok(inventory) } else { Err(AuditError::Inventory(missing)) }
}

/// Nobody else waits for this process.
struct AllProcessors<'a> {
    policies: &'a PolicySet,
    profile: &'a Profile,
    facts: Facts,
    limits: Limits,
}

impl Judge for AllProcessors<'_> {
    async fn judge(&self, reviews: Vec<Review>) -> Result<Vec<(Review, Decision)>, String> {
        let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let share = reviews.len().div_ceil(threads).max(1);
        let decide_one =
            |review: &Review| decide(self.policies, self.profile, review, &self.facts, &self.limits);
        let decisions = std::thread::scope(|scope| {
            let parts: Vec<_> = reviews
                .chunks(share)
                .map(|part| scope.spawn(move || part.iter().map(decide_one).collect::<Vec<_>>()))
                .collect();
            parts.into_iter().map(|part| part.join()).collect::<Result<Vec<_>, _>>()
        });
        let decisions = decisions.map_err(|_| "an evaluation broke off".to_owned())?;
        Ok(reviews.into_iter().zip(decisions.into_iter().flatten()).collect())
    }
}
