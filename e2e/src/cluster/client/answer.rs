//! What the API server answers.

use serde_json::Value;
use ureq::Body;
use ureq::http::Response;

/// An answer, whatever it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status: 201 for a creation, 403 for a denial.
    pub status: u16,
    /// The object, or a `Status` with a message; a string where the API server answers with plain text.
    pub body: Value,
    /// What its `Warning` headers say, in order.
    pub warnings: Vec<String>,
}

impl Answer {
    pub(crate) fn read(response: Response<Body>) -> Result<Answer, ureq::Error> {
        let status = response.status().as_u16();
        let warnings = response.headers().get_all("warning").iter();
        let warnings = warnings.filter_map(|value| warning(value.to_str().ok()?)).collect();
        let mut body = response.into_body();
        // A list of all pods of a large cluster is larger than the client's own limit.
        let text = body.with_config().limit(1 << 30).read_to_string()?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status, body, warnings })
    }

    /// Whether it did what was asked.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The message of a `Status`, or the body.
    pub fn text(&self) -> String {
        match (self.body.get("message"), &self.body) {
            (Some(Value::String(message)), _) | (_, Value::String(message)) => message.clone(),
            (_, body) => body.to_string(),
        }
    }
}

/// The text of `299 - "text"`, with its escapes undone.
fn warning(header: &str) -> Option<String> {
    let (_, quoted) = header.split_once('"')?;
    let mut text = String::new();
    let mut letters = quoted.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Some(text),
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::warning;

    #[test]
    fn a_warning_is_what_stands_between_its_quotes() {
        for (header, text) in [
            (r#"299 - "no digest""#, Some("no digest")),
            (r#"299 - "volume \"data\" \\ x" "Mon, 01 Jun 2026""#, Some(r#"volume "data" \ x"#)),
            ("299 -", None),
            (r#"299 - "open"#, None),
        ] {
            assert_eq!(warning(header).as_deref(), text, "{header}");
        }
    }
}
