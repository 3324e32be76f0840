//! Time zones: the offset and its name at an instant.

use chrono::{DateTime, NaiveDateTime, Offset as _, TimeZone as _};
use chrono_tz::{OffsetName as _, Tz};

use super::civil::{self, Civil};
use crate::builtins::Failure;
use crate::builtins::argument::failed;

/// A zone. The zone of the machine that evaluates is taken to be UTC: an answer may not depend on it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Zone {
    Utc,
    Named(Tz),
}

/// What a zone is at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offset {
    /// East of Greenwich.
    pub(super) seconds: i64,
    pub(super) abbreviation: String,
}

/// The tables end with this year; what comes after repeats the years before.
const LAST: i64 = 2099;

impl Zone {
    pub(super) fn named(name: &str) -> Result<Self, Failure> {
        match name {
            "" | "UTC" | "Local" => Ok(Self::Utc),
            _ => name.parse().map(Self::Named).map_err(|_| failed(format!("unknown time zone {name}"))),
        }
    }

    /// The offset at a second from 1970, in UTC.
    pub(super) fn offset(self, seconds: i64) -> Offset {
        let utc = || Offset { seconds: 0, abbreviation: "UTC".to_owned() };
        let Self::Named(zone) = self else { return utc() };
        let Some(instant) = in_tables(seconds) else { return utc() };
        let offset = zone.offset_from_utc_datetime(&instant);
        let seconds = i64::from(offset.fix().local_minus_utc());
        let abbreviation = offset.abbreviation().map_or_else(|| numeric(seconds), str::to_owned);
        Offset { seconds, abbreviation }
    }

    /// The second in UTC of one on the zone's clock. Where the clock is put back it is the earlier offset or the
    /// later, as Go's two looks at the table have it.
    pub(super) fn to_utc(self, clock: i128) -> i128 {
        let Ok(guess) = i64::try_from(clock) else { return clock };
        let offset = self.offset(guess).seconds;
        if offset == 0 {
            return clock;
        }
        clock.saturating_sub(i128::from(self.offset(guess.saturating_sub(offset)).seconds))
    }
}

/// The name of an offset that has none: hours, and minutes where there are any.
fn numeric(offset: i64) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    match minutes % 60 {
        0 => format!("{sign}{:02}", minutes / 60),
        rest => format!("{sign}{:02}{rest:02}", minutes / 60),
    }
}

/// The instant, or one in a year of the tables with the same calendar: rules of summer time go by the weekday, and
/// within 28 years every calendar occurs.
fn in_tables(seconds: i64) -> Option<NaiveDateTime> {
    let civil = Civil::at(i128::from(seconds));
    if civil.year <= LAST {
        return DateTime::from_timestamp(seconds, 0).map(|instant| instant.naive_utc());
    }
    let same = |year: &i64| {
        let first = |year: i64| Civil::at(civil::seconds(i128::from(year), 1, 1)).weekday;
        civil::is_leap(*year) == civil::is_leap(civil.year) && first(*year) == first(civil.year)
    };
    let year = (LAST.saturating_sub(27)..=LAST).rev().find(same)?;
    let day = civil::seconds(i128::from(year), i128::from(civil.month), i128::from(civil.day));
    let moved = i64::try_from(day).ok()?.saturating_add(civil.second_of_day());
    DateTime::from_timestamp(moved, 0).map(|instant| instant.naive_utc())
}
