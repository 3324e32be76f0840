//! Durations and sizes as people write them.

use std::time::Duration;

/// `500ms`, `10s`, `2m`, `12h`, `90d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().map_err(|_| wrong_duration())?;
    match text.get(digits.len()..) {
        Some("ms") => Ok(Duration::from_millis(number)),
        Some("s") => Ok(Duration::from_secs(number)),
        Some("m") => of_seconds(number, 60),
        Some("h") => of_seconds(number, 60 * 60),
        Some("d") => of_seconds(number, 24 * 60 * 60),
        _ => Err(wrong_duration()),
    }
}

fn of_seconds(number: u64, seconds: u64) -> Result<Duration, String> {
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(wrong_duration)
}

fn wrong_duration() -> String {
    "write a whole number with ms, s, m, h or d, such as 500ms".to_owned()
}

/// `1048576`, `512Ki`, `8Mi`.
pub(crate) fn size(text: &str) -> Result<usize, String> {
    let wrong = || "write a number of bytes, or one with Ki or Mi, such as 8Mi".to_owned();
    let (digits, unit) = match (text.strip_suffix("Ki"), text.strip_suffix("Mi")) {
        (Some(digits), _) => (digits, 1 << 10),
        (_, Some(digits)) => (digits, 1 << 20),
        _ => (text, 1),
    };
    digits.parse::<usize>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("10s"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(duration("10h"), Ok(Duration::from_secs(36_000)));
        assert_eq!(duration("90d"), Ok(Duration::from_secs(7_776_000)));
        for wrong in ["", "10", "s", "1.5s", "-1s", "10w", "99999999999999999999s", "9999999999999999999m"] {
            assert_eq!(duration(wrong), Err(wrong_duration()), "{wrong}");
        }
    }

    #[test]
    fn sizes_are_bytes_or_binary_multiples() {
        assert_eq!(size("100"), Ok(100));
        assert_eq!(size("512Ki"), Ok(524_288));
        assert_eq!(size("8Mi"), Ok(8_388_608));
        for wrong in ["", "Mi", "8M", "8 Mi", "99999999999999999Mi"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
