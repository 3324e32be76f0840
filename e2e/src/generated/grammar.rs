//! Draws modules: rules that refer to earlier rules, with bodies of every kind of statement.

use fastrand::Rng;

use super::tree::Tree;

/// What a rule that is there already may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Complete,
    Set,
    Object,
    /// With so many arguments.
    Function(usize),
}

/// What is known while a module is drawn.
pub(crate) struct Grammar<'a> {
    pub(crate) rng: &'a mut Rng,
    /// Rules so far.
    pub(crate) rules: Vec<(String, Sort)>,
    /// Variables that have a value here.
    pub(crate) scope: Vec<String>,
    /// Those of them whose type OPA does not know.
    pub(crate) open: Vec<String>,
    /// Whether a negation surrounds what is drawn: a wildcard is unsafe there.
    pub(crate) negated: bool,
    /// Whether the module imports what `future.keywords` has beyond version 1.
    pub(crate) future: bool,
    /// Whether the module imports documents: `names` of them.
    pub(crate) imports: bool,
    fresh: usize,
}

/// A drawn module and the rules that can be asked for.
#[derive(Debug, Clone)]
pub(crate) struct Drawn {
    /// What stands before the rules.
    pub(crate) imports: &'static str,
    pub(crate) rules: Tree,
}

/// What `not` over a body, `and` and `or` need.
const FUTURE: &str = "import future.keywords.and\nimport future.keywords.not\nimport future.keywords.or\n\n";

/// Documents under other names, which [`Grammar::reference`] uses.
const DOCUMENTS: &str = "import data.d as base\nimport data.d.list\nimport input.o as given\n\n";

impl Drawn {
    /// The module's text.
    pub(crate) fn print(&self) -> String {
        format!("package g\n\n{}{}\n", self.imports, without_unused(&self.rules.print()))
    }
}

/// One module.
pub(crate) fn draw(rng: &mut Rng) -> Drawn {
    let count = rng.usize(1..=4);
    let (future, imports) = (rng.u8(..100) < 8, rng.u8(..100) < 8);
    let mut grammar = Grammar {
        rng,
        rules: Vec::new(),
        scope: Vec::new(),
        open: Vec::new(),
        negated: false,
        future,
        imports: imports && !future,
        fresh: 0,
    };
    let rules = (0..count).map(|index| grammar.rule(index)).collect();
    let imports = match (future, imports) {
        (true, _) => FUTURE,
        (false, true) => DOCUMENTS,
        (false, false) => "",
    };
    Drawn { imports, rules: Tree::some(rules, "\n\n") }
}

impl Grammar<'_> {
    /// Whether something of so many in a hundred happens.
    pub(crate) fn chance(&mut self, of_hundred: u8) -> bool {
        self.rng.u8(..100) < of_hundred
    }

    pub(crate) fn pick(&mut self, from: &[&str]) -> String {
        self.rng.choice(from).copied().unwrap_or_default().to_owned()
    }

    pub(crate) fn fresh(&mut self) -> String {
        self.fresh += 1;
        format!("v{}", self.fresh)
    }

    /// A variable has the value of `value` from here on.
    pub(crate) fn bind(&mut self, name: &str, value: &Tree) {
        self.scope.push(name.to_owned());
        let text = value.print();
        let begins = |name: &str| text.split(['.', '[']).next() == Some(name);
        if begins("input") || self.open.iter().any(|name| begins(name)) {
            self.open.push(name.to_owned());
        }
    }

    /// `draw` in a scope of its own.
    pub(crate) fn inner<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> T {
        let outer = (self.scope.clone(), self.open.clone());
        let drawn = draw(self);
        (self.scope, self.open) = outer;
        drawn
    }

    fn rule(&mut self, index: usize) -> Tree {
        self.scope.clear();
        self.open.clear();
        match self.rng.u8(..10) {
            0..=3 => self.complete(&format!("p{index}")),
            4..=5 => self.set(&format!("s{index}")),
            6..=7 => self.object(&format!("o{index}")),
            _ => self.function(&format!("f{index}")),
        }
    }

    fn complete(&mut self, name: &str) -> Tree {
        if self.chance(8) {
            let value = self.any(2);
            self.rules.push((name.to_owned(), Sort::Complete));
            return Tree::All(vec![Tree::text(format!("{name} := ")), value]);
        }
        let plain = self.chance(50);
        let value = |grammar: &mut Self| if plain { Tree::text("") } else { grammar.head_value() };
        let mut parts = Vec::new();
        if self.chance(35) {
            let value = if plain {
                "false".to_owned()
            } else {
                self.pick(&["0", "\"none\"", "[]", "null", "{\"a\": 1}"])
            };
            parts.push(Tree::any(vec![Tree::text(format!("default {name} := {value}\n"))], ""));
        }
        let definitions = if self.chance(25) { 2 } else { 1 };
        for definition in 0..definitions {
            let head = if definition > 0 { format!("\n{name}") } else { name.to_owned() };
            parts.push(self.clauses(head, &value));
        }
        self.rules.push((name.to_owned(), Sort::Complete));
        Tree::All(parts)
    }

    /// A clause and those of `else`.
    fn clauses(&mut self, head: String, value: &impl Fn(&mut Self) -> Tree) -> Tree {
        let first = self.clause(head, value);
        let mut otherwise = Vec::new();
        while otherwise.len() < 2 && self.chance(25) {
            otherwise.push(self.clause(" else".to_owned(), value));
        }
        Tree::All(vec![first, Tree::any(otherwise, "")])
    }

    /// `name := value if { … }`, the value after the body in the drawing because it may use its variables.
    fn clause(&mut self, head: String, value: &impl Fn(&mut Self) -> Tree) -> Tree {
        self.inner(|grammar| {
            let body = grammar.block();
            let value = value(grammar);
            Tree::All(vec![Tree::text(head), value, body])
        })
    }

    fn head_value(&mut self) -> Tree {
        let depth = if self.chance(20) { 3 } else { 2 };
        Tree::All(vec![Tree::text(" := "), self.any(depth)])
    }

    /// ` if { … }`
    fn block(&mut self) -> Tree {
        let count = self.rng.usize(1..=3);
        Tree::All(vec![Tree::text(" if {\n\t"), self.body(count, "\n\t", 2), Tree::text("\n}")])
    }

    fn set(&mut self, name: &str) -> Tree {
        let definition = |grammar: &mut Self| {
            grammar.inner(|grammar| {
                let body = grammar.block();
                let key = grammar.any(2);
                Tree::All(vec![Tree::text(format!("{name} contains ")), key, body])
            })
        };
        let count = if self.chance(25) { 2 } else { 1 };
        let definitions = (0..count).map(|_| definition(self)).collect();
        self.rules.push((name.to_owned(), Sort::Set));
        Tree::some(definitions, "\n")
    }

    fn object(&mut self, name: &str) -> Tree {
        let shape = self.rng.u8(..12);
        let definition = |grammar: &mut Self| {
            grammar.inner(|grammar| {
                let body = grammar.block();
                let mut head = vec![Tree::text(name)];
                let bracket = |grammar: &mut Self, head: &mut Vec<Tree>| {
                    head.extend([Tree::text("["), grammar.key(), Tree::text("]")]);
                };
                match shape {
                    0 => {
                        bracket(grammar, &mut head);
                        bracket(grammar, &mut head);
                    }
                    1 => {
                        head.push(Tree::text(grammar.pick(&[".a", ".in", ".b"])));
                        bracket(grammar, &mut head);
                    }
                    2 => head.push(Tree::text(grammar.pick(&[".a", ".b", ".if", ".a.b", ".c.default"]))),
                    _ => bracket(grammar, &mut head),
                }
                let operator = if shape == 3 { " contains " } else { " := " };
                head.extend([Tree::text(operator), grammar.any(2), body]);
                Tree::All(head)
            })
        };
        let count = if self.chance(25) { 2 } else { 1 };
        let definitions = (0..count).map(|_| definition(self)).collect();
        self.rules.push((name.to_owned(), Sort::Object));
        Tree::some(definitions, "\n")
    }

    fn function(&mut self, name: &str) -> Tree {
        let arity = self.rng.usize(1..=2);
        let plain = self.chance(40);
        let value = |grammar: &mut Self| if plain { Tree::text("") } else { grammar.head_value() };
        let mut parts = Vec::new();
        if self.chance(15) {
            let ignored = vec!["_"; arity].join(", ");
            let value = self.pick(&["false", "0", "\"none\""]);
            parts.push(Tree::any(vec![Tree::text(format!("default {name}({ignored}) := {value}\n"))], ""));
        }
        let count = if self.chance(30) { 2 } else { 1 };
        for index in 0..count {
            let arguments: Vec<String> = (0..arity).map(|at| self.argument(at)).collect();
            let line = if index > 0 { "\n" } else { "" };
            let head = format!("{line}{name}({})", arguments.join(", "));
            parts.push(self.inner(|grammar| {
                grammar.scope = arguments.iter().flat_map(|argument| variables(argument)).collect();
                grammar.open.clone_from(&grammar.scope);
                grammar.clauses(head, &value)
            }));
        }
        self.rules.push((name.to_owned(), Sort::Function(arity)));
        Tree::All(parts)
    }

    fn argument(&mut self, at: usize) -> String {
        match self.rng.u8(..100) {
            0..=10 => self.pick(&["1", "\"a\"", "null", "_", "true"]),
            11..=13 => format!("[a{at}, b{at}]"),
            14..=16 => format!("{{\"n\": a{at}}}"),
            _ => format!("a{at}"),
        }
    }

    /// Statements, each seeing the variables of those before.
    pub(crate) fn body(&mut self, count: usize, separator: &'static str, depth: usize) -> Tree {
        let statements = (0..count).map(|_| self.statement(depth)).collect();
        Tree::some(statements, separator)
    }
}

/// The variables of a drawn argument.
fn variables(argument: &str) -> Vec<String> {
    let words = argument.split(|c: char| !c.is_ascii_alphanumeric());
    let is_variable = |word: &&str| {
        word.starts_with(['a', 'b']) && word.len() > 1 && word.ends_with(|c: char| c.is_ascii_digit())
    };
    words.filter(is_variable).map(str::to_owned).collect()
}

/// Puts a wildcard in the place of what `some … in` and `every` declare and nobody reads: OPA refuses such a name.
fn without_unused(text: &str) -> String {
    let other = |c: char| !c.is_ascii_alphanumeric();
    let mut words: Vec<String> = text.split_inclusive(other).map(str::to_owned).collect();
    let bare = |word: &str| word.trim_end_matches(other).to_owned();
    for name in declared(text) {
        let mut places = words.iter().enumerate().filter(|(_, word)| bare(word) == name).map(|(at, _)| at);
        if let (Some(only), None) = (places.next(), places.next())
            && let Some(word) = words.get_mut(only)
        {
            *word = word.replacen(&name, "_", 1);
        }
    }
    words.concat()
}

/// The names after `some` and `every` that an `in` follows.
fn declared(text: &str) -> Vec<String> {
    ["some ", "every "]
        .iter()
        .flat_map(|keyword| text.split(keyword).skip(1))
        .filter_map(|rest| rest.split_once(" in ").map(|(names, _)| names))
        .filter(|names| !names.contains([';', '\n']))
        .flat_map(|names| names.split(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|name| name.starts_with('v') && name.len() > 1)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::{draw, without_unused};

    #[test]
    fn only_what_nobody_reads_becomes_a_wildcard() {
        assert_eq!(
            without_unused("some v1, v2 in xs; every v3, v4 in ys { v4 > v2 }; some v5; xs[v5]"),
            "some _, v2 in xs; every _, v4 in ys { v4 > v2 }; some v5; xs[v5]"
        );
        assert_eq!(without_unused("some v12 in xs; v1 := 1"), "some _ in xs; v1 := 1");
        assert_eq!(without_unused("some [v1, v2] in xs; v2"), "some [_, v2] in xs; v2");
    }

    #[test]
    fn the_same_seed_draws_the_same_module() {
        let text = |seed| draw(&mut Rng::with_seed(seed)).print();
        assert_eq!(text(3), text(3));
        assert_ne!(text(3), text(4));
    }
}
