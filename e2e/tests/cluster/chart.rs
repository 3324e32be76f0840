//! The chart, as Helm renders it and as the API server takes it.

pub(crate) mod deploy;
pub(crate) mod examples;
pub(crate) mod exceptions;
pub(crate) mod kinds;
pub(crate) mod monitoring;
pub(crate) mod release;
pub(crate) mod rendered;
pub(crate) mod rights;
