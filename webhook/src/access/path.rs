use edgeward_decision::{DataDocument, PolicySet};
use edgeward_rego::{EvalError, Limits, Value};

/// Which document is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// `edgeward/access/decision`, and a path inside it.
    Decision(Vec<String>),
    /// Anything else, as a path below `data`.
    Document(Vec<String>),
}

impl Target {
    /// The target of what follows `/v1/data` in a URL path.
    ///
    /// # Errors
    /// A segment that OPA refuses too: a quotation mark or a broken escape. In words.
    pub(crate) fn parse(path: &str) -> Result<Target, String> {
        let path = path.trim_matches('/');
        let segments = match path {
            "" => Vec::new(),
            path => path.split('/').map(segment).collect::<Result<Vec<_>, _>>()?,
        };
        let words: Vec<&str> = segments.iter().map(String::as_str).collect();
        Ok(match words.as_slice() {
            ["edgeward", "access", "decision", inside @ ..] => {
                Target::Decision(inside.iter().copied().map(str::to_owned).collect())
            }
            _ => Target::Document(segments),
        })
    }

    /// The document; `None` where it is undefined.
    pub(super) fn evaluate(
        &self,
        policies: &PolicySet,
        input: Option<&Value>,
        limits: &Limits,
    ) -> Result<Option<Value>, EvalError> {
        let (segments, tree) = match self {
            Target::Decision(inside) => {
                let decision = policies.access(input, limits);
                let reasons = decision.reasons.iter().map(|reason| reason_word(reason).into());
                let document =
                    Value::object([("permit", decision.permit.into()), ("reasons", Value::array(reasons))]);
                (inside.as_slice(), Some(document))
            }
            Target::Document(segments) => {
                let words: Vec<&str> = segments.iter().map(String::as_str).collect();
                let ask = |document| policies.data_document(document, input, limits);
                let nested = |package: Option<Value>, names: &[&str]| {
                    names.iter().rev().fold(package, |inner, name| Some(Value::object([(*name, inner?)])))
                };
                match words.as_slice() {
                    [] => ([].as_slice(), nested(ask(DataDocument::Package)?, &["healthcare", "healthdata"])),
                    ["healthcare"] => ([].as_slice(), nested(ask(DataDocument::Package)?, &["healthdata"])),
                    ["healthcare", "healthdata", "allow", ..] => {
                        (segments.get(3..).unwrap_or_default(), ask(DataDocument::Allow)?)
                    }
                    ["healthcare", "healthdata", "deny", ..] => {
                        (segments.get(3..).unwrap_or_default(), ask(DataDocument::Deny)?)
                    }
                    ["healthcare", "healthdata", ..] => {
                        (segments.get(2..).unwrap_or_default(), ask(DataDocument::Package)?)
                    }
                    _ => ([].as_slice(), None),
                }
            }
        };
        Ok(tree.and_then(|tree| inside(tree, segments)))
    }
}

fn inside(tree: Value, segments: &[String]) -> Option<Value> {
    segments.iter().try_fold(tree, |tree, segment| match tree.is_array() {
        true => tree.elements().get(segment.parse::<usize>().ok()?).cloned(),
        false => tree.get(segment),
    })
}

/// One segment of a URL path, unescaped.
fn segment(text: &str) -> Result<String, String> {
    let broken = || format!("the path segment `{}` is not well escaped", crate::log::plain(text));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2).ok_or_else(broken)?;
        let digits = std::str::from_utf8(digits).map_err(|_| broken())?;
        // `from_str_radix` takes a sign, an escape does not.
        let value = if digits.starts_with('+') { None } else { u8::from_str_radix(digits, 16).ok() };
        bytes.push(value.ok_or_else(broken)?);
        rest = after;
    }
    let segment = String::from_utf8(bytes).map_err(|_| broken())?;
    if segment.contains('"') {
        Err("a path segment must not hold a quotation mark".to_owned())
    } else {
        Ok(segment)
    }
}

fn reason_word(reason: &edgeward_decision::Reason) -> &'static str {
    use edgeward_decision::Reason;
    match reason {
        Reason::NotAllowed => "not_allowed",
        Reason::Denied => "denied",
        Reason::EvaluationError => "evaluation_error",
        Reason::NoPolicy => "no_policy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(segments: &[&str]) -> Result<Target, String> {
        Ok(Target::Document(segments.iter().copied().map(str::to_owned).collect()))
    }

    #[test]
    fn paths_become_segments() {
        assert_eq!(Target::parse(""), document(&[]));
        assert_eq!(Target::parse("/"), document(&[]));
        assert_eq!(Target::parse("/healthcare/healthdata/"), document(&["healthcare", "healthdata"]));
        assert_eq!(Target::parse("/a%2Fb/%C3%A9"), document(&["a/b", "é"]));
        assert_eq!(Target::parse("/edgeward/access/decision"), Ok(Target::Decision(Vec::new())));
        assert_eq!(
            Target::parse("/edgeward/access/decision/permit"),
            Ok(Target::Decision(vec!["permit".to_owned()]))
        );
    }

    #[test]
    fn a_path_cannot_carry_rego() {
        for path in ["/a%22]%3b", "/a\"", "/%", "/%4", "/%zz", "/%+1", "/%ff"] {
            assert!(Target::parse(path).is_err(), "{path}");
        }
    }
}
