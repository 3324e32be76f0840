/// Gatekeeper's wildcard (`pkg/wildcard/wildcard.go`): a star at either end or none. One in the middle is literal.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(rest), Some(_)) => rest.strip_suffix('*').is_none_or(|inner| text.contains(inner)),
        (Some(suffix), None) => text.ends_with(suffix),
        (None, Some(prefix)) => text.starts_with(prefix),
        (None, None) => pattern == text,
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_at_the_ends_only() {
        for (pattern, text, expected) in [
            ("*", "anything", true),
            ("*", "", true),
            ("kube-*", "kube-system", true),
            ("kube-*", "my-kube-system", false),
            ("*-system", "kube-system", true),
            ("*-system", "system", false),
            ("*ube*", "kube-system", true),
            ("k*m", "kube-system", false),
            ("k*m", "k*m", true),
            ("exact", "exact", true),
            ("exact", "exactly", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
