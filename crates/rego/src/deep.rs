//! Values that whoever gets them could not go through.
//!
//! A policy of some rules can make a value of any depth, and, by naming one value twice, one of more parts than there is
//! time for. Printing, comparing and dropping it recurse.

use regorus::Value;

/// Levels of a value. A text that is read has 512 at most.
pub(crate) const MOST_LEVELS: usize = 1_000;

/// Parts of a value: ten times what a document may hold.
const MOST_PARTS: usize = 5_000_000;

/// Why nobody may have the value.
pub(crate) fn fault(value: &Value) -> Option<String> {
    fault_below(value, 0)
}

/// The same for a value that lies so many levels below another.
pub(crate) fn fault_below(value: &Value, levels: usize) -> Option<String> {
    if !matches!(value, Value::Array(_) | Value::Set(_) | Value::Object(_)) {
        return None;
    }
    let mut waiting = vec![(value, levels)];
    let mut parts = 0usize;
    while let Some((value, level)) = waiting.pop() {
        if level > MOST_LEVELS {
            return Some(format!("the value nests deeper than {MOST_LEVELS} levels"));
        }
        let before = waiting.len();
        let below = level.saturating_add(1);
        match value {
            Value::Array(items) => waiting.extend(items.iter().map(|item| (item, below))),
            Value::Set(items) => waiting.extend(items.iter().map(|item| (item, below))),
            Value::Object(fields) => {
                waiting.extend(fields.iter().flat_map(|(key, value)| [(key, below), (value, below)]));
            }
            _ => {}
        }
        parts = parts.saturating_add(waiting.len().saturating_sub(before));
        if parts > MOST_PARTS {
            return Some(format!("the value has more than {MOST_PARTS} parts"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Documents, Limits, Machine, Module, Rule, RuleSource, Source};

    fn answers(text: &str) -> Vec<Result<Option<crate::Value>, String>> {
        let source = Source { path: "p.rego".to_owned(), text: format!("package p\n{text}") };
        let nothing = crate::Value::object::<&str>([]);
        let documents = Documents::new(vec![Module::parse(source).expect("parses")], nothing.clone());
        let limits = Limits { time: std::time::Duration::from_secs(60), ..Limits::default() };
        let answer = |machine| {
            let rule = Rule::load("data.p", "x", RuleSource::On(&documents, machine)).expect("loads");
            rule.evaluate(&nothing, &nothing, &limits).map_err(|error| error.to_string())
        };
        [Machine::Interpreter, Machine::ByteCode].map(answer).to_vec()
    }

    fn refused(text: &str, why: &str) {
        for answer in answers(text) {
            assert!(answer.as_ref().is_err_and(|error| error.contains(why)), "{answer:?}");
        }
    }

    #[test]
    fn a_thousand_levels_are_answered_and_more_are_an_error() {
        let nested = |levels: usize| (0..levels).fold(Value::Null, |inner, _| Value::from(vec![inner]));
        assert_eq!(fault(&nested(1_000)), None);
        assert_eq!(fault(&nested(1_001)), Some("the value nests deeper than 1000 levels".to_owned()));
        // Whoever gets it prints and drops it.
        assert_eq!(crate::value::Value(nested(1_000)).to_json().len(), 2_004);
    }

    #[test]
    fn rules_that_wrap_each_other_cannot_make_a_value_that_overflows_a_stack() {
        let wrap = |link: usize| format!("r{link} := {}r{}{}\n", "[".repeat(18), link + 1, "]".repeat(18));
        let links: String = (0..500).map(wrap).collect();
        refused(&format!("{links}r500 := 1\nx := r0\n"), "nests deeper");
        let same = answers(&format!("{links}r500 := 1\nx := count(r0)\n"));
        assert_eq!(same, [Ok(Some(1.into())), Ok(Some(1.into()))]);
    }

    #[test]
    fn a_value_that_is_named_twice_by_each_rule_is_not_gone_through() {
        let links: String = (1..60).map(|link| format!("r{link} := [r{0}, r{0}]\n", link - 1)).collect();
        refused(&format!("r0 := 1\n{links}x := r59\n"), "parts");
    }

    #[test]
    fn a_range_or_a_shift_that_would_fill_the_memory_is_an_error_on_both_machines() {
        refused("x := count(numbers.range(1, 1000000000))\n", "a range may have 1000000 numbers");
        refused("x := bits.lsh(1, 1000000000)\n", "bits.lsh: the result may have 1000000 bits");
    }

    #[test]
    fn patches_of_patches_cannot_make_a_value_that_overflows_a_stack() {
        let mut text = String::from(
            "p0 := concat(\"\", [\"/0\" | some i in numbers.range(1, 500)])\n\
             x0 := json.unmarshal(concat(\"\", array.concat([\"[\" | some i in numbers.range(1, 510)], [\"]\" | some i in numbers.range(1, 510)])))\n",
        );
        for link in 1..=10 {
            let below = link - 1;
            text.push_str(&format!(
                "p{link} := concat(\"\", [p{below}, p0])\n\
                 x{link} := json.patch(x{below}, [{{\"op\": \"add\", \"path\": p{below}, \"value\": x0}}])\n"
            ));
        }
        refused(&format!("{text}x := count(x10)\n"), "json.patch");
    }
}
