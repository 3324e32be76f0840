//! The lines at the top of a case.

use std::collections::BTreeSet;

/// What a case claims, by somebody who thought of it before the rule was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Id of the rule.
    pub rule: String,
    /// Ids of legal controls.
    pub controls: Vec<String>,
    /// What the case is there for.
    pub shows: String,
    /// Names of the checks that must be found.
    pub expect: BTreeSet<String>,
}

impl Header {
    /// Reads `# name: value` lines.
    ///
    /// # Errors
    /// A line is missing.
    pub fn read(text: &str) -> Result<Header, String> {
        let field = |name: &str| field(text, name).ok_or_else(|| format!("the header has no `# {name}:`"));
        Ok(Header {
            rule: field("rule")?.to_owned(),
            controls: words(field("controls")?),
            shows: field("shows")?.to_owned(),
            expect: words(field("expect")?).into_iter().collect(),
        })
    }

    /// Whether a text begins like a case.
    pub(crate) fn begins(text: &str) -> bool {
        field(text, "rule").is_some() && field(text, "expect").is_some()
    }
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .take_while(|line| line.starts_with('#'))
        .find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(':'))
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

fn words(text: &str) -> Vec<String> {
    text.split([' ', ',']).filter(|word| !word.is_empty() && *word != "none").map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_rule_controls_claim_and_checks() {
        let text =
            "# rule: HD-1\n# controls: a, b\n# shows: two dots\n# expect: path mode\nkind: Pod\n# rule: X\n";
        assert_eq!(
            Header::read(text),
            Ok(Header {
                rule: "HD-1".to_owned(),
                controls: vec!["a".to_owned(), "b".to_owned()],
                shows: "two dots".to_owned(),
                expect: ["mode".to_owned(), "path".to_owned()].into(),
            })
        );
        assert!(Header::begins(text));
    }

    #[test]
    fn a_line_below_the_first_document_is_no_header() {
        let text = "# rule: HD-1\n# controls: none\n# shows: x\nkind: Pod\n# expect: none\n";
        assert_eq!(Header::read(text), Err("the header has no `# expect:`".to_owned()));
        assert!(!Header::begins(text));
    }
}
