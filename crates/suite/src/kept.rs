//! The decision as it is kept beside a case, in the form that `insta` writes.

use std::path::PathBuf;

use crate::golden::GoldenCase;

impl GoldenCase {
    /// The file with the decision.
    pub fn kept_in(&self) -> PathBuf {
        self.folder.join("decision.snap")
    }

    /// The decision that is kept; none where nobody has looked at one yet.
    ///
    /// # Errors
    /// The file cannot be read, or is no snapshot.
    pub fn kept(&self) -> Result<Option<String>, String> {
        let file = self.kept_in();
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{}: {error}", file.display())),
        };
        let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        let (_, body) = body.ok_or_else(|| format!("{}: it is no snapshot", file.display()))?;
        Ok(Some(body.to_owned()))
    }

    /// Keeps a decision; what stands above one that was kept before stays.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, snapshot: &str) -> Result<(), String> {
        let file = self.kept_in();
        let known = std::fs::read_to_string(&file).unwrap_or_default();
        let known = known.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        let head = match known {
            Some((head, _)) => head.to_owned(),
            None => format!("source: edgeward test\ninput_file: {}", self.input().display()),
        };
        let text = format!("---\n{head}\n---\n{}\n", snapshot.trim_end());
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let case = GoldenCase {
            rule: "HD-1".to_owned(),
            name: "pass-x".to_owned(),
            folder: folder.path().to_owned(),
        };
        assert_eq!(case.kept(), Ok(None));
        case.keep("a\n---\nb\n").expect("written");
        assert_eq!(case.kept(), Ok(Some("a\n---\nb\n".to_owned())));
        std::fs::write(case.kept_in(), "a\n").expect("written");
        assert_eq!(case.kept(), Err(format!("{}: it is no snapshot", case.kept_in().display())));
    }
}
