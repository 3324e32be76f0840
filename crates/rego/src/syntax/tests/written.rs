//! A tree written in one line for each item, in the spelling of the recorded cases.

use super::super::tree::{
    Body, Else, Function, HeadKind, Import, Logic, Module, Operator, Part, Rule, Statement, StatementKind,
    Term, TermKind,
};

pub(super) fn module(module: &Module) -> String {
    let path: Vec<String> = module.package.iter().map(|name| quoted(name)).collect();
    let mut lines = vec![format!("package {}", path.join(" "))];
    lines.extend(module.imports.iter().map(import));
    lines.extend(module.rules.iter().map(rule));
    lines.extend(module.comments.iter().map(|comment| format!("#{}", comment.text)));
    lines.join("\n")
}

fn import(import: &Import) -> String {
    let (root, rest) = import.path.split_first().expect("a path has a root");
    let mut words = vec!["import".to_owned(), root.clone()];
    words.extend(rest.iter().map(|name| quoted(name)));
    words.extend(import.alias.iter().map(|alias| format!("as {alias}")));
    words.join(" ")
}

fn rule(rule: &Rule) -> String {
    let head = &rule.head;
    let mut words = vec![if rule.is_default { "default" } else { "rule" }.to_owned()];
    words.push(format!("ref={}", list(&head.reference)));
    words.extend(
        head.args.iter().filter(|args| !args.is_empty()).map(|args| format!("args=({})", list(args))),
    );
    words.push(match &head.kind {
        HeadKind::Contains(key) => format!("contains={}", term(key)),
        HeadKind::Value(value) => format!("value={}", value_or_true(value.as_ref())),
    });
    words.push(body_or_true(rule.body.as_ref()));
    words.extend(rule.elses.iter().map(|Else { value, body, .. }| {
        format!("else={} {}", value_or_true(value.as_ref()), body_or_true(body.as_ref()))
    }));
    words.join(" ")
}

fn value_or_true(value: Option<&Term>) -> String {
    value.map_or_else(|| "true".to_owned(), term)
}

fn body_or_true(written: Option<&Body>) -> String {
    written.map_or_else(|| "<true>".to_owned(), body)
}

pub(super) fn body(body: &Body) -> String {
    let statements: Vec<String> = body.statements.iter().map(statement).collect();
    format!("<{}>", statements.join("; "))
}

fn statement(statement: &Statement) -> String {
    let mut text = match &statement.kind {
        StatementKind::Expr(term) => self::term(term),
        StatementKind::Not(term) => format!("(not {})", self::term(term)),
        StatementKind::NotBody { body, explicit } => {
            format!("(not-body{} {})", braces(*explicit), self::body(body))
        }
        StatementKind::Some(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
            format!("(some {})", names.join(" "))
        }
        StatementKind::SomeIn { key, value, collection } => {
            let terms: Vec<String> = key.iter().chain([value, collection]).map(self::term).collect();
            format!("(some-in {})", terms.join(" "))
        }
        StatementKind::Every { key, value, domain, body } => {
            let key = key.as_ref().map(|key| format!("{} ", key.text)).unwrap_or_default();
            format!("(every {key}{} {} {})", value.text, self::term(domain), self::body(body))
        }
    };
    for with in &statement.with {
        text.push_str(&format!(" (with {} {})", term(&with.target), term(&with.value)));
    }
    text
}

fn braces(explicit: bool) -> &'static str {
    if explicit { "!" } else { "" }
}

pub(super) fn term(term: &Term) -> String {
    match &term.kind {
        TermKind::Null => "null".to_owned(),
        TermKind::Bool(value) => value.to_string(),
        TermKind::Number(spelling) => spelling.clone(),
        TermKind::String(text) => quoted(text),
        TermKind::Var(name) => name.clone(),
        TermKind::Ref { head, operands } => format!("(ref {} {})", self::term(head), list(operands)),
        TermKind::Call { function, args } => {
            let mut words = vec!["call".to_owned(), self::function(function)];
            words.extend(args.iter().map(self::term));
            format!("({})", words.join(" "))
        }
        TermKind::Array(terms) => format!("[{}]", list(terms)),
        TermKind::Set(terms) => {
            let mut terms: Vec<String> = terms.iter().map(self::term).collect();
            terms.sort();
            terms.dedup();
            format!("{{{}}}", terms.join(" "))
        }
        TermKind::Object(pairs) => {
            let mut pairs: Vec<String> = pairs
                .iter()
                .map(|(key, value)| format!("{}:{}", self::term(key), self::term(value)))
                .collect();
            pairs.sort();
            format!("{{:{}}}", pairs.join(" "))
        }
        TermKind::ArrayComprehension(head, body) => format!("[| {} {}]", self::term(head), self::body(body)),
        TermKind::SetComprehension(head, body) => format!("{{| {} {}}}", self::term(head), self::body(body)),
        TermKind::ObjectComprehension(key, value, body) => {
            format!("{{:| {}:{} {}}}", self::term(key), self::term(value), self::body(body))
        }
        TermKind::Template(parts) => {
            let parts: Vec<String> = parts.iter().map(part).collect();
            format!("($ {})", parts.join(" "))
        }
        TermKind::Logic { operator, left, right } => {
            let operator = if *operator == Logic::And { "and" } else { "or" };
            let sides = [left, right].map(|side| format!("{}{}", braces(side.explicit), body(&side.body)));
            format!("(logical-{operator} {})", sides.join(" "))
        }
    }
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => quoted(text),
        Part::Value(value) => match &value.kind {
            // OPA keeps a constant string among the texts.
            StatementKind::Expr(Term { kind: TermKind::String(text), .. }) if value.with.is_empty() => {
                quoted(text)
            }
            _ => format!("{{{}}}", statement(value)),
        },
    }
}

fn function(function: &Function) -> String {
    match function {
        Function::Named(name) => term(name),
        Function::Operator(operator @ (Operator::In | Operator::InWithKey)) => {
            let name = operator.builtin().split_once('.').expect("a name in two parts").1;
            format!("(ref internal {})", quoted(name))
        }
        Function::Operator(operator) => operator.builtin().to_owned(),
    }
}

fn list(terms: &[Term]) -> String {
    let terms: Vec<String> = terms.iter().map(term).collect();
    terms.join(" ")
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string is JSON")
}
