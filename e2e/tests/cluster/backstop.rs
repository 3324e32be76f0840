//! The rules that hold while nobody answers.

pub(crate) mod agreement;
pub(crate) mod outage;
