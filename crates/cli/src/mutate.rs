//! `edgeward mutate`: manifests with the safe defaults filled in.

use std::collections::BTreeSet;
use std::io::Read;

use clap::{Args, ValueEnum};
use edgeward_decision::{Mutation, mutate};
use edgeward_manifest::Format;
use edgeward_rego::Value;
use similar::TextDiff;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::InputArgs;
use crate::limits::LimitArgs;
use crate::moment::MomentArgs;
use crate::output::{Output, Paint};
use crate::policies::{PoliciesArgs, ProfileArgs};
use crate::subject::{Subject, given, inventory, note_assumed};
use crate::{emit, shown};

const EXAMPLES: &str = "\
Examples:
  edgeward mutate -f deployment.yaml --diff
  edgeward mutate -f deployment.yaml | kubectl apply -f -

Files are never written. Fields are printed in alphabetical order and without comments.";

/// Print manifests with safe defaults filled in
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct MutateArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    profile: ProfileArgs,
    #[command(flatten)]
    policies: PoliciesArgs,
    #[command(flatten)]
    moment: MomentArgs,
    #[command(flatten)]
    limits: LimitArgs,
    /// Print what would change instead
    #[arg(long, conflicts_with = "output")]
    diff: bool,
    /// How to print the objects; without it, as they were given
    #[arg(short, long, value_name = "FORMAT")]
    output: Option<Form>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Yaml,
    Json,
}

pub(crate) fn run(args: MutateArgs, stdin: &mut dyn Read, output: &mut Output) -> Result<Exit, Failure> {
    let policies = args.policies.load()?;
    let profile = policies.profile(&args.profile.profile)?;
    let subjects = given(&args.input.inputs(), stdin, output)?;
    let facts = policies.facts(&inventory(&subjects)).at(args.moment.moment(output));
    let limits = args.limits.limits();
    let namespaces: BTreeSet<&String> =
        subjects.iter().filter_map(|subject| subject.review.namespace.as_ref()).collect();
    for namespace in namespaces.into_iter().filter(|namespace| !facts.knows_namespace(namespace)) {
        note_assumed(namespace, output);
    }
    let mut mutated = Vec::new();
    for subject in &subjects {
        let mutation =
            mutate(&policies, profile, &subject.review, &facts, &limits).map_err(Failure::Fault)?;
        for operation in &mutation.patch {
            let object = shown::object(&subject.review);
            output.note(&format!("{} adds {} to {object}", operation.rule, operation.path));
        }
        mutated.push(mutation);
    }
    if mutated.is_empty() {
        output.error("nothing was evaluated: the input holds no object");
        return Ok(Exit::NothingEvaluated);
    }
    if mutated.iter().all(|mutation| mutation.patch.is_empty()) {
        output.note("nothing is added: no rule has anything to fill in");
    }
    if args.diff {
        for (subject, mutation) in subjects.iter().zip(&mutated) {
            output.data(&diff(subject, mutation)?)?;
        }
    } else {
        output.data(&documents(form(args.output, &subjects), &mutated)?)?;
    }
    Ok(Exit::Clean)
}

fn form(asked: Option<Form>, subjects: &[Subject]) -> Form {
    let all_json = subjects.iter().all(|subject| subject.document.format() == Format::Json);
    asked.unwrap_or(if all_json { Form::Json } else { Form::Yaml })
}

fn documents(form: Form, mutated: &[Mutation]) -> Result<String, Failure> {
    match (form, mutated) {
        (Form::Json, [one]) => emit::json(&one.object),
        (Form::Json, many) => emit::json(&Value::object([
            ("apiVersion", "v1".into()),
            ("kind", "List".into()),
            ("items", Value::array(many.iter().map(|mutation| mutation.object.clone()))),
        ])),
        (Form::Yaml, many) => {
            let documents: Result<Vec<_>, _> =
                many.iter().map(|mutation| emit::yaml(&mutation.object)).collect();
            Ok(documents?.join("---\n"))
        }
    }
}

/// Both sides are printed by the same hand, so that only what a rule added differs.
fn diff(subject: &Subject, mutation: &Mutation) -> Result<String, Failure> {
    if mutation.patch.is_empty() {
        return Ok(String::new());
    }
    let (before, after) = (emit::yaml(&subject.review.object)?, emit::yaml(&mutation.object)?);
    let object = shown::object(&subject.review);
    let file = subject.document.file();
    let diff = TextDiff::from_lines(&before, &after)
        .unified_diff()
        .context_radius(3)
        .header(&format!("{file} {object}"), &format!("{file} {object} (mutated)"))
        .to_string();
    Ok(diff.lines().map(|line| format!("{}\n", painted(&shown::plain(line)))).collect())
}

fn painted(line: &str) -> String {
    match line.chars().next() {
        Some('+') => Paint::Allow.on(line),
        Some('-') => Paint::Deny.on(line),
        Some('@') => Paint::Note.on(line),
        _ => line.to_owned(),
    }
}
