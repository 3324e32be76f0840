//! A time read by a layout.

use super::civil::{self, days_in, is_leap};
use super::layout::{MONTHS, Part, WEEKDAYS, next, short};
use super::offset;
use crate::builtins::Failure;
use crate::builtins::argument::failed;

/// An instant: seconds from 1970 in UTC, and nanoseconds.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) seconds: i128,
    pub(super) nanoseconds: i64,
}

/// A text that is not what the layout says.
pub(super) fn bad(what: &str) -> Failure {
    failed(format!("parsing time: cannot read {what}"))
}

/// A number that no calendar or clock has.
pub(super) fn outside(what: &str) -> Failure {
    failed(format!("parsing time: {what} out of range"))
}

/// What is left of the text of a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) rest: &'a str,
}

impl<'a> Text<'a> {
    pub(super) fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn take_any(&mut self) -> Result<char, Failure> {
        let mut rest = self.rest.chars();
        let first = rest.next().ok_or_else(|| bad("the end"))?;
        self.rest = rest.as_str();
        Ok(first)
    }

    /// Up to `most` digits, `least` at least.
    fn digits(&mut self, least: usize, most: usize) -> Result<&'a str, Failure> {
        let count = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at_checked(count).ok_or_else(|| bad("a number"))?;
        if count < least {
            return Err(bad("a number"));
        }
        self.rest = rest;
        Ok(digits)
    }

    fn number(&mut self, least: usize, most: usize) -> Result<i64, Failure> {
        self.digits(least, most)?.parse().map_err(|_| bad("a number"))
    }

    pub(super) fn two_digits(&mut self) -> Result<i64, Failure> {
        self.number(2, 2)
    }

    /// The text that the layout has: spaces stand for any number of them.
    fn skip(&mut self, mut prefix: &str) -> Result<(), Failure> {
        while let Some(first) = prefix.chars().next() {
            if first == ' ' {
                if !self.rest.is_empty() && !self.rest.starts_with(' ') {
                    return Err(bad("a space"));
                }
                prefix = prefix.trim_start_matches(' ');
                self.rest = self.rest.trim_start_matches(' ');
                continue;
            }
            self.rest = self.rest.strip_prefix(first).ok_or_else(|| bad("text of the layout"))?;
            prefix = prefix.strip_prefix(first).unwrap_or("");
        }
        Ok(())
    }

    /// One of several names, whatever their case: its place.
    fn name(&mut self, names: &[&'static str], shortened: bool) -> Result<i64, Failure> {
        for (at, name) in names.iter().enumerate() {
            let name = if shortened { short(name) } else { name };
            if let Some((head, rest)) = self.rest.split_at_checked(name.len())
                && head.eq_ignore_ascii_case(name)
            {
                self.rest = rest;
                return i64::try_from(at).map_err(|_| bad("a name"));
            }
        }
        Err(bad("a name"))
    }

    /// A mark and digits after it: nanoseconds.
    fn fraction(&mut self, least: usize, most: usize) -> Result<i64, Failure> {
        if !self.take(".") && !self.take(",") {
            return Err(bad("fractional second"));
        }
        let digits = self.digits(least, most)?;
        let kept: String = digits.chars().chain(std::iter::repeat('0')).take(9).collect();
        kept.parse().map_err(|_| bad("fractional second"))
    }

    fn has_fraction(&self) -> bool {
        let mut bytes = self.rest.bytes();
        matches!(bytes.next(), Some(b'.' | b',')) && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
    }
}

/// What was read so far.
#[derive(Default)]
struct Fields {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    nanosecond: i64,
    afternoon: Option<bool>,
    offset: Option<i64>,
    /// The zone is said to be UTC.
    utc: bool,
}

pub(super) fn parse(layout: &str, value: &str) -> Result<Parsed, Failure> {
    let mut fields = Fields::default();
    let mut text = Text { rest: value };
    let mut rest = layout;
    loop {
        let (before, part, after) = next(rest);
        text.skip(before)?;
        rest = after;
        match part {
            Some(part) => fields.read(&mut text, part, rest)?,
            None if text.rest.is_empty() => return fields.instant(),
            None => return Err(bad("extra text")),
        }
    }
}

impl Fields {
    fn read(&mut self, text: &mut Text<'_>, part: Part, layout: &str) -> Result<(), Failure> {
        let within = |number: i64, first: i64, last: i64, what: &str| {
            if (first..=last).contains(&number) { Ok(number) } else { Err(outside(what)) }
        };
        match part {
            Part::Year => {
                let year = text.two_digits()?;
                self.year = year + if year >= 69 { 1_900 } else { 2_000 };
            }
            Part::LongYear => self.year = text.number(4, 4)?,
            Part::Month => self.month = Some(text.name(&MONTHS, true)? + 1),
            Part::LongMonth => self.month = Some(text.name(&MONTHS, false)? + 1),
            Part::NumMonth => self.month = Some(within(text.number(1, 2)?, 1, 12, "month")?),
            Part::ZeroMonth => self.month = Some(within(text.two_digits()?, 1, 12, "month")?),
            Part::Weekday => {
                text.name(&WEEKDAYS, true)?;
            }
            Part::LongWeekday => {
                text.name(&WEEKDAYS, false)?;
            }
            Part::Day => self.day = Some(text.number(1, 2)?),
            Part::UnderDay => {
                text.take(" ");
                self.day = Some(text.number(1, 2)?);
            }
            Part::ZeroDay => self.day = Some(text.two_digits()?),
            Part::UnderYearDay => {
                let _ = text.take(" ") && text.take(" ");
                self.day_of_year = Some(text.number(1, 3)?);
            }
            Part::ZeroYearDay => self.day_of_year = Some(text.number(3, 3)?),
            Part::Hour => self.hour = within(text.number(1, 2)?, 0, 23, "hour")?,
            Part::Hour12 => self.hour = within(text.number(1, 2)?, 0, 12, "hour")?,
            Part::ZeroHour12 => self.hour = within(text.two_digits()?, 0, 12, "hour")?,
            Part::Minute => self.minute = within(text.number(1, 2)?, 0, 59, "minute")?,
            Part::ZeroMinute => self.minute = within(text.two_digits()?, 0, 59, "minute")?,
            Part::Second | Part::ZeroSecond => {
                let least = if part == Part::ZeroSecond { 2 } else { 1 };
                self.second = within(text.number(least, 2)?, 0, 59, "second")?;
                // A fraction may stand in the text where the layout has none.
                let next = next(layout).1;
                if text.has_fraction()
                    && !matches!(next, Some(Part::Fraction(..) | Part::TrimmedFraction(..)))
                {
                    self.nanosecond = text.fraction(1, usize::MAX)?;
                }
            }
            Part::Noon(upper) => {
                let (before, after) = if upper { ("AM", "PM") } else { ("am", "pm") };
                self.afternoon = Some(text.take(after));
                if self.afternoon == Some(false) && !text.take(before) {
                    return Err(bad("AM or PM"));
                }
            }
            Part::Offset(style) => {
                let zulu = style.zulu && text.rest.starts_with('Z');
                let offset = offset::numeric(text, style)?;
                if zulu {
                    self.utc = true;
                } else {
                    self.offset = Some(offset);
                }
            }
            Part::ZoneName => {
                self.utc |= text.rest.starts_with("UTC");
                offset::name(text)?;
            }
            Part::Fraction(_, digits) => self.nanosecond = text.fraction(digits, digits)?,
            Part::TrimmedFraction(..) => {
                if text.has_fraction() {
                    self.nanosecond = text.fraction(1, usize::MAX)?;
                }
            }
        }
        Ok(())
    }

    fn instant(&self) -> Result<Parsed, Failure> {
        let hour = match self.afternoon {
            Some(true) if self.hour < 12 => self.hour + 12,
            Some(false) if self.hour == 12 => 0,
            _ => self.hour,
        };
        let (month, day) = self.month_and_day()?;
        if day < 1 || day > days_in(self.year, month) {
            return Err(outside("day"));
        }
        let second_of_day = hour * 3_600 + self.minute * 60 + self.second;
        let offset = self.offset.filter(|_| !self.utc).unwrap_or(0);
        let midnight = civil::seconds(i128::from(self.year), i128::from(month), i128::from(day));
        let seconds = midnight.saturating_add(i128::from(second_of_day)).saturating_sub(i128::from(offset));
        Ok(Parsed { seconds, nanoseconds: self.nanosecond })
    }

    /// A day of the year stands for a month and a day, which have to agree with those that were read.
    fn month_and_day(&self) -> Result<(i64, i64), Failure> {
        let Some(day_of_year) = self.day_of_year else {
            return Ok((self.month.unwrap_or(1), self.day.unwrap_or(1)));
        };
        let length = if is_leap(self.year) { 366 } else { 365 };
        if !(1..=length).contains(&day_of_year) {
            return Err(outside("day-of-year"));
        }
        let (mut month, mut day) = (1, day_of_year);
        while day > days_in(self.year, month) {
            day -= days_in(self.year, month);
            month += 1;
        }
        if self.month.is_some_and(|read| read != month) || self.day.is_some_and(|read| read != day) {
            return Err(outside("day-of-year does not match the date: it is"));
        }
        Ok((month, day))
    }
}
