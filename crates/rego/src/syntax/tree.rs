//! The syntax tree of a policy, as its author wrote it: every node knows its bytes in the source.

use std::fmt;

/// Bytes of a source, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// The version of the language that a module is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// Before OPA 1.0: `if`, `contains`, `in` and `every` only where imported, partial sets as `p[x]`.
    V0,
    /// Since OPA 1.0, or with `import rego.v1`.
    #[default]
    V1,
}

/// A policy file.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// `package a.b`: `["a", "b"]`, without `data`.
    pub package: Vec<String>,
    /// Where the package's path stands.
    pub package_span: Span,
    /// In the order of the text.
    pub imports: Vec<Import>,
    /// In the order of the text.
    pub rules: Vec<Rule>,
    /// In the order of the text.
    pub comments: Vec<Comment>,
    /// As which version it was read: [`Version::V1`] also for a v0 module with `import rego.v1`.
    pub version: Version,
}

/// `# text`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub span: Span,
    /// What follows the `#`.
    pub text: String,
}

/// `import data.a.b as c`.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The whole import.
    pub span: Span,
    /// `["data", "a", "b"]`.
    pub path: Vec<String>,
    /// `c`.
    pub alias: Option<String>,
}

impl Import {
    /// The name that it gives.
    pub fn name(&self) -> Option<&str> {
        self.alias.as_ref().or(self.path.last()).map(String::as_str)
    }
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("import ")?;
        for (at, part) in self.path.iter().enumerate() {
            let is_plain = part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !part.starts_with(|c: char| c.is_ascii_digit());
            match (at, is_plain) {
                (0, _) => f.write_str(part)?,
                (_, true) => write!(f, ".{part}")?,
                (_, false) => write!(f, "[{part:?}]")?,
            }
        }
        match &self.alias {
            Some(alias) => write!(f, " as {alias}"),
            None => Ok(()),
        }
    }
}

/// One definition of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Head and bodies.
    pub span: Span,
    /// `default p := 1`.
    pub is_default: bool,
    /// What it defines.
    pub head: Head,
    /// None: the rule is a constant (`p := 1`, `p contains 1`) or a default.
    pub body: Option<Body>,
    /// `else := 2 if { … }`, in order.
    pub elses: Vec<Else>,
}

/// The name, arguments and value of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Name to value.
    pub span: Span,
    /// `p.q[x]`: a variable, then strings for `.q` and terms for `[x]`.
    pub reference: Vec<Term>,
    /// Of a function.
    pub args: Option<Vec<Term>>,
    /// What it gives.
    pub kind: HeadKind,
}

/// What a rule gives.
#[derive(Debug, Clone, PartialEq)]
pub enum HeadKind {
    /// `p := 1`, `p.q[x] := y`, `f(x) := y`; without a value, true.
    Value(Option<Term>),
    /// `p contains x`; in v0 also `p[x]`.
    Contains(Term),
}

/// A further body of a rule, tried when those before it fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Else {
    /// From `else` to the end of its body.
    pub span: Span,
    /// Without one, true.
    pub value: Option<Term>,
    /// None: always holds.
    pub body: Option<Body>,
}

/// Statements that have to hold together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// From the first to the last statement.
    pub span: Span,
    /// In the order of the text.
    pub statements: Vec<Statement>,
}

/// One line of a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// With its modifiers.
    pub span: Span,
    /// What has to hold.
    pub kind: StatementKind,
    /// `with target as value`, in order.
    pub with: Vec<With>,
}

/// What a statement asks.
#[derive(Debug, Clone, PartialEq)]
pub enum StatementKind {
    /// An expression that has to be defined and not false.
    Expr(Term),
    /// `not x`.
    Not(Term),
    /// `not { … }`, and where `future.keywords.not` is imported also `not x`: a body of its own.
    NotBody {
        /// Must have no answer.
        body: Body,
        /// It stands in braces, and may declare variables.
        explicit: bool,
    },
    /// `some x, y`.
    Some(Vec<Name>),
    /// `some k, v in xs`.
    SomeIn {
        /// `k`.
        key: Option<Term>,
        /// `v`.
        value: Term,
        /// `xs`.
        collection: Term,
    },
    /// `every k, v in xs { … }`.
    Every {
        /// `k`.
        key: Option<Name>,
        /// `v`.
        value: Name,
        /// `xs`.
        domain: Term,
        /// Has to hold for each.
        body: Body,
    },
}

/// A variable where it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Where.
    pub span: Span,
    /// `_` for a wildcard.
    pub text: String,
}

/// `with input.a as 1`.
#[derive(Debug, Clone, PartialEq)]
pub struct With {
    /// From `with` to its value.
    pub span: Span,
    /// A variable or a reference.
    pub target: Term,
    /// What it is replaced by.
    pub value: Term,
}

/// A piece of an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Without surrounding parentheses.
    pub span: Span,
    /// What it is.
    pub kind: TermKind,
}

/// What a term is.
#[derive(Debug, Clone, PartialEq)]
pub enum TermKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// As it is spelled: `1`, `1.0`, `1e3`.
    Number(String),
    /// Without quotes, escapes resolved; raw strings too.
    String(String),
    /// `x`; `_` for a wildcard.
    Var(String),
    /// `head.a[b]`: at least one operand; `.a` is the string `a`. The head is no reference itself.
    Ref {
        /// A variable, a call, a literal or a comprehension.
        head: Box<Term>,
        /// In order.
        operands: Vec<Term>,
    },
    /// `f(x)`, `a + b`.
    Call {
        /// What is called.
        function: Function,
        /// In order; of an operator, left and right.
        args: Vec<Term>,
    },
    /// `[a, b]`.
    Array(Vec<Term>),
    /// `{a, b}`; `set()` when empty is a call.
    Set(Vec<Term>),
    /// `{a: b}`.
    Object(Vec<(Term, Term)>),
    /// `[x | body]`.
    ArrayComprehension(Box<Term>, Body),
    /// `{x | body}`.
    SetComprehension(Box<Term>, Body),
    /// `{k: v | body}`.
    ObjectComprehension(Box<Term>, Box<Term>, Body),
    /// `$"text {x} text"`.
    Template(Vec<Part>),
    /// `a and b`, `{ body } or b`: where imported.
    Logic {
        /// Which.
        operator: Logic,
        /// What stands before it.
        left: Operand,
        /// What stands behind it.
        right: Operand,
    },
}

/// A side of `and`, `or`.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand {
    /// Of one statement where no braces stand.
    pub body: Body,
    /// It stands in braces, and may declare variables.
    pub explicit: bool,
}

/// A part of a template string.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text, escapes resolved.
    Text(String),
    /// `{x}`: one statement, with its modifiers.
    Value(Box<Statement>),
}

/// `and`, `or` between statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logic {
    /// Both hold.
    And,
    /// One holds.
    Or,
}

/// What a call calls.
#[derive(Debug, Clone, PartialEq)]
pub enum Function {
    /// `f`, `data.lib.f`, `net.cidr_contains`: a variable or a reference of strings.
    Named(Box<Term>),
    /// Between its arguments.
    Operator(Operator),
}

/// An infix operator; OPA has each as a built-in function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// `:=`
    Assign,
    /// `=`
    Unify,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `&`
    Intersection,
    /// `|`
    Union,
    /// `x in xs`
    In,
    /// `k, x in xs`: three arguments.
    InWithKey,
}

impl Operator {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Operator::Assign => ":=",
            Operator::Unify => "=",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Plus => "+",
            Operator::Minus => "-",
            Operator::Times => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
            Operator::Intersection => "&",
            Operator::Union => "|",
            Operator::In | Operator::InWithKey => "in",
        }
    }

    /// The built-in that OPA names in errors and signatures.
    pub fn builtin(self) -> &'static str {
        match self {
            Operator::Assign => "assign",
            Operator::Unify => "eq",
            Operator::Equal => "equal",
            Operator::NotEqual => "neq",
            Operator::Less => "lt",
            Operator::LessOrEqual => "lte",
            Operator::Greater => "gt",
            Operator::GreaterOrEqual => "gte",
            Operator::Plus => "plus",
            Operator::Minus => "minus",
            Operator::Times => "mul",
            Operator::Divide => "div",
            Operator::Remainder => "rem",
            Operator::Intersection => "and",
            Operator::Union => "or",
            Operator::In => "internal.member_2",
            Operator::InWithKey => "internal.member_3",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}
