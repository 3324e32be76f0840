//! The control catalogue: what laws ask for, in our own words, and which part of it a technical measure can evidence.
//!
//! ```text
//! one YAML file a law ──read──▶ Catalogue ──▶ docs, reports, tests of the policies
//! ```
//! A rule's METADATA names controls by their ids; the catalogue does not name admission rules, so that neither list can
//! fall behind the other. What is not there yet is named the other way round: decisions and report sections.

mod catalogue;
mod control;
mod error;
mod section;
#[cfg(test)]
mod tests;

pub use catalogue::Catalogue;
pub use control::{Class, Control, Force, Kind, Law, Part, Severity, Technical};
pub use error::CatalogueError;
pub use section::{SECTIONS, Section};
