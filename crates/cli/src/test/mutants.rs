//! `edgeward test --mutants`: which faults in the policies no test would notice.

mod accepted;
mod outcome;

use std::collections::BTreeSet;
use std::time::Instant;

use edgeward_decision::{PolicyId, PolicySet};
use edgeward_rego::mutants::{Fate, Mutant, Reach, TrialOptions};
use edgeward_suite::GoldenCase;
use regex::Regex;

use super::loaded::{Chosen, Loaded, narrowed};
use super::result::{Status, TestResult};
use super::running::{self, each};
use super::{Form, TestArgs, pretty};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use accepted::Accepted;
use outcome::{Outcome, Tried};

pub(super) fn run(args: &TestArgs, filter: &Regex, output: &mut Output) -> Result<Exit, Failure> {
    if args.output == Form::Junit {
        output.error("mutants are printed as `pretty` or `json`");
        return Ok(Exit::Failed);
    }
    let paths = args.paths();
    let accepted = Accepted::read(args.accepted.as_deref(), &paths)?;
    let loaded = Loaded::read(&paths, args.version())?;
    let mutants = mutants(&loaded, filter);
    let reach = loaded.tests.reach(|case| Chosen::Rego(case).passes(args.run.as_ref()));
    let chosen = concerned(&loaded, &mutants, &reach, args);
    let healthy = running::run(&loaded, &chosen, args);
    let is_failing = |result: &&TestResult| matches!(result.status, Status::Failed | Status::Error(_));
    let failing: Vec<&TestResult> = healthy.results.iter().filter(is_failing).collect();
    if !failing.is_empty() {
        output.data(&pretty::render(&failing, false))?;
        output.error("tests fail without any mutant");
        return Ok(Exit::Denied);
    }
    if mutants.is_empty() || healthy.results.is_empty() {
        output.error("nothing was evaluated: there is no test, or nothing to mutate");
        return Ok(Exit::NothingEvaluated);
    }
    let tried = try_all(&loaded, mutants, &reach, args);
    let is_whole = filter.as_str().is_empty() && tried.iter().all(|one| one.outcome != Outcome::NotTried);
    let report = outcome::Report::new(&tried, &accepted, is_whole);
    output.data(&match args.output {
        Form::Json => report.json()?,
        _ => report.text(),
    })?;
    for unused in &report.stale {
        output.note(&format!("{unused}: accepted, but it does not survive; take it off the list"));
    }
    if report.is_empty() {
        output.error("nothing was evaluated: no mutant was tried");
        return Ok(Exit::NothingEvaluated);
    }
    Ok(if report.survivors.is_empty() { Exit::Clean } else { Exit::Denied })
}

fn mutants(loaded: &Loaded, filter: &Regex) -> Vec<Mutant> {
    let mut mutants = Mutant::all(loaded.tests.documents());
    mutants.retain(|mutant| filter.is_match(&format!("{}:{}", mutant.place.file, mutant.rule)));
    mutants
}

/// The tests that have to pass before anything is mutated: every Rego test, and the golden cases of rules that a
/// mutant can concern.
fn concerned<'a>(loaded: &'a Loaded, mutants: &[Mutant], reach: &Reach, args: &TestArgs) -> Vec<Chosen<'a>> {
    let documents = loaded.tests.documents();
    let packages: BTreeSet<&str> =
        mutants.iter().flat_map(|mutant| reach.packages(documents, mutant)).collect();
    let sets = loaded.sets();
    let entries = sets.first().map(|(_, set)| set.admission_rules()).unwrap_or_default();
    let is_judged = |case: &GoldenCase| {
        entries.iter().any(|entry| {
            entry.annotation.id == case.rule
                && entry.path().strip_suffix(".violation").is_some_and(|package| packages.contains(package))
        })
    };
    let mut chosen = loaded.chosen(args.run.as_ref());
    chosen.retain(|one| match one {
        Chosen::Rego(_) => true,
        Chosen::Golden(case) => is_judged(case),
    });
    chosen
}

/// Within a budget the order is one that depends on the seed, so that different runs see different mutants.
fn try_all(loaded: &Loaded, mut mutants: Vec<Mutant>, reach: &Reach, args: &TestArgs) -> Vec<Tried> {
    if args.budget.is_some() {
        let mut keyed: Vec<(u64, Mutant)> =
            (0_u64..).zip(mutants).map(|(index, mutant)| (scattered(index, args.seed), mutant)).collect();
        keyed.sort_by_key(|(key, _)| *key);
        mutants = keyed.into_iter().map(|(_, mutant)| mutant).collect();
    }
    let deadline = args.budget.map(|budget| Instant::now() + budget);
    let outcomes = each(&mutants, args.parallel, |mutant| {
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Outcome::NotTried;
        }
        outcome(loaded, mutant, reach, args)
    });
    let mut tried: Vec<Tried> =
        mutants.into_iter().zip(outcomes).map(|(mutant, outcome)| Tried { mutant, outcome }).collect();
    tried.sort_by(|left, right| left.mutant.place.cmp(&right.mutant.place));
    tried
}

/// The finaliser of SplitMix64.
fn scattered(index: u64, seed: u64) -> u64 {
    let mut bits = index.wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(1);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn outcome(loaded: &Loaded, mutant: &Mutant, reach: &Reach, args: &TestArgs) -> Outcome {
    match loaded.tests.try_out(mutant, reach, &TrialOptions { timeout: args.timeout }) {
        Fate::Killed { .. } => Outcome::Killed,
        Fate::TimedOut { .. } => Outcome::TimedOut,
        Fate::NoPolicy => Outcome::NoPolicy,
        Fate::Survived { tests } => match golden(loaded, mutant, reach, args) {
            Ok(goldens) => Outcome::Survived { tests, goldens },
            Err(()) => Outcome::Killed,
        },
    }
}

/// How many golden cases do not notice a mutant.
///
/// # Errors
/// One does.
fn golden(loaded: &Loaded, mutant: &Mutant, reach: &Reach, args: &TestArgs) -> Result<usize, ()> {
    let documents = loaded.tests.documents();
    let sets = loaded.sets();
    let Some((_, healthy)) = sets.first() else {
        return Ok(0);
    };
    let passes = |case: &&GoldenCase| Chosen::Golden(case).passes(args.run.as_ref());
    let goldens: Vec<&GoldenCase> = loaded.goldens.iter().filter(passes).collect();
    let mut number = 0;
    for package in reach.packages(documents, mutant) {
        let path = format!("{package}.violation");
        let Some(entry) = healthy.admission_rules().iter().find(|entry| entry.path() == path) else {
            continue;
        };
        let own: Vec<_> = goldens.iter().filter(|case| case.rule == entry.annotation.id).collect();
        if own.is_empty() {
            continue;
        }
        let modules = reach.package_with(documents, package, mutant).ok_or(())?;
        let sources = modules.iter().map(|module| module.source().clone()).collect();
        let id = PolicyId { revision: "mutant".to_owned(), digest: String::new() };
        let data = narrowed(documents.data(), &entry.constraint_kind);
        let set = PolicySet::from_text(id, sources, data).map_err(|_| ())?;
        for case in own {
            let now = case.snapshot(&[("mutant", &set)]).map_err(|_| ())?;
            if case.kept().ok().flatten().is_none_or(|kept| kept.trim_end() != now.trim_end()) {
                return Err(());
            }
            number += 1;
        }
    }
    Ok(number)
}
