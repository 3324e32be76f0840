//! Bytes as the text of a policy.
#![no_main]

#[path = "../../../tests/corpus/module.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
