//! Kubernetes manifests and reviews in, with the place of every field.
//!
//! ```text
//! files, folders, stdin ──read──▶ text ──compose──▶ Value + Places ──flatten Lists──▶ Document
//!                                       (YAML events, or serde_json)                    │
//!                                                            place("/spec/…") ──▶ file:line:column
//! ```
//!
//! A policy must judge what the API server will see, so plain scalars mean here what they mean to
//! `kubectl` (sigs.k8s.io/yaml on go-yaml v2): `yes` is a boolean, `0755` is octal, `yEs` is text. What
//! tools read differently (a key given twice, a merge key that overrides a written key, an integer beyond
//! 2^63) is refused instead of guessed.

mod compose;
mod document;
mod error;
mod json;
mod lines;
mod list;
mod node;
mod places;
mod read;
mod scalar;
mod text;

pub use document::{Document, Format};
pub use error::{Problem, ReadError, ReadErrors};
pub use places::Place;
pub use read::{Input, read};
pub use text::{documents, values};
