//! `time.*`: instants in nanoseconds, seen in a time zone, with Go's layouts.

use regorus::Value;

use super::argument::{array, beyond, failed, integer, string, text, wrong};
use super::{Answer, Builtin, Failure};

mod civil;
mod duration;
mod format;
mod layout;
mod offset;
mod parse;
mod zone;

use civil::Civil;
use zone::Zone;

/// `time.now_ns` stays the engine's: it is the same for a whole evaluation.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin { name: "time.add_date", run: add_date },
    Builtin { name: "time.clock", run: clock },
    Builtin { name: "time.date", run: date },
    Builtin { name: "time.diff", run: diff },
    Builtin { name: "time.format", run: format },
    Builtin { name: "time.parse_duration_ns", run: parse_duration_ns },
    Builtin { name: "time.parse_ns", run: parse_ns },
    Builtin { name: "time.parse_rfc3339_ns", run: parse_rfc3339_ns },
    Builtin { name: "time.weekday", run: weekday },
];

/// Layouts that a policy can name.
const NAMED: &[(&str, &str)] = &[
    ("ANSIC", "Mon Jan _2 15:04:05 2006"),
    ("UnixDate", "Mon Jan _2 15:04:05 MST 2006"),
    ("RubyDate", "Mon Jan 02 15:04:05 -0700 2006"),
    ("RFC822", "02 Jan 06 15:04 MST"),
    ("RFC822Z", "02 Jan 06 15:04 -0700"),
    ("RFC850", "Monday, 02-Jan-06 15:04:05 MST"),
    ("RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"),
    ("RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"),
    ("RFC3339", RFC3339),
    ("RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"),
];

const RFC3339: &str = "2006-01-02T15:04:05Z07:00";

/// The layout of a name, or the text as a layout.
fn named(layout: &str) -> &str {
    NAMED.iter().find(|(name, _)| *name == layout).map_or(layout, |(_, named)| named)
}

/// An instant, the zone to see it in, and a layout if there is one.
struct Seen<'a> {
    nanoseconds: i64,
    zone: Zone,
    layout: &'a str,
}

impl Seen<'_> {
    /// The calendar and the clock in the zone.
    fn civil(&self) -> Civil {
        let seconds = self.nanoseconds.div_euclid(NANOSECONDS);
        Civil::at(i128::from(seconds).saturating_add(i128::from(self.zone.offset(seconds).seconds)))
    }
}

const NANOSECONDS: i64 = 1_000_000_000;

/// A number of nanoseconds, or an array of it, a zone and a layout.
fn seen(args: &[Value], at: usize) -> Result<Seen<'_>, Failure> {
    let (number, zone, layout) = match args.get(at) {
        Some(number @ Value::Number(_)) => (Some(number), None, None),
        Some(Value::Array(array)) => (array.first(), array.get(1), array.get(2)),
        other => return Err(wrong(at, "either number (ns) or [number (ns), string (tz)]", other)),
    };
    let Some(Value::Number(number)) = number else {
        return Err(wrong(0, "number", number));
    };
    let zone = match zone {
        Some(Value::String(name)) => Zone::named(name)?,
        None => Zone::Utc,
        other => return Err(wrong(0, "string", other)),
    };
    let layout = match layout {
        Some(Value::String(layout)) => layout,
        None => "",
        other => return Err(wrong(0, "string", other)),
    };
    let nanoseconds = number.as_i64().ok_or_else(|| failed("timestamp too big"))?;
    Ok(Seen { nanoseconds, zone, layout })
}

/// An instant as an answer, if it fits.
fn nanoseconds(seconds: i128, nanoseconds: i64) -> Answer {
    let total = seconds
        .checked_mul(i128::from(NANOSECONDS))
        .and_then(|total| total.checked_add(i128::from(nanoseconds)))
        .and_then(|total| i64::try_from(total).ok());
    total.map(|total| Some(Value::from(total))).ok_or_else(|| failed("time outside of valid range"))
}

fn numbers(numbers: &[i64]) -> Answer {
    array(numbers.iter().map(|number| Value::from(*number)).collect())
}

fn date(args: &[Value]) -> Answer {
    let civil = seen(args, 0)?.civil();
    numbers(&[civil.year, civil.month, civil.day])
}

fn clock(args: &[Value]) -> Answer {
    let civil = seen(args, 0)?.civil();
    numbers(&[civil.hour, civil.minute, civil.second])
}

fn weekday(args: &[Value]) -> Answer {
    string(layout::weekday(seen(args, 0)?.civil().weekday))
}

fn format(args: &[Value]) -> Answer {
    let seen = seen(args, 0)?;
    let layout = if seen.layout.is_empty() { "RFC3339Nano" } else { seen.layout };
    string(format::format(named(layout), &seen.civil(), seen.nanoseconds, seen.zone))
}

fn parse_ns(args: &[Value]) -> Answer {
    let parsed = parse::parse(named(text(args, 0)?), text(args, 1)?)?;
    nanoseconds(parsed.seconds, parsed.nanoseconds)
}

fn parse_rfc3339_ns(args: &[Value]) -> Answer {
    let parsed = parse::parse(RFC3339, text(args, 0)?)?;
    nanoseconds(parsed.seconds, parsed.nanoseconds)
}

/// Seconds since 1970 of a text such as `2026-06-01T00:00:00Z`; none for one that `time.parse_rfc3339_ns` does not read.
pub fn rfc3339_seconds(text: &str) -> Option<i64> {
    let parsed = parse::parse(RFC3339, text).ok()?;
    nanoseconds(parsed.seconds, parsed.nanoseconds).ok()?;
    i64::try_from(parsed.seconds).ok()
}

fn parse_duration_ns(args: &[Value]) -> Answer {
    Ok(Some(Value::from(duration::parse(text(args, 0)?)?)))
}

fn add_date(args: &[Value]) -> Answer {
    let seen = seen(args, 0)?;
    let (years, months, days) = (integer(args, 1)?, integer(args, 2)?, integer(args, 3)?);
    let civil = seen.civil();
    let shifted = civil::seconds(
        i128::from(civil.year).saturating_add(i128::from(years)),
        i128::from(civil.month).saturating_add(i128::from(months)),
        i128::from(civil.day).saturating_add(i128::from(days)),
    )
    .saturating_add(i128::from(civil.second_of_day()));
    if i64::try_from(shifted).is_err() {
        return Err(beyond("the date is so far away that OPA's own arithmetic overflows"));
    }
    nanoseconds(seen.zone.to_utc(shifted), seen.nanoseconds.rem_euclid(NANOSECONDS))
}

/// Years, months, days, hours, minutes and seconds between two instants, both seen in the zone of the first.
fn diff(args: &[Value]) -> Answer {
    let first = seen(args, 0)?;
    let second = Seen { zone: first.zone, ..seen(args, 1)? };
    let (from, to) = if first.nanoseconds <= second.nanoseconds { (first, second) } else { (second, first) };
    let (from, to) = (from.civil(), to.civil());
    let mut parts = [
        to.year.saturating_sub(from.year),
        to.month.saturating_sub(from.month),
        to.day.saturating_sub(from.day),
        to.hour.saturating_sub(from.hour),
        to.minute.saturating_sub(from.minute),
        to.second.saturating_sub(from.second),
    ];
    let sizes = [0, 12, civil::days_in(from.year, from.month), 24, 60, 60];
    for (at, size) in sizes.iter().enumerate().rev() {
        let Some([larger, part]) = at.checked_sub(1).and_then(|before| parts.get_mut(before..=at)) else {
            continue;
        };
        if *part < 0 {
            *part = part.saturating_add(*size);
            *larger = larger.saturating_sub(1);
        }
    }
    numbers(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_the_same_in_every_zone_and_a_part_of_a_second_is_cut() {
        for text in ["2026-06-01T00:00:00Z", "2026-06-01T02:00:00+02:00", "2026-06-01T00:00:00.9Z"] {
            assert_eq!(rfc3339_seconds(text), Some(1_780_272_000), "{text}");
        }
        assert_eq!(rfc3339_seconds("1969-12-31T23:59:59Z"), Some(-1));
    }

    #[test]
    fn what_is_no_instant_or_none_that_nanoseconds_can_count_has_no_seconds() {
        for text in
            ["", "now", "2026-06-01", "2026-06-01T00:00:00", "2026-02-30T00:00:00Z", "9999-01-01T00:00:00Z"]
        {
            assert_eq!(rfc3339_seconds(text), None, "{text}");
        }
    }
}
