//! Runs tests, several at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use edgeward_decision::PolicySet;
use edgeward_rego::Limits;
use edgeward_rego::coverage::Covered;
use edgeward_rego::test::RunOptions;
use edgeward_suite::GoldenCase;
use similar::TextDiff;

use super::TestArgs;
use super::loaded::{Chosen, Loaded};
use super::result::TestResult;

/// What came of all tests, in the order of the text.
pub(super) struct Run {
    pub(super) results: Vec<TestResult>,
    pub(super) covered: Covered,
}

/// Policies nest deeper than the stack that threads have by default.
const STACK: usize = 64 << 20;

pub(super) fn run(loaded: &Loaded, chosen: &[Chosen<'_>], args: &TestArgs) -> Run {
    let options = RunOptions {
        limits: Limits { time: args.timeout, ..Limits::default() },
        explain: true,
        coverage: args.measures_coverage(),
        capture: false,
    };
    let sets = loaded.sets();
    let one = |chosen: &Chosen<'_>| match chosen {
        Chosen::Rego(case) => {
            let ran = loaded.tests.run(case, &options);
            let mut covered = Covered::default();
            covered.add(&ran);
            (TestResult::of_rego(case, ran), covered)
        }
        Chosen::Golden(case) => {
            let started = Instant::now();
            let wrong = golden(case, &sets, args.update).err();
            (TestResult::of_golden(case, wrong, started.elapsed()), Covered::default())
        }
    };
    let mut run = Run { results: Vec::new(), covered: Covered::default() };
    for (result, covered) in each(chosen, args.parallel, one) {
        run.results.push(result);
        run.covered.merge(&covered);
    }
    run
}

/// What is wrong with a case.
fn golden(case: &GoldenCase, sets: &[(&str, &PolicySet)], update: bool) -> Result<(), String> {
    let snapshot = case.snapshot(sets)?;
    let kept = case.kept()?;
    if kept.as_deref().is_some_and(|kept| kept.trim_end() == snapshot.trim_end()) {
        return Ok(());
    }
    if update {
        return case.keep(&snapshot);
    }
    let file = case.kept_in().display().to_string();
    match kept {
        None => Err(format!("there is no {file}; read the decision and keep it with --update\n{snapshot}")),
        Some(kept) => {
            let diff = TextDiff::from_lines(kept.trim_end(), snapshot.trim_end())
                .unified_diff()
                .context_radius(2)
                .missing_newline_hint(false)
                .header(&file, "the decision now")
                .to_string();
            Err(diff)
        }
    }
}

/// Does something to each of a list, several at once; the answers are in the order of the list.
pub(super) fn each<T: Sync, A: Send>(list: &[T], parallel: usize, act: impl Fn(&T) -> A + Sync) -> Vec<A> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let threads = if parallel == 0 { processors } else { parallel }.min(list.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, A)>> = Mutex::new(Vec::new());
    let work = || {
        while let Some((index, one)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            list.get(index).map(|one| (index, one))
        } {
            let answer = act(one);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((index, answer));
        }
    };
    thread::scope(|scope| {
        let started = (0..threads)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .count();
        // Without a thread the work is done here.
        if started == 0 {
            work();
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, answer)| answer).collect()
}
