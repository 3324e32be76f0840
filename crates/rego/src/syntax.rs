//! Reads Rego text into a syntax tree, as OPA 1.22.2 reads it, in both versions of the language.
//!
//! ```text
//! text ──lexer──▶ tokens ──parser──▶ items ──declare──▶ Module
//!                                      │     (rules written as statements, demands of the version)
//!                                      └──▶ Body, of a query
//! ```

mod builtin_names;
mod declare;
mod error;
mod keywords;
mod lexer;
pub(crate) mod number;
mod parser;
mod place;
#[cfg(test)]
mod tests;
mod token;
pub mod tree;
mod unescape;
pub(crate) mod walk;

pub use error::SyntaxError;
pub use place::line_column;

use tree::{Body, Import, Module, Version};

/// Reads a policy file.
///
/// # Errors
/// What OPA reports, in its order; the first one is the one to show.
pub fn module(text: &str, version: Version) -> Result<Module, Vec<SyntaxError>> {
    let parsed = parser::items(text, version, parser::Purpose::Module)?;
    declare::module(text, parsed, version)
}

/// Reads a query: statements, on lines of their own or separated by semicolons.
///
/// # Errors
/// The first of what OPA reports.
pub fn query(text: &str, version: Version) -> Result<Body, SyntaxError> {
    query_under(text, version, &[])
        .map_err(|errors| errors.into_iter().next().unwrap_or_else(parser::unreadable))
}

/// The same under imports, which may turn keywords on.
///
/// # Errors
/// What OPA reports, in its order.
pub fn query_under(text: &str, version: Version, imports: &[Import]) -> Result<Body, Vec<SyntaxError>> {
    let parsed = parser::statements(text, version, imports)?;
    declare::query(parsed).map_err(|error| vec![error])
}

/// Reads the imports of a query, one a line.
///
/// # Errors
/// What OPA reports, in its order.
pub fn imports(text: &str, version: Version) -> Result<Vec<Import>, Vec<SyntaxError>> {
    declare::imports(parser::items(text, version, parser::Purpose::Query)?).map_err(|error| vec![error])
}

/// Reads `package a.b`: `["a", "b"]`.
///
/// # Errors
/// What OPA reports, in its order.
pub fn package(text: &str, version: Version) -> Result<Vec<String>, Vec<SyntaxError>> {
    declare::package(parser::items(text, version, parser::Purpose::Query)?).map_err(|error| vec![error])
}
