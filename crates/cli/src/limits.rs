//! The argument that limits an evaluation.

use std::time::Duration;

use clap::Args;
use edgeward_rego::Limits;

use crate::unit::duration;

/// How much work a rule may be.
#[derive(Debug, Args)]
pub(crate) struct LimitArgs {
    /// How long one evaluation of one rule may take; one that takes longer denies
    #[arg(long, value_name = "TIME", default_value = "500ms", value_parser = duration, env = "EDGEWARD_EVALUATION_TIMEOUT")]
    evaluation_timeout: Duration,
}

impl LimitArgs {
    pub(crate) fn limits(&self) -> Limits {
        Limits { time: self.evaluation_timeout, ..Limits::default() }
    }
}
