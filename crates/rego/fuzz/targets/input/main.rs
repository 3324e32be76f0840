//! Bytes as the input of a policy.
#![no_main]

#[path = "../../../tests/corpus/input.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
