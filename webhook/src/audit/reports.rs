//! Findings of an audit as PolicyReport objects, one for each object that has any (`wgpolicyk8s.io/v1alpha2`).
//!
//! They show the state of now beside the objects and go with them; they are no record. A report is written when what it
//! says has changed, and removed by the first whole audit that finds nothing more: the datastore of a K3s server is
//! small.

mod object;

use std::collections::HashMap;

use edgeward_decision::{Audited, PolicySet, Review};
use edgeward_rego::Value;

use crate::cluster::{Failure, Reader, Writer};
use object::{CONTENT, LABEL, Report};

const API: &str = "/apis/wgpolicyk8s.io/v1alpha2";

/// Of both kinds, where they are.
const COLLECTIONS: [&str; 2] = ["policyreports", "clusterpolicyreports"];

/// Reports beyond this are not written, only counted.
const MOST: usize = 1000;

/// Reports of one page.
const PAGE: usize = 100;

/// The reports in the cluster during one audit.
pub(super) struct Reports {
    writer: Writer,
    /// What there was at its beginning, by path: a mark of what it says.
    before: HashMap<String, String>,
    /// What there shall be at its end, by path.
    written: HashMap<String, Option<Report>>,
    /// Objects whose findings were not written.
    pub(super) left_out: usize,
}

impl Reports {
    /// Nothing where the cluster does not serve them.
    ///
    /// # Errors
    /// They cannot be listed.
    pub(super) async fn begin(reader: &Reader) -> Result<Option<Reports>, Failure> {
        let mut before = HashMap::new();
        for collection in COLLECTIONS {
            let path = format!("{API}/{collection}?labelSelector={LABEL}");
            let mut more = String::new();
            loop {
                let page = match reader.page(&path, PAGE, &more).await {
                    Err(Failure::NotFound) => return Ok(None),
                    other => other?,
                };
                before.extend(page.items.unwrap_or_default().iter().map(|report| mark(collection, report)));
                more = page.metadata.more;
                if more.is_empty() {
                    break;
                }
            }
        }
        Ok(Some(Reports { writer: Writer::beside(reader), before, written: HashMap::new(), left_out: 0 }))
    }

    /// Notes what was found about an object.
    pub(super) fn add(&mut self, policies: &PolicySet, review: &Review, audited: &Audited, now: i64) {
        let Some(report) = Report::of(policies, review, audited, now) else { return };
        let path = report.path();
        if self.written.len() >= MOST {
            self.left_out += 1;
            return;
        }
        // One that says the same already need not be kept until it is written.
        let is_known = self.before.get(&path).is_some_and(|content| *content == report.content);
        self.written.insert(path, (!is_known).then_some(report));
    }

    /// Writes what is new, and after a whole audit removes what was not found again. How many could not be written.
    pub(super) async fn end(self, is_whole: bool) -> Vec<String> {
        let mut failures = Vec::new();
        for (path, report) in &self.written {
            if let Some(report) = report {
                let done = self.writer.apply(path, &report.object).await;
                // The namespace went while it was audited, and nothing can be in it any more.
                let is_gone =
                    |failure: &Failure| report.is_in_a_namespace() && matches!(failure, Failure::NotFound);
                failures.extend(done.err().filter(|failure| !is_gone(failure)));
            }
        }
        if is_whole {
            for path in self.before.keys().filter(|path| !self.written.contains_key(*path)) {
                failures.extend(self.writer.delete(path).await.err());
            }
        }
        failures.into_iter().map(Failure::into_text).collect()
    }
}

/// Where a report is, and what it says.
fn mark(collection: &str, report: &Value) -> (String, String) {
    let text = |pointer: &str| {
        report.pointer(pointer).and_then(|one| one.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
    (
        path(collection, &namespace, &name),
        text(&format!("/metadata/annotations/{}", CONTENT.replace('/', "~1"))),
    )
}

fn path(collection: &str, namespace: &str, name: &str) -> String {
    match namespace {
        "" => format!("{API}/{collection}/{name}"),
        namespace => format!("{API}/namespaces/{namespace}/{collection}/{name}"),
    }
}
