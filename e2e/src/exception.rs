//! Cases whose answer is another one, by an exception that `docs/engine.md` names.

/// The values that numbers are kept as have no spelling: `1.0` is `1`, and `1e20` an integer.
const SPELLING: &str = "numbers compare by value and their spelling is not kept";

/// A string is UTF-8: bytes that are not stop the evaluation.
const BYTES: &str = "bytes that are no UTF-8 stop the evaluation with an error";

const EXCEPTIONS: [(&str, &str); 8] = [
    ("num/json-one", SPELLING),
    ("sprintf/22 %d", SPELLING),
    ("sprintf/31 %g", SPELLING),
    ("sprintf/58 %v", SPELLING),
    ("sprintf/59 %v", SPELLING),
    ("sprintf/float/exponent", SPELLING),
    ("sprintf/float/zero_fraction", SPELLING),
    ("aggregates/count with invalid utf-8 chars (0xFFFD)", BYTES),
];

/// The exception that the case of this name falls under.
pub(crate) fn of(name: &str) -> Option<&'static str> {
    EXCEPTIONS.iter().find(|(case, _)| *case == name).map(|(_, reason)| *reason)
}
