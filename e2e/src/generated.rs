//! Generated programs, put to Edgeward and to a running OPA.

mod builtin;
mod collection;
mod compare;
mod found;
mod grammar;
mod inputs;
mod modifier;
mod pattern;
mod scalar;
mod spelling;
mod statement;
mod term;
mod tolerance;
mod tree;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use fastrand::Rng;

use crate::arguments::Generation;
use crate::failure::Failure;
use crate::oracle::server::Server;
use crate::parallel;
use crate::report::Report;
use compare::{Bench, Difference};
use tolerance::Tolerance;
use tree::minimised;

/// Differences that are minimised and shown; more are only counted.
const SHOWN: usize = 20;

/// Programs that OPA may give no answer to; with more of them something else is wrong.
const SILENT: usize = 5;

/// Attempts to make one difference smaller.
const STEPS: usize = 3000;

/// Keeps the programs of neighbouring seeds apart.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

#[derive(Debug, Default)]
struct Counts {
    by_opa: BTreeMap<String, usize>,
    refused: BTreeMap<String, usize>,
    compared: usize,
    byte_code: usize,
    answers: usize,
    different: usize,
    tolerated: BTreeMap<Tolerance, usize>,
}

/// Draws so many programs and compares every answer.
pub(crate) fn judge(report: &mut Report, wish: &Generation) -> Result<(), Failure> {
    let seed = wish.seed.unwrap_or_else(|| fastrand::u64(..));
    report.detail(&format!("generated programs: --seed {seed} --count {}", wish.count));
    let begin = Instant::now();
    let next = AtomicUsize::new(0);
    let counts = Mutex::new(Counts::default());
    let (shown, silent) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let examples = Examples::default();
    let passed = Examples::default();
    let work = || -> Result<(), Failure> {
        let mut bench = Bench::new(Server::start(&[])?)?;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= wish.count {
                return Ok(());
            }
            // Each program has a seed of its own, so that the threads do not change what is drawn.
            let mut rng = Rng::with_seed(seed.wrapping_add((index as u64).wrapping_mul(SPREAD)));
            let drawn = grammar::draw(&mut rng);
            let inputs = inputs::inputs(&mut rng);
            let compared = match bench.compare(&drawn.print(), &inputs) {
                // Some programs keep OPA's compiler or evaluation busy for ever: there is no answer to compare with.
                Err(Failure::Server(reason)) if silent.fetch_add(1, Ordering::Relaxed) < SILENT => {
                    report
                        .detail(&format!("number {index}: OPA does not answer, {reason}\n{}", drawn.print()));
                    bench = Bench::new(Server::start(&[])?)?;
                    compare::Compared::without_answer()
                }
                compared => compared?,
            };
            {
                let mut counts = counts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                counts.add(&compared);
            }
            if let Some(construct) = compared.refused.filter(|_| wish.refused)
                && examples.is_new(&construct)
            {
                examples.add(construct.clone(), refused(&bench, &drawn, &construct)?);
            }
            for (tolerance, difference) in compared.tolerated.into_iter().filter(|_| wish.tolerated) {
                if passed.is_new(&tolerance.to_string()) {
                    let small = smaller(&bench, &drawn, difference)?;
                    passed.add(tolerance.to_string(), found::text(&small, seed, index));
                }
            }
            let Some(difference) = compared.difference else { continue };
            if shown.fetch_add(1, Ordering::Relaxed) < SHOWN {
                let small = smaller(&bench, &drawn, difference)?;
                report.detail(&found::text(&small, seed, index));
                if wish.save {
                    found::save(&small, seed, index)?;
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..parallel::threads())
            .map(|_| std::thread::Builder::new().stack_size(parallel::STACK).spawn_scoped(scope, work))
            .collect();
        threads.into_iter().try_for_each(|thread| {
            let thread = thread.map_err(|error| Failure::Server(error.to_string()))?;
            thread
                .join()
                .unwrap_or_else(|_| Err(Failure::Server("a thread of the judge panicked".to_owned())))
        })
    })?;
    let counts = counts.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (what, counts) in [("OPA", &counts.by_opa), ("Edgeward", &counts.refused)] {
        let named: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
        let all: usize = counts.values().sum();
        report.detail(&format!(
            "generated programs: refused by {what}: {all} ({}): {}",
            share(all, wish.count),
            named.join(", ")
        ));
    }
    for (construct, program) in examples.all() {
        report.detail(&format!("\nrefused by Edgeward: {construct}\n{program}"));
    }
    for (tolerance, example) in passed.all() {
        report.detail(&format!("\nlet pass: {tolerance}\n{example}"));
    }
    let tolerated: Vec<String> =
        counts.tolerated.iter().map(|(tolerance, count)| format!("{tolerance} {count}")).collect();
    report.detail(&format!("generated programs: let pass by a named exception: {}", tolerated.join(", ")));
    report.summary(
        counts.different == 0,
        &format!(
            "generated programs: seed {seed}, {} programs, {} refused by OPA, {} refused by Edgeward, {} compared ({} also as \
             byte code, {} answers), {} let pass by a named exception, {} different, {} s",
            wish.count,
            counts.by_opa.values().sum::<usize>(),
            counts.refused.values().sum::<usize>(),
            counts.compared,
            counts.byte_code,
            counts.answers,
            counts.tolerated.values().sum::<usize>(),
            counts.different,
            begin.elapsed().as_secs(),
        ),
    );
    Ok(())
}

/// So many of so many, in percent.
fn share(some: usize, all: usize) -> String {
    let tenths = some * 1000 / all.max(1);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

impl Counts {
    fn add(&mut self, compared: &compare::Compared) {
        if let Some(code) = &compared.refused_by_opa {
            *self.by_opa.entry(code.clone()).or_default() += 1;
        }
        if let Some(construct) = &compared.refused {
            *self.refused.entry(construct.clone()).or_default() += 1;
        }
        self.compared += usize::from(compared.answers > 0);
        self.byte_code += usize::from(compared.byte_code);
        self.answers += compared.answers;
        self.different += usize::from(compared.difference.is_some());
        for (tolerance, _) in &compared.tolerated {
            *self.tolerated.entry(*tolerance).or_default() += 1;
        }
    }
}

/// A program for each construct that Edgeward refuses.
#[derive(Debug, Default)]
struct Examples(Mutex<BTreeMap<String, Option<String>>>);

impl Examples {
    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Option<String>>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether nobody has asked for this construct; from now on somebody has.
    fn is_new(&self, construct: &str) -> bool {
        let mut examples = self.locked();
        let is_new = !examples.contains_key(construct);
        examples.entry(construct.to_owned()).or_default();
        is_new
    }

    fn add(&self, construct: String, program: String) {
        self.locked().insert(construct, Some(program));
    }

    fn all(self) -> impl Iterator<Item = (String, String)> {
        let examples = self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        examples.into_iter().filter_map(|(construct, program)| Some((construct, program?)))
    }
}

/// The least program that OPA accepts and that is refused for the same construct.
fn refused(bench: &Bench, drawn: &grammar::Drawn, construct: &str) -> Result<String, Failure> {
    let mut failure = None;
    let print = |tree: &tree::Tree| grammar::Drawn { rules: tree.clone(), ..*drawn }.print();
    let (small, _) = minimised(drawn.rules.clone(), STEPS, |tree| match bench.compare(&print(tree), &[]) {
        Ok(compared) => compared.refused.filter(|other| other == construct),
        Err(error) => {
            failure = Some(error);
            None
        }
    });
    failure.map_or_else(|| Ok(print(&small)), Err)
}

/// The same kind of difference with as little as possible around it.
fn smaller(bench: &Bench, drawn: &grammar::Drawn, difference: Difference) -> Result<Difference, Failure> {
    let mut failure = None;
    let input = difference.input.clone();
    let mut again = |text: &str, input: &Option<serde_json::Value>| match bench
        .compare(text, std::slice::from_ref(input))
    {
        Ok(compared) => {
            let tolerated = compared.tolerated.into_iter().map(|(_, difference)| difference);
            compared.difference.into_iter().chain(tolerated).find(|other| other.is_like(&difference))
        }
        Err(error) => {
            failure = Some(error);
            None
        }
    };
    let print = |tree: &tree::Tree| grammar::Drawn { rules: tree.clone(), ..*drawn }.print();
    let (_, found) = minimised(drawn.rules.clone(), STEPS, |tree| again(&print(tree), &input));
    let mut small = found.unwrap_or_else(|| difference.clone());
    'smaller: loop {
        for candidate in inputs::smaller(&small.input) {
            if let Some(found) = again(&small.module, &candidate) {
                small = found;
                continue 'smaller;
            }
        }
        break;
    }
    match failure {
        Some(failure) => Err(failure),
        None => Ok(small),
    }
}
