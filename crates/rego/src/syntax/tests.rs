//! The parser against what OPA 1.22.2 says of the same texts.

mod depth;
mod recorded;
mod spelling;
mod terms;
mod texts;
mod written;
