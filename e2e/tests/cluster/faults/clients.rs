//! Clients that go on all the time, some with pods that are to be let in, some with pods that must never be.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

use edgeward_e2e::cluster::{Answer, Client, Problem};
use edgeward_e2e::twin::{NAMESPACE, Twin};
use serde_json::{Value, json};

/// Between two requests of one client: two processors have other work as well.
const PAUSE: Duration = Duration::from_millis(20);

/// What they were answered.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Good pods that were let in.
    pub(super) let_in: usize,
    /// What was said to good pods that were not.
    pub(super) kept_out: Vec<String>,
    /// Bad pods that a rule denied.
    pub(super) denied: usize,
    /// What was said to bad pods that were refused for another reason.
    pub(super) unjudged: Vec<String>,
    /// Bad pods that were let in.
    pub(super) slipped: usize,
}

#[derive(Debug)]
pub(super) struct Clients {
    stop: Arc<AtomicBool>,
    seen: Arc<Mutex<Seen>>,
    threads: Vec<JoinHandle<()>>,
}

impl Clients {
    /// So many of both kinds.
    pub(super) fn start(client: &Client, twin: &Twin, good: usize, bad: usize) -> Clients {
        let (stop, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Seen::default())));
        let kinds = std::iter::repeat_n(true, good).chain(std::iter::repeat_n(false, bad));
        let thread = |is_good: bool| {
            let (stop, seen, client) = (Arc::clone(&stop), Arc::clone(&seen), client.clone());
            let pod = if is_good { twin.pod() } else { self::bad(twin) };
            std::thread::spawn(move || {
                while !stop.load(Ordering::Acquire) {
                    let answer = ask(&client, &pod);
                    count(&mut seen.lock().unwrap_or_else(PoisonError::into_inner), is_good, answer);
                    sleep(PAUSE);
                }
            })
        };
        let threads = kinds.map(thread).collect();
        Clients { stop, seen, threads }
    }

    /// What was seen since the last time that somebody looked.
    pub(super) fn seen(&self) -> Seen {
        std::mem::take(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds what was seen meanwhile, until so many of both kinds were judged.
    pub(super) fn judged(&self, sum: &mut Seen, number: usize) -> Result<(), String> {
        sum.add(self.seen());
        if sum.let_in >= number && sum.denied >= number { Ok(()) } else { Err(format!("{sum:?}")) }
    }

    /// Ends them; what was seen since somebody looked.
    pub(super) fn end(mut self) -> Seen {
        self.stop.store(true, Ordering::Release);
        for thread in self.threads.drain(..) {
            thread.join().expect("no client panics");
        }
        self.seen()
    }
}

impl Seen {
    pub(super) fn add(&mut self, more: Seen) {
        self.let_in += more.let_in;
        self.kept_out.extend(more.kept_out);
        self.denied += more.denied;
        self.unjudged.extend(more.unjudged);
        self.slipped += more.slipped;
    }
}

/// A pod that a rule denies.
pub(super) fn bad(twin: &Twin) -> Value {
    let mut pod = twin.pod();
    pod["spec"]["hostNetwork"] = json!(true);
    pod
}

/// Has a pod made that nobody keeps, in the namespace that it names.
pub(super) fn ask(client: &Client, pod: &Value) -> Result<Answer, Problem> {
    let namespace = pod["metadata"]["namespace"].as_str().unwrap_or(NAMESPACE);
    client.post(&format!("/api/v1/namespaces/{namespace}/pods?dryRun=All"), pod)
}

/// Whether a good pod is let in now.
pub(super) fn let_in(client: &Client, twin: &Twin) -> Result<(), String> {
    let answer = ask(client, &twin.pod()).map_err(|problem| problem.to_string())?;
    if answer.is_success() { Ok(()) } else { Err(answer.text()) }
}

/// Whether a bad pod is denied by a rule now.
pub(super) fn denied(client: &Client, twin: &Twin) -> Result<(), String> {
    denied_as(client, &bad(twin))
}

/// Whether this one, which is as bad, is.
pub(super) fn denied_as(client: &Client, pod: &Value) -> Result<(), String> {
    let answer = ask(client, pod).map_err(|problem| problem.to_string())?;
    if is_denied(&answer) { Ok(()) } else { Err(format!("{} {}", answer.status, answer.text())) }
}

fn is_denied(answer: &Answer) -> bool {
    let text = answer.text();
    answer.status == 403
        && text.contains("denied the request: [")
        && text.contains("[hd-net-03] hostNetwork is set")
}

fn count(seen: &mut Seen, is_good: bool, answer: Result<Answer, Problem>) {
    let said = match answer {
        Ok(answer) if answer.is_success() && is_good => return seen.let_in += 1,
        Ok(answer) if answer.is_success() => return seen.slipped += 1,
        Ok(answer) if is_denied(&answer) && !is_good => return seen.denied += 1,
        Ok(answer) => format!("{} {}", answer.status, answer.text()),
        Err(problem) => problem.to_string(),
    };
    if is_good { seen.kept_out.push(said) } else { seen.unjudged.push(said) }
}
