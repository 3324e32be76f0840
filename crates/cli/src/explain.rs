//! `edgeward explain`: what the rules say of themselves.

mod control;
mod text;

use clap::Args;
use edgeward_decision::{PolicySet, RuleEntry};
use edgeward_lint::Lint;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::policies::PoliciesArgs;

const EXAMPLES: &str = "\
Examples:
  edgeward explain                  all rules
  edgeward explain HD-RT-01         one rule: checks, profiles, fix, controls, limits
  edgeward explain hipaa-164.312.b  one legal control: what it asks, evidence, what is not proven
  edgeward explain unused-rule      one lint of `edgeward lint`";

/// Explain a rule, a legal control or a lint, or list all rules
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// Id of the rule, such as HD-RT-01, of the control or of the lint
    rule: Option<String>,
    #[command(flatten)]
    policies: PoliciesArgs,
}

pub(crate) fn run(args: ExplainArgs, output: &mut Output) -> Result<Exit, Failure> {
    if let Some(lint) = args.rule.as_deref().and_then(Lint::of_id) {
        output.data(lint.page())?;
        return Ok(Exit::Clean);
    }
    let policies = args.policies.load()?;
    let width = output.width();
    let text = match args.rule {
        None => text::table(&policies, width),
        Some(id) => one(&policies, &id, width)?,
    };
    output.data(&text)?;
    Ok(Exit::Clean)
}

fn one(policies: &PolicySet, id: &str, width: usize) -> Result<String, Failure> {
    let catalogue = edgeward_policies::catalogue()?;
    match catalogue.control(id) {
        Some((law, found)) => Ok(control::control(policies, law, found, width)),
        None => Ok(text::rule(policies, &catalogue, find(policies, id)?, width)?),
    }
}

fn find<'a>(policies: &'a PolicySet, id: &str) -> Result<&'a RuleEntry, Failure> {
    let all = || policies.admission_rules().iter().chain(policies.mutation_rules());
    all().find(|entry| entry.annotation.id.eq_ignore_ascii_case(id)).ok_or_else(|| {
        let wanted = id.to_uppercase();
        let similarity = |entry: &RuleEntry| strsim::jaro_winkler(&wanted, &entry.annotation.id);
        let nearest = all().max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
        let suggestion = nearest
            .filter(|entry| similarity(entry) > 0.8)
            .map(|entry| format!(", did you mean `{}`?", entry.annotation.id))
            .unwrap_or_default();
        Failure::UnknownRule { id: id.to_owned(), suggestion }
    })
}
