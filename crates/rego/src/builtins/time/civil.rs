//! The calendar: days and dates of the Gregorian calendar, without end in both directions.

/// A date and a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    /// Sunday is 0.
    pub(super) weekday: usize,
}

const DAY: i128 = 86_400;

impl Civil {
    /// The date and time of day, so many seconds after the beginning of 1970.
    pub(super) fn at(seconds: i128) -> Self {
        let days = seconds.div_euclid(DAY);
        let second = seconds.rem_euclid(DAY);
        // Years begin with March here, so that the day of a leap year is the last.
        let shifted = days.saturating_add(719_468);
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era.saturating_mul(400).saturating_add(year_of_era).saturating_add(i128::from(month <= 2));
        let small = |number: i128| i64::try_from(number).unwrap_or(0);
        Self {
            year: i64::try_from(year).unwrap_or(i64::MAX),
            month: small(month),
            day: small(day),
            hour: small(second / 3_600),
            minute: small(second / 60 % 60),
            second: small(second % 60),
            weekday: usize::try_from(days.saturating_add(4).rem_euclid(7)).unwrap_or(0),
        }
    }

    pub(super) fn second_of_day(&self) -> i64 {
        self.hour
            .saturating_mul(3_600)
            .saturating_add(self.minute.saturating_mul(60))
            .saturating_add(self.second)
    }

    /// The day of the year, from 1.
    pub(super) fn day_of_year(&self) -> i64 {
        (1..self.month).map(|month| days_in(self.year, month)).sum::<i64>().saturating_add(self.day)
    }
}

pub(super) fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

pub(super) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The second at which a day begins, from 1970. Months and days may lie outside of their year and month.
pub(super) fn seconds(year: i128, month: i128, day: i128) -> i128 {
    let months = month.saturating_sub(1);
    let year = year.saturating_add(months.div_euclid(12));
    let month = months.rem_euclid(12).saturating_add(1);
    let year = if month <= 2 { year.saturating_sub(1) } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era.saturating_mul(146_097)
        .saturating_add(day_of_era)
        .saturating_add(day)
        .saturating_sub(719_469)
        .saturating_mul(DAY)
}
