//! Points in time, as certificates write them and OPA prints them.

use super::super::Failure;
use super::super::bytes::unanswerable;
use super::der::Reader;
use super::malformed;

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// A point in time, in UTC. The fields are in the order in which such points compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Time {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Time, Failure> {
        let element = reader.any().ok_or_else(|| malformed("time"))?;
        let text = std::str::from_utf8(element.content).map_err(|_| malformed("time"))?;
        let wide = match element.tag {
            UTC_TIME => false,
            GENERALIZED_TIME => true,
            _ => return Err(malformed("unsupported time format")),
        };
        if text.contains(['+', '-']) {
            return Err(unanswerable("times with a zone in a certificate are not supported"));
        }
        text.strip_suffix('Z').and_then(|digits| Time::parse(digits, wide)).ok_or_else(|| malformed("time"))
    }

    fn parse(digits: &str, wide: bool) -> Option<Time> {
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (year, rest) = digits.split_at_checked(if wide { 4 } else { 2 })?;
        let year: i64 = year.parse().ok()?;
        let year = match year {
            _ if wide => year,
            50.. => year.checked_add(1900)?,
            _ => year.checked_add(2000)?,
        };
        let mut pairs =
            rest.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok()?.parse::<i64>().ok());
        let (month, day) = (pairs.next()??, pairs.next()??);
        let (hour, minute) = (pairs.next()??, pairs.next()??);
        // The short form may leave out the seconds.
        let second = match (pairs.next(), rest.len()) {
            (Some(second), 10) => second?,
            (None, 8) if !wide => 0,
            _ => return None,
        };
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let valid =
            (1..=12).contains(&month) && (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60;
        valid.then_some(Time { year, month, day, hour, minute, second })
    }

    /// Seconds since the start of 1970.
    pub(super) fn unix(self) -> i64 {
        // Years start in March, so that the leap day is the last.
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
        days * 86_400 + self.hour * 3600 + self.minute * 60 + self.second
    }

    pub(super) fn text(self) -> String {
        let Time { year, month, day, hour, minute, second } = self;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}
