//! Bytes as the text of a policy.
#![no_main]

#[path = "../../tests/bodies/module.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
