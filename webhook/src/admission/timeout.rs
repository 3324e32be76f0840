use std::time::Duration;

/// The part of a caller's patience that may be used up: the answer still has to reach it.
pub(crate) fn budget(timeout: Duration) -> Duration {
    timeout - timeout / 10
}

/// A duration as Go writes it, such as `10s`, `1m30s` or `1.5h`: the form of the API server's `?timeout=`.
/// `None` for anything else, negative and endless ones included.
pub(crate) fn parse_go_duration(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    if rest == "0" {
        return Some(Duration::ZERO);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at_checked(digits)?;
        let length = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, next) = after.split_at_checked(length)?;
        let nanos: f64 = match unit {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3_600e9,
            _ => return None,
        };
        // Go takes `1.` and `.5`, and so does this; a lone dot it does not.
        let number: f64 = number.parse().ok()?;
        total = total.checked_add(Duration::try_from_secs_f64(number * nanos / 1e9).ok()?)?;
        rest = next;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_go_are_read() {
        let cases = [
            ("10s", 10_000),
            ("0", 0),
            ("0s", 0),
            ("+5s", 5_000),
            ("1m30s", 90_000),
            ("1.5h", 5_400_000),
            ("250ms", 250),
            (".5s", 500),
            ("1.s", 1_000),
            ("1000us", 1),
            ("1000µs", 1),
            ("1000000ns", 1),
        ];
        for (text, millis) in cases {
            assert_eq!(parse_go_duration(text), Some(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_duration() {
        for text in [
            "",
            "10",
            "s",
            "-1s",
            "10 s",
            "1d",
            ".s",
            "1..5s",
            "10s5",
            "1e400h",
            "99999999999999999999h",
            "é",
        ] {
            assert_eq!(parse_go_duration(text), None, "{text}");
        }
    }

    #[test]
    fn a_tenth_of_the_time_is_left_for_the_way_back() {
        assert_eq!(budget(Duration::from_secs(10)), Duration::from_secs(9));
    }
}
