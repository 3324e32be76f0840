//! Terms.

use crate::compile::core::{Callee, ComprehensionKind, Names, Scalar, Term, TermKind};
use crate::compile::variables::{self, BINDING};

use super::Emitter;
use super::dialect::{Spelling, stand_in};

/// Names that a reference cannot write behind a dot.
const KEYWORDS: [&str; 17] = [
    "as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input", "not",
    "null", "package", "some", "true", "with",
];

/// Whether `name` can stand behind a dot, and at the head of a rule.
pub(crate) fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !KEYWORDS.contains(&name)
}

/// A string as Rego and JSON write it.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Emitter<'_> {
    pub(crate) fn term(&mut self, term: &Term, bound: &mut Names) {
        match &term.kind {
            TermKind::Scalar(scalar) => self.scalar(scalar),
            TermKind::Var(name) => self.put(name),
            TermKind::Ref(path) => self.reference(path, bound),
            TermKind::Call { callee, args } => self.call(callee, args, bound),
            TermKind::Array(items) => self.list("[", items, "]", bound),
            TermKind::Set(items) if items.is_empty() => self.put("set()"),
            TermKind::Set(items) => self.list("{", items, "}", bound),
            TermKind::Object(fields) => {
                self.put("{");
                for (index, (key, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        self.put(",");
                        self.writer.blank();
                    }
                    self.term(key, bound);
                    self.put(": ");
                    self.term(value, bound);
                }
                self.put("}");
            }
            TermKind::Comprehension(comprehension) => {
                let (open, close) = match comprehension.kind {
                    ComprehensionKind::Array => ("[", "]"),
                    ComprehensionKind::Set | ComprehensionKind::Object => ("{", "}"),
                };
                self.put(open);
                // Variables of the head are those that the body binds.
                if let Some(key) = &comprehension.key {
                    self.term(key, bound);
                    self.put(": ");
                }
                self.term(&comprehension.value, bound);
                self.put(" | ");
                if self.dialect.byte_code {
                    // Where a body fails before it loops, byte code leaves what is around the comprehension.
                    let name = self.fresh.local();
                    self.put(&format!("some {name} in [0]; "));
                }
                self.body(&comprehension.body, &mut bound.clone());
                self.put(close);
            }
            TermKind::Function(callee) => self.function(callee),
        }
    }

    fn list(&mut self, open: &str, items: &[Term], close: &str, bound: &mut Names) {
        self.put(open);
        self.separated(items, bound);
        self.put(close);
    }

    pub(crate) fn separated(&mut self, items: &[Term], bound: &mut Names) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.put(",");
                self.writer.blank();
            }
            self.term(item, bound);
        }
    }

    pub(crate) fn scalar(&mut self, scalar: &Scalar) {
        match scalar {
            Scalar::Null => self.put("null"),
            Scalar::Bool(true) => self.put("true"),
            Scalar::Bool(false) => self.put("false"),
            // OPA reads `.5`, the engine does not.
            Scalar::Number(text) => match text.strip_prefix('-').unwrap_or(text) {
                digits if digits.starts_with('.') => {
                    self.put(if text.starts_with('-') { "-0" } else { "0" });
                    self.put(digits);
                }
                _ => self.put(text),
            },
            Scalar::String(text) => self.put(&quoted(text)),
        }
    }

    /// A reference binds the variables in it.
    pub(crate) fn reference(&mut self, path: &[Term], bound: &mut Names) {
        for (index, part) in path.iter().enumerate() {
            match (index, part.as_str(), part.as_var()) {
                (0, _, Some(name)) => self.put(name),
                (0, _, None) => self.term(part, bound),
                (_, Some(text), _) if is_plain(text) => {
                    self.put(".");
                    self.put(text);
                }
                (_, _, Some(name)) if self.only_reads(name, bound) => {
                    self.put(&format!("[[{name}][0]]"));
                }
                _ => {
                    self.put("[");
                    self.term(part, bound);
                    self.put("]");
                    variables::of_term(part, BINDING, bound);
                }
            }
        }
    }

    /// Whether brackets only read a variable, which the engine's scheduler has to be told: in them it takes every
    /// variable for one that they may bind.
    fn only_reads(&self, name: &str, bound: &Names) -> bool {
        self.negated || self.assigned.contains(name) || self.modified && bound.contains(name)
    }

    /// The path of a rule or the name of a built-in.
    pub(crate) fn function(&mut self, callee: &Callee) {
        match callee {
            // Only where a `with` names it, and there its stand-in.
            Callee::Builtin(name) => self.put(&stand_in(name)),
            Callee::Rule(path) => {
                for (index, name) in path.iter().enumerate() {
                    if index == 0 {
                        self.put(name);
                    } else if index + 1 == path.len() {
                        self.put(&format!(".{}", super::function_name(name)));
                    } else if is_plain(name) {
                        self.put(".");
                        self.put(name);
                    } else {
                        self.put(&format!("[{}]", quoted(name)));
                    }
                }
            }
        }
    }

    pub(crate) fn call(&mut self, callee: &Callee, args: &[Term], bound: &mut Names) {
        if let Callee::Builtin(name) = callee
            && let Spelling::Infix(symbol) = self.dialect.spelling(name, args)
            && let [left, right] = args
        {
            self.put("(");
            self.term(left, bound);
            self.put(&format!(" {symbol} "));
            self.term(right, bound);
            self.put(")");
            return;
        }
        match callee {
            Callee::Builtin(name) => {
                let spelled = match self.dialect.spelling(name, args) {
                    Spelling::Ours(spelled) => {
                        self.used.insert((name.clone(), args.len()));
                        spelled
                    }
                    Spelling::Native(spelled) | Spelling::StandIn(spelled) => spelled,
                    Spelling::Infix(_) => name.clone(),
                };
                self.put(&spelled);
            }
            Callee::Rule(_) => self.function(callee),
        }
        self.put("(");
        self.separated(args, bound);
        self.put(")");
    }
}
