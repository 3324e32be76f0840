//! The order in which OPA's YAML library writes keys: numbers inside them by their value, letters after other signs.

use std::cmp::Ordering;

/// Sorts entries by their keys. The order is no total one, which the standard library's sort does not take.
pub(super) fn sort<T>(entries: Vec<(String, T)>) -> Vec<(String, T)> {
    if entries.len() < 2 {
        return entries;
    }
    let mut left = entries;
    let right = left.split_off(left.len() / 2);
    let (mut left, mut right) = (sort(left).into_iter().peekable(), sort(right).into_iter().peekable());
    let mut merged = Vec::new();
    loop {
        let from_right = match (left.peek(), right.peek()) {
            (Some((one, _)), Some((other, _))) => is_less(other, one),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        match if from_right { right.next() } else { left.next() } {
            Some(next) => merged.push(next),
            None => return merged,
        }
    }
}

fn is_less(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (Some(a), Some(b)) = (one.get(same), other.get(same)) else { return one.len() < other.len() };
    let after_digits = one.get(..same).and_then(<[char]>::last).is_some_and(|c| c.is_numeric());
    match (a.is_alphabetic(), b.is_alphabetic()) {
        (true, true) => a < b,
        (false, false) => numbers(&one, &other, same).then(a.cmp(b)).is_lt(),
        (first, second) => {
            if after_digits {
                first
            } else {
                second
            }
        }
    }
}

/// Two numbers that begin at `start`, by value and then by length. A zero that only continues a number weighs as if
/// a one stood before it on both sides.
fn numbers(one: &[char], other: &[char], start: usize) -> Ordering {
    let continued = [one, other].iter().any(|text| text.get(start) == Some(&'0')) && {
        let before = one.get(..start).unwrap_or_default();
        before.iter().rev().take_while(|c| c.is_numeric()).any(|c| *c != '0')
    };
    let read = |text: &[char]| {
        let digits: Vec<u32> =
            text.get(start..).unwrap_or_default().iter().map_while(|c| c.to_digit(10)).collect();
        let value = digits
            .iter()
            .fold(i64::from(continued), |value, digit| value.wrapping_mul(10).wrapping_add((*digit).into()));
        (value, digits.len())
    };
    read(one).cmp(&read(other))
}
