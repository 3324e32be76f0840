//! `edgeward test`: runs the tests of policies, those in Rego and the golden cases, in one go.

mod covered;
mod json;
mod junit;
mod loaded;
mod mutants;
mod pretty;
mod result;
mod running;
mod watched;

use std::time::Duration;

use clap::{Args, ValueEnum};
use edgeward_rego::Version;
use regex::Regex;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::unit::duration;
use loaded::Loaded;
use result::{Status, TestResult};

const EXAMPLES: &str = "\
Examples:
  edgeward test policies/
  edgeward test policies/ -r 'volume_.*denies' -v
  edgeward test policies/ --coverage --threshold 100
  edgeward test policies/ -o junit > report.xml
  edgeward test policies/ --watch
  edgeward test policies/ --mutants='lib/' --budget 5m

A test is a Rego rule whose name starts with `test_`, as for opa test, or a golden case: a folder with an \
input.yaml that begins with `# rule:`, below a PATH or in testdata/golden beside it.";

/// Run the tests of policies: Rego rules and golden cases
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TestArgs {
    /// Policies, their tests and data: files or folders [default: policies, or else the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Run only tests whose full name, such as `data.admission.x_test.test_denies`, this matches
    #[arg(short = 'r', long, value_name = "REGEX")]
    run: Option<Regex>,
    /// Name passing tests as well, and what they print
    #[arg(short, long)]
    verbose: bool,
    /// Report which lines were evaluated; with `-o json` instead of the tests, as opa test does
    #[arg(short, long)]
    coverage: bool,
    /// Fail where less than this percentage of lines was evaluated
    #[arg(long, value_name = "PERCENT", value_parser = percentage)]
    threshold: Option<f64>,
    /// How to print the result
    #[arg(
        short,
        long,
        visible_alias = "format",
        visible_short_alias = 'f',
        value_name = "FORMAT",
        default_value = "pretty"
    )]
    output: Form,
    /// Run again whenever a file changes
    #[arg(short, long)]
    watch: bool,
    /// How many tests to run at once [default: one for each processor]
    #[arg(
        short,
        long,
        visible_alias = "jobs",
        value_name = "NUMBER",
        default_value_t = 0,
        hide_default_value = true
    )]
    parallel: usize,
    /// How long one test may take
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = duration)]
    timeout: Duration,
    /// Keep the decisions on golden cases as they are now; read what changed before you commit it
    #[arg(long)]
    update: bool,
    /// Put one fault after the other into the policies, and list those that no test notices; REGEX chooses
    /// by file and rule: `lib/path/path.rego:within`
    #[arg(long, value_name = "REGEX", num_args = 0..=1, require_equals = true, default_missing_value = "",
          conflicts_with_all = ["watch", "coverage", "threshold", "update"])]
    mutants: Option<Regex>,
    /// Stop trying mutants after this time; which are tried depends on --seed
    #[arg(long, value_name = "TIME", requires = "mutants", value_parser = duration)]
    budget: Option<Duration>,
    /// Which mutants are tried within a budget
    #[arg(long, value_name = "NUMBER", requires = "budget", default_value_t = 0)]
    seed: u64,
    /// Survivors that are fine, each with its reason [default: testdata/mutants.yaml beside a PATH]
    #[arg(long, value_name = "FILE", requires = "mutants")]
    accepted: Option<std::path::PathBuf>,
    /// Read policies as Rego v0
    #[arg(long)]
    v0_compatible: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Pretty,
    /// As opa test prints it
    Json,
    /// For CI servers
    Junit,
}

fn percentage(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "write a number between 0 and 100".to_owned())
}

impl TestArgs {
    fn paths(&self) -> Vec<String> {
        if !self.paths.is_empty() {
            return self.paths.clone();
        }
        let is_there = std::path::Path::new("policies").is_dir();
        vec![if is_there { "policies" } else { "." }.to_owned()]
    }

    fn version(&self) -> Version {
        if self.v0_compatible { Version::V0 } else { Version::V1 }
    }

    fn measures_coverage(&self) -> bool {
        self.coverage || self.threshold.is_some_and(|threshold| threshold > 0.0)
    }
}

pub(crate) fn run(args: TestArgs, output: &mut Output) -> Result<Exit, Failure> {
    if let Some(filter) = &args.mutants {
        return mutants::run(&args, filter, output);
    }
    if !args.watch {
        return once(&args, output);
    }
    let paths = args.paths();
    let goldens = paths.iter().map(|path| loaded::beside(path.as_ref(), loaded::GOLDENS));
    let goldens = goldens.map(|folder| folder.display().to_string());
    let paths: Vec<String> = paths.iter().cloned().chain(goldens).collect();
    loop {
        let seen = watched::files(&paths);
        if let Err(failure) = once(&args, output) {
            output.error(&failure.to_string());
        }
        output.note("watching for changes");
        watched::wait_for_change(&paths, &seen);
    }
}

fn once(args: &TestArgs, output: &mut Output) -> Result<Exit, Failure> {
    let loaded = Loaded::read(&args.paths(), args.version())?;
    let chosen = loaded.chosen(args.run.as_ref());
    let run = running::run(&loaded, &chosen, args);
    report(args, &run, output)?;
    let coverage = args.measures_coverage().then(|| loaded.tests.coverage(&run.covered));
    if let Some(coverage) = &coverage {
        covered::write(coverage, args.output == Form::Json, output)?;
    }
    if run.results.is_empty() {
        output.error("nothing was evaluated: there is no test, or none of that name");
        return Ok(Exit::NothingEvaluated);
    }
    let is_short = covered::is_short(coverage.as_ref(), args, output);
    let fails = |result: &TestResult| matches!(result.status, Status::Failed | Status::Error(_));
    Ok(if is_short || run.results.iter().any(fails) { Exit::Denied } else { Exit::Clean })
}

fn report(args: &TestArgs, run: &running::Run, output: &mut Output) -> Result<(), Failure> {
    match args.output {
        // As with opa test, the document is about the coverage; failures are told all the same.
        Form::Json if args.measures_coverage() => {
            let failing: Vec<&TestResult> =
                run.results.iter().filter(|result| result.status != Status::Passed).collect();
            if !failing.is_empty() {
                let told = pretty::render(&failing, false);
                anstream::adapter::strip_str(&told).to_string().lines().for_each(|line| output.line(line));
            }
        }
        Form::Pretty => {
            let results: Vec<&TestResult> = run.results.iter().collect();
            output.data(&pretty::render(&results, args.verbose))?;
        }
        Form::Json => output.data(&json::render(&run.results)?)?,
        Form::Junit => output.data(&junit::render(&run.results))?,
    }
    Ok(())
}
