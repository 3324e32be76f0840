//! Every Rego test and every golden case of the policies, each as a test of its own name.

#![expect(clippy::print_stderr, reason = "a suite that cannot be loaded has nobody else to tell")]

mod access;
mod controls;
mod coverage;
mod docs;
mod exceptions;
mod fields;
mod golden;
mod house;
mod machines;
mod mutation;
mod objects;
mod properties;
mod rego_tests;
mod seed;
mod sources;
mod trimmed;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let policies = match sources::Policies::load() {
        Ok(policies) => Arc::new(policies),
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(rego_tests::trials(&policies));
    trials.extend(golden::trials(&policies));
    trials.extend(seed::trials(&policies));
    trials.extend(access::trials(&policies));
    trials.extend(exceptions::trials(&policies));
    trials.extend(mutation::trials(&policies));
    trials.extend(properties::trials(&policies));
    trials.extend(fields::trials(&policies));
    trials.extend(trimmed::trials(&policies));
    trials.extend(house::trials(&policies));
    trials.extend(controls::trials(&policies));
    trials.extend(docs::trials(&policies));
    libtest_mimic::run(&arguments, trials).exit_code()
}
