//! Kinds that nobody serves: most are slips of the pen, and a slip must not pass as "no rule judges this".

use edgeward_decision::{GroupVersionKind, KindScope, kind_scope, known_kinds};

/// What is wrong with the type of an object, if Kubernetes would have to know it and does not.
pub(crate) fn slip(kind: &GroupVersionKind) -> Option<String> {
    if kind_scope(&kind.group, &kind.kind) != KindScope::Unknown || !is_built_in(&kind.group) {
        return None;
    }
    let written = format!("{} {}", kind.api_version(), kind.kind);
    let suggestion = nearest_kind(kind).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
    Some(format!("`{written}` is no kind that Kubernetes serves{suggestion}"))
}

/// Groups without a dot and below k8s.io belong to Kubernetes; custom resources have a domain of their own.
fn is_built_in(group: &str) -> bool {
    !group.contains('.') || known_kinds().any(|(known, _)| known == group)
}

fn nearest_kind(wrong: &GroupVersionKind) -> Option<String> {
    let in_other_group = known_kinds().find(|(_, kind)| *kind == wrong.kind);
    let (group, kind) = match in_other_group {
        Some(known) => known,
        None => {
            let (group, wrong) = (&wrong.group, &wrong.kind);
            let similarity = |(known_group, kind): &(&str, &str)| {
                let same_group = f64::from(u8::from(known_group == group)) / 100.0;
                strsim::jaro_winkler(&wrong.to_lowercase(), &kind.to_lowercase()) + same_group
            };
            known_kinds()
                .map(|known| (similarity(&known), known))
                .filter(|(score, _)| *score > 0.85)
                .max_by(|a, b| a.0.total_cmp(&b.0))?
                .1
        }
    };
    Some(match group {
        "" => format!("`{kind}` of `v1`"),
        group => format!("`{kind}` of `{group}`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_kubernetes_would_have_to_know_is_a_slip() {
        for (api_version, kind, message) in [
            ("apps/v1", "Deployment", None),
            ("example.com/v1", "Deploymnt", None),
            ("cert-manager.io/v1", "Certificate", None),
            (
                "apps/v1",
                "Deploymnt",
                Some(
                    "`apps/v1 Deploymnt` is no kind that Kubernetes serves; did you mean `Deployment` of `apps`?",
                ),
            ),
            (
                "v1",
                "Deployment",
                Some(
                    "`v1 Deployment` is no kind that Kubernetes serves; did you mean `Deployment` of `apps`?",
                ),
            ),
            (
                "app/v1",
                "pod",
                Some("`app/v1 pod` is no kind that Kubernetes serves; did you mean `Pod` of `v1`?"),
            ),
            (
                "networking.k8s.io/v1",
                "Zzz",
                Some("`networking.k8s.io/v1 Zzz` is no kind that Kubernetes serves"),
            ),
        ] {
            let found = slip(&GroupVersionKind::new(api_version, kind));
            assert_eq!(found.as_deref(), message, "{api_version} {kind}");
        }
    }
}
