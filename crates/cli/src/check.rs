//! `edgeward check`: judges manifests and reviews.

mod result;
mod text;

use std::collections::BTreeMap;
use std::io::Read;

use clap::{Args, ValueEnum};
use edgeward_decision::{Coverage, decide};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::InputArgs;
use crate::limits::LimitArgs;
use crate::moment::MomentArgs;
use crate::output::Output;
use crate::policies::{PoliciesArgs, ProfileArgs};
use crate::shown;
use crate::subject::{given, inventory, note_assumed};
use result::{CheckResult, Judged};

const EXAMPLES: &str = "\
Examples:
  edgeward check -f deployment.yaml
  edgeward check -f manifests/ --profile strict
  kustomize build . | edgeward check -f -
  edgeward check -f review.json -o json
  edgeward check -f manifests/ --at 2026-06-01T00:00:00Z

All files together are the cluster: a NetworkPolicy in one file counts for a Deployment in another, and \
a Namespace document says by its labels whether its namespace holds health data. A namespace that no \
document describes is taken as health data.";

/// Judge manifests and AdmissionReviews
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
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
    /// How to print the result
    #[arg(short, long, value_name = "FORMAT", default_value = "text", env = "EDGEWARD_OUTPUT")]
    output: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One versioned document: apiVersion edgeward.io/v1, kind CheckResult
    Json,
}

pub(crate) fn run(args: CheckArgs, stdin: &mut dyn Read, output: &mut Output) -> Result<Exit, Failure> {
    let policies = args.policies.load()?;
    let profile = policies.profile(&args.profile.profile)?;
    let subjects = given(&args.input.inputs(), stdin, output)?;
    let facts = policies.facts(&inventory(&subjects)).at(args.moment.moment(output));
    let limits = args.limits.limits();
    let judged = subjects
        .into_iter()
        .map(|subject| {
            let decision = decide(&policies, profile, &subject.review, &facts, &limits);
            Judged { subject, decision }
        })
        .collect();
    let result = CheckResult::new(&policies, profile, judged);
    talk(&result, output);
    match args.output {
        Format::Text => output.data(&text::render(&result, output.width()))?,
        Format::Json => output.data(&result.to_json().map_err(|error| Failure::Emit(error.to_string()))?)?,
    }
    Ok(exit(&result, output))
}

fn exit(result: &CheckResult, output: &mut Output) -> Exit {
    let summary = &result.summary;
    if summary.faults > 0 {
        Exit::Failed
    } else if summary.evaluated == 0 {
        output.error(&format!(
            "nothing was evaluated: no rule of profile `{}` judges any of {}",
            result.profile,
            shown::count(summary.objects, "object")
        ));
        Exit::NothingEvaluated
    } else if summary.denied > 0 {
        Exit::Denied
    } else {
        Exit::Clean
    }
}

/// Says what the result rests on: assumptions, and what was not looked at.
fn talk(result: &CheckResult, output: &mut Output) {
    for namespace in &result.assumed_namespaces {
        note_assumed(namespace, output);
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out_of_scope: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for object in &result.objects {
        match object.coverage {
            Coverage::UnknownKind => *kinds.entry(&object.kind).or_default() += 1,
            Coverage::OutOfScope => {
                out_of_scope
                    .entry(object.namespace.as_deref().unwrap_or_default())
                    .or_default()
                    .push(&object.shown);
            }
            Coverage::FinalizersOnly => {
                output
                    .note(&format!("{} is not evaluated: the update only removes finalizers", object.shown));
            }
            Coverage::Judged => {}
        }
    }
    for (namespace, objects) in out_of_scope {
        let reason = match namespace {
            "" => "no constraint is about them".to_owned(),
            namespace => format!("namespace `{namespace}` is not labelled as health data"),
        };
        output.note(&format!("not evaluated, {reason}: {}", objects.join(", ")));
    }
    if !kinds.is_empty() {
        let kinds: Vec<String> = kinds
            .into_iter()
            .map(|(kind, number)| if number == 1 { kind.to_owned() } else { format!("{kind} ({number})") })
            .collect();
        output.note(&format!("not evaluated, no rule judges these kinds: {}", kinds.join(", ")));
    }
}
