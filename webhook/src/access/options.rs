/// Query parameters that shape an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) pretty: bool,
    pub(crate) metrics: bool,
    pub(crate) provenance: bool,
}

impl Options {
    /// As OPA reads them: on when empty or `true` in any case, off otherwise. Unknown ones are passed over.
    pub(crate) fn read(parameters: &[(String, String)]) -> Options {
        let is_on = |name: &str| {
            parameters
                .iter()
                .any(|(key, value)| key == name && (value.is_empty() || value.eq_ignore_ascii_case("true")))
        };
        Options { pretty: is_on("pretty"), metrics: is_on("metrics"), provenance: is_on("provenance") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_on_when_empty_or_true() {
        let read = |value: &str| Options::read(&[("pretty".to_owned(), value.to_owned())]).pretty;
        assert!(read("") && read("true") && read("TRUE"));
        assert!(!read("1") && !read("false"));
    }
}
