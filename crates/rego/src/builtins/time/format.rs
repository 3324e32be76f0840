//! A time written by a layout.

use super::NANOSECONDS;
use super::civil::Civil;
use super::layout::{MONTHS, Offset, Part, next, short, weekday};
use super::zone::Zone;

/// `civil` is what the zone's clock shows at the instant.
pub(super) fn format(layout: &str, civil: &Civil, nanoseconds: i64, zone: Zone) -> String {
    let offset = zone.offset(nanoseconds.div_euclid(NANOSECONDS));
    let nanosecond = nanoseconds.rem_euclid(NANOSECONDS);
    let month = usize::try_from(civil.month.saturating_sub(1))
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or("");
    let hour12 = match civil.hour % 12 {
        0 => 12,
        hour => hour,
    };
    let mut out = String::new();
    let mut rest = layout;
    loop {
        let (before, part, after) = next(rest);
        out.push_str(before);
        rest = after;
        let Some(part) = part else { return out };
        out.push_str(&match part {
            Part::LongMonth => month.to_owned(),
            Part::Month => short(month).to_owned(),
            Part::NumMonth => civil.month.to_string(),
            Part::ZeroMonth => format!("{:02}", civil.month),
            Part::LongWeekday => weekday(civil.weekday).to_owned(),
            Part::Weekday => short(weekday(civil.weekday)).to_owned(),
            Part::Day => civil.day.to_string(),
            Part::UnderDay => format!("{:2}", civil.day),
            Part::ZeroDay => format!("{:02}", civil.day),
            Part::UnderYearDay => format!("{:3}", civil.day_of_year()),
            Part::ZeroYearDay => format!("{:03}", civil.day_of_year()),
            Part::Hour => format!("{:02}", civil.hour),
            Part::Hour12 => hour12.to_string(),
            Part::ZeroHour12 => format!("{hour12:02}"),
            Part::Minute => civil.minute.to_string(),
            Part::ZeroMinute => format!("{:02}", civil.minute),
            Part::Second => civil.second.to_string(),
            Part::ZeroSecond => format!("{:02}", civil.second),
            Part::LongYear => format!("{:04}", civil.year),
            Part::Year => format!("{:02}", civil.year.rem_euclid(100)),
            Part::Noon(upper) => match (civil.hour >= 12, upper) {
                (true, true) => "PM",
                (true, false) => "pm",
                (false, true) => "AM",
                (false, false) => "am",
            }
            .to_owned(),
            Part::ZoneName => offset.abbreviation.clone(),
            Part::Offset(style) => written(offset.seconds, style),
            Part::Fraction(mark, digits) => format!("{mark}{}", fraction(nanosecond, digits)),
            Part::TrimmedFraction(mark, digits) => {
                let digits = fraction(nanosecond, digits);
                match digits.trim_end_matches('0') {
                    "" => String::new(),
                    digits => format!("{mark}{digits}"),
                }
            }
        });
    }
}

fn fraction(nanosecond: i64, digits: usize) -> String {
    let mut text = format!("{nanosecond:09}");
    text.extend(std::iter::repeat_n('0', digits.saturating_sub(9)));
    text.truncate(digits);
    text
}

fn written(offset: i64, style: Offset) -> String {
    if style.zulu && offset == 0 {
        return "Z".to_owned();
    }
    // Whole minutes decide about the sign.
    let sign = if offset / 60 < 0 { '-' } else { '+' };
    let size = offset.abs();
    let colon = if style.colons { ":" } else { "" };
    let mut out = format!("{sign}{:02}", size / 3_600);
    if style.minutes {
        out.push_str(&format!("{colon}{:02}", size / 60 % 60));
    }
    if style.seconds {
        out.push_str(&format!("{colon}{:02}", size % 60));
    }
    out
}
