//! Claims about Edgeward in a real cluster. Each has one of its own; `e2e/README.md` says how to write another.

#![cfg(test)]

mod admission;
mod bypass;
mod lifecycle;
mod parts;

use std::process::ExitCode;

use edgeward_e2e::cluster::{Test, run};

const TESTS: &[Test] = &[
    Test {
        name: "the API server is ready, knows its users and creates a namespace",
        body: parts::api_server,
    },
    Test { name: "with all parts a deployment comes to run on an edge node", body: parts::all },
    Test { name: "no process outlives a test, whatever ends it", body: lifecycle::no_process_is_left },
    Test { name: "health data namespaces are guarded by the real server", body: admission::guarded },
    Test { name: "the corrected twin comes to run on forty guarded nodes", body: admission::twin_runs },
    Test { name: "nothing is admitted while the server is gone", body: admission::server_gone },
    Test { name: "no way around leads past the strict profile", body: bypass::strict },
    Test { name: "a way around that the baseline profile admits is warned of", body: bypass::baseline },
];

/// What tests start to see how it ends.
const OTHERS: &[Test] = &[
    Test { name: "a cluster, then the end", body: lifecycle::end },
    Test { name: "a cluster, then a panic", body: lifecycle::panic },
    Test { name: "a cluster, then nothing", body: lifecycle::wait },
];

fn main() -> ExitCode {
    run(TESTS, OTHERS)
}
