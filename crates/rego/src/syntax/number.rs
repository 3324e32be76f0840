//! Which numbers can be written.

/// OPA's limit on the binary exponent of a number.
const MAX_BINARY_EXPONENT: f64 = 100_000.0;

/// Why a number is refused, in OPA's words: it is no number at all, or too far from 1. The text is a sign,
/// digits, a fraction and an exponent, each of them optional.
pub(crate) fn fault(number: &str) -> Option<&'static str> {
    const INVALID: Option<&str> = Some("invalid float");
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return INVALID;
    }
    let Ok(exponent) = exponent.parse::<i64>() else { return INVALID };
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return None;
    }
    too_far(significant, fraction.len(), exponent).then_some("number too big")
}

/// Whether `significant`, its last digits after the point, times ten to the exponent is out of range.
fn too_far(significant: &str, after_point: usize, exponent: i64) -> bool {
    let lead: String = significant.chars().take(15).collect();
    let (Ok(after_point), Ok(cut)) =
        (i64::try_from(after_point), i64::try_from(significant.len() - lead.len()))
    else {
        return true;
    };
    let exponent = exponent.saturating_sub(after_point).saturating_add(cut);
    let (Ok(exponent), Ok(lead)) = (i32::try_from(exponent), lead.parse::<f64>()) else { return true };
    let binary = lead.log2() + f64::from(exponent) * std::f64::consts::LOG2_10;
    // The mantissa of OPA's numbers is at least one half.
    !(-MAX_BINARY_EXPONENT..=MAX_BINARY_EXPONENT).contains(&(binary.floor() + 1.0))
}
