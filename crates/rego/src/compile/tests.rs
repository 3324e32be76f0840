//! The stages, by what becomes of the text of a module.

mod lowered;
mod places;
mod recorded;
