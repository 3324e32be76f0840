//! Go's layouts: a time is shown as 2 January 2006, 15:04:05 in the zone MST would be.

/// A part of a layout that stands for a part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    LongMonth,
    Month,
    NumMonth,
    ZeroMonth,
    LongWeekday,
    Weekday,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    /// `PM`, or `pm` in lower case.
    Noon(bool),
    /// The name of a zone.
    ZoneName,
    Offset(Offset),
    /// `.000`: a mark and so many digits.
    Fraction(char, usize),
    /// `.999`: a mark and up to so many digits.
    TrimmedFraction(char, usize),
}

/// How an offset is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    /// `Z` stands for no offset.
    pub(super) zulu: bool,
    pub(super) colons: bool,
    pub(super) minutes: bool,
    pub(super) seconds: bool,
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The name of a weekday; Sunday is 0.
pub(super) fn weekday(number: usize) -> &'static str {
    WEEKDAYS.get(number).copied().unwrap_or("")
}

/// The first three letters of a name.
pub(super) fn short(name: &'static str) -> &'static str {
    name.get(..3).unwrap_or(name)
}

/// What begins like one of these is that part. Longer ones come first.
const WORDS: &[(&str, Part)] = &[
    ("January", Part::LongMonth),
    ("Monday", Part::LongWeekday),
    ("MST", Part::ZoneName),
    ("01", Part::ZeroMonth),
    ("02", Part::ZeroDay),
    ("03", Part::ZeroHour12),
    ("04", Part::ZeroMinute),
    ("05", Part::ZeroSecond),
    ("06", Part::Year),
    ("002", Part::ZeroYearDay),
    ("15", Part::Hour),
    ("1", Part::NumMonth),
    ("2006", Part::LongYear),
    ("2", Part::Day),
    ("__2", Part::UnderYearDay),
    ("_2", Part::UnderDay),
    ("3", Part::Hour12),
    ("4", Part::Minute),
    ("5", Part::Second),
    ("PM", Part::Noon(true)),
    ("pm", Part::Noon(false)),
    ("-070000", offset(false, false, true, true)),
    ("-07:00:00", offset(false, true, true, true)),
    ("-0700", offset(false, false, true, false)),
    ("-07:00", offset(false, true, true, false)),
    ("-07", offset(false, false, false, false)),
    ("Z070000", offset(true, false, true, true)),
    ("Z07:00:00", offset(true, true, true, true)),
    ("Z0700", offset(true, false, true, false)),
    ("Z07:00", offset(true, true, true, false)),
    ("Z07", offset(true, false, false, false)),
];

const fn offset(zulu: bool, colons: bool, minutes: bool, seconds: bool) -> Part {
    Part::Offset(Offset { zulu, colons, minutes, seconds })
}

/// The text before the next part, the part, and what follows it.
pub(super) fn next(layout: &str) -> (&str, Option<Part>, &str) {
    for (at, _) in layout.char_indices() {
        let rest = layout.get(at..).unwrap_or("");
        let Some((skipped, part, length)) = part(rest) else { continue };
        let before = layout.get(..at.saturating_add(skipped)).unwrap_or("");
        let after = rest.get(skipped.saturating_add(length)..).unwrap_or("");
        return (before, Some(part), after);
    }
    (layout, None, "")
}

/// The part that stands at the beginning: bytes before it, the part, its length.
fn part(text: &str) -> Option<(usize, Part, usize)> {
    // A year with an underscore before it is no day.
    if text.starts_with("_2006") {
        return Some((1, Part::LongYear, 4));
    }
    if let Some((word, part)) = WORDS.iter().find(|(word, _)| text.starts_with(word)) {
        return Some((0, *part, word.len()));
    }
    for (word, part) in [("Jan", Part::Month), ("Mon", Part::Weekday)] {
        if let Some(rest) = text.strip_prefix(word)
            && !rest.starts_with(|next: char| next.is_ascii_lowercase())
        {
            return Some((0, part, word.len()));
        }
    }
    let mark = text.chars().next().filter(|mark| matches!(mark, '.' | ','))?;
    let digits = text.get(1..)?;
    let digit = digits.chars().next().filter(|digit| matches!(digit, '0' | '9'))?;
    let rest = digits.trim_start_matches(digit);
    if rest.starts_with(|next: char| next.is_ascii_digit()) {
        return None;
    }
    let count = digits.len().saturating_sub(rest.len());
    let part = if digit == '0' { Part::Fraction(mark, count) } else { Part::TrimmedFraction(mark, count) };
    Some((0, part, count.saturating_add(1)))
}
