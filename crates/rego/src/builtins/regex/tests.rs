//! Limits, where OPA has others or none: what is beyond them stops the evaluation and is never a wrong answer.

use regorus::Value;

use super::cache::Cache;
use super::{intersection, matches};
use crate::builtins::{Answer, Failure};

fn matched(pattern: &str, subject: &str) -> Answer {
    matches(&[pattern.into(), subject.into()])
}

#[test]
fn groups_that_are_nested_deep_are_matched() {
    let pattern = format!("^{}a{}$", "(".repeat(20), ")*".repeat(20));
    assert_eq!(matched(&pattern, "aaa"), Ok(Some(Value::Bool(true))));
}

#[test]
fn groups_nested_without_measure_stop_the_evaluation() {
    let pattern = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(matches!(matched(&pattern, "a"), Err(Failure::Halt(..))));
    // Flags between them let repetitions stack.
    let pattern = format!("a{}", "*(?i)".repeat(5_000));
    assert!(matches!(matched(&pattern, "a"), Err(Failure::Halt(..))));
}

#[test]
fn a_pattern_that_takes_too_much_memory_stops_the_evaluation() {
    let pattern = format!("({})", "\\pL{1000}".repeat(100));
    assert!(matches!(matched(&pattern, "a"), Err(Failure::Halt(..))));
}

#[test]
fn an_intersection_that_takes_too_long_stops_the_evaluation() {
    let long = ["c", "d"].map(|end| Value::from("[ab]*a".repeat(30) + end + "[ab]*"));
    assert!(matches!(intersection::globs_match(&long), Err(Failure::Halt(..))));
    let deep = ["a*b*".repeat(3_000), "b*a*".repeat(3_000)].map(Value::from);
    assert!(matches!(intersection::globs_match(&deep), Err(Failure::Halt(..))));
}

#[test]
fn a_cache_forgets_and_makes_anew() {
    static CACHE: Cache<usize> = Cache::new();
    for number in 0..1_000 {
        assert_eq!(CACHE.get(&number.to_string(), || Ok(number)).as_deref(), Ok(&number));
    }
    assert_eq!(CACHE.get("999", || Err(Failure::Failed("made again".to_owned()))).as_deref(), Ok(&999));
    let forgotten = CACHE.get("0", || Err(Failure::Failed("made again".to_owned())));
    assert_eq!(forgotten, Err(Failure::Failed("made again".to_owned())));
}
