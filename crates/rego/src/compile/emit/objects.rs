//! OPA shows what a rule is below, as an empty object, even where the rule is undefined. The engine does so only for
//! the rule `p[x] := y`: for the others it gets one more definition of that form, which never holds.

use crate::compile::core::{Kind, Rule, Term};

use super::Emitter;

/// The paths that need it, behind a package of this length.
pub(super) fn shown<'a>(rules: impl Iterator<Item = &'a Rule>, package: usize) -> Vec<Vec<Term>> {
    let rules: Vec<&Rule> = rules.filter(|rule| rule.args.is_none()).collect();
    let known = |rule: &Rule| rule.reference.iter().skip(package).take_while(|part| part.is_scalar()).count();
    let open: Vec<&[Term]> = rules
        .iter()
        .filter(|rule| known(rule) + package < rule.reference.len())
        .filter_map(|rule| rule.reference.get(package..package + known(rule)))
        .collect();
    let mut paths: Vec<Vec<Term>> = Vec::new();
    for rule in &rules {
        let path = rule.reference.get(package..).unwrap_or_default();
        let known = known(rule);
        let length = known.min(path.len().saturating_sub(1));
        let always_holds = known == path.len() && rule.branches.iter().all(|branch| branch.body.is_empty());
        let is_shown = always_holds || rule.kind == Kind::Value && known + 1 == path.len();
        if length == 0 && known > 0 || is_shown {
            continue;
        }
        let path = path.get(..length.max(1)).unwrap_or_default();
        // Below a path with a variable nothing is shown.
        if open.iter().any(|above| above.len() < path.len() && begins(path, above)) {
            continue;
        }
        if !paths.iter().any(|other| other.len() == path.len() && begins(path, other)) {
            paths.push(path.to_vec());
        }
    }
    paths
}

fn begins(path: &[Term], with: &[Term]) -> bool {
    path.iter().zip(with).all(|(one, other)| one.kind == other.kind)
}

impl Emitter<'_> {
    /// `path[t1] := true if { t1 := 1; t1 == 2 }`.
    pub(super) fn empty_object(&mut self, path: &[Term]) {
        let name = self.fresh.local();
        self.path(path);
        self.put(&format!("[{name}] := true if {{ {name} := 1; {name} == 2 }}\n"));
    }
}
