//! What breaks, one at a time, and what is defined to happen then: docs/serve.md, "What happens when".

mod clients;
pub(crate) mod clock;
pub(crate) mod load;
pub(crate) mod replaced;
pub(crate) mod revisions;
mod scene;
mod service;
pub(crate) mod slow;
pub(crate) mod surroundings;
pub(crate) mod trust;
