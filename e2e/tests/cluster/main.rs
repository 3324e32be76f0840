//! Claims about Edgeward in a real cluster. Each has one of its own; `e2e/README.md` says how to write another.

#![cfg(test)]

mod admission;
mod audit;
mod backstop;
mod bypass;
mod certificates;
mod chart;
mod deletion;
mod faults;
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
    Test { name: "an audit finds what was there before the label", body: audit::finds },
    Test { name: "one of two servers audits and reports what it finds", body: audit::reported },
    Test { name: "an audit of what it may not read is incomplete", body: audit::incomplete },
    Test { name: "what has health data can be deleted to its end", body: deletion::ends },
    Test { name: "the chart asks about exactly what the policies judge", body: chart::kinds::asked },
    Test {
        name: "the chart's examples are accepted, and their arguments too",
        body: chart::examples::accepted,
    },
    Test { name: "slips in the chart's values are refused", body: chart::examples::slips },
    Test { name: "alerts and dashboard name metrics that there are", body: chart::monitoring::names },
    Test {
        name: "exceptions of the golden cases have the shape of the chart",
        body: chart::exceptions::shape,
    },
    Test { name: "the files of deploy fit chart and program", body: chart::deploy::fits },
    Test { name: "a release comes and goes and blocks nothing", body: chart::release::comes_and_goes },
    Test { name: "the chart gives its server the rights that it needs", body: chart::rights::suffice },
    Test {
        name: "certificates that live a minute fail no handshake under load",
        body: certificates::own::renewed_under_load,
    },
    Test {
        name: "only an API server with a client certificate is answered",
        body: certificates::clients::verified,
    },
    Test {
        name: "the chart's webhooks ask a server beside the API server",
        body: chart::release::asked_by_url,
    },
    Test { name: "the backstop finds what the rules find", body: backstop::agreement::agrees },
    Test {
        name: "while the server is gone the backstop denies, and a restart brings the server back",
        body: backstop::outage::survived,
    },
    Test {
        name: "a server is replaced under load and nobody notices, and one that is killed lets nothing slip",
        body: faults::replaced::under_load,
    },
    Test {
        name: "an API server that hangs or is gone makes a server unready, and what comes back is judged again",
        body: faults::surroundings::come_back,
    },
    Test {
        name: "a slow API server makes what it tells late, and one that is too slow makes a server unready",
        body: faults::slow::known_late,
    },
    Test {
        name: "a certificate that has ended, and a CA that is another's, keep everything out",
        body: faults::trust::refused,
    },
    Test { name: "a clock that jumps changes what is too old, and nothing else", body: faults::clock::jumps },
    Test {
        name: "ten times the load is refused, not queued, and then all is well",
        body: faults::load::shed,
    },
    Test {
        name: "two servers with different policies answer each by its own, and an alert says so",
        body: faults::revisions::differ,
    },
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
