//! How a call is written for a machine.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::builtins::{self, Origin};
use crate::compile::core::{Term, TermKind};

/// Whom the text is for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Dialect {
    /// Byte code, or else the interpreter.
    pub(crate) byte_code: bool,
    /// Every built-in is ours, so that its error has OPA's code.
    pub(crate) strict: bool,
    /// An error stops the engine. It has to be told to where a function has several definitions: by itself it takes
    /// the value of another definition, and goes on with half of the one that failed still there. No built-in of the
    /// engine's own may then be one that can fail.
    pub(crate) errors_stop: bool,
    /// Built-ins that a `with` replaces: the engine can do that only to functions of a policy.
    pub(crate) replaced: BTreeSet<String>,
    /// Each expression says that it is evaluated, and each rule that it has given something: what they are called
    /// by is the index of their module.
    pub(crate) coverage: Option<usize>,
    /// The paths of all rules that are documents, without `data`, as far as they are names.
    pub(crate) places: Arc<BTreeSet<Vec<String>>>,
}

/// What an expression says it with.
pub(crate) const COVERED: &str = "edgeward_covered";

/// The package of functions that stand for the built-ins that a `with` replaces.
pub(crate) const STAND_INS: &str = "edgeward_builtins";

/// What is put in front of a built-in that the engine asks us for.
pub(crate) const PRIVATE: &str = "edgeward_";

/// How a call is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `left symbol right`, by the engine.
    Infix(&'static str),
    /// `name(args)`, by the engine.
    Native(String),
    /// `edgeward_name(args)`, by us.
    Ours(String),
    /// `data.edgeward_builtins.name(args)`, by a function that a `with` can replace.
    StandIn(String),
}

/// What is the same for a whole evaluation.
const KEPT: [&str; 3] = ["rand.intn", "time.now_ns", "uuid.rfc4122"];

/// The engine's own operators.
const INFIX: [(&str, &str); 15] = [
    ("equal", "=="),
    ("neq", "!="),
    ("lt", "<"),
    ("lte", "<="),
    ("gt", ">"),
    ("gte", ">="),
    ("plus", "+"),
    ("minus", "-"),
    ("mul", "*"),
    ("div", "/"),
    ("rem", "%"),
    ("and", "&"),
    ("or", "|"),
    ("internal.member_2", "in"),
    ("eq", "=="),
];

/// The private name of a built-in. One with a variable number of arguments has a name for each number.
pub(crate) fn private(name: &str, arity: usize) -> String {
    let plain = name.replace('.', "_");
    match builtins::signature(name) {
        Some(signature) if signature.variadic.is_some() => format!("{PRIVATE}{plain}_{arity}"),
        _ => format!("{PRIVATE}{plain}"),
    }
}

/// The path of the function that stands for a built-in.
pub(crate) fn stand_in(name: &str) -> String {
    format!("data.{STAND_INS}.for_{}", name.replace('.', "_"))
}

impl Dialect {
    pub(crate) fn spelling(&self, name: &str, args: &[Term]) -> Spelling {
        if self.replaced.contains(name) {
            return Spelling::StandIn(stand_in(name));
        }
        self.direct(name, args)
    }

    /// As it is written inside the function that stands for it.
    pub(crate) fn direct(&self, name: &str, args: &[Term]) -> Spelling {
        let infix = INFIX.iter().find(|(operator, _)| *operator == name).map(|(_, symbol)| *symbol);
        let by_engine = match infix {
            Some(symbol) => Spelling::Infix(symbol),
            None => Spelling::Native(name.to_owned()),
        };
        let ours = || Spelling::Ours(private(name, args.len()));
        if matches!(name, "equal" | "eq" | "neq") {
            return by_engine;
        }
        if name == builtins::DISTINCT {
            return ours();
        }
        // The engine keeps what they answer for a whole evaluation.
        if KEPT.contains(&name) {
            return by_engine;
        }
        match builtins::origin(name) {
            _ if self.strict => ours(),
            Some(_) if name == "walk" => ours(),
            Some(Origin::Ours(_)) if self.errors_stop && builtins::LEFT_TO_THE_ENGINE.contains(&name) => {
                ours()
            }
            Some(Origin::Ours(_)) if is_same_here(name, args) => by_engine,
            Some(Origin::Ours(_)) => ours(),
            Some(Origin::Absent(_)) => ours(),
            _ if self.errors_stop => ours(),
            _ => by_engine,
        }
    }
}

/// Whether the engine's answer is OPA's for these arguments, though not for all: the order of types is the same
/// where one side is a scalar.
fn is_same_here(name: &str, args: &[Term]) -> bool {
    let is_scalar = |term: &Term| matches!(term.kind, TermKind::Scalar(_));
    match name {
        "lt" | "lte" | "gt" | "gte" => args.iter().any(is_scalar),
        "internal.member_2" => true,
        _ => builtins::LEFT_TO_THE_ENGINE.contains(&name),
    }
}
