//! Bytes as a compiled program.
#![no_main]

#[path = "../../../tests/corpus/program.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::run(bytes));
