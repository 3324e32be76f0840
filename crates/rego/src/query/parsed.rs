//! A query's text, read; and its answers, put back beside it.

use crate::compile::core::{Term, TermKind};
use crate::compile::emit;
use crate::compile::emit::dialect::Dialect;
use crate::compile::emit::text::line_starts;
use crate::compile::problem::COMPILE;
use crate::compile::query::{CompiledQuery, Context, bound_by};
use crate::error::{LoadError, Place};
use crate::lowered::{File, Texts};
use crate::module::Source;
use crate::syntax::tree::{self, StatementKind, Version};
use crate::syntax::{self, line_column};
use crate::value::Value;

use super::{Asked, FILE, QueryOptions, QueryRow};

/// A query, read.
pub(super) struct Parsed {
    pub(super) body: tree::Body,
    statements: Vec<Statement>,
}

/// What a row says of a statement.
struct Statement {
    span: tree::Span,
    text: String,
    place: (u32, u32),
}

/// What stands where in a row.
pub(super) struct Columns {
    statements: Vec<Statement>,
    /// The variables, as written.
    names: Vec<String>,
}

/// Package and imports of queries.
pub(super) fn context(options: &QueryOptions) -> Result<Context, Vec<LoadError>> {
    let source = |text: String| Source { path: FILE.to_owned(), text };
    let imports = source(options.imports.iter().map(|import| format!("import {import}\n")).collect());
    let package = options.package.as_ref().map(|package| source(format!("package {package}")));
    Ok(Context {
        imports: syntax::imports(&imports.text, Version::V1).map_err(|errors| imports.unreadable(errors))?,
        package: match package {
            Some(package) => {
                let parsed = syntax::package(&package.text, Version::V1);
                Some(parsed.map_err(|errors| package.unreadable(errors))?)
            }
            None => None,
        },
    })
}

impl Parsed {
    pub(super) fn read(source: &Source, asked: &Asked<'_>) -> Result<Parsed, Vec<LoadError>> {
        let body = syntax::query_under(&source.text, asked.version, &asked.context.imports)
            .map_err(|errors| source.unreadable(errors))?;
        if body.statements.is_empty() {
            return Err(vec![LoadError::Rejected {
                place: Place { file: FILE.to_owned(), line: 0, column: 0 },
                code: COMPILE,
                message: "empty query cannot be compiled".to_owned(),
            }]);
        }
        // A declaration alone is no expression.
        let said =
            body.statements.iter().filter(|statement| !matches!(statement.kind, StatementKind::Some(_)));
        let statements = said
            .map(|statement| Statement {
                span: statement.span,
                text: source.slice(statement.span).trim_end().to_owned(),
                place: line_column(&source.text, statement.span.start),
            })
            .collect();
        Ok(Parsed { body, statements })
    }

    /// Adds the query to the texts, as a rule whose value is the list of its rows: in the order found, and a row as
    /// often as it is found.
    pub(super) fn write(
        self,
        query: CompiledQuery,
        source: &Source,
        dialect: &Dialect,
        texts: &mut Texts,
    ) -> Columns {
        let CompiledQuery { body, variables, values, fresh } = query;
        let mut statements = self.statements;
        // Expressions are shown in the order in which they are evaluated.
        statements.sort_by_key(|statement| body.iter().position(|expr| expr.span == statement.span));
        let bound = bound_by(&body);
        let bound = variables.into_iter().filter(|(_, local)| bound.contains(local));
        let (names, locals): (Vec<String>, Vec<String>) = bound.unzip();
        let span = tree::Span::default();
        let shown = statements.iter().map(|statement| {
            let value = values.iter().find(|(span, _)| *span == statement.span);
            value.map_or_else(|| Term::bool(span, true), |(_, local)| Term::var(span, local.clone()))
        });
        let bindings = locals.into_iter().map(|local| Term::var(span, local));
        let parts = vec![
            Term::new(span, TermKind::Array(shown.collect())),
            Term::new(span, TermKind::Array(bindings.collect())),
        ];
        let row = Term::new(span, TermKind::Array(parts));
        let starts = line_starts(&source.text);
        let (lowered, used) = emit::query(row, body, fresh, dialect, &starts);
        texts.used.extend(used);
        texts.files.push(File {
            name: FILE.to_owned(),
            lowered,
            source: source.clone(),
            adds_package: false,
        });
        Columns { statements, names }
    }
}

impl Columns {
    pub(super) fn row(&self, row: &Value) -> QueryRow {
        let mut parts = row.elements().into_iter();
        let values = parts.next().map(|values| values.elements()).unwrap_or_default();
        let bound = parts.next().map(|values| values.elements()).unwrap_or_default();
        QueryRow {
            expressions: self
                .statements
                .iter()
                .zip(values)
                .map(|(statement, value)| (statement.text.clone(), value, statement.place))
                .collect(),
            bindings: Value::object(self.names.iter().map(String::as_str).zip(bound)),
        }
    }
}
