//! One pass over all objects that a profile judges.

use std::time::Duration;

use edgeward_decision::{Decision, InventoryKind, Profile, Review, Tally};
use edgeward_rego::Value;

use super::kinds::{Kind, judged};
use crate::cluster::{Failure, Reader};

pub use edgeward_decision::Audited;

/// Objects of one page. Memory of an audit is that of a page, whatever the cluster holds.
const PAGE: usize = 100;

/// How often a page is asked for before its kind counts as unread.
const ATTEMPTS: u32 = 3;

const PAUSE: Duration = Duration::from_millis(500);

/// What an audit did not look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// `Pod`, `Ingress (networking.k8s.io)` or `all of example.com/v1`.
    pub kind: String,
    /// Why not.
    pub reason: String,
}

/// A kind that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedKind {
    /// `v1`, `apps/v1`.
    pub api_version: String,
    /// `Pod`.
    pub kind: String,
    /// Its objects.
    pub objects: usize,
}

/// What came of a pass.
#[derive(Debug, Default)]
pub struct Scanned {
    /// All counts.
    pub tally: Tally,
    /// Kinds that were read, also those without an object.
    pub kinds: Vec<AuditedKind>,
    /// Kinds that were not, or not to their end.
    pub gaps: Vec<Gap>,
    /// Kinds that were left out because somebody wanted it so.
    pub skipped: Vec<String>,
}

/// What happens during a pass.
#[derive(Debug)]
pub enum AuditNews<'a> {
    /// So many objects of a kind were judged, and so many are still to come, where the API server says so.
    Progress {
        /// The kind.
        kind: &'a str,
        /// Judged so far.
        done: usize,
        /// Yet to come.
        left: Option<usize>,
    },
    /// An object was judged.
    Object(&'a Review, Box<Audited>),
}

/// Judges pages: on which threads and by which facts is the caller's to say.
pub(super) trait Judge {
    /// The decisions about the reviews, in their order.
    async fn judge(&self, reviews: Vec<Review>) -> Result<Vec<(Review, Decision)>, String>;
}

/// Reads and judges everything that a constraint of the profile is about.
///
/// # Errors
/// The API server does not say what it serves.
pub(super) async fn scan(
    reader: &Reader,
    profile: &Profile,
    skip: &[String],
    judge: &impl Judge,
    tell: &mut impl FnMut(AuditNews<'_>),
) -> Result<Scanned, Failure> {
    let mut scanned = Scanned::default();
    let (kinds, gaps) = judged(reader, profile).await?;
    scanned.gaps = gaps;
    for kind in kinds {
        let named = InventoryKind::new(&kind.api_version, &kind.kind);
        let name = named.to_string();
        if is_skipped(skip, &named) {
            scanned.skipped.push(name);
            continue;
        }
        match read(reader, &kind, judge, &mut scanned.tally, tell).await {
            Ok(objects) => {
                let Kind { api_version, kind, .. } = kind;
                scanned.kinds.push(AuditedKind { api_version, kind, objects });
            }
            Err(reason) => scanned.gaps.push(Gap { kind: name, reason }),
        }
    }
    Ok(scanned)
}

/// Whether somebody wants a kind to be left out: by its name alone, or with its group as the inventory shows it.
pub fn is_skipped(skip: &[String], kind: &InventoryKind) -> bool {
    let shown = kind.to_string();
    skip.iter().any(|one| *one == kind.kind || *one == shown)
}

/// Judges all objects of a kind; how many they are.
async fn read(
    reader: &Reader,
    kind: &Kind,
    judge: &impl Judge,
    tally: &mut Tally,
    tell: &mut impl FnMut(AuditNews<'_>),
) -> Result<usize, String> {
    let (mut done, mut more) = (0, String::new());
    loop {
        let page = patiently(reader, kind, &more).await.map_err(Failure::into_text)?;
        let reviews = page
            .items
            .unwrap_or_default()
            .into_iter()
            .map(|object| review(object, kind))
            .collect::<Result<Vec<_>, _>>()?;
        for (review, decision) in judge.judge(reviews).await? {
            done += 1;
            let audited = Box::new(tally.count(&review, decision));
            tell(AuditNews::Object(&review, audited));
        }
        more = page.metadata.more;
        let left = if more.is_empty() { Some(0) } else { page.metadata.remaining_item_count };
        tell(AuditNews::Progress { kind: &kind.kind, done, left });
        if more.is_empty() {
            return Ok(done);
        }
    }
}

async fn patiently(reader: &Reader, kind: &Kind, more: &str) -> Result<crate::cluster::Page, Failure> {
    let mut attempt = 1;
    loop {
        match reader.page(&kind.served.path, PAGE, more).await {
            Err(Failure::Broken(_)) if attempt < ATTEMPTS => tokio::time::sleep(PAUSE * attempt).await,
            other => return other,
        }
        attempt += 1;
    }
}

/// A list leaves out of what kind its objects are.
fn review(mut object: Value, kind: &Kind) -> Result<Review, String> {
    object.put(&["apiVersion"], kind.api_version.as_str().into());
    object.put(&["kind"], kind.kind.as_str().into());
    Review::of_existing_in(&object, kind.served.scope).map_err(|error| format!("an object: {error}"))
}
