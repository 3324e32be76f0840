use crate::log::escaped;

/// `[constraint] msg`, on one line whatever the message holds.
pub(super) fn line(constraint: &str, message: &str) -> String {
    format!("[{constraint}] {}", escaped(message))
}

/// Longest message of a denial, in bytes: far more than anybody reads, far less than an object with ten
/// thousand containers could cause.
const LONGEST_MESSAGE: usize = 16 * 1024;

/// The lines of a denial, as many as fit.
pub(super) fn message(lines: &[String]) -> String {
    let mut message = String::new();
    for (index, line) in lines.iter().enumerate() {
        if !message.is_empty() && message.len() + line.len() > LONGEST_MESSAGE {
            message.push_str(&format!("\nand {} more", lines.len() - index));
            break;
        }
        if index > 0 {
            message.push('\n');
        }
        message.push_str(&cut(line, LONGEST_MESSAGE));
    }
    message
}

/// Where the API server cuts each warning, and where it starts to, in characters
/// (`k8s.io/apiserver/pkg/warning`, `endpoints/filters/warning.go`).
const LONGEST_WARNING: usize = 256;
const ALL_WARNINGS: usize = 4 * 1024;

/// Warnings within what the API server passes on; the last one says how many were left off.
pub(super) fn warnings(lines: &[String]) -> Vec<String> {
    // Room for the line that says so.
    const ROOM: usize = ALL_WARNINGS - 64;
    let mut kept = Vec::new();
    let mut total = 0;
    for (index, line) in lines.iter().enumerate() {
        let line = cut(line, LONGEST_WARNING);
        total += line.chars().count();
        if total > ROOM {
            kept.push(format!("and {} more warnings", lines.len() - index));
            break;
        }
        kept.push(line);
    }
    kept
}

fn cut(line: &str, longest: usize) -> String {
    if line.chars().nth(longest).is_none() {
        return line.to_owned();
    }
    line.chars().take(longest - 1).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_fake_a_second_line() {
        assert_eq!(line("net", "a\n[other] b"), "[net] a\\u{a}[other] b");
    }

    #[test]
    fn many_lines_end_with_how_many_are_missing() {
        let lines: Vec<String> =
            (0..1000).map(|index| line("net", &format!("{index} {}", "x".repeat(100)))).collect();
        let message = message(&lines);
        assert!(message.len() <= LONGEST_MESSAGE + 32, "{}", message.len());
        let kept = message.lines().count() - 1;
        assert!(message.ends_with(&format!("and {} more", 1000 - kept)), "{message}");
    }

    #[test]
    fn one_line_alone_is_cut_not_dropped() {
        let message = message(&[line("net", &"x".repeat(40_000))]);
        assert!(message.starts_with("[net] xxx") && message.ends_with('…'));
    }

    #[test]
    fn warnings_stay_within_what_the_api_server_passes_on() {
        let lines: Vec<String> = (0..100).map(|index| format!("{index} {}", "é".repeat(300))).collect();
        let warnings = warnings(&lines);
        assert!(warnings.iter().all(|warning| warning.chars().count() <= LONGEST_WARNING));
        assert!(warnings.iter().map(|warning| warning.chars().count()).sum::<usize>() <= ALL_WARNINGS);
        assert_eq!(warnings.last().map(String::as_str), Some("and 85 more warnings"));
    }
}
