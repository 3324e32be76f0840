//! `# edgeward-lint: allow(id) reason`: switches a lint off for its own line and the next.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::{File, Policies};

const MARK: &str = "edgeward-lint:";

/// A comment that switches a lint off.
struct Allow<'a> {
    file: &'a File,
    comment: &'a edgeward_rego::syntax::tree::Comment,
    line: u32,
    lint: Lint,
}

/// The findings that nothing switches off, and those about comments that switch nothing off.
pub(crate) fn applied(policies: &Policies, findings: Vec<Finding>) -> Vec<Finding> {
    let mut left = Vec::new();
    let mut allows = Vec::new();
    for file in &policies.files {
        for comment in &file.tree.comments {
            if let Some(text) = comment.text.trim().strip_prefix(MARK) {
                let place = file.place(comment.span);
                match read(text.trim()) {
                    Ok(lint) => allows.push(Allow { file, comment, line: place.line, lint }),
                    Err(message) => left.push(Finding::new(Lint::AllowComment, place, message)),
                }
            }
        }
    }
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for finding in findings {
        let covers = |allow: &Allow<'_>| {
            let line = finding.place.line;
            allow.lint == finding.lint
                && allow.file.path() == finding.place.file
                && (line == allow.line || line == allow.line.saturating_add(1))
        };
        match allows.iter().position(covers) {
            Some(index) => {
                used.insert(index);
            }
            None => left.push(finding),
        }
    }
    let idle = allows.iter().enumerate().filter(|(index, _)| !used.contains(index));
    left.extend(idle.map(|(_, allow)| {
        let message =
            format!("{} finds nothing on this line and the next; remove the comment", allow.lint.id());
        Finding::new(Lint::AllowComment, allow.file.place(allow.comment.span), message)
    }));
    left
}

/// `allow(id) reason`.
fn read(text: &str) -> Result<Lint, String> {
    let form = || "an allow comment is written `edgeward-lint: allow(id) reason`".to_owned();
    let inside = text.strip_prefix("allow(").ok_or_else(form)?;
    let (id, reason) = inside.split_once(')').ok_or_else(form)?;
    let lint = Lint::of_id(id.trim()).ok_or_else(|| format!("there is no lint `{}`", id.trim()))?;
    if lint == Lint::AllowComment {
        return Err("an allow comment cannot allow itself".to_owned());
    }
    if reason.trim().is_empty() {
        return Err(format!("it does not say why {} is switched off", lint.id()));
    }
    Ok(lint)
}
