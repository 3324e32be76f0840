//! `edgeward audit`: judges what is already there.

mod cluster;
mod files;
mod junit;
mod progress;
mod result;
mod sarif;
mod text;

use std::io::Read;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::emit;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::limits::LimitArgs;
use crate::moment::MomentArgs;
use crate::output::Output;
use crate::policies::{PoliciesArgs, ProfileArgs};
use crate::shown;
use result::{AuditResult, Found};

const EXAMPLES: &str = "\
Examples:
  edgeward audit
  edgeward audit --kubeconfig /etc/rancher/k3s/k3s.yaml --profile strict
  edgeward audit --skip Secret -o json
  kubectl get all,networkpolicies,configmaps -A -o yaml | edgeward audit -f -
  edgeward audit -f backup/ -o sarif

Without -f the cluster of the kubeconfig is read: --kubeconfig, else $KUBECONFIG, ~/.kube/config or
/etc/rancher/k3s/k3s.yaml. What stands in the template of a Deployment is counted there, once, and not again for its
ReplicaSets and Pods. A kind that cannot be read is named and ends the audit with exit code 2: it has not passed.";

/// Judge the objects of a cluster, or of files as if they were one
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AuditArgs {
    /// Objects to judge instead of a cluster's: files, folders, or - for standard input
    #[arg(short = 'f', long = "filename", value_name = "PATH", num_args = 1.., conflicts_with = "kubeconfig")]
    paths: Vec<PathBuf>,
    /// The cluster: a kubeconfig, its current context
    #[arg(long, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,
    /// Kinds of the cluster that are left out, and named as such: `Secret`, `Ingress (networking.k8s.io)`
    #[arg(long, value_name = "KIND", value_delimiter = ',', env = "EDGEWARD_AUDIT_SKIP")]
    skip: Vec<String>,
    /// Objects with findings to print; the others are only counted
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    most: usize,
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
    /// One versioned document: apiVersion edgeward.io/v1, kind AuditResult
    Json,
    /// SARIF 2.1.0, which code scanners read
    Sarif,
    /// JUnit XML: a suite for each kind
    Junit,
}

pub(crate) fn run(args: AuditArgs, stdin: &mut dyn Read, output: &mut Output) -> Result<Exit, Failure> {
    let policies = args.policies.load()?;
    let profile = policies.profile(&args.profile.profile)?;
    let moment = args.moment.moment(output);
    let mut found = Found::new(&policies, args.most);
    let limits = args.limits.limits();
    let scanned = if args.paths.is_empty() {
        let config = cluster::config(args.kubeconfig, moment, limits, args.skip)?;
        cluster::audit(&config, &policies, profile, &mut found)?
    } else {
        let judged = files::Judged { policies: &policies, profile, moment, limits };
        judged.audit(&args.paths, &args.skip, stdin, output, &mut found)?
    };
    let result = AuditResult::new(&policies, profile, scanned, found);
    talk(&result, output);
    let text = match args.output {
        Format::Text => text::render(&result, output.width()),
        Format::Json => emit::json(&result)?,
        Format::Sarif => emit::json(&sarif::log(&result, &policies))?,
        Format::Junit => junit::render(&result),
    };
    output.data(&text)?;
    Ok(exit(&result, output))
}

fn exit(result: &AuditResult, output: &mut Output) -> Exit {
    let summary = &result.summary;
    if summary.faults > 0 || !result.gaps.is_empty() {
        Exit::Failed
    } else if summary.evaluated == 0 {
        let objects = shown::count(summary.objects, "object");
        output.error(&format!(
            "nothing was evaluated: no rule of profile `{}` judges any of {objects}",
            result.profile
        ));
        Exit::NothingEvaluated
    } else if summary.denied > 0 {
        Exit::Denied
    } else {
        Exit::Clean
    }
}

/// Says what the result rests on.
fn talk(result: &AuditResult, output: &mut Output) {
    for gap in &result.gaps {
        output.error(&format!("not assessed, {} cannot be read: {}", gap.kind, gap.reason));
    }
    if !result.skipped.is_empty() {
        output.note(&format!("not assessed, left out by --skip: {}", result.skipped.join(", ")));
    }
    for namespace in &result.assumed_namespaces {
        output.note(&format!("nothing describes namespace `{namespace}`; it is taken as health data"));
    }
    if result.left_out > 0 {
        let objects = shown::count(result.left_out, "object");
        output.note(&format!("{objects} with findings more than --most, counted and not printed"));
    }
}
