//! Which kinds an audit reads, and in which order.

use std::collections::BTreeSet;

use edgeward_decision::{Profile, audit_order};

use super::scan::Gap;
use crate::cluster::{Failure, Reader, Served};

/// A kind to be read, in one of the versions that it is served in.
pub(super) struct Kind {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) served: Served,
}

/// The kinds that some constraint is about and that can be listed, each in the version that the API server prefers,
/// those that control before those that are controlled; and what could not be found out.
///
/// # Errors
/// The API server does not say which groups there are.
pub(super) async fn judged(reader: &Reader, profile: &Profile) -> Result<(Vec<Kind>, Vec<Gap>), Failure> {
    let mut groups = reader.groups().await?;
    groups.insert(0, (String::new(), vec!["v1".to_owned()]));
    let (mut kinds, mut gaps, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (group, versions) in groups.into_iter().filter(|(group, _)| profile.covers_group(group)) {
        for api_version in versions {
            let served = match reader.listable(&api_version).await {
                Ok(served) => served,
                Err(Failure::NotFound) => continue,
                Err(failure) => {
                    gaps.push(Gap { kind: format!("all of {api_version}"), reason: failure.into_text() });
                    continue;
                }
            };
            for (kind, served) in served {
                if profile.covers_kind(&group, &kind) && seen.insert((group.clone(), kind.clone())) {
                    kinds.push((
                        audit_order(&group, &kind),
                        Kind { api_version: api_version.clone(), kind, served },
                    ));
                }
            }
        }
    }
    kinds.sort_by_key(|(order, _)| *order);
    Ok((kinds.into_iter().map(|(_, kind)| kind).collect(), gaps))
}
