//! Certificates on both sides of the way from the API server to a webhook.

pub(crate) mod clients;
pub(crate) mod own;
