//! From items to a module: rules that are written as statements, and what each version demands.

mod default;
mod demand;
mod ground;
mod statement;

pub(super) use default::default_faults;
pub(super) use ground::is_ground;

use super::error::SyntaxError;
use super::parser::{Draft, Item, Items};
use super::tree::{Body, Import, Module, Span, Version};

/// Puts a module together.
pub(super) fn module(text: &str, items: Items, version: Version) -> Result<Module, Vec<SyntaxError>> {
    let Items { list, comments } = items;
    let Some(first) = list.first() else {
        return Err(vec![SyntaxError {
            at: Span::default(),
            message: "empty module".to_owned(),
            is_token: false,
        }]);
    };
    let mut errors = Vec::new();
    if !matches!(first, Item::Package { .. }) {
        errors.push(SyntaxError {
            at: first.span(),
            message: "package expected".to_owned(),
            is_token: false,
        });
    }
    let names: Vec<_> = list.iter().map(|item| statement::keyword_of(item, text)).collect();
    let starts: Vec<u32> = list.iter().map(|item| item.span().start).collect();
    let mut module = Module {
        package: Vec::new(),
        package_span: Span::default(),
        imports: Vec::new(),
        rules: Vec::new(),
        comments,
        version,
    };
    let mut drafts: Vec<Draft> = Vec::new();
    for (number, item) in list.into_iter().enumerate() {
        match item {
            Item::Package { path, span, .. } if number == 0 => {
                module.package = path;
                module.package_span = span;
            }
            _ if number == 0 => {}
            Item::Package { at, .. } => {
                errors.push(SyntaxError { at, message: "unexpected package".to_owned(), is_token: false });
            }
            Item::Import(import) => {
                if matches!(import.path.as_slice(), [root, level] if root == "rego" && (level == "v1" || level == "v2"))
                {
                    module.version = Version::V1;
                }
                module.imports.push(import);
            }
            Item::Rule(draft) => drafts.push(*draft),
            Item::Body(body) => {
                let at = body.statements.first().map_or(body.span, |first| first.span);
                match statement::rule(body, text) {
                    Ok(draft) => drafts.push(draft),
                    Err(mut message) => {
                        if module.version == Version::V0 {
                            let here = names.get(number).copied().flatten();
                            let next =
                                are_on_one_line(text, starts.get(number..number + 2).unwrap_or_default())
                                    .then(|| names.get(number + 1).copied().flatten())
                                    .flatten();
                            message.push_str(here.or(next).map_or("", statement::hint));
                        }
                        errors.push(SyntaxError { at, message, is_token: false });
                    }
                }
            }
        }
    }
    if module.version == Version::V1 {
        errors.extend(drafts.iter().flat_map(demand::faults));
    }
    module.rules = drafts.into_iter().map(|draft| draft.rule).collect();
    if errors.is_empty() { Ok(module) } else { Err(errors) }
}

/// Whether no line ends between the first and the last of some places.
fn are_on_one_line(text: &str, places: &[u32]) -> bool {
    let place = |place: Option<&u32>| place.and_then(|place| usize::try_from(*place).ok());
    let (Some(first), Some(last)) = (place(places.first()), place(places.last())) else { return false };
    text.get(first..last).is_some_and(|between| !between.contains('\n'))
}

/// Puts the statements of a query together.
pub(super) fn query(items: Items) -> Result<Body, SyntaxError> {
    let mut query = Body::default();
    for item in items.list {
        let what = match item {
            Item::Body(body) => {
                query.statements.extend(body.statements);
                continue;
            }
            Item::Package { at, .. } => (at, "*ast.Package"),
            Item::Import(import) => (import.span, "*ast.Import"),
            Item::Rule(draft) => (draft.rule.span, "*ast.Rule"),
        };
        let message = format!("expected body but got {}", what.1);
        return Err(SyntaxError { at: what.0, message, is_token: false });
    }
    let ends = (query.statements.first(), query.statements.last());
    if let (Some(first), Some(last)) = ends {
        query.span = Span { start: first.span.start, end: last.span.end };
    }
    Ok(query)
}

/// Only imports.
pub(super) fn imports(items: Items) -> Result<Vec<Import>, SyntaxError> {
    let import = |item| match item {
        Item::Import(import) => Ok(import),
        other => {
            Err(SyntaxError { at: other.span(), message: "expected import".to_owned(), is_token: false })
        }
    };
    items.list.into_iter().map(import).collect()
}

/// Only a package.
pub(super) fn package(items: Items) -> Result<Vec<String>, SyntaxError> {
    let mut items = items.list.into_iter();
    match (items.next(), items.next()) {
        (Some(Item::Package { path, .. }), None) => Ok(path),
        (Some(_), Some(other)) | (Some(other), None) => {
            Err(SyntaxError { at: other.span(), message: "expected package".to_owned(), is_token: false })
        }
        (None, _) => {
            Err(SyntaxError { at: Span::default(), message: "expected package".to_owned(), is_token: false })
        }
    }
}

impl Item {
    fn span(&self) -> Span {
        match self {
            Item::Package { at, .. } => *at,
            Item::Import(import) => import.span,
            Item::Rule(draft) => draft.rule.span,
            Item::Body(body) => body.span,
        }
    }
}
