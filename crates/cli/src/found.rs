//! What was found about objects, as every command that judges says it.

mod finding;
mod object;
mod text;

pub(crate) use finding::{Finding, WaivedFinding};
pub(crate) use object::{ObjectResult, Outcome};
pub(crate) use text::render_objects;
