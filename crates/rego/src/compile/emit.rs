//! Last stage: the rules as text that the engine reads, and that means there what the policy means in OPA.

pub(crate) mod bounds;
pub(crate) mod dialect;
mod objects;
mod roots;
mod statement;
mod term;
pub(crate) mod text;
mod whole;

use std::collections::BTreeSet;

use crate::compile::core::{Body, Branch, Expr, ExprKind, Fresh, Kind, Names, Rule, Term, TermKind};
use dialect::Dialect;
use term::{is_plain, quoted};
use text::{Lowered, Writer};

/// A rule ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Flat {
    pub(crate) rule: Rule,
    /// Length of the package's path in the rule's reference, `data` included.
    pub(crate) package: usize,
    /// Names that the rule does not use.
    pub(crate) fresh: Fresh,
}

/// Built-ins of ours that a text calls, with the number of their arguments.
pub(crate) type Used = BTreeSet<(String, usize)>;

pub(crate) struct Emitter<'a> {
    dialect: &'a Dialect,
    writer: Writer<'a>,
    fresh: Fresh,
    first: bool,
    used: Used,
    /// Variables of the current body that an assignment binds. In brackets the engine's scheduler would take them
    /// for variables that the reference binds, and might do that first.
    assigned: Names,
    /// Variables that the expressions before this one leave with a value: only where coverage is told.
    held: Names,
    /// Below `not`, where brackets bind nothing.
    negated: bool,
    /// In a statement with modifiers, whose values may need a variable that its brackets have.
    modified: bool,
}

/// Writes the rules of one module. Rules whose name only a bracket could hold stand in a package of their own.
pub(crate) fn module(
    package: &[String],
    rules: &[&Flat],
    dialect: &Dialect,
    starts: &[u32],
    open: &Open,
) -> (Vec<Lowered>, Used) {
    let mut texts = Vec::new();
    let mut used = Used::new();
    let mut packages: Vec<Vec<String>> = vec![package.to_vec()];
    for rule in rules {
        let package = package_of(rule, package, open);
        if !packages.contains(&package) {
            packages.push(package);
        }
    }
    for own in packages {
        let mut emitter = Emitter {
            dialect,
            writer: Writer::new(starts),
            fresh: Fresh::default(),
            first: true,
            used: Used::new(),
            assigned: Names::new(),
            held: Names::new(),
            negated: false,
            modified: false,
        };
        emitter.package(&own);
        for rule in rules.iter().filter(|rule| package_of(rule, package, open) == own) {
            emitter.rule(rule, own.len() + 1);
        }
        emitter.put("\n");
        let here = rules.iter().filter(|rule| package_of(rule, package, open) == own);
        for path in objects::shown(here.map(|flat| &flat.rule), own.len() + 1) {
            emitter.empty_object(&path);
        }
        used.extend(emitter.used);
        texts.push(Lowered { package: own, ..emitter.writer.finish() });
    }
    (texts, used)
}

/// Writes a query as the rule `rows` of a package of its own: a list with a `row` for each of its answers.
pub(crate) fn query(
    row: Term,
    body: Body,
    fresh: Fresh,
    dialect: &Dialect,
    starts: &[u32],
) -> (Lowered, Used) {
    let mut emitter = Emitter {
        dialect,
        writer: Writer::new(starts),
        fresh,
        first: true,
        used: Used::new(),
        assigned: Names::new(),
        held: Names::new(),
        negated: false,
        modified: false,
    };
    emitter.put("package edgeward_query\nrows := [");
    emitter.term(&row, &mut Names::new());
    emitter.put(" | ");
    emitter.body(&body, &mut Names::new());
    emitter.put("]\n");
    (emitter.writer.finish(), emitter.used)
}

/// Functions that call the built-ins that a `with` replaces.
pub(crate) fn stand_ins(dialect: &Dialect) -> (Lowered, Used) {
    let mut emitter = Emitter {
        dialect,
        writer: Writer::new(&[]),
        fresh: Fresh::default(),
        first: true,
        used: Used::new(),
        assigned: Names::new(),
        held: Names::new(),
        negated: false,
        modified: false,
    };
    emitter.put(&format!("package {}\n", dialect::STAND_INS));
    for name in &dialect.replaced {
        emitter.stand_in(name);
    }
    (emitter.writer.finish(), emitter.used)
}

/// The package that a rule is written in. OPA shows `p` of `p.q := 1` even where `q` is undefined, as it shows a
/// package without rules; so what stands before the last name of a reference becomes part of the package. Below a
/// reference with variables everything has to stay in one package.
fn package_of(rule: &Flat, package: &[String], open: &Open) -> Vec<String> {
    let mut own = package.to_vec();
    let names: Vec<&str> = rule.rule.reference.iter().skip(rule.package).map_while(Term::as_str).collect();
    let is_ground = names.len() + rule.package == rule.rule.reference.len();
    let before_last = if is_ground { names.len().saturating_sub(1) } else { names.len() };
    let is_function = rule.rule.args.is_some();
    for (index, name) in names.iter().enumerate().take(before_last) {
        let mut next = own.clone();
        next.push((*name).to_owned());
        if open.contains(&next) {
            break;
        }
        // The name behind it has to be one that a rule can begin with.
        let can_begin = names
            .get(index + 1)
            .is_some_and(|next| is_plain(next) || is_function && index + 2 == names.len());
        if !can_begin {
            break;
        }
        own = next;
    }
    own
}

/// `.name`, or `["name"]` where no dot can stand.
pub(crate) fn step(name: &str) -> String {
    if is_plain(name) { format!(".{name}") } else { format!("[{}]", quoted(name)) }
}

/// The last name of a function. It is in no document, so one that no rule can begin with gets another.
pub(crate) fn function_name(name: &str) -> String {
    if is_plain(name) {
        name.to_owned()
    } else {
        format!("edgeward_function_{}", quoted(name).replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
    }
}

/// Paths below which rules have variables in their references, without `data`.
pub(crate) type Open = BTreeSet<Vec<String>>;

/// The open paths of some rules.
pub(crate) fn open_paths<'a>(rules: impl Iterator<Item = &'a Rule>) -> Open {
    let mut open = Open::new();
    for rule in rules {
        let names: Vec<&str> = rule.reference.iter().skip(1).map_while(Term::as_str).collect();
        if names.len() + 1 < rule.reference.len() {
            open.insert(names.into_iter().map(str::to_owned).collect());
        }
    }
    open
}

impl Emitter<'_> {
    pub(crate) fn put(&mut self, text: &str) {
        self.writer.put(text);
    }

    fn stand_in(&mut self, name: &str) {
        let arity = crate::builtins::signature(name).map_or(0, |signature| signature.args.len());
        let span = crate::syntax::tree::Span::default();
        let args: Vec<Term> = (1..=arity).map(|index| Term::var(span, format!("a{index}"))).collect();
        let names: Vec<String> = (1..=arity).map(|index| format!("a{index}")).collect();
        let names = names.join(", ");
        let own = dialect::stand_in(name);
        let own = own.rsplit('.').next().unwrap_or_default().to_owned();
        let call = match self.dialect.direct(name, &args) {
            dialect::Spelling::Infix(symbol) => format!("(a1 {symbol} a2)"),
            dialect::Spelling::Ours(spelled) => {
                self.used.insert((name.to_owned(), arity));
                format!("{spelled}({names})")
            }
            dialect::Spelling::Native(spelled) | dialect::Spelling::StandIn(spelled) => {
                format!("{spelled}({names})")
            }
        };
        self.put(&format!("\n{own}({names}) := value if {{ value := {call} }}\n"));
    }

    fn package(&mut self, path: &[String]) {
        self.put("package ");
        for (index, name) in path.iter().enumerate() {
            match (index, is_plain(name)) {
                (0, _) => self.put(name),
                (_, true) => self.put(&format!(".{name}")),
                (_, false) => self.put(&format!("[{}]", quoted(name))),
            }
        }
        self.put("\n");
    }

    fn rule(&mut self, flat: &Flat, package: usize) {
        let rule = &flat.rule;
        self.fresh = flat.fresh.clone();
        self.held.clear();
        if !self.writer.go_to(rule.span) {
            self.put("\n");
        }
        self.writer.mark(rule.span);
        if rule.is_default {
            self.put("default ");
        }
        self.head(rule, rule.reference.get(package..).unwrap_or_default());
        let args = rule.args.as_ref().map(|args| self.arguments(args));
        let mut extra = Vec::new();
        if let Some((names, patterns)) = args {
            self.put(&format!("({})", names.join(", ")));
            extra = patterns;
        }
        let is_constant = extra.is_empty()
            && rule.branches.len() == 1
            && (rule.is_default || self.dialect.coverage.is_none())
            && rule.branches.iter().all(|branch| branch.body.is_empty());
        for (index, branch) in rule.branches.iter().enumerate() {
            if index > 0 {
                self.put(" else");
            }
            match rule.kind {
                Kind::Value => self.put(" := "),
                Kind::Contains => self.put(" contains "),
            }
            self.term(&branch.value, &mut Names::new());
            if is_constant {
                continue;
            }
            self.put(" if { ");
            self.branch(rule, branch, &extra);
            self.put(" }");
        }
    }

    fn head(&mut self, rule: &Rule, path: &[Term]) {
        if let (Some(_), [name]) = (&rule.args, path)
            && let Some(name) = name.as_str()
        {
            self.put(&function_name(name));
            return;
        }
        self.path(path);
    }

    fn path(&mut self, path: &[Term]) {
        for (index, part) in path.iter().enumerate() {
            match part.as_str() {
                Some(name) if index == 0 => self.put(name),
                Some(name) if is_plain(name) => self.put(&format!(".{name}")),
                _ => {
                    self.put("[");
                    self.term(part, &mut Names::new());
                    self.put("]");
                }
            }
        }
    }

    /// Names for all arguments, and the patterns that some of them have to match.
    fn arguments(&mut self, args: &[Term]) -> (Vec<String>, Vec<(Term, String)>) {
        let mut names: Vec<String> = Vec::new();
        let mut patterns = Vec::new();
        for arg in args {
            match arg.as_var() {
                Some(name) if !names.iter().any(|other| other == name) => names.push(name.to_owned()),
                _ => {
                    let name = self.fresh.local();
                    patterns.push((arg.clone(), name.clone()));
                    names.push(name);
                }
            }
        }
        (names, patterns)
    }

    fn branch(&mut self, rule: &Rule, branch: &Branch, patterns: &[(Term, String)]) {
        let mut bound = Names::new();
        for arg in rule.args.iter().flatten() {
            if let TermKind::Var(name) = &arg.kind {
                bound.insert(name.clone());
            }
        }
        bound.extend(patterns.iter().map(|(_, name)| name.clone()));
        let matches = patterns.iter().map(|(pattern, name)| {
            let kind = ExprKind::Unify {
                left: pattern.clone(),
                right: Term::var(pattern.span, name.clone()),
                assignment: false,
            };
            Expr::new(pattern.span, kind)
        });
        let roots = if self.dialect.byte_code { roots::looked_at(branch) } else { Body::new() };
        let body = roots.into_iter().chain(matches).chain(branch.body.iter().cloned()).collect();
        self.body(&body, &mut bound);
        if !rule.is_default {
            self.cover(branch.span, &bound);
        }
    }
}
